"""Money may be faster than the invoice that it was taken for: a phone made both, and the invoice was refused,
or waited for the office. Once the invoice is there, its money is on it.
"""

from typing import Any

import pytest
from tests.sync.office import Office

from stagebill.check.run import INVARIANTS, check
from stagebill.kernel.ids import new_id
from stagebill.sync.dispatcher import Dispatcher

pytestmark = pytest.mark.anyio

# The office is founded past the write path, so its people are not in the feed.
OF_MONEY = [each for each in INVARIANTS if each.id[0] in "MLPR"]


async def work(office: Office) -> None:
    """What commits asked for, and the books looked through."""
    dispatcher: Dispatcher = office.app.state.dispatcher
    await dispatcher.run_due()
    assert await check(office.app.state.services.config, OF_MONEY) == []


async def cash(office: Office, amount_minor: int = 40_000, **names: Any) -> dict[str, Any]:
    body = {"method": "cash", "amount_minor": amount_minor, **names}
    answer = await office.post("/api/payments", body, who="technician")
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def billed(office: Office, **how: Any) -> dict[str, Any]:
    answer = await office.post("/api/invoices", {"job_id": office.job, "amount_minor": 40_000, **how})
    assert answer.status_code == 201, answer.text
    await work(office)
    read: dict[str, Any] = (await office.get(f"/api/invoices/{answer.json()['id']}")).json()
    return read


async def decisions(office: Office) -> list[tuple[str, int]]:
    rows = (await office.get("/api/decisions")).json()["items"]
    return [(row["reason"], row["amount_minor"]) for row in rows]


async def test_400_in_cash_pays_the_invoice_that_was_refused_and_then_billed_anew_under_its_id(
    office: Office,
) -> None:
    named = new_id()
    too_much = {"invoice_id": named, "job_id": office.job, "amount_minor": 500_001}
    assert (await office.post("/api/invoices", too_much, who="technician")).status_code in {403, 409}
    paid = await cash(office, job_id=office.job, invoice_id=named)
    assert (paid["outcome"], await decisions(office)) == ("conflict", [("invoice_unknown", 40_000)])
    invoice = await billed(office, invoice_id=named)
    assert (invoice["status"], invoice["due_minor"]) == ("paid", 0)
    assert await decisions(office) == []
    for who in ("dispatcher", "technician"):
        payment = (await office.get(f"/api/payments/{paid['id']}", who=who)).json()
        assert (payment["unapplied_minor"], payment["awaits_decision"]) == (0, False)
        assert payment["allocations"] == [{"invoice_id": named, "amount_minor": 40_000}]


async def test_it_finds_its_invoice_though_it_named_nothing_else(office: Office) -> None:
    named = new_id()
    await cash(office, invoice_id=named)
    assert (await billed(office, invoice_id=named))["status"] == "paid"
    assert await decisions(office) == []


async def test_of_400_for_an_invoice_that_comes_to_300_the_100_over_it_are_to_be_decided_on(
    office: Office,
) -> None:
    named = new_id()
    paid = await cash(office, job_id=office.job, invoice_id=named)
    assert (await billed(office, invoice_id=named, amount_minor=30_000))["status"] == "paid"
    assert await decisions(office) == [("over_payment", 10_000)]
    payment = (await office.get(f"/api/payments/{paid['id']}")).json()
    assert (payment["unapplied_minor"], payment["unapplied_reason"]) == (10_000, "over_payment")


async def test_money_that_named_the_invoice_comes_before_older_credit_of_the_job(office: Office) -> None:
    credit = await cash(office, job_id=office.job)
    named = new_id()
    await cash(office, 30_000, job_id=office.job, invoice_id=named)
    assert (await billed(office, invoice_id=named))["status"] == "paid"
    left = (await office.get(f"/api/payments/{credit['id']}")).json()
    assert (left["unapplied_minor"], await decisions(office)) == (30_000, [])


async def test_two_sums_for_one_invoice_are_both_on_it(office: Office) -> None:
    named = new_id()
    for amount_minor in (15_000, 10_000):
        await cash(office, amount_minor, job_id=office.job, invoice_id=named)
    invoice = await billed(office, invoice_id=named)
    assert (invoice["paid_minor"], invoice["due_minor"]) == (25_000, 15_000)
    assert await decisions(office) == []


async def test_cash_taken_for_a_draft_is_on_it_once_it_is_issued(office: Office) -> None:
    draft = await billed(office, draft=True)
    await cash(office, invoice_id=draft["id"])
    assert await decisions(office) == [("invoice_draft", 40_000)]
    assert (await office.post(f"/api/invoices/{draft['id']}/issue", {})).status_code == 200
    await work(office)
    assert (await office.get(f"/api/invoices/{draft['id']}")).json()["status"] == "paid"
    assert await decisions(office) == []


async def test_a_planned_stage_takes_it_too(office: Office) -> None:
    keys = {"kind": "milestone", "name": "Keys"}
    stages = [{"stage_id": new_id(), "title": "Start", "percent_bps": 800, "bill_when": keys}]
    planned = await office.put(f"/api/jobs/{office.job}/schedule", {"stages": stages})
    assert planned.status_code == 200, planned.text
    named = new_id()
    await cash(office, job_id=office.job, invoice_id=named)
    answer = await office.post(f"/api/stages/{stages[0]['stage_id']}/issue", {"invoice_id": named})
    assert answer.status_code == 201, answer.text
    await work(office)
    assert (await office.get(f"/api/invoices/{named}")).json()["status"] == "paid"


async def test_money_of_somebody_else_or_in_euros_stays_a_decision(office: Office) -> None:
    other, job_id, named = new_id(), new_id(), new_id()
    await office.post("/api/customers", {"customer_id": other, "name": "Ben Ortiz"})
    lines = [{"description": "Drain", "unit_price_minor": 50_000}]
    body = {"job_id": job_id, "customer_id": other, "title": "Drain", "line_items": lines}
    await office.post("/api/jobs", body)
    await cash(office, 1_000, job_id=job_id, invoice_id=named)
    await cash(office, 2_000, customer_id=other, invoice_id=named)
    await cash(office, 3_000, job_id=office.job, invoice_id=named, currency="EUR")
    assert (await billed(office, invoice_id=named))["paid_minor"] == 0
    assert sorted(await decisions(office)) == [
        ("currency_mismatch", 3_000),
        ("invoice_unknown", 1_000),
        ("invoice_unknown", 2_000),
    ]


async def test_where_whole_invoices_are_paid_only_a_part_waits_on(office: Office) -> None:
    await office.patch("/api/settings", {"whole_invoices_only": True}, who="owner")
    named = new_id()
    await cash(office, 10_000, job_id=office.job, invoice_id=named)
    assert (await billed(office, invoice_id=named))["paid_minor"] == 0
    assert await decisions(office) == [("invoice_unknown", 10_000)]


async def test_what_a_person_has_decided_stays_as_it_is(office: Office) -> None:
    named = new_id()
    paid = await cash(office, job_id=office.job, invoice_id=named)
    (row,) = (await office.get("/api/decisions")).json()["items"]
    await office.post(f"/api/payments/{paid['id']}/reverse", {"reason": "bounced"})
    assert (await billed(office, invoice_id=named))["paid_minor"] == 0
    shown = (await office.get("/api/decisions?resolved=true")).json()["items"]
    assert [(one["id"], one["resolution"]) for one in shown] == [(row["id"], "reversed")]
