"""Reports: their sums are those of the lists, in the company's days, for the office alone."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from tests.sync.office import Office

from stagebill.identity.sign_in import issue_token
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.period import Period, PeriodBackwards, PeriodTooLong, period
from stagebill.reporting.aging import edges
from stagebill.reporting.tax_summary import Settled, tax_summary
from stagebill.reporting.work_in_progress import PlannedPart, beyond, done_minor

pytestmark = pytest.mark.anyio

TODAY = date(2026, 3, 2)  # where the company is
NAMES = ("aging", "work-in-progress", "payments", "tax", "retainage", "credit", "takings")
IN_PERIOD = {"payments", "tax"}
MARCH = "from_on=2026-03-01&to_on=2026-03-31"


async def report(office: Office, name: str, query: str = "") -> dict[str, Any]:
    answer = await office.get(f"/api/reports/{name}?{query or MARCH}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def rows_of_file(office: Office, name: str) -> list[dict[str, str]]:
    answer = await office.get(f"/api/reports/{name}.csv?{MARCH}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


async def billed(office: Office, amount_minor: int, **more: Any) -> str:
    body = {"job_id": office.job, "amount_minor": amount_minor, **more}
    answer = await office.post("/api/invoices", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def paid(office: Office, amount_minor: int, method: str = "check", **more: Any) -> str:
    body = {"method": method, "amount_minor": amount_minor, "job_id": office.job, **more}
    answer = await office.post("/api/payments", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_the_day_after_the_due_date_is_the_first_of_thirty() -> None:
    assert edges(TODAY) == (TODAY, date(2026, 1, 31), date(2026, 1, 1), date(2025, 12, 2))


async def test_what_is_due_stands_in_the_bucket_of_its_day_and_adds_up_to_the_list(
    office: Office, clock: FrozenClock
) -> None:
    """Due 91, 90, 60, 31, 30, 1 and 0 days ago, and without a day that has come; 3.00 of it are paid."""
    for place, past in enumerate((91, 90, 60, 31, 30, 1, 0, -5)):
        terms = {"kind": "date", "on": (TODAY + timedelta(days=91 - past)).isoformat()}
        await billed(office, 1_000 << place, due_terms=terms)
    clock.advance(timedelta(days=91))
    services = office.app.state.services
    for who in ("dispatcher", "owner"):  # nobody has been here for three months
        office.clients[who] = office.client(
            await issue_token(services.database, f"{who}@alder.example", clock)
        )
    oldest = (await office.get("/api/invoices?status=open&limit=50")).json()["items"][-1]
    await paid(office, 300, invoice_id=oldest["id"], job_id=None)
    found = await report(office, "aging")
    (row,) = found["rows"]
    assert row["customer"] == "Jane Marlow"
    assert {name: row[name] for name in row if name.endswith("_minor")} == {
        "days_91_minor": 700, "days_61_minor": 2_000, "days_31_minor": 4_000 + 8_000,
        "days_1_minor": 16_000 + 32_000, "current_minor": 64_000 + 128_000, "pending_minor": 0,
        "due_minor": 254_700,
    }  # fmt: skip
    lists = (await office.get("/api/invoices/summary")).json()
    assert found["total"]["due_minor"] == lists["open"]["due_minor"] == 254_700
    last = (await rows_of_file(office, "aging"))[-1]
    assert (last["Customer"], last["Due"], last["Over 90 days"]) == ("Total", "2547.00", "7.00")


def test_done_is_the_ready_part_of_the_planned_work_and_a_deposit_is_no_work() -> None:
    """Of 5,000.00: a deposit of 10%, stages of 30% and 60%. The first stage done is a third of it all."""
    deposit = PlannedPart(amount_minor=50_000, is_ready=True, is_deposit=True)
    first, last = (PlannedPart(amount_minor=minor, is_ready=ready)
                   for minor, ready in ((150_000, True), (300_000, False)))  # fmt: skip
    done = done_minor([deposit, first, last], 500_000)
    assert done == 166_667
    assert beyond(200_000, done) == (33_333, 0)
    assert beyond(50_000, done) == (0, 116_667)
    assert done_minor([deposit], 500_000) is None
    assert beyond(50_000, None) == (0, 0)


async def test_a_job_billed_ahead_of_its_stages_says_so(office: Office) -> None:
    """5,000.00: a deposit of 20% is billed, the first stage (30%) is not ready: 1,000.00 billed ahead."""
    stages = [
        {"title": "Deposit", "kind": "deposit", "percent_bps": 2000, "bill_when": {"kind": "approval"}},
        {"title": "Walls", "percent_bps": 3000, "bill_when": {"kind": "milestone", "name": "Walls"}},
        {"title": "Rest", "rest": True, "bill_when": {"kind": "milestone", "name": "Keys"}},
    ]
    planned = await office.put(f"/api/jobs/{office.job}/schedule", {"stages": stages, "consent": "Jane"})
    assert planned.status_code == 200, planned.text
    ids = [stage["id"] for stage in planned.json()["schedule"]["stages"]]
    await office.teller.must("schedules.issue_stage", {"stage_id": ids[0]})
    (row,) = (await report(office, "work-in-progress"))["rows"]
    assert (row["billed_minor"], row["done_minor"], row["over_minor"]) == (100_000, 0, 100_000)
    await office.teller.must("schedules.mark_stage", {"stage_id": ids[1]})
    found = await report(office, "work-in-progress")
    (row,) = found["rows"]
    # 30 of 80 parts of the work are done: 1,875.00.
    assert (row["done_minor"], row["over_minor"], row["under_minor"]) == (187_500, 0, 87_500)
    assert (found["job_count"], found["planned_count"]) == (1, 1)
    assert row["left_minor"] == 400_000


async def test_money_counts_on_the_company_s_day_and_goes_back_on_the_day_it_goes(
    office: Office, clock: FrozenClock
) -> None:
    """23:30 on Sunday in New York is Monday in UTC: a 10.00 check, and 5.00 in cash on Monday."""
    await paid(office, 1_000, taken_at="2026-03-02T04:30:00Z")
    cash = await paid(office, 500, "cash", taken_at="2026-03-02T05:30:00Z")
    clock.advance(timedelta(days=1))
    await office.post(f"/api/payments/{cash}/refund",
                      {"amount_minor": 200, "method": "cash", "reason": "too much"})  # fmt: skip
    found = await report(office, "payments")
    told = [(row["on"], row["method"], row["received_minor"], row["back_minor"]) for row in found["rows"]]
    assert told == [
        ("2026-03-01", "check", 1_000, 0), ("2026-03-02", "cash", 500, 0), ("2026-03-03", "cash", 0, 200),
    ]  # fmt: skip
    assert found["total"] == {"count": 2, "received_minor": 1_500, "back_minor": 200, "net_minor": 1_300}
    sunday = await report(office, "payments", "from_on=2026-03-01&to_on=2026-03-01")
    assert sunday["total"]["received_minor"] == 1_000
    rows = await rows_of_file(office, "payments")
    assert [row["Kept"] for row in rows] == ["10.00", "5.00", "-2.00", "13.00"]


def test_collected_tax_closes_exactly_and_months_add_up() -> None:
    """108.00 with 8.00 tax, paid in thirds: 2.67, 2.66, 2.67."""
    line = (TaxLine(800, 10_000, 800),)
    thirds = [(0, 3_600), (3_600, 7_200), (7_200, 10_800)]
    collected = [
        tax_summary(Period(TODAY, TODAY), "USD", (), (), [Settled(line, 10_800, *span)]).collected_tax_minor
        for span in thirds
    ]
    assert collected == [267, 266, 267]


async def test_tax_is_billed_when_issued_and_taken_off_when_credited_or_voided(
    office: Office, clock: FrozenClock
) -> None:
    """Two invoices of 1,080.00 with 8% in March; in April one is void and 108.00 of the other credited."""
    job = (await office.post("/api/jobs", {
        "customer_id": office.customer, "title": "Taxed",
        "line_items": [{"description": "Parts", "unit_price_minor": 500_000, "tax_rate_bps": 800}],
    })).json()["id"]  # fmt: skip
    first, second = [await billed(office, 108_000, job_id=job) for _ in range(2)]
    await paid(office, 54_000, invoice_id=first, job_id=None)
    march = await report(office, "tax")
    (row,) = march["rows"]
    assert (row["billed_base_minor"], row["billed_tax_minor"]) == (200_000, 16_000)
    assert row["collected_tax_minor"] == 4_000
    clock.advance(timedelta(days=40))
    await office.post(f"/api/invoices/{second}/void", {"reason": "wrong"})
    await office.post(f"/api/invoices/{first}/credit", {"amount_minor": 10_800, "reason": "less"})
    april = await report(office, "tax", "from_on=2026-04-01&to_on=2026-04-30")
    (row,) = april["rows"]
    assert (row["billed_base_minor"], row["billed_tax_minor"]) == (-110_000, -8_800)
    assert row["credited_tax_minor"] == 8_800
    again = await report(office, "tax")
    assert again["billed_tax_minor"] == 16_000  # a month that is past stays what it was


async def test_what_is_held_back_is_said_by_job(office: Office) -> None:
    await office.post(f"/api/jobs/{office.job}/retainage", {"rate_bps": 1000})
    await billed(office, 100_000)
    await office.post(f"/api/jobs/{office.job}/release", {"amount_minor": 4_000})
    found = await report(office, "retainage")
    (row,) = found["rows"]
    assert (row["retained_minor"], row["released_minor"], row["held_minor"]) == (10_000, 4_000, 6_000)
    job = (await office.get(f"/api/jobs/{office.job}")).json()
    assert found["held_minor"] == job["held_minor"] == 6_000


async def test_credit_says_what_waits_for_a_decision_and_what_nobody_is_known_for(office: Office) -> None:
    await paid(office, 30_000)
    await paid(office, 600_000)
    await paid(office, 700, job_id=None)
    found = await report(office, "credit")
    told = [(row["customer"], row["unapplied_minor"], row["undecided_minor"]) for row in found["rows"]]
    assert told == [("Jane Marlow", 630_000, 600_000), (None, 700, 700)]
    assert (found["unapplied_minor"], found["undecided_minor"]) == (630_700, 600_700)
    assert [row["Customer"] for row in await rows_of_file(office, "credit")] == [
        "Jane Marlow",
        "Unknown",
    ]


async def test_names_in_a_file_are_only_text(office: Office) -> None:
    await office.patch(f"/api/customers/{office.customer}", {"name": "=1+1"})
    await billed(office, 100)
    assert (await rows_of_file(office, "aging"))[0]["Customer"] == "'=1+1"
    assert (await rows_of_file(office, "work-in-progress"))[0]["Customer"] == "'=1+1"


@pytest.mark.parametrize("name", NAMES)
async def test_a_report_is_for_the_office_and_empty_when_there_is_nothing(office: Office, name: str) -> None:
    query = f"?{MARCH}" if name in IN_PERIOD else ""
    for path in (f"/api/reports/{name}", f"/api/reports/{name}.csv"):
        assert (await office.get(path + query, who="technician")).status_code == 403
        assert (await office.get(path + query)).status_code == 200
    if name != "work-in-progress":
        assert (await report(office, name))["rows"] == []


def test_a_period_goes_forward_and_has_an_end() -> None:
    with pytest.raises(PeriodBackwards):
        period(TODAY, TODAY - timedelta(days=1))
    with pytest.raises(PeriodTooLong):
        period(date.min, date.max)
    assert period(TODAY, TODAY) == Period(TODAY, TODAY)
