"""What stands in the weekly mail: to the cent what the reports and lists say that its lines lead to."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from tests.reporting.test_reports import billed, paid
from tests.sync.office import Office

from stagebill.identity.sign_in import issue_token
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.period import Period
from stagebill.notifications.mail import Mail
from stagebill.notifications.weekly.week import monday_of, told_week
from stagebill.payments.payment import Method
from stagebill.paypage.page.pay_page import Company
from stagebill.reporting.weekly.digest import Counted, Digest
from stagebill.reporting.weekly.mail import Reader, weekly_mail
from stagebill.reporting.weekly.queries import digest
from stagebill.sync.command import Scope
from stagebill.sync.queries import system_context
from stagebill.sync.services import Services

pytestmark = pytest.mark.anyio

TOMORROW = {"kind": "date", "on": "2026-03-03"}
WEEK = Period(date(2026, 3, 2), date(2026, 3, 8))
NOTHING = Digest(
    period=WEEK, currency="USD", received=(), back_minor=0, net_minor=0, tip_minor=0, invoiced=Counted(),
    unbilled=Counted(), due=Counted(), pending_minor=0, overdue=Counted(), oldest=(), decisions=Counted(),
    question_count=0, lapsed=Counted(), arrived=Counted(),
)  # fmt: skip


async def signed_in_again(office: Office, clock: FrozenClock) -> None:
    services = office.app.state.services
    for who in ("dispatcher", "owner"):
        office.clients[who] = office.client(
            await issue_token(services.database, f"{who}@alder.example", clock)
        )


async def found_by(office: Office, clock: FrozenClock) -> Digest:
    services: Services = office.app.state.services
    reader, organization_id = services.database.reader, office.teller.organization_id
    context = await system_context(reader, organization_id, clock.now())
    assert context is not None
    scope = Scope(organization_id, office.teller.id("member", "owner"), False)
    return await digest(reader, context, scope, told_week(monday_of(context.today)))


async def a_full_week(office: Office, clock: FrozenClock) -> None:
    """Six bills due tomorrow, one in 30 days; checks and cash, one taken back; money for what is void; a
    promised day that is over, and one to come; a question.
    """
    bills = [await billed(office, 10_000 + place, due_terms=TOMORROW) for place in range(6)]
    await billed(office, 70_000, due_terms={"kind": "net", "days": 30})
    await paid(office, 4_000, invoice_id=bills[0], job_id=None)
    await paid(office, 10_001, "cash", invoice_id=bills[1], job_id=None)
    wrong = await paid(office, 555, "check", invoice_id=bills[2], job_id=None)
    assert (await office.post(f"/api/payments/{wrong}/reverse", {"reason": "typed twice"})).status_code == 200
    void = await billed(office, 9_900)
    assert (await office.post(f"/api/invoices/{void}/void", {"reason": "wrong"})).status_code == 200
    await paid(office, 9_900, "other", invoice_id=void, job_id=None)
    for invoice_id in bills[2:4]:
        assert (await office.post(f"/api/invoices/{invoice_id}/send", {})).status_code == 200
        held = {"why": "promised", "until": "2026-03-05" if invoice_id == bills[2] else "2026-03-30"}
        answer = await office.post(f"/api/invoices/{invoice_id}/hold-reminders", held)
        assert answer.status_code == 200, answer.text
    asked = {"invoice_id": bills[4], "text": "What is it?"}
    await office.teller.must("questions.ask_question", asked, role="dispatcher")


async def test_every_figure_is_that_of_the_report_or_list_that_its_line_leads_to(
    office: Office, clock: FrozenClock
) -> None:
    await a_full_week(office, clock)
    clock.advance(datetime(2026, 3, 9, 15, tzinfo=UTC) - clock.now())
    await signed_in_again(office, clock)
    found = await found_by(office, clock)

    async def told(path: str) -> Any:
        answer = await office.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    payments = await told("/api/reports/payments?from_on=2026-03-02&to_on=2026-03-08")
    assert found.received == ((Method.CASH, 10_001), (Method.CHECK, 4_555), (Method.OTHER, 9_900))
    assert [list(each) for each in found.received] == [
        [each["method"], each["received_minor"]] for each in payments["methods"]
    ]
    assert (found.net_minor, found.back_minor) == (23_901, 555)
    assert payments["total"]["net_minor"] == 23_901
    aging, lists = (await told("/api/reports/aging"))["total"], await told("/api/invoices/summary")
    assert found.due == Counted(aging["invoice_count"], aging["due_minor"]) == Counted(6, 116_014)
    assert lists["open"]["due_minor"] == 116_014
    assert found.overdue == Counted(lists["overdue"]["count"], lists["overdue"]["due_minor"])
    assert found.overdue == Counted(5, 46_014)
    issued = await told("/api/invoices/summary?issued_from=2026-03-02&issued_to=2026-03-08")
    assert found.invoiced == Counted(7, issued["all"]["total_minor"]) == Counted(7, 130_015)
    decisions = (await told("/api/decisions"))["items"]
    assert found.decisions == Counted(len(decisions), sum(each["amount_minor"] for each in decisions))
    assert found.decisions.count == 1
    assert found.question_count == len((await told("/api/questions?open=true"))["items"]) == 1
    assert found.lapsed == Counted(1, 10_002)
    assert found.unbilled == Counted()
    late = (await told("/api/invoices?show=overdue&sort=soonest&limit=5"))["items"]
    assert [(each.number, each.due_minor) for each in found.oldest] == [
        (each["number"], each["due_minor"]) for each in late
    ]
    assert len(found.oldest) == 5


async def test_work_that_is_done_and_not_billed_is_that_of_the_report(
    office: Office, clock: FrozenClock
) -> None:
    stages = [
        {"title": "Walls", "percent_bps": 3000, "bill_when": {"kind": "milestone", "name": "Walls"}},
        {"title": "Rest", "rest": True, "bill_when": {"kind": "milestone", "name": "Keys"}},
    ]
    planned = await office.put(f"/api/jobs/{office.job}/schedule", {"stages": stages, "consent": "Jane"})
    first = planned.json()["schedule"]["stages"][0]["id"]
    await office.teller.must("schedules.mark_stage", {"stage_id": first})
    found = await found_by(office, clock)
    assert found.unbilled == Counted(1, 150_000)
    total = (await office.get("/api/reports/work-in-progress")).json()["total"]
    assert total["under_minor"] == 150_000


async def test_money_in_the_hour_that_comes_twice_is_counted_once_each_and_midnight_ends_the_week(
    office: Office, clock: FrozenClock
) -> None:
    """DO-02: at 1:30, at the second 1:30 and at 23:59 on Sunday 1 November; then a minute later."""
    await billed(office, 400_000)
    for moment, amount in (
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), 100),
        (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), 2_000),
        (datetime(2026, 11, 2, 4, 59, tzinfo=UTC), 30_000),
        (datetime(2026, 11, 2, 5, 0, tzinfo=UTC), 90_000),
    ):
        clock.advance(moment - clock.now())
        await signed_in_again(office, clock)
        await paid(office, amount, "cash")
    clock.advance(timedelta(hours=8))
    assert (await found_by(office, clock)).received == ((Method.CASH, 32_100),)
    clock.advance(timedelta(days=7))
    assert (await found_by(office, clock)).received == ((Method.CASH, 90_000),)


def letter(found: Digest, language: str = "en") -> Mail:
    company = Company(
        name="Alder & Söhne", currency="USD", zone="America/New_York", language="en", phone=None, email=None,
        accent=None,
    )  # fmt: skip
    return weekly_mail(found, company, Reader("m1", "Olive <b>", language, "https://bills.alder.example"))


def test_a_week_with_nothing_says_so_in_a_line_to_whoever_looks_at_the_example() -> None:
    assert NOTHING.is_quiet
    mail = letter(NOTHING)
    assert "Nothing moved and nothing waits." in mail.text
    assert "Nothing moved and nothing waits." in mail.html
    assert mail.subject == "Your week: $0.00 came in"


def test_one_thing_that_waits_is_worth_a_mail() -> None:
    for name, value in (
        ("question_count", 1), ("lapsed", Counted(1, 5)), ("decisions", Counted(1, 5)), ("tip_minor", 5),
        ("due", Counted(1, 5)), ("arrived", Counted(1, 5)), ("back_minor", 5), ("unbilled", Counted(1, 5)),
        ("set_back", Counted(1, 5)),
    ):  # fmt: skip
        assert not msgspec.structs.replace(NOTHING, **{name: value}).is_quiet, name


@pytest.mark.parametrize("language", ["en", "es"])
async def test_text_and_html_say_the_same_with_a_link_for_each_line(
    office: Office, clock: FrozenClock, language: str
) -> None:
    await a_full_week(office, clock)
    clock.advance(datetime(2026, 3, 9, 15, tzinfo=UTC) - clock.now())
    mail = letter(await found_by(office, clock), language)
    text_links = re.findall(r"https://bills\.alder\.example/\S+", mail.text)
    html_links = re.findall(r'href="(https://bills\.alder\.example/[^"]+)"', mail.html)
    assert text_links == [link.replace("&amp;", "&") for link in html_links]
    places = {urlsplit(link).path for link in text_links}
    assert places == {"/board", "/reports", "/invoices", "/decisions", f"/office/jobs/{office.job}"}
    for figure in ("$239.01", "$100.01", "$45.55", "$99.00", "-$5.55", "$1,300.15", "$1,160.14", "$460.14"):
        assert (figure in mail.text, figure in mail.html) == (True, True), figure
    assert "Olive &lt;b&gt;" in mail.html
    assert len(mail.html) < 40_000
    said = {"en": ("1 payment", "5 invoices", "The 5 oldest"), "es": ("1 pago", "5 facturas", "Las 5 más")}
    for words in said[language]:
        assert words in mail.text, words


async def test_the_example_is_a_page_that_runs_nothing_and_sends_nothing(office: Office) -> None:
    answer = await office.get("/api/me/weekly/preview", who="owner")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "Nothing moved and nothing waits." in answer.text
    assert ".invalid" not in answer.text
    services: Services = office.app.state.services
    assert await services.database.reader.rows("SELECT 1 FROM message") == []
