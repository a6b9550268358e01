"""Reminders by plan: one message for a customer and step of the cadence, on the company's days, each once."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from tests.notifications.test_mail import folder, part, sent
from tests.paypage.shop import ACH_TOO, Shop, started

from stagebill.kernel.clock import FrozenClock
from stagebill.notifications.reminders import followers
from stagebill.notifications.reminders.cadence import (
    Bill,
    asked_on,
    due_steps,
    is_within_hours,
    next_asked,
)
from stagebill.notifications.reminders.followers import remind_due
from stagebill.settings.reminder_plan import ReminderPlan, gap_days

pytestmark = pytest.mark.anyio

PLAN = ReminderPlan(is_on=True)
THREE = ReminderPlan(is_on=True, steps=(3, 7, 14))
NET_1 = {"due_terms": {"kind": "net", "days": 1}}


def bill(name: str = "a", **more: Any) -> Bill:
    facts = {"due_on": date(2026, 3, 20), "sent_on": date(2026, 3, 1), "due_minor": 10_000,
             "pending_minor": 0, "number": name}  # fmt: skip
    return Bill(invoice_id=name, **{**facts, **more})


def told_by(plan: ReminderPlan, bills: list[Bill], first: date, days: int) -> list[tuple[date, int]]:
    """The reminders of some days, each with how many invoices it lists; each is noted as the unit does."""
    told = []
    for ahead in range(days):
        day = first + timedelta(ahead)
        asked = asked_on(plan, bills, day)
        if not asked:
            continue
        told.append((day, len(asked)))
        steps = {one.bill.invoice_id: one.steps for one in asked}
        bills = [
            Bill(**{
                **{name: getattr(each, name) for name in each.__struct_fields__},
                "settled": each.settled | set(steps[each.invoice_id]),
                "reminded_on": day, "reminder_count": each.reminder_count + 1,
            }) if each.invoice_id in steps else each
            for each in bills
        ]  # fmt: skip
    return told


def test_a_remind_five_overdue_parts_and_three_cadences_are_three_messages() -> None:
    """A-REMIND: not 15."""
    bills = [bill(name) for name in "abcde"]
    assert told_by(THREE, bills, date(2026, 3, 1), 90) == [
        (date(2026, 3, 23), 5), (date(2026, 3, 27), 5), (date(2026, 4, 3), 5),
    ]  # fmt: skip


def test_parts_due_on_following_days_share_their_messages_too() -> None:
    """Five parts due on five days: by themselves 15 messages; a customer hears no more often than every 4
    days.
    """
    bills = [bill(name, due_on=date(2026, 3, 20) + timedelta(place)) for place, name in enumerate("abcde")]
    told = told_by(THREE, bills, date(2026, 3, 1), 90)
    assert [day for day, _ in told] == [
        date(2026, 3, 23), date(2026, 3, 27), date(2026, 3, 31), date(2026, 4, 4), date(2026, 4, 8),
    ]  # fmt: skip
    assert all(later - one >= timedelta(4) for (one, _), (later, _) in pairwise(told))


def test_the_default_plan_reminds_before_on_and_after_the_due_day() -> None:
    days = [day for day, _ in told_by(PLAN, [bill()], date(2026, 3, 1), 60)]
    assert days == [date(2026, 3, 17), date(2026, 3, 20), date(2026, 3, 23), date(2026, 3, 27),
                    date(2026, 4, 3)]  # fmt: skip


def test_a_step_up_to_the_day_of_sending_never_comes() -> None:
    """Due on receipt: the invoice itself says it; the first reminder comes after."""
    at_once = bill(due_on=date(2026, 3, 1))
    assert due_steps(PLAN, at_once, date(2026, 3, 1)) == ()
    assert [day for day, _ in told_by(PLAN, [at_once], date(2026, 3, 1), 30)] == [
        date(2026, 3, 4), date(2026, 3, 8), date(2026, 3, 15),
    ]  # fmt: skip


def test_a_stage_that_is_late_by_weeks_is_one_reminder_when_the_plan_is_switched_on() -> None:
    """The steps that passed are one message."""
    (asked,) = asked_on(PLAN, [bill()], date(2026, 5, 1))
    assert asked.steps == (-3, 0, 3, 7, 14)


@pytest.mark.parametrize(
    "more",
    [{"due_minor": 0}, {"pending_minor": 1}, {"reminder_count": 10}, {"held_until": date.max},
     {"held_until": date(2026, 3, 23)}],
)  # fmt: skip
def test_paid_pending_held_and_often_reminded_invoices_are_left_out(more: dict[str, Any]) -> None:
    """D-48; with a second invoice the customer still hears of that one."""
    assert asked_on(THREE, [bill(**more)], date(2026, 3, 23)) == ()
    asked = asked_on(THREE, [bill(**more), bill("b")], date(2026, 3, 23))
    assert [one.bill.invoice_id for one in asked] == ["b"]


def test_a_promise_that_is_not_kept_is_reminded_of_on_the_day_after_it() -> None:
    promised = bill(held_until=date(2026, 3, 30))
    assert next_asked(THREE, [promised], date(2026, 3, 20), 31) is not None
    found = next_asked(THREE, [promised], date(2026, 3, 20), 31)
    assert found is not None
    assert found[0] == date(2026, 3, 31)


def test_what_is_not_due_yet_is_listed_only_at_its_own_step() -> None:
    later = bill("later", due_on=date(2026, 6, 1))
    asked = asked_on(THREE, [bill(), later], date(2026, 3, 23))
    assert [one.bill.invoice_id for one in asked] == ["a"]


def test_a_reminder_by_hand_keeps_the_plan_quiet_for_the_gap() -> None:
    by_hand = bill(reminded_on=date(2026, 3, 22))
    assert gap_days(THREE) == 4
    assert asked_on(THREE, [by_hand], date(2026, 3, 25)) == ()
    assert asked_on(THREE, [by_hand], date(2026, 3, 26)) != ()


@pytest.mark.parametrize(
    ("moment", "is_within"),
    [
        # The night of 8 March 2026 in New York leaves out 2:00 to 3:00: two o'clock begins at three.
        (datetime(2026, 3, 8, 6, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 8, 7, 0, tzinfo=UTC), True),
        # That of 1 November has 1:00 to 2:00 twice: two o'clock comes once.
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), False),
        (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), False),
        (datetime(2026, 11, 1, 7, 0, tzinfo=UTC), True),
    ],
)
def test_nights_in_which_the_clock_is_changed(moment: datetime, is_within: bool) -> None:
    """DO-02."""
    plan = ReminderPlan(is_on=True, from_hour=2, to_hour=4)
    assert is_within_hours(plan, moment, "America/New_York") is is_within


async def plans(shop: Shop, **plan: Any) -> None:
    answer = await shop.office.patch("/api/settings", {"reminders": {"is_on": True, **plan}})
    assert answer.status_code == 200, answer.text


async def goes_on(shop: Shop, days: int, *, step_hours: int = 6) -> None:
    for _ in range(days * 24 // step_hours):
        await shop.later(hours=step_hours)
    await shop.office.post(await shop.company.link("dispatcher@alder.example"))


def reminders(shop: Shop) -> list[Any]:
    return [mail for mail in folder(shop) if "Reminder" in str(mail["Subject"])]


async def test_a_remind_through_the_whole_product(shop: Shop) -> None:
    """A-REMIND with the outbox, the mail and the books of it; the job is running (D-48)."""
    await plans(shop, steps=[3, 7, 14])
    stages = [await shop.invoice(10_000, title=f"Stage {n}", **NET_1) for n in range(5)]
    for stage in stages:
        await sent(shop, stage)
    await goes_on(shop, 30)
    mails = reminders(shop)
    assert len(mails) == 3
    for text in (part(mail, "plain") for mail in mails):  # five invoices have one link, to all of them
        assert (text.count("/owed/"), text.count("/pay/")) == (1, 0)
        assert all(stage["number"] in text for stage in stages)
    states = await shop.rows("SELECT step, state, count(*) FROM reminder GROUP BY step, state ORDER BY step")
    assert [tuple(row) for row in states] == [(3, "sent", 5), (7, "sent", 5), (14, "sent", 5)]
    assert (await shop.read(stages[0]))["reminder_count"] == 3


async def test_two_workers_and_a_crash_remind_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    await plans(shop, steps=[3])
    await sent(shop, await shop.invoice(10_000, **NET_1))
    await shop.add_job(name="Joe", email="joe@customer.example")
    await sent(shop, await shop.invoice(10_000, **NET_1))
    await shop.work()
    shop.clock.advance(timedelta(days=4))
    whole = followers._remind
    calls = 0

    async def dies_at_the_second(*args: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise RuntimeError("killed")
        await whole(*args)

    monkeypatch.setattr(followers, "_remind", dies_at_the_second)
    with pytest.raises(RuntimeError):
        await remind_due(shop.services)
    monkeypatch.setattr(followers, "_remind", whole)
    await asyncio.gather(remind_due(shop.services), remind_due(shop.services))
    await shop.work()
    assert len(reminders(shop)) == 2
    assert len({str(mail["To"]) for mail in reminders(shop)}) == 2
    done = await shop.rows("SELECT id FROM mutation WHERE type = 'notifications.remind_by_plan'")
    assert len(done) == 2


async def test_reminders_leave_within_the_companys_hours_and_on_its_days(
    shop: Shop, clock: FrozenClock
) -> None:
    """The company is in New York; due on 3 March, so three days later is 6 March, from nine o'clock on."""
    await plans(shop, steps=[3], from_hour=9, to_hour=17)
    await sent(shop, await shop.invoice(10_000, **NET_1))
    zone = (await shop.office.get("/api/settings")).json()["zone"]
    assert zone == "America/New_York"
    clock.advance(datetime(2026, 3, 6, 13, 59, tzinfo=UTC) - clock.now())
    await shop.work()
    assert reminders(shop) == []
    await shop.later(minutes=1)
    assert len(reminders(shop)) == 1


async def test_a_payment_in_time_ends_it(shop: Shop) -> None:
    """DO-11."""
    await plans(shop, steps=[3])
    stage = await shop.invoice(10_000, **NET_1)
    await sent(shop, stage)
    await goes_on(shop, 3)
    cash = {"method": "cash", "amount_minor": 10_000, "invoice_id": stage["id"]}
    assert (await shop.office.post("/api/payments", cash)).status_code == 201
    await goes_on(shop, 5)
    assert reminders(shop) == []


async def test_money_on_its_way_keeps_it_quiet(shop: Shop) -> None:
    """Jane's bank debit is under way at nine; Joe, whose invoice is as late, is reminded then."""
    await plans(shop, steps=[1])
    at_once = {"due_terms": {"kind": "receipt"}, "payment_options": ACH_TOO}
    stage = await shop.invoice(10_000, **at_once)
    await sent(shop, stage)
    await shop.add_job(name="Joe", email="joe@customer.example")
    await sent(shop, await shop.invoice(10_000, **at_once))
    await shop.later(hours=22, minutes=59, seconds=30)
    await shop.customer.choose(await started(shop, stage, "ach"), "succeed_later")
    await shop.work()
    await shop.later(seconds=40)
    assert await shop.states() == ["pending"]
    assert [str(mail["To"]) for mail in reminders(shop)] == ["Joe <joe@customer.example>"]


async def test_the_office_sees_what_comes_next_and_skips_it(shop: Shop) -> None:
    await plans(shop, steps=[3, 7])
    stage = await shop.invoice(10_000, title="Stage 1", **NET_1)
    await sent(shop, stage)
    (coming,) = (await shop.office.get("/api/reminders/upcoming")).json()["items"]
    assert (coming["on"], coming["customer_name"], coming["has_address"]) == ("2026-03-06", "Jane Doe", True)
    assert [(one["invoice_id"], one["step"], one["due_minor"]) for one in coming["invoices"]] == [
        (stage["id"], 3, 10_000)
    ]
    skipped = await shop.office.post(f"/api/customers/{shop.customer_id}/skip-reminder", {"on": coming["on"]})
    assert skipped.status_code == 200, skipped.text
    (coming,) = (await shop.office.get("/api/reminders/upcoming")).json()["items"]
    assert coming["on"] == "2026-03-10"
    assert (await shop.office.get(f"/api/invoices/{stage['id']}/reminders")).json()["next_on"] == "2026-03-10"
    again = await shop.office.post(f"/api/customers/{shop.customer_id}/skip-reminder", {"on": "2026-03-06"})
    assert (again.status_code, again.json()["code"]) == (409, "notifications.nothing_to_remind")
    await goes_on(shop, 10)
    assert len(reminders(shop)) == 1


async def test_an_invoice_or_a_customer_is_held_back_and_let_go(shop: Shop) -> None:
    await plans(shop, steps=[3])
    stage = await shop.invoice(10_000, **NET_1)
    await sent(shop, stage)
    of_invoice, of_customer = f"/api/invoices/{stage['id']}", f"/api/customers/{shop.customer_id}"
    held = await shop.office.post(
        f"{of_invoice}/hold-reminders", {"why": "question", "note": "asks for line 3"}
    )
    assert held.status_code == 200, held.text
    assert (await shop.office.get("/api/reminders/upcoming")).json()["items"] == []
    seen = (await shop.office.get(f"{of_invoice}/reminders")).json()
    assert (seen["hold"]["why"], seen["hold"]["note"], seen["next_on"]) == (
        "question",
        "asks for line 3",
        None,
    )
    assert (await shop.office.post(f"{of_customer}/hold-reminders", {"why": "off"})).status_code == 200
    assert (await shop.office.post(f"{of_invoice}/resume-reminders")).status_code == 200
    await goes_on(shop, 6)
    assert reminders(shop) == []
    assert (await shop.office.post(f"{of_customer}/resume-reminders")).status_code == 200
    refused = await shop.office.post(f"{of_customer}/resume-reminders")
    assert refused.json()["code"] == "notifications.nothing_held"
    await goes_on(shop, 1)
    assert len(reminders(shop)) == 1


async def test_a_promise_names_its_day(shop: Shop) -> None:
    stage = await shop.invoice(10_000)
    path = f"/api/invoices/{stage['id']}/hold-reminders"
    for body in ({"why": "promised"}, {"why": "promised", "until": "2026-03-01"}):
        refused = await shop.office.post(path, body)
        assert (refused.status_code, refused.json()["code"]) == (422, "notifications.promise_without_day")
    kept = await shop.office.post(path, {"why": "promised", "until": "2026-03-09"})
    assert kept.json()["until"] == "2026-03-09"


async def test_a_new_company_reminds_nobody_by_itself(shop: Shop) -> None:
    await sent(shop, await shop.invoice(10_000, **NET_1))
    await goes_on(shop, 8)
    assert reminders(shop) == []
    assert (await shop.office.get("/api/reminders/upcoming")).json()["items"] == []


@pytest.mark.parametrize(
    ("plan", "code"),
    [({"steps": [3, 3]}, "settings.steps_unclear"), ({"steps": [7, 3]}, "settings.steps_unclear"),
     ({"from_hour": 9, "to_hour": 9}, "settings.hours_unclear")],
)  # fmt: skip
async def test_a_plan_that_says_nothing_is_refused(shop: Shop, plan: dict[str, Any], code: str) -> None:
    refused = await shop.office.patch("/api/settings", {"reminders": {"is_on": True, **plan}})
    assert (refused.status_code, refused.json()["code"]) == (422, code)
