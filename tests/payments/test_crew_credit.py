"""A technician applies a job's credit at the door, to an invoice of the same job."""

import pytest
from tests.payments.test_refund import billed, invoice, paid
from tests.sync.office import Office

pytestmark = pytest.mark.anyio


async def test_a_technician_applies_300_of_unapplied_credit_to_an_invoice_of_their_job(
    office: Office,
) -> None:
    payment = await paid(office, 30_000, job_id=office.job)
    stage = await billed(office, 100_000)
    body = {"payment_id": payment, "invoice_id": stage, "amount_minor": 20_000}
    answer = await office.post("/api/allocations", body, who="technician")
    assert answer.status_code == 201, answer.text
    assert (await invoice(office, stage))["paid_minor"] == 20_000


async def test_what_waits_for_a_decision_or_lies_on_another_job_is_the_offices_to_place(
    office: Office,
) -> None:
    stage = await billed(office, 100_000)
    over = await paid(office, 120_000, invoice_id=stage)
    second = await billed(office, 50_000)
    answer = await office.post(
        "/api/allocations", {"payment_id": over, "invoice_id": second}, who="technician"
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "payments.awaits_decision")
    foreign = {"customer_id": office.customer, "title": "Roof",
               "line_items": [{"description": "Work", "unit_price_minor": 90_000}]}  # fmt: skip
    job = (await office.post("/api/jobs", foreign)).json()["id"]
    theirs = (await office.post("/api/invoices", {"job_id": job, "rest": True})).json()["id"]
    answer = await office.post(
        "/api/allocations", {"payment_id": over, "invoice_id": theirs}, who="technician"
    )
    assert answer.status_code == 404


async def test_once_the_office_has_kept_it_as_credit_the_crew_sees_so_and_applies_it(office: Office) -> None:
    """1,200.00 for 1,000.00: 200.00 waits; kept as credit, it goes on the next stage of 500.00."""
    stage = await billed(office, 100_000)
    over = await paid(office, 120_000, invoice_id=stage)
    second = await billed(office, 50_000)

    async def waits() -> bool:
        seen = await office.get(f"/api/payments/{over}", who="technician")
        return bool(seen.json()["awaits_decision"])

    assert await waits()
    (decision,) = (await office.get("/api/decisions")).json()["items"]
    kept = await office.post(f"/api/decisions/{decision['id']}/resolve", {"choice": "keep_credit"})
    assert kept.status_code == 200, kept.text
    assert not await waits()
    applied = {"payment_id": over, "invoice_id": second}
    assert (await office.post("/api/allocations", applied, who="technician")).status_code == 201
    assert (await invoice(office, second))["paid_minor"] == 20_000
