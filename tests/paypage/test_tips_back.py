"""A tip goes back: with the last of its payment, alone, by a bank; and it is in the books as the crew's."""

from typing import Any

import httpx
import pytest
from tests.paypage.shop import Shop
from tests.paypage.stripe_peer import StripePeer
from tests.paypage.test_tips import TIPPED, asked, press, seen

pytestmark = pytest.mark.anyio


async def refund(shop: Shop, payment_id: str, amount_minor: int, **more: Any) -> httpx.Response:
    body = {"amount_minor": amount_minor, "reason": "work left out", **more}
    return await shop.office.post(f"/api/payments/{payment_id}/refund", body)


async def tipped_at_stripe(shop: Shop, peer: StripePeer) -> tuple[dict[str, Any], str, str]:
    invoice = await shop.invoice(10_000, payment_options=TIPPED)
    location = (await press(shop, await asked(shop, invoice, tip="1000"))).headers["location"]
    session = location.rpartition("/")[2]
    peer.press(session)
    await shop.customer.get("/pay/return")
    ((payment_id,),) = await shop.rows("SELECT id FROM payment")
    return invoice, payment_id, session


async def test_a_part_refund_leaves_the_tip_and_the_last_of_the_payment_takes_it_along(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, _ = await tipped_at_stripe(striped, peer)
    assert (await refund(striped, payment_id, 4_000, invoice_id=invoice["id"])).status_code == 200
    await striped.work()
    assert [each["amount"] for each in peer.all("refund")] == [4_000]
    answer = await refund(striped, payment_id, 6_000, invoice_id=invoice["id"])
    assert answer.json()["tip_returned_minor"] == 1_000
    await striped.work()
    assert [each["amount"] for each in peer.all("refund")] == [4_000, 7_000]
    assert peer.charged_minor() == 0


async def test_the_office_gives_back_the_tip_alone_or_keeps_it(striped: Shop, peer: StripePeer) -> None:
    invoice, payment_id, _ = await tipped_at_stripe(striped, peer)
    answer = await refund(striped, payment_id, 0, tip_minor=300)
    assert answer.status_code == 200, answer.text
    assert answer.json()["refunds"][0] | {"id": "", "created_at": ""} == {
        "id": "", "amount_minor": 0, "tip_minor": 300, "method": "card", "reason": "work left out",
        "invoice_id": None, "state": "asked", "problem": None, "created_at": "", "surcharge_minor": 0,
    }  # fmt: skip
    await striped.work()
    assert [each["amount"] for each in peer.all("refund")] == [300]
    assert (await striped.read(invoice))["status"] == "paid"
    assert (await refund(striped, payment_id, 0, tip_minor=701)).json()["code"] == "payments.more_than_tip"
    assert (await refund(striped, payment_id, 0)).json()["code"] == "payments.nothing_given"
    await refund(striped, payment_id, 10_000, invoice_id=invoice["id"], tip_minor=0)
    await striped.work()
    assert peer.charged_minor() == 700


async def test_a_tip_refund_that_fails_comes_in_again_as_the_tip(striped: Shop, peer: StripePeer) -> None:
    _, payment_id, _ = await tipped_at_stripe(striped, peer)
    await refund(striped, payment_id, 0, tip_minor=1_000)
    await striped.work()
    peer.fail_refund(peer.all("refund")[0]["id"])
    await striped.later(hours=2)
    payment = await seen(striped, payment_id)
    assert payment["tip_minor"] - payment["tip_returned_minor"] == 1_000
    assert payment["refunds"][0]["state"] == "failed"


async def test_a_full_refund_that_fails_comes_in_again_with_its_tip(striped: Shop, peer: StripePeer) -> None:
    invoice, payment_id, _ = await tipped_at_stripe(striped, peer)
    await refund(striped, payment_id, 10_000, invoice_id=invoice["id"])
    await striped.work()
    peer.fail_refund(peer.all("refund")[0]["id"])
    await striped.later(hours=2)
    decision = (await striped.office.get("/api/decisions")).json()["items"][0]
    assert (decision["reason"], decision["amount_minor"]) == ("refund_failed", 10_000)
    assert (await seen(striped, decision["payment_id"]))["tip_minor"] == 1_000


@pytest.mark.parametrize(
    ("gone", "due", "tip_left"), [(11_000, 10_000, 0), (1_000, 0, 0), (4_000, 4_000, 1_000)]
)
async def test_a_refund_made_at_stripe_itself_is_taken_from_the_payment_and_the_tip(
    striped: Shop, peer: StripePeer, gone: int, due: int, tip_left: int
) -> None:
    invoice, payment_id, session = await tipped_at_stripe(striped, peer)
    form = {
        "payment_intent": peer.objects[session]["payment_intent"],
        "amount": str(gone),
        "metadata[key]": "x",
    }
    peer.answer("POST", "/v1/refunds", form, None)
    await striped.later(hours=2)
    assert (await striped.read(invoice))["due_minor"] == due
    payment = await seen(striped, payment_id)
    assert payment["tip_minor"] - payment["tip_returned_minor"] == tip_left


async def test_a_dispute_of_the_whole_charge_that_is_lost_takes_the_tip_along(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, session = await tipped_at_stripe(striped, peer)
    dispute = peer.dispute(session)
    await striped.later(hours=2)
    assert (await seen(striped, payment_id))["disputes"][0]["amount_minor"] == 11_000
    peer.close_dispute(dispute, "lost")
    await striped.later(days=1)
    await striped.sign_in_again()
    assert (await striped.read(invoice))["due_minor"] == 10_000
    payment = await seen(striped, payment_id)
    assert (payment["reversed_minor"], payment["tip_returned_minor"]) == (10_000, 1_000)


async def test_the_books_owe_the_tip_to_the_crew_and_a_full_refund_clears_it(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, _ = await tipped_at_stripe(striped, peer)
    assert await posted(striped) == {
        "card_clearing": 11_000,
        "receivable": 0,
        "sales": -10_000,
        "tips": -1_000,
    }
    await refund(striped, payment_id, 10_000, invoice_id=invoice["id"])
    await striped.work()
    assert await posted(striped) == {"card_clearing": 0, "receivable": 10_000, "sales": -10_000, "tips": 0}


async def posted(shop: Shop) -> dict[str, int]:
    answer = await shop.office.get("/api/books/journal?from_on=2026-01-01&to_on=2027-12-31")
    return {row["key"]: row["amount_minor"] for row in answer.json()["accounts"]}


async def test_a_decision_ends_when_its_money_went_back_at_stripe_though_the_payment_is_not_empty(
    striped: Shop, peer: StripePeer
) -> None:
    """Of 100 with a tip of 10, 60 were too much: the cash came first. 70 go back at Stripe: 60 and 10."""
    invoice = await striped.invoice(10_000, payment_options=TIPPED)
    location = (await press(striped, await asked(striped, invoice, tip="1000"))).headers["location"]
    cash = {"method": "cash", "amount_minor": 6_000, "invoice_id": invoice["id"]}
    assert (await striped.office.post("/api/payments", cash)).status_code == 201
    session = location.rpartition("/")[2]
    peer.press(session)
    await striped.customer.get("/pay/return")
    (decision,) = (await striped.office.get("/api/decisions")).json()["items"]
    assert (decision["reason"], decision["amount_minor"]) == ("over_payment", 6_000)
    intent = peer.objects[session]["payment_intent"]
    form = {"payment_intent": intent, "amount": "7000", "metadata[key]": "x"}
    peer.answer("POST", "/v1/refunds", form, None)
    await striped.later(hours=2)
    assert (await striped.read(invoice))["due_minor"] == 1_000
    assert (await striped.office.get("/api/decisions")).json()["items"] == []
    payment = await seen(striped, decision["payment_id"])
    assert (payment["unapplied_minor"], payment["tip_minor"] - payment["tip_returned_minor"]) == (0, 1_000)
