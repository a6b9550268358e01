"""Money moved by the office and by the server goes only where it can stand."""

from typing import Any

import pytest
from tests.sync.office import Office

from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio


async def paid(office: Office, **more: Any) -> dict[str, Any]:
    """A payment for the job, as the API answers it."""
    answer = await office.post("/api/payments", {"method": "cash", "amount_minor": 7_000} | more)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def the_rest(office: Office, job_id: str) -> str:
    """An invoice for all that is left of a job."""
    answer = await office.post("/api/invoices", {"job_id": job_id, "rest": True})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_euros_that_are_kept_as_credit_do_not_settle_an_invoice_in_dollars(office: Office) -> None:
    await paid(office, job_id=office.job, currency="EUR")
    decision = (await office.get("/api/decisions")).json()["items"][0]
    kept = await office.post(f"/api/decisions/{decision['id']}/resolve", {"choice": "keep_credit"})
    assert kept.status_code == 200
    assert (await office.get(f"/api/jobs/{office.job}")).json()["unapplied_minor"] == 0
    invoice_id = await the_rest(office, office.job)
    await office.teller.must("payments.draw_credit", {"invoice_id": invoice_id}, role="system")
    assert (await office.get(f"/api/invoices/{invoice_id}")).json()["paid_minor"] == 0


async def test_the_money_of_one_customer_is_not_applied_to_the_invoice_of_another(office: Office) -> None:
    other, job_id = new_id(), new_id()
    await office.post("/api/customers", {"customer_id": other, "name": "Ben Ortiz"})
    lines = [{"description": "Drain", "unit_price_minor": 5_000}]
    body = {"job_id": job_id, "customer_id": other, "title": "Drain", "line_items": lines}
    await office.post("/api/jobs", body)
    invoice_id = await the_rest(office, job_id)
    payment = await paid(office, job_id=office.job)
    asked = {"payment_id": payment["id"], "invoice_id": invoice_id}
    refused = await office.post("/api/allocations", asked)
    assert (refused.status_code, refused.json()["code"]) == (409, "payments.of_another_customer")
    await paid(office, invoice_id=await the_rest(office, office.job), amount_minor=500_001)
    decision = (await office.get("/api/decisions")).json()["items"][0]
    chosen = {"choice": "apply", "invoice_id": invoice_id}
    refused = await office.post(f"/api/decisions/{decision['id']}/resolve", chosen)
    assert (refused.status_code, refused.json()["code"]) == (409, "payments.of_another_customer")


async def test_money_that_names_somebody_elses_invoice_can_still_be_applied_to_it(office: Office) -> None:
    """The person at the door named the wrong customer: no job holds it, so the office may say whose it is."""
    other = new_id()
    await office.post("/api/customers", {"customer_id": other, "name": "Ben Ortiz"})
    invoice_id = await the_rest(office, office.job)
    payment = await paid(office, invoice_id=invoice_id, customer_id=other)
    assert payment["unapplied_reason"] == "customer_mismatch"
    applied = await office.post("/api/allocations", {"payment_id": payment["id"], "invoice_id": invoice_id})
    assert applied.status_code == 201, applied.text


async def test_a_payment_whose_id_is_taken_by_other_money_is_kept_under_another(office: Office) -> None:
    first = await paid(office, payment_id=new_id(), job_id=office.job)
    answer = await office.post(
        "/api/payments", {"method": "cash", "amount_minor": 9_000, "job_id": office.job}, key=first["id"]
    )
    assert (answer.status_code, answer.json()["amount_minor"]) == (201, 9_000)
    assert len((await office.get("/api/payments")).json()["items"]) == 2


async def test_money_of_a_customer_that_is_moved_off_an_invoice_is_one_row_to_decide_on(
    office: Office,
) -> None:
    """It names no job, so no job has it as credit: without a row it would be out of everybody's sight."""
    invoice_id = await the_rest(office, office.job)
    payment = await paid(office, customer_id=office.customer)
    assert payment["allocations"] == [{"invoice_id": invoice_id, "amount_minor": 7_000}]
    for _ in range(2):
        moved = await office.post(f"/api/invoices/{invoice_id}/unapply", {"reason": "wrong stage"})
        assert (moved.status_code, moved.json()["paid_minor"]) == (200, 0)
        (decision,) = (await office.get("/api/decisions")).json()["items"]
        assert (decision["payment_id"], decision["amount_minor"]) == (payment["id"], 7_000)
        assert [each["invoice_id"] for each in decision["proposals"]] == [invoice_id, None]
        chosen = {"choice": "apply", "invoice_id": invoice_id}
        applied = await office.post(f"/api/decisions/{decision['id']}/resolve", chosen)
        assert applied.status_code == 200
        assert (await office.get("/api/decisions")).json()["items"] == []
    credit = await paid(office, job_id=office.job)
    assert credit["unapplied_minor"] == 0
    await office.post(f"/api/invoices/{invoice_id}/unapply", {"reason": "wrong stage"})
    (decision,) = (await office.get("/api/decisions")).json()["items"]
    assert decision["payment_id"] == payment["id"], "the job's own money is its credit, not a decision"
