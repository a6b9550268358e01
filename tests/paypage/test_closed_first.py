"""PY-05: the customer is typing the card while the office ends the invoice. The attempt is closed first."""

from typing import Any

import pytest
from tests.paypage.shop import Shop, started

from stagebill.paypage.gateway import Snapshot, Unreachable
from stagebill.paypage.gateways.sandbox import gateway as sandbox

pytestmark = pytest.mark.anyio

WRONG = {"reason": "wrong amount"}


async def down(self: sandbox.SandboxGateway, gateway_ref: str) -> Snapshot:
    raise Unreachable("no answer in time")


async def void(shop: Shop, invoice: dict[str, Any]) -> Any:
    return await shop.office.post(f"/api/invoices/{invoice['id']}/void", WRONG)


async def decisions(shop: Shop) -> list[tuple[str, int]]:
    items = (await shop.office.get("/api/decisions")).json()["items"]
    return [(each["reason"], each["amount_minor"]) for each in items]


async def test_an_open_attempt_is_closed_before_its_invoice_is_void(shop: Shop) -> None:
    """No errand has run yet when the answer is there; what is pressed now comes too late at the processor."""
    invoice = await shop.invoice()
    location = await started(shop, invoice)
    assert (await void(shop, invoice)).json()["status"] == "void"
    assert await shop.states() == ["expired"]
    await shop.customer.choose(location, "succeed")
    await shop.later(minutes=1)
    assert await shop.payments() == []


async def test_a_customer_who_was_faster_has_paid_and_the_void_is_refused(shop: Shop) -> None:
    """The card went through, and nobody has told us yet: closing the attempt asks, and finds the money."""
    invoice = await shop.invoice()
    await shop.customer.choose(await started(shop, invoice), "succeed")
    answer = await void(shop, invoice)
    assert (answer.status_code, answer.json()["code"]) == (409, "invoices.has_money")
    assert (await shop.read(invoice))["status"] == "paid"
    assert (await shop.payments(), await decisions(shop)) == ([250_000], [])


async def test_while_the_processor_does_not_answer_the_void_waits_and_the_same_request_goes_through_later(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = await shop.invoice()
    await started(shop, invoice)
    key = {"Idempotency-Key": "0190a000-0000-7000-8000-000000000001"}
    path = f"/api/invoices/{invoice['id']}/void"
    with monkeypatch.context() as patch:
        patch.setattr(sandbox.SandboxGateway, "cancel", down)
        answer = await shop.office.post(path, WRONG, headers=key)
        assert (answer.status_code, answer.json()["code"]) == (503, "paypage.processor_silent")
        assert "retry-after" in answer.headers
        assert (await shop.read(invoice))["status"] == "open"
    again = await shop.office.post(path, WRONG, headers=key)
    assert (again.status_code, again.json()["status"]) == (200, "void")
    assert await shop.states() == ["expired"]


async def test_a_processor_that_is_silent_for_a_day_holds_nothing_up_and_its_late_money_waits_for_a_decision(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = await shop.invoice()
    location = await started(shop, invoice)
    with monkeypatch.context() as patch:
        patch.setattr(sandbox.SandboxGateway, "cancel", down)
        patch.setattr(sandbox.SandboxGateway, "fetch_status", down)
        await shop.later(hours=25)
        await shop.office.post(await shop.company.link("dispatcher@alder.example"))
        assert (await void(shop, invoice)).json()["status"] == "void"
        await shop.customer.choose(location, "succeed")
    await shop.later(hours=7)
    assert await shop.payments() == [250_000]
    assert await decisions(shop) == [("invoice_void", 250_000)]


async def test_an_attempt_that_the_processor_is_completing_is_not_voided_under_its_money(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def too_late(self: sandbox.SandboxGateway, gateway_ref: str) -> Snapshot:
        return await self.fetch_status(gateway_ref)

    invoice = await shop.invoice()
    location = await started(shop, invoice)
    with monkeypatch.context() as patch:
        patch.setattr(sandbox.SandboxGateway, "cancel", too_late)
        answer = await void(shop, invoice)
    assert (answer.status_code, answer.json()["code"]) == (409, "paypage.payment_arriving")
    await shop.customer.choose(location, "succeed")
    await shop.work()
    assert (await shop.read(invoice))["status"] == "paid"


async def test_a_void_that_is_refused_anyway_leaves_the_customer_paying(shop: Shop) -> None:
    """100 of 2,500 are paid in cash, the rest is being paid by card: no void, and the card goes on."""
    invoice = await shop.invoice()
    paid = {"method": "cash", "amount_minor": 10_000, "invoice_id": invoice["id"]}
    await shop.office.post("/api/payments", paid)
    location = await started(shop, invoice)
    assert (await void(shop, invoice)).status_code == 409
    assert await shop.states() == ["open"]
    await shop.customer.choose(location, "succeed")
    await shop.work()
    assert (await shop.read(invoice))["status"] == "paid"


async def test_who_may_not_void_closes_nothing(shop: Shop) -> None:
    invoice = await shop.invoice()
    await started(shop, invoice)
    await shop.company.add("technician", shop.company.technician, "tech@alder.example")
    answer = await shop.company.technician.post(f"/api/invoices/{invoice['id']}/void", WRONG)
    assert answer.status_code == 403
    assert await shop.states() == ["open"]


async def test_a_credit_that_was_answered_before_closes_no_attempt_of_today(shop: Shop) -> None:
    """The first request comes once more, late, while a card is typed for what is left."""
    invoice = await shop.invoice()
    key = {"Idempotency-Key": "0190a000-0000-7000-8000-000000000002"}
    path, body = f"/api/invoices/{invoice['id']}/credit", {"reason": "less work", "amount_minor": 50_000}
    await shop.office.post(path, body, headers=key)
    await started(shop, invoice)
    assert (await shop.office.post(path, body, headers=key)).status_code == 200
    assert await shop.states() == ["open"]


async def test_replacing_an_invoice_closes_the_attempt_on_the_old_one_first(shop: Shop) -> None:
    invoice = await shop.invoice()
    await started(shop, invoice)
    body = {"reason": "typed wrong", "amount_minor": 200_000}
    assert (await shop.office.post(f"/api/invoices/{invoice['id']}/replace", body)).status_code == 201
    assert await shop.states() == ["expired"]


async def test_a_credit_closes_the_attempt_over_the_larger_sum_first(shop: Shop) -> None:
    invoice = await shop.invoice()
    await started(shop, invoice)
    body = {"reason": "less work", "amount_minor": 50_000}
    assert (await shop.office.post(f"/api/invoices/{invoice['id']}/credit", body)).status_code == 200
    assert await shop.states() == ["expired"]


async def test_the_end_of_a_job_closes_the_attempts_on_all_its_invoices_first(shop: Shop) -> None:
    invoice = await shop.invoice()
    await started(shop, invoice)
    body = {"reason": "house sold"}
    assert (await shop.office.post(f"/api/jobs/{invoice['job_id']}/cancel", body)).status_code == 200
    assert await shop.states() == ["expired"]
