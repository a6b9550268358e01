"""Money goes back and is not owed again: a refund and a credit note in one step (D-51, A-REFUND)."""

from typing import Any

import pytest
from tests.scope.test_office import a_job, decisions, invoiced, line, paid, told
from tests.sync.office import Office

pytestmark = pytest.mark.anyio


async def given_up(office: Office, payment: dict[str, Any], invoice: dict[str, Any], minor: int) -> Any:
    body = {"invoice_id": invoice["id"], "amount_minor": minor, "reason": "scratched tub", "method": "check"}
    return await office.post(f"/api/payments/{payment['id']}/refund-with-credit", body)


async def read(office: Office, invoice: dict[str, Any]) -> dict[str, Any]:
    return await told(await office.get(f"/api/invoices/{invoice['id']}"))


async def test_a_refund_200_of_1000_given_back_as_credit_leaves_nothing_due(office: Office) -> None:
    """The other answer of A-REFUND: credit 200, due 0; no fake discount."""
    job = await a_job(office, line(100_000))
    invoice = await invoiced(office, job, rest=True)
    payment = await paid(office, invoice, 100_000)
    after = await told(await given_up(office, payment, invoice, 20_000))
    assert (after["refunded_minor"], after["unapplied_minor"]) == (20_000, 0)
    assert after["allocations"] == [{"invoice_id": invoice["id"], "amount_minor": 80_000}]
    seen = await read(office, invoice)
    assert (seen["status"], seen["credited_minor"], seen["owed_minor"], seen["due_minor"]) == (
        "paid", 20_000, 80_000, 0,
    )  # fmt: skip
    (note,) = (await office.get(f"/api/credit-notes?invoice_id={invoice['id']}")).json()["items"]
    assert (note["total_minor"], note["reason"]) == (20_000, "scratched tub")
    assert await decisions(office) == []


async def test_of_a_part_paid_invoice_what_is_due_stays_as_it_was(office: Office) -> None:
    """1,000 at 10% held, 600 paid, 180 given back: 200 are credited, 20 of them were held; 300 stay due."""
    job = await a_job(office, line(100_000))
    await told(await office.post(f"/api/jobs/{job['id']}/retainage", {"rate_bps": 1000}))
    invoice = await invoiced(office, job, rest=True)
    payment = await paid(office, invoice, 60_000)
    await told(await given_up(office, payment, invoice, 18_000))
    seen = await read(office, invoice)
    assert (seen["credited_minor"], seen["held_minor"], seen["paid_minor"], seen["due_minor"]) == (
        20_000, 8_000, 42_000, 30_000,
    )  # fmt: skip


async def test_the_deposit_of_a_canceled_job_goes_back_and_nothing_is_left_to_decide(office: Office) -> None:
    """A deposit of 600 is paid, the job canceled: 500 go back, 100 are kept and decided on."""
    job = await a_job(office, line(200_000))
    deposit = await invoiced(office, job, amount_minor=60_000, kind="deposit")
    payment = await paid(office, deposit, 60_000)
    await told(await office.post(f"/api/jobs/{job['id']}/cancel", {"reason": "house sold"}))
    await told(await given_up(office, payment, deposit, 50_000))
    (row,) = await decisions(office)
    assert row["amount_minor"] == 10_000
    assert (await read(office, deposit))["status"] == "paid"
    await told(await given_up(office, payment, deposit, 10_000))
    assert await decisions(office) == []
    assert (await read(office, deposit))["shown_as"] == "credited"


async def test_no_more_goes_back_than_the_payment_has_on_the_invoice(office: Office) -> None:
    job = await a_job(office, line(100_000))
    invoice = await invoiced(office, job, rest=True)
    payment = await paid(office, invoice, 60_000)
    refused = await told(await given_up(office, payment, invoice, 60_001), 409)
    assert refused["code"] == "payments.more_than_received"
    assert (await read(office, invoice))["credited_minor"] == 0
