"""Money is given back, or moved to another invoice, in one step and as new rows."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_context
from tests.sync.office import Office

from stagebill.invoices.invoice import InvoiceId
from stagebill.kernel.ids import derived_id
from stagebill.payments import allocation as ledger
from stagebill.payments.payment import PaymentId

pytestmark = pytest.mark.anyio


async def billed(office: Office, amount_minor: int) -> str:
    answer = await office.post("/api/invoices", {"job_id": office.job, "amount_minor": amount_minor})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def paid(office: Office, amount_minor: int, **target: Any) -> str:
    body = {"method": "cash", "amount_minor": amount_minor, **target}
    answer = await office.post("/api/payments", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def refunded(office: Office, payment_id: str, amount_minor: int, **more: Any) -> Any:
    body = {"amount_minor": amount_minor, "reason": "she changed her mind", **more}
    return await office.post(f"/api/payments/{payment_id}/refund", body)


async def invoice(office: Office, invoice_id: str) -> dict[str, Any]:
    told: dict[str, Any] = (await office.get(f"/api/invoices/{invoice_id}")).json()
    return told


async def test_a_refund_of_200_of_1000_that_is_still_owed_leaves_200_due(office: Office) -> None:
    """A-REFUND (D-51)."""
    stage = await billed(office, 100_000)
    payment = await paid(office, 100_000, invoice_id=stage)
    answer = await refunded(office, payment, 20_000, invoice_id=stage)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["refunded_minor"], told["unapplied_minor"]) == (20_000, 0)
    assert told["allocations"] == [{"invoice_id": stage, "amount_minor": 80_000}]
    after = await invoice(office, stage)
    assert (after["status"], after["paid_minor"], after["due_minor"]) == ("open", 80_000, 20_000)


async def test_unapplied_money_is_given_back_without_touching_an_invoice(office: Office) -> None:
    payment = await paid(office, 30_000, job_id=office.job)
    assert (await refunded(office, payment, 30_000)).status_code == 200
    job = (await office.get(f"/api/jobs/{office.job}")).json()
    assert (job["unapplied_minor"], job["paid_minor"]) == (0, 0)


async def test_two_refunds_of_600_of_1000_are_one_too_many(office: Office) -> None:
    """D-52."""
    stage = await billed(office, 100_000)
    payment = await paid(office, 100_000, invoice_id=stage)
    assert (await refunded(office, payment, 60_000, invoice_id=stage)).status_code == 200
    refused = await refunded(office, payment, 60_000, invoice_id=stage)
    told = refused.status_code, refused.json()["code"], refused.json()["refundable_minor"]
    assert told == (409, "payments.more_than_received", 40_000)


async def test_money_that_settles_an_invoice_is_refunded_by_naming_it(office: Office) -> None:
    stage = await billed(office, 100_000)
    payment = await paid(office, 100_000, invoice_id=stage)
    refused = await refunded(office, payment, 100)
    assert (refused.status_code, refused.json()["code"]) == (409, "payments.on_an_invoice")
    assert (await invoice(office, stage))["status"] == "paid"


async def test_a_refund_of_all_that_waits_closes_its_decision(office: Office) -> None:
    payment = await paid(office, 700_000, job_id=office.job)
    (waiting,) = (await office.get("/api/decisions")).json()["items"]
    assert waiting["amount_minor"] == 700_000
    assert (await refunded(office, payment, 300_000)).status_code == 200
    (waiting,) = (await office.get("/api/decisions")).json()["items"]
    assert waiting["amount_minor"] == 400_000
    assert (await refunded(office, payment, 400_000)).status_code == 200
    assert (await office.get("/api/decisions")).json()["items"] == []
    (done,) = (await office.get("/api/decisions?resolved=true")).json()["items"]
    assert done["resolution"] == "refund"


async def test_a_check_that_bounces_after_a_refund_takes_back_only_the_rest(office: Office) -> None:
    stage = await billed(office, 100_000)
    payment = await paid(office, 100_000, invoice_id=stage)
    await refunded(office, payment, 20_000, invoice_id=stage)
    answer = await office.post(f"/api/payments/{payment}/reverse", {"reason": "bounced"})
    told = answer.json()
    assert (told["reversed_minor"], told["refunded_minor"], told["unapplied_minor"]) == (80_000, 20_000, 0)
    assert (await invoice(office, stage))["due_minor"] == 100_000


async def test_money_is_moved_to_another_invoice_in_one_step(office: Office) -> None:
    first, second = await billed(office, 100_000), await billed(office, 250_000)
    payment = await paid(office, 100_000, invoice_id=first)
    body = {"from_invoice_id": first, "to_invoice_id": second, "amount_minor": 30_000, "reason": "stage 2"}
    answer = await office.post(f"/api/payments/{payment}/move", body)
    assert answer.status_code == 200, answer.text
    on = {part["invoice_id"]: part["amount_minor"] for part in answer.json()["allocations"]}
    assert on == {first: 70_000, second: 30_000}
    assert (await invoice(office, first))["due_minor"] == 30_000
    rest = {"from_invoice_id": first, "to_invoice_id": second, "reason": "all of it"}
    assert (await office.post(f"/api/payments/{payment}/move", rest)).status_code == 200
    assert (await invoice(office, first))["due_minor"] == 100_000
    assert (await invoice(office, second))["due_minor"] == 150_000


@pytest.mark.parametrize(
    ("amount_minor", "code"),
    [(100_001, "payments.more_than_on_invoice"), (60_000, "payments.more_than_due")],
)
async def test_at_most_what_is_there_is_moved_and_at_most_what_is_due(
    office: Office, amount_minor: int, code: str
) -> None:
    first, second = await billed(office, 100_000), await billed(office, 50_000)
    payment = await paid(office, 100_000, invoice_id=first)
    body = {"from_invoice_id": first, "to_invoice_id": second, "reason": "x", "amount_minor": amount_minor}
    refused = await office.post(f"/api/payments/{payment}/move", body)
    assert (refused.status_code, refused.json()["code"]) == (409, code)
    assert (await invoice(office, first))["status"] == "paid"


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=6), st.data())
def test_whatever_is_moved_off_the_rest_of_the_money_stays(sums: list[int], data: st.DataObject) -> None:
    context = a_context()
    stage = InvoiceId(derived_id("invoice", "one"))
    rows: tuple[ledger.Allocation, ...] = ()
    for place, amount_minor in enumerate(sums):
        step = a_context(mutation_id=derived_id("mutation", str(place)))
        rows += ledger.rows((ledger.Part(stage, amount_minor),), PaymentId(derived_id("payment")), step)
    taken_minor = data.draw(st.integers(1, sum(sums)))
    off = ledger.moved_off(rows, stage, taken_minor, "moved", context)
    assert sum(row.amount_minor for row in (*rows, *off)) == sum(sums) - taken_minor
    assert len({row.id for row in (*rows, *off)}) == len(rows) + len(off)
