"""The weekly mail: once a week to whoever asked for it, on the company's Monday, until they have enough."""

import asyncio
import re
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from tests.company import OWNER
from tests.notifications.test_mail import folder, part
from tests.notifications.test_unsubscribing import stops_by_its_button_alone
from tests.paypage.shop import Customer, Shop, path_of

from stagebill.kernel.period import Period
from stagebill.notifications.reminders.unsubscribing import WEEKLY, Named, named_by, stop_token
from stagebill.notifications.weekly.choice import wants_weekly
from stagebill.notifications.weekly.followers import ask_due
from stagebill.notifications.weekly.week import due_monday, monday_of, next_monday, told_week

pytestmark = pytest.mark.anyio

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
NEW_YORK = "America/New_York"
MONDAY = date(2026, 3, 2)  # the tests begin on it, at ten in New York


def test_a_week_is_told_by_its_monday_with_the_seven_days_before_it() -> None:
    assert [monday_of(MONDAY + timedelta(days)) for days in (0, 3, 6, 7)] == [
        MONDAY, MONDAY, MONDAY, date(2026, 3, 9),
    ]  # fmt: skip
    assert told_week(MONDAY) == Period(date(2026, 2, 23), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("moment", "due_on"),
    [
        # In the night before Monday 9 March New York goes from 2:00 to 3:00: seven is at 11:00, not at 12:00.
        (datetime(2026, 3, 9, 10, 59, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 9, 11, 0, tzinfo=UTC), date(2026, 3, 9)),
        (datetime(2026, 3, 16, 3, 59, tzinfo=UTC), date(2026, 3, 9)),  # Sunday night there
        # On Sunday 1 November 1:30 comes twice: seven is at 12:00 again.
        (datetime(2026, 11, 2, 11, 59, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2026, 11, 2, 12, 0, tzinfo=UTC), date(2026, 11, 2)),
    ],
)
def test_the_mail_of_a_monday_is_due_at_seven_by_the_clock_on_the_companys_wall(
    moment: datetime, due_on: date
) -> None:
    """DO-02."""
    assert due_monday(moment, NEW_YORK) == due_on
    assert next_monday(moment, NEW_YORK) == due_on + timedelta(days=7)


def test_only_the_office_gets_it_and_nobody_who_did_not_ask() -> None:
    asked = [(role, active, chosen)
             for role in ("owner", "dispatcher", "technician")
             for active in (True, False)
             for chosen in (True, False, None)
             if wants_weekly(role, active=active, chosen=chosen)]  # fmt: skip
    assert asked == [("owner", True, True), ("dispatcher", True, True)]


async def wants(shop: Shop, *, is_on: bool = True) -> None:
    answer = await shop.company.owner.put("/api/me/weekly", {"is_on": is_on})
    assert (answer.status_code, answer.json()) == (200, {"is_on": is_on}), answer.text


async def begun(shop: Shop) -> None:
    """The company was looked at once, the owner wants the mail, and 2,500.00 are owed."""
    await shop.work()
    await wants(shop)
    await shop.invoice()


async def until(shop: Shop, moment: datetime) -> None:
    shop.clock.advance(moment - shop.clock.now())
    await shop.work()


def weeklies(shop: Shop) -> list[EmailMessage]:
    return [mail for mail in folder(shop) if str(mail["Subject"]).startswith("Your week")]


async def test_each_monday_one_mail_leaves_and_none_in_between(shop: Shop) -> None:
    """Over the night in which the clock is changed, and looked at every two hours for three weeks."""
    await begun(shop)
    left = []
    while shop.clock.now() < datetime(2026, 3, 24, tzinfo=UTC):
        await shop.later(hours=2)
        left += [shop.clock.now()] * (len(weeklies(shop)) - len(left))
    # Ten o'clock in New York, then looked at on odd hours UTC: the first look from seven on is at 11:00.
    assert left == [datetime(2026, 3, day, 11, 0, tzinfo=UTC) for day in (9, 16, 23)]
    first = weeklies(shop)[0]
    assert first["To"] == f"Olive Alder <{OWNER}>"
    rows = await shop.rows(
        "SELECT count(*), count(DISTINCT dedupe_key) FROM message WHERE kind = 'mail.weekly'"
    )
    assert rows == [(3, 3)]


async def test_two_workers_and_a_crash_before_the_note_are_still_one_mail(shop: Shop) -> None:
    await begun(shop)
    shop.clock.advance(datetime(2026, 3, 9, 15, tzinfo=UTC) - shop.clock.now())

    async def as_another_worker() -> int:
        shop.services.tools.pop("weekly_look", None)
        return await ask_due(shop.services)

    await asyncio.gather(as_another_worker(), as_another_worker())

    async def unit(tx: Any) -> None:
        await tx.run("UPDATE weekly_look SET monday = '2026-03-02'")

    await shop.services.database.write(unit)
    assert await as_another_worker() == 1
    await shop.work()
    assert len(weeklies(shop)) == 1


async def test_a_server_that_was_down_on_monday_sends_it_in_the_same_week(shop: Shop) -> None:
    await begun(shop)
    await until(shop, datetime(2026, 3, 16, 3, 30, tzinfo=UTC))  # Sunday, 23:30 in New York
    (late,) = weeklies(shop)
    assert "Mar 2\u2009–\u20098, 2026" in part(late, "plain")


async def test_a_server_that_was_down_for_two_weeks_tells_of_the_last_one_alone(shop: Shop) -> None:
    await begun(shop)
    await until(shop, datetime(2026, 3, 25, 15, tzinfo=UTC))
    (late,) = weeklies(shop)
    assert "Mar 16\u2009–\u200922, 2026" in part(late, "plain")


async def test_a_company_that_begins_in_a_week_is_first_told_on_the_monday_after_it(shop: Shop) -> None:
    await wants(shop)
    await shop.invoice()
    await shop.later(days=2)  # nobody looked before
    assert weeklies(shop) == []
    await until(shop, datetime(2026, 3, 9, 15, tzinfo=UTC))
    assert len(weeklies(shop)) == 1


async def test_a_week_in_which_nothing_moved_and_nothing_waits_has_no_mail(shop: Shop) -> None:
    await shop.work()
    await wants(shop)
    await until(shop, datetime(2026, 3, 10, 15, tzinfo=UTC))
    assert weeklies(shop) == []
    assert await shop.rows("SELECT state FROM outbox WHERE kind = 'mail.weekly'") == [("done",)]


async def test_nobody_who_did_not_ask_gets_one(shop: Shop) -> None:
    await shop.work()
    await shop.invoice()
    await until(shop, datetime(2026, 3, 10, 15, tzinfo=UTC))
    assert await shop.rows("SELECT 1 FROM outbox WHERE kind = 'mail.weekly'") == []


async def test_a_dispatcher_who_became_a_technician_hears_no_more(shop: Shop) -> None:
    await shop.work()
    await shop.invoice()
    assert (await shop.office.put("/api/me/weekly", {"is_on": True})).status_code == 200
    ((member_id,),) = await shop.rows("SELECT id FROM member WHERE role = 'dispatcher'")
    changed = await shop.company.owner.patch(f"/api/members/{member_id}", {"role": "technician"})
    assert changed.status_code == 200, changed.text
    await until(shop, datetime(2026, 3, 10, 15, tzinfo=UTC))
    assert weeklies(shop) == []


async def monday_mail(shop: Shop) -> EmailMessage:
    await begun(shop)
    await until(shop, datetime(2026, 3, 9, 15, tzinfo=UTC))
    (mail,) = weeklies(shop)
    return mail


def stop_path(mail: EmailMessage) -> str:
    found = re.fullmatch(r"<(\S+/unsubscribe/weekly/\S+)>", str(mail["List-Unsubscribe"]))
    assert found, mail["List-Unsubscribe"]
    return path_of(found[1])


async def test_one_post_without_cookies_stops_it_and_the_switch_brings_it_back(shop: Shop) -> None:
    mail = await monday_mail(shop)
    answer = await Customer(shop.app).http.post(stop_path(mail), data=ONE_CLICK)
    assert (answer.status_code, "No more weekly mail" in answer.text) == (200, True)
    await shop.sign_in_again()
    state = (await shop.company.owner.get("/api/me/weekly")).json()
    assert state == {"is_on": False, "is_new": False, "email": OWNER, "next_on": "2026-03-16"}
    await until(shop, datetime(2026, 3, 17, 15, tzinfo=UTC))
    assert len(weeklies(shop)) == 1
    await shop.sign_in_again()
    await wants(shop)
    await until(shop, datetime(2026, 3, 24, 15, tzinfo=UTC))
    assert len(weeklies(shop)) == 2


async def test_looking_at_the_page_stops_nothing_and_its_button_does(shop: Shop) -> None:
    mail = await monday_mail(shop)
    stopped = "SELECT is_on FROM weekly_choice WHERE NOT is_on"
    await stops_by_its_button_alone(shop, mail, stop_path(mail), stopped, "No more weekly mail")


async def test_one_who_stops_while_the_mail_is_asked_for_gets_none(shop: Shop) -> None:
    await begun(shop)
    shop.clock.advance(datetime(2026, 3, 9, 15, tzinfo=UTC) - shop.clock.now())
    assert await ask_due(shop.services) == 1
    await shop.sign_in_again()
    await wants(shop, is_on=False)
    await shop.work()
    assert weeklies(shop) == []


async def test_a_link_that_stops_reminders_does_not_stop_the_weekly_mail(shop: Shop) -> None:
    key = shop.services.config.secret_key
    ((organization_id, member_id),) = await shop.rows(
        "SELECT organization_id, id FROM member WHERE role = 'owner'"
    )
    named = Named(organization_id, member_id)
    other, own = stop_token(key, named), stop_token(key, named, WEEKLY)
    assert (named_by(key, other, WEEKLY), named_by(key, own)) == (None, None)
    assert (await shop.customer.http.post(f"/unsubscribe/weekly/{other}", data=ONE_CLICK)).status_code == 404
    assert (await shop.customer.http.post(f"/unsubscribe/{own}", data=ONE_CLICK)).status_code == 404
    assert (await shop.customer.http.post(f"/unsubscribe/weekly/{own}", data=ONE_CLICK)).status_code == 200


async def test_the_state_is_new_until_something_is_said_and_a_technician_has_none(shop: Shop) -> None:
    state = (await shop.company.owner.get("/api/me/weekly")).json()
    assert state == {"is_on": False, "is_new": True, "email": OWNER, "next_on": "2026-03-09"}
    await shop.company.add("technician", shop.company.technician, "tech@alder.example")
    for answer in (
        await shop.company.technician.get("/api/me/weekly"),
        await shop.company.technician.get("/api/me/weekly/preview"),
        await shop.company.technician.put("/api/me/weekly", {"is_on": True}),
    ):
        assert answer.status_code == 403, answer.text
