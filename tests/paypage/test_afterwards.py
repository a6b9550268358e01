"""After the money: it goes back by the processor once, a bank takes it back, a debit returns on day 20."""

import asyncio
from typing import Any

import pytest
from tests.notifications.test_mail import folder, part
from tests.paypage.shop import ACH_TOO, Shop, started
from tests.paypage.stripe_peer import StripePeer
from tests.paypage.test_stripe import FULL, at_stripe, recorded_minor, tell

from stagebill.paypage.gateway import RefundSeen
from stagebill.paypage.gateways.stripe.gateway import StripeGateway

pytestmark = pytest.mark.anyio


async def paid(shop: Shop, peer: StripePeer, amount_minor: int = FULL) -> tuple[dict[str, Any], str, str]:
    """An invoice that was paid at Stripe: it, the payment, the session."""
    invoice = await shop.invoice(amount_minor)
    session = await at_stripe(shop, invoice)
    peer.press(session)
    await shop.customer.get("/pay/return")
    ((payment_id,),) = await shop.rows("SELECT id FROM payment WHERE gateway_ref = $1", session)
    return invoice, payment_id, session


async def refund(shop: Shop, payment_id: str, amount_minor: int, **more: Any) -> Any:
    body = {"amount_minor": amount_minor, "reason": "work left out", **more}
    return await shop.office.post(f"/api/payments/{payment_id}/refund", body)


async def open_decisions(shop: Shop) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (await shop.office.get("/api/decisions")).json()["items"]
    return rows


async def test_200_of_1000_goes_back_by_the_processor_and_is_owed_again(
    striped: Shop, peer: StripePeer
) -> None:
    """A-REFUND, still owed: due 200."""
    invoice, payment_id, _ = await paid(striped, peer, 100_000)
    answer = await refund(striped, payment_id, 20_000, invoice_id=invoice["id"])
    assert answer.status_code == 200, answer.text
    await striped.work()
    assert [(each["amount"], each["status"]) for each in peer.all("refund")] == [(20_000, "succeeded")]
    assert (await striped.read(invoice))["due_minor"] == 20_000
    assert await recorded_minor(striped) == peer.charged_minor() == 80_000
    assert await striped.rows("SELECT state FROM sending") == [("sent",)]


async def test_200_of_1000_goes_back_as_credit_and_nothing_is_due(striped: Shop, peer: StripePeer) -> None:
    """A-REFUND, credit of 200: due 0."""
    invoice, payment_id, _ = await paid(striped, peer, 100_000)
    body = {"amount_minor": 20_000, "invoice_id": invoice["id"], "reason": "work left out"}
    answer = await striped.office.post(f"/api/payments/{payment_id}/refund-with-credit", body)
    assert answer.status_code == 200, answer.text
    await striped.work()
    assert (await striped.read(invoice))["due_minor"] == 0
    assert await recorded_minor(striped) == peer.charged_minor() == 80_000


@pytest.mark.parametrize("fault", ["before", "after", "429", "500_after"])
async def test_a_refund_whose_call_breaks_in_any_way_is_made_once(
    striped: Shop, peer: StripePeer, fault: Any
) -> None:
    """Two refunds of 600 of 1,000: one is refused by us, the other goes through whatever happens (PY-13)."""
    invoice, payment_id, _ = await paid(striped, peer, 100_000)
    peer.fail("POST /v1/refunds", fault, times=5)
    answers = await asyncio.gather(
        *(refund(striped, payment_id, 60_000, invoice_id=invoice["id"]) for _ in range(2))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    for _ in range(4):
        await striped.later(hours=7)
    assert await recorded_minor(striped) == peer.charged_minor() == 40_000
    assert len(peer.all("refund")) == 1


async def test_a_refund_is_made_once_though_stripe_forgot_the_key_before_it_was_asked_again(
    striped: Shop, peer: StripePeer
) -> None:
    """Keys are kept for a day at least, and no longer by promise: the list of refunds is looked at first."""
    invoice, payment_id, _ = await paid(striped, peer, 100_000)
    peer.fail("POST /v1/refunds", "after", times=2)
    await refund(striped, payment_id, 30_000, invoice_id=invoice["id"])
    await striped.work()
    peer.forget_keys()
    await striped.later(days=2)
    await striped.later(days=1)
    assert len(peer.all("refund")) == 1
    assert await recorded_minor(striped) == peer.charged_minor() == 70_000
    assert await striped.rows("SELECT state FROM sending") == [("sent",)]


async def test_a_harness_with_an_adapter_of_random_keys_finds_money_given_back_twice(
    striped: Shop, peer: StripePeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the test above."""
    real, calls = StripeGateway.refund, iter(range(99))

    async def careless(self: StripeGateway, gateway_ref: str, amount_minor: int, key: str) -> RefundSeen:
        return await real(self, gateway_ref, amount_minor, f"{key}{next(calls)}")

    monkeypatch.setattr(StripeGateway, "refund", careless)
    invoice, payment_id, _ = await paid(striped, peer, 100_000)
    peer.fail("POST /v1/refunds", "after", times=2)
    await refund(striped, payment_id, 30_000, invoice_id=invoice["id"])
    for _ in range(3):
        await striped.later(hours=7)
    assert len(peer.all("refund")) == 2
    assert peer.charged_minor() == 40_000


async def test_a_refund_that_the_processor_refuses_brings_its_money_in_again_for_a_decision(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, _ = await paid(striped, peer, 100_000)
    peer.fail("POST /v1/refunds", "500", times=1)
    await refund(striped, payment_id, 30_000, invoice_id=invoice["id"])
    await striped.later(minutes=2)
    await striped.later(minutes=4)
    assert [(each["reason"], each["amount_minor"]) for each in await open_decisions(striped)] == [
        ("refund_failed", 30_000)
    ]
    assert await recorded_minor(striped) == peer.charged_minor() == 100_000


async def test_a_refund_that_fails_days_later_is_a_decision(striped: Shop, peer: StripePeer) -> None:
    invoice, payment_id, _ = await paid(striped, peer, 100_000)
    await refund(striped, payment_id, 30_000, invoice_id=invoice["id"])
    await striped.work()
    assert await recorded_minor(striped) == 70_000
    await striped.later(hours=2)
    peer.fail_refund(peer.all("refund")[0]["id"])
    await tell(striped, peer, [*peer.events[-1:]] * 2)
    assert [each["reason"] for each in await open_decisions(striped)] == ["refund_failed"]
    assert await recorded_minor(striped) == peer.charged_minor() == 100_000


async def test_money_of_a_refund_that_failed_goes_back_by_the_processor_when_it_is_asked_again(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, _ = await paid(striped, peer, 100_000)
    await refund(striped, payment_id, 30_000, invoice_id=invoice["id"])
    await striped.work()
    await striped.later(hours=2)
    for round_ in range(2):
        peer.fail_refund(peer.all("refund")[-1]["id"])
        await tell(striped, peer, peer.events[-1:])
        (row,) = await open_decisions(striped)
        assert (await refund(striped, row["payment_id"], 30_000)).status_code == 200, round_
        await striped.work()
    assert [each["status"] for each in peer.all("refund")] == ["failed", "failed", "succeeded"]
    await striped.later(days=1)
    await striped.sign_in_again()
    assert await open_decisions(striped) == []
    assert await recorded_minor(striped) == peer.charged_minor() == 70_000


async def test_what_was_refunded_at_the_processor_itself_is_owed_again(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, _, session = await paid(striped, peer, 100_000)
    form = {"payment_intent": peer.objects[session]["payment_intent"], "amount": "25000", "metadata[key]": ""}
    peer.answer("POST", "/v1/refunds", form, None)
    await striped.later(hours=2)
    assert (await striped.read(invoice))["due_minor"] == 25_000
    await striped.later(days=1)
    assert await recorded_minor(striped) == peer.charged_minor() == 75_000


async def test_a_dispute_is_a_row_with_its_deadline_and_what_is_owed_changes_only_when_it_is_lost(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, _, session = await paid(striped, peer, 100_000)
    await striped.later(hours=1)
    dispute = peer.dispute(session)
    await tell(striped, peer, [*peer.events[-1:]] * 2)
    (row,) = await open_decisions(striped)
    assert (row["reason"], row["amount_minor"], row["proposals"]) == ("disputed", 100_000, [])
    assert row["due_by"].startswith("2026-03-11")
    assert (await striped.read(invoice))["due_minor"] == 0
    choose = {"choice": "keep_credit"}
    refused = await striped.office.post(f"/api/decisions/{row['id']}/resolve", choose)
    assert refused.json()["code"] == "payments.being_disputed"
    peer.close_dispute(dispute, "lost")
    await tell(striped, peer, peer.events[-1:])
    assert (await striped.read(invoice))["due_minor"] == 100_000
    assert await open_decisions(striped) == []
    assert await recorded_minor(striped) == peer.charged_minor() == 0


async def test_a_dispute_that_was_lost_and_is_won_on_appeal_brings_its_money_in_again_for_a_decision(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, session = await paid(striped, peer, 100_000)
    await refund(striped, payment_id, 30_000, invoice_id=invoice["id"])
    await striped.work()
    dispute = peer.dispute(session)
    peer.close_dispute(dispute, "lost")
    await striped.later(hours=1)
    assert await recorded_minor(striped) == 0
    for status in ("appeal_needs_response", "appeal_under_review", "won", "won"):
        peer.close_dispute(dispute, status)
        await tell(striped, peer, peer.events[-1:])
    (row,) = await open_decisions(striped)
    assert (row["reason"], row["amount_minor"]) == ("dispute_won", 70_000)
    assert await recorded_minor(striped) == 70_000
    choose = {"choice": "apply", "invoice_id": invoice["id"]}
    placed = await striped.office.post(f"/api/decisions/{row['id']}/resolve", choose)
    assert placed.status_code < 300, placed.text
    assert (await striped.read(invoice))["due_minor"] == 30_000
    assert await open_decisions(striped) == []


async def test_a_dispute_that_is_won_changes_nothing(striped: Shop, peer: StripePeer) -> None:
    invoice, _, session = await paid(striped, peer, 100_000)
    dispute = peer.dispute(session)
    await striped.later(hours=1)
    assert len(await open_decisions(striped)) == 1
    peer.close_dispute(dispute, "won")
    await striped.later(days=1)
    await striped.sign_in_again()
    assert await open_decisions(striped) == []
    assert (await striped.read(invoice))["status"] == "paid"
    assert await recorded_minor(striped) == peer.charged_minor() == 100_000


async def test_a_dispute_on_a_payment_that_was_refunded_takes_only_what_is_left(
    striped: Shop, peer: StripePeer
) -> None:
    """PY-17: refunded yesterday, disputed today."""
    invoice, payment_id, session = await paid(striped, peer, 100_000)
    await refund(striped, payment_id, 40_000, invoice_id=invoice["id"])
    await striped.work()
    await striped.later(hours=1)
    peer.dispute(session, status="lost")
    await tell(striped, peer, peer.events[-1:])
    assert await recorded_minor(striped) == 0
    assert (await striped.read(invoice))["due_minor"] == 100_000


async def test_a_debit_that_comes_back_on_day_20_opens_the_invoice_again_and_keeps_its_history(
    striped: Shop, peer: StripePeer
) -> None:
    """PY-10. No event arrives: the timer finds it."""
    invoice = await striped.invoice(100_000, payment_options=ACH_TOO)
    session = await at_stripe(striped, invoice, "ach")
    peer.press(session, "bank")
    await striped.customer.get("/pay/return")
    peer.press(session, "arrive")
    await striped.later(minutes=1)
    for _ in range(20):
        await striped.later(days=1)
    peer.dispute(session, status="lost", reason="insufficient_funds")
    for _ in range(8):
        await striped.later(days=1)
    await striped.sign_in_again()
    seen = await striped.read(invoice)
    assert (seen["status"], seen["due_minor"]) == ("open", 100_000)
    assert await striped.rows("SELECT amount_minor, reason FROM reversal") == [
        (100_000, "insufficient funds")
    ]
    told = (await striped.customer.open(seen["pay_url"])).text
    assert "Your bank took your payment of $1,000.00 back on " in told
    assert await striped.rows("SELECT count(*) FROM payment") == [(1,)]
    assert await recorded_minor(striped) == peer.charged_minor() == 0


async def test_the_fee_is_kept_for_the_books(striped: Shop, peer: StripePeer) -> None:
    await paid(striped, peer, 100_000)
    await striped.later(hours=1)
    ((ref, fee),) = await striped.rows("SELECT payment_ref, fee_minor FROM capture")
    assert ref.startswith("pi_")
    assert fee == 2_930


async def test_the_books_have_the_fee_as_a_cost_and_a_refund_does_not_bring_it_back(
    striped: Shop, peer: StripePeer
) -> None:
    """D-53: 1,000.00 paid, 29.30 kept; 200.00 given back: 770.70 lie at the processor."""
    invoice, payment_id, _ = await paid(striped, peer, 100_000)
    await striped.later(hours=1)
    await refund(striped, payment_id, 20_000, invoice_id=invoice["id"])
    for _ in range(2):
        await striped.later(days=1)
    await striped.sign_in_again()
    journal = await striped.office.get("/api/books/journal?from_on=2026-03-01&to_on=2026-03-31")
    sums = {row["key"]: row["amount_minor"] for row in journal.json()["accounts"]}
    assert (sums["card_clearing"], sums["fees"]) == (77_070, 2_930)
    assert sum(sums.values()) == 0


async def test_a_fee_in_another_currency_is_not_taken_for_one_in_ours(
    striped: Shop, peer: StripePeer
) -> None:
    peer.settles_in = "cad"
    await paid(striped, peer, 100_000)
    await striped.later(hours=1)
    assert await striped.rows("SELECT fee_minor FROM capture") == [(None,)]


async def test_a_bank_payment_goes_back_by_the_processor_for_90_days_only(
    striped: Shop, peer: StripePeer
) -> None:
    invoice = await striped.invoice(100_000, payment_options=ACH_TOO)
    session = await at_stripe(striped, invoice, "ach")
    peer.press(session, "bank")
    peer.press(session, "arrive")
    await striped.later(minutes=1)
    ((payment_id,),) = await striped.rows("SELECT id FROM payment")
    await striped.later(days=91)
    await striped.sign_in_again()
    late = await refund(striped, payment_id, 10_000, invoice_id=invoice["id"])
    assert late.json()["code"] == "payments.too_late_for_processor"
    by_check = await refund(striped, payment_id, 10_000, invoice_id=invoice["id"], method="check")
    assert by_check.status_code == 200
    await striped.work()
    assert peer.all("refund") == []


async def test_the_sandbox_plays_a_dispute_a_refund_that_fails_and_a_late_success(shop: Shop) -> None:
    page = await started(shop, invoice := await shop.invoice(50_000))
    asked = await shop.customer.choose(page, "confirm")
    assert "was this you?" in (await shop.customer.get(asked.headers["location"])).text
    await shop.customer.choose(page, "succeed")
    await shop.work()
    await shop.customer.choose(page, "dispute")
    await shop.work()
    assert [each["reason"] for each in await open_decisions(shop)] == ["disputed"]
    await shop.customer.choose(page, "dispute_won")
    await shop.work()
    assert await open_decisions(shop) == []
    ((payment_id,),) = await shop.rows("SELECT id FROM payment")
    assert (await refund(shop, payment_id, 10_000, invoice_id=invoice["id"])).status_code == 200
    await shop.work()
    await shop.customer.choose(page, "refund_fails")
    await shop.work()
    assert [each["reason"] for each in await open_decisions(shop)] == ["refund_failed"]
    (entry,) = (await shop.office.get("/api/sandbox/payments")).json()["items"]
    assert (entry["state"], entry["method"]) == ("succeeded", "card")


async def test_the_sandbox_hurries_a_debit_and_brings_it_back(shop: Shop) -> None:
    invoice = await shop.invoice(50_000, payment_options=ACH_TOO)
    page = await started(shop, invoice, "ach")
    await shop.customer.choose(page, "succeed_later")
    await shop.customer.choose(page, "arrive")
    await shop.work()
    assert (await shop.read(invoice))["status"] == "paid"
    await shop.customer.choose(page, "come_back")
    await shop.work()
    assert (await shop.read(invoice))["due_minor"] == 50_000


async def test_the_sandbox_is_paid_late_on_a_void_invoice_and_the_money_waits_for_a_decision(
    shop: Shop,
) -> None:
    invoice = await shop.invoice(50_000)
    page = await started(shop, invoice)
    voided = await shop.office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "wrong"})
    assert voided.status_code == 200
    await shop.customer.choose(page, "late")
    await shop.work()
    assert [(each["reason"], each["amount_minor"]) for each in await open_decisions(shop)] == [
        ("invoice_void", 50_000)
    ]


@pytest.mark.parametrize("times", [1, 2])
async def test_late_money_that_is_put_on_another_invoice_gets_its_receipt_by_mail_once(
    shop: Shop, times: int
) -> None:
    """The page of the void invoice said that the company would tell the customer about it."""
    void, other = await shop.invoice(50_000), await shop.invoice(80_000)
    page = await started(shop, void)
    assert (
        await shop.office.post(f"/api/invoices/{void['id']}/void", {"reason": "wrong"})
    ).status_code == 200
    await shop.customer.choose(page, "late")
    await shop.work()
    (row,) = await open_decisions(shop)
    before = len(folder(shop))
    for _ in range(times):
        choose = {"choice": "apply", "invoice_id": other["id"]}
        await shop.office.post(f"/api/decisions/{row['id']}/resolve", choose)
        await shop.work()
    (mail,) = folder(shop)[before:]
    assert mail["Subject"] == "Receipt: $500.00 to Alder Plumbing"
    assert other["number"] in part(mail, "plain")
