"""A surcharge whose way back to a debit card fails: the office is asked, and nothing else waits for that."""

from datetime import timedelta
from typing import Any

import pytest
from tests.paypage.shop import Shop
from tests.paypage.stripe_peer import StripePeer
from tests.paypage.test_surcharges import WAYS, asked, press, surcharging
from tests.paypage.test_tips import seen
from tests.paypage.test_tips_back import refund
from tests.paypage.test_tips_decided import asked as decisions
from tests.paypage.test_tips_decided import choose, fails

from stagebill.check.run import check

pytestmark = pytest.mark.anyio


async def failed(shop: Shop, peer: StripePeer) -> tuple[dict[str, Any], str, Any]:
    """100.00 were paid by debit card with 3.00, which were to go back at once, and could not."""
    await surcharging(shop)
    peer.cards.funding = "debit"
    invoice = await shop.invoice(10_000, payment_options=WAYS)
    location = (await press(shop, await asked(shop, invoice))).headers["location"]
    peer.press(location.rpartition("/")[2])
    await shop.customer.get("/pay/return")
    await fails(shop, peer)
    ((payment_id,),) = await shop.rows("SELECT id FROM payment")
    (row,) = await decisions(shop)
    return invoice, payment_id, row


async def test_the_office_is_asked_about_the_3_and_the_invoice_stays_paid(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, row = await failed(striped, peer)
    assert (row["reason"], row["amount_minor"], row["payment_id"]) == (
        "surcharge_refund_failed",
        300,
        payment_id,
    )
    assert [(each["choice"], each["amount_minor"]) for each in row["proposals"]] == [("keep_credit", 300)]
    payment = await seen(striped, payment_id)
    assert (payment["awaits_decision"], payment["unapplied_minor"]) == (False, 0)
    assert payment["surcharge_minor"] - payment["surcharge_returned_minor"] == 300
    assert (await striped.read(invoice))["status"] == "paid"
    assert await check(striped.services.config) == []


async def test_a_second_try_closes_it_and_charges_100(striped: Shop, peer: StripePeer) -> None:
    _, payment_id, _ = await failed(striped, peer)
    striped.clock.advance(timedelta(minutes=1))
    assert (await refund(striped, payment_id, 0, surcharge_minor=300)).status_code == 200
    assert await decisions(striped) == []
    await striped.work()
    assert peer.charged_minor() == 10_000
    assert [each["resolution"] for each in await decisions(striped, "?resolved=true")] == ["refund"]
    assert await check(striped.services.config) == []


async def test_half_of_the_payment_takes_half_of_it_along_and_the_row_asks_for_the_other_half(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, _ = await failed(striped, peer)
    half = await refund(striped, payment_id, 5_000, invoice_id=invoice["id"], method="cash")
    assert half.status_code == 200, half.text
    assert [each["amount_minor"] for each in await decisions(striped)] == [150]
    await refund(striped, payment_id, 5_000, invoice_id=invoice["id"], method="cash")
    assert await decisions(striped) == []
    assert await check(striped.services.config) == []


async def test_it_is_kept_by_a_word_and_never_put_on_an_invoice(striped: Shop, peer: StripePeer) -> None:
    _, payment_id, row = await failed(striped, peer)
    other = await striped.invoice(20_000)
    refused = await choose(striped, row, choice="apply", invoice_id=other["id"])
    assert refused.json()["code"] == "payments.surcharge_on_no_invoice"
    assert (await choose(striped, row, choice="keep_credit")).status_code == 200
    assert await decisions(striped) == []
    assert (await seen(striped, payment_id))["surcharge_returned_minor"] == 0


async def test_the_3_given_back_at_the_processor_itself_answer_it(striped: Shop, peer: StripePeer) -> None:
    await failed(striped, peer)
    (session,) = peer.all("checkout.session")
    form = {"payment_intent": session["payment_intent"], "amount": "300", "metadata[key]": "x"}
    peer.answer("POST", "/v1/refunds", form, None)
    await striped.later(days=1)
    await striped.sign_in_again()
    assert await decisions(striped) == []
    assert [each["resolution"] for each in await decisions(striped, "?resolved=true")] == ["reversed"]
    assert await check(striped.services.config) == []
