"""A refund of a tip alone that fails after all: the office is asked, and nothing else waits for that."""

from typing import Any

import pytest
from tests.paypage.shop import Shop
from tests.paypage.stripe_peer import StripePeer
from tests.paypage.test_tips import seen
from tests.paypage.test_tips_back import refund, tipped_at_stripe

from stagebill.check.run import check

pytestmark = pytest.mark.anyio


async def failed(shop: Shop, peer: StripePeer, tip_minor: int = 1_000) -> tuple[dict[str, Any], str, Any]:
    """100.00 were paid with a tip of 10.00, of which so much was to go back, and could not."""
    invoice, payment_id, _ = await tipped_at_stripe(shop, peer)
    assert (await refund(shop, payment_id, 0, tip_minor=tip_minor)).status_code == 200
    await fails(shop, peer)
    (row,) = await asked(shop)
    return invoice, payment_id, row


async def fails(shop: Shop, peer: StripePeer) -> None:
    await shop.work()
    peer.fail_refund(peer.all("refund")[-1]["id"])
    await shop.later(days=1, hours=1)
    await shop.sign_in_again()


async def asked(shop: Shop, resolved: str = "") -> list[Any]:
    answer = await shop.office.get(f"/api/decisions{resolved}")
    assert answer.status_code == 200, answer.text
    items: list[Any] = answer.json()["items"]
    return items


async def choose(shop: Shop, row: Any, **body: Any) -> Any:
    return await shop.office.post(f"/api/decisions/{row['id']}/resolve", body)


async def test_the_office_is_asked_about_the_10_and_what_the_payment_says_stays(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, row = await failed(striped, peer)
    assert (row["reason"], row["amount_minor"], row["payment_id"]) == ("tip_refund_failed", 1_000, payment_id)
    assert row["proposals"] == [
        {"choice": "keep_credit", "invoice_id": None, "number": None, "amount_minor": 1_000}
    ]
    payment = await seen(striped, payment_id)
    assert (payment["awaits_decision"], payment["unapplied_reason"]) == (False, None)
    assert (payment["tip_minor"] - payment["tip_returned_minor"], payment["unapplied_minor"]) == (1_000, 0)
    assert (await striped.read(invoice))["status"] == "paid"


async def test_a_second_try_closes_it_and_when_that_fails_it_is_asked_anew(
    striped: Shop, peer: StripePeer
) -> None:
    _, payment_id, _ = await failed(striped, peer)
    assert (await refund(striped, payment_id, 0, tip_minor=1_000)).status_code == 200
    assert await asked(striped) == []
    await fails(striped, peer)
    assert [each["amount_minor"] for each in await asked(striped)] == [1_000]
    assert [each["resolution"] for each in await asked(striped, "?resolved=true")] == ["refund"]
    assert await check(striped.services.config) == []


async def test_given_in_cash_in_two_parts_the_row_asks_for_the_rest_and_then_is_done(
    striped: Shop, peer: StripePeer
) -> None:
    _, payment_id, _ = await failed(striped, peer, 600)
    await refund(striped, payment_id, 0, tip_minor=200, method="cash")
    assert [each["amount_minor"] for each in await asked(striped)] == [400]
    await refund(striped, payment_id, 0, tip_minor=800, method="cash")
    assert await asked(striped) == []


async def test_it_is_left_with_the_crew_by_a_word_and_never_put_on_an_invoice(
    striped: Shop, peer: StripePeer
) -> None:
    _, payment_id, row = await failed(striped, peer)
    other = await striped.invoice(20_000)
    refused = await choose(striped, row, choice="apply", invoice_id=other["id"])
    assert refused.json()["code"] == "payments.tip_on_no_invoice"
    assert (await choose(striped, row, choice="keep_credit")).status_code == 200
    assert await asked(striped) == []
    payment = await seen(striped, payment_id)
    assert payment["tip_minor"] - payment["tip_returned_minor"] == 1_000


async def test_credit_of_the_same_payment_is_drawn_while_its_tip_is_asked_about(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, _ = await failed(striped, peer)
    freed = await striped.office.post(f"/api/invoices/{invoice['id']}/unapply", {"reason": "wrong stage"})
    assert freed.status_code == 200, freed.text
    body = {"payment_id": payment_id, "invoice_id": invoice["id"]}
    assert (await striped.office.post("/api/allocations", body)).status_code == 201
    assert [each["reason"] for each in await asked(striped)] == ["tip_refund_failed"]


async def test_a_dispute_that_takes_payment_and_tip_answers_it(striped: Shop, peer: StripePeer) -> None:
    _, payment_id, _ = await failed(striped, peer)
    session = next(iter(peer.all("checkout.session")))["id"]
    peer.close_dispute(peer.dispute(session), "lost")
    await striped.later(days=1)
    await striped.sign_in_again()
    assert await asked(striped) == []
    assert (await seen(striped, payment_id))["tip_returned_minor"] == 1_000
    assert await check(striped.services.config) == []


async def test_a_tip_given_back_at_the_processor_that_fails_is_asked_about_too(
    striped: Shop, peer: StripePeer
) -> None:
    _, _, session = await tipped_at_stripe(striped, peer)
    form = {"payment_intent": peer.objects[session]["payment_intent"], "amount": "1000", "metadata[key]": "x"}
    peer.answer("POST", "/v1/refunds", form, None)
    await striped.later(hours=2)
    assert await asked(striped) == []
    peer.fail_refund(peer.all("refund")[0]["id"])
    await striped.later(days=1)
    await striped.sign_in_again()
    assert [(each["reason"], each["amount_minor"]) for each in await asked(striped)] == [
        ("tip_refund_failed", 1_000)
    ]
