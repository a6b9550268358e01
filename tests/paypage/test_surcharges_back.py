"""A surcharge goes back in proportion to its payment, in whatever parts and by whomever that goes back."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.paypage.shop import Shop
from tests.paypage.stripe_peer import StripePeer
from tests.paypage.test_afterwards import tell
from tests.paypage.test_money_again import in_the_dashboard
from tests.paypage.test_surcharges import WAYS, asked, press, surcharging, words_of
from tests.paypage.test_tips import seen
from tests.paypage.test_tips_back import refund

from stagebill.check.run import check
from stagebill.kernel.money import share
from stagebill.payments.surcharge import Came, goes_along
from stagebill.payments.tip import Left, gone_of_all

pytestmark = pytest.mark.anyio

PARTS = st.lists(st.tuples(st.sampled_from(("refund", "outside")), st.integers(1, 400)), max_size=40)
CAME = st.tuples(st.integers(1, 40_000), st.integers(1, 300)).map(
    lambda drawn: Came(drawn[0], drawn[0] * drawn[1] // 10_000)
)


def test_30_refunds_of_16_cents_of_100_take_14_cents_of_3_along_and_the_rest_the_rest() -> None:
    left, surcharge, came = 10_000, 300, Came(10_000, 300)
    for _ in range(30):
        surcharge -= goes_along(16, left, surcharge, came)
        left -= 16
    assert (left, surcharge) == (9_520, 286)
    assert goes_along(left, left, surcharge, came) == 286


@settings(derandomize=True, max_examples=300)
@given(came=CAME, parts=PARTS)
def test_what_stays_is_the_share_of_what_the_payment_keeps_in_any_order_of_any_parts(
    came: Came, parts: list[tuple[str, int]]
) -> None:
    """Exactly the rounded share, where payment and surcharge are told apart. Where only their sum is known,
    that share of the sum: to the half cent of what both come to.
    """
    left, surcharge = came
    for kind, part in parts:
        whole = left + surcharge
        if kind == "refund":
            back = min(part, left)
            along = goes_along(back, left, surcharge, came)
        else:
            ((back, _, along),) = gone_of_all(min(part, whole), [Left(left, 0, surcharge, came)])
            assert back + along == min(part, whole)
        assert 0 <= back <= left
        assert 0 <= along <= surcharge
        if back == 0:  # just the surcharge went, by itself
            return
        left, surcharge = left - back, surcharge - along
        off = abs(surcharge * came.payment_minor - left * came.surcharge_minor)
        assert 2 * off <= came.payment_minor + came.surcharge_minor or surcharge == left == 0
        if all(each == "refund" for each, _ in parts):
            assert surcharge == share(came.surcharge_minor, left, came.payment_minor)
    assert surcharge <= came.surcharge_minor


@settings(derandomize=True, max_examples=300)
@given(
    came=st.tuples(st.integers(1, 300), st.integers(0, 300)).map(lambda drawn: Came(*drawn)),
    left=st.integers(0, 300), surcharge=st.integers(0, 300), part=st.integers(1, 600),
)  # fmt: skip
def test_of_any_rest_no_part_of_both_is_more_than_there_is_and_none_stays_without_its_payment(
    came: Came, left: int, surcharge: int, part: int
) -> None:
    left, surcharge = min(left, came.payment_minor), min(surcharge, came.surcharge_minor)
    ((back, _, along),) = gone_of_all(part, [Left(left, 0, surcharge, came)])
    assert back + along == min(part, left + surcharge)
    assert 0 <= back <= left
    assert 0 <= along <= surcharge
    assert left - back > 0 or surcharge - along == 0 or back == 0


async def credit(shop: Shop, peer: StripePeer) -> tuple[dict[str, Any], str, str]:
    """100.00 were paid by credit card, with 3.00."""
    await surcharging(shop)
    invoice = await shop.invoice(10_000, payment_options=WAYS)
    location = (await press(shop, await asked(shop, invoice))).headers["location"]
    session = location.rpartition("/")[2]
    peer.press(session)
    await shop.customer.get("/pay/return")
    await shop.work()
    ((payment_id,),) = await shop.rows("SELECT id FROM payment")
    return invoice, payment_id, session


def left_in(payment: dict[str, Any]) -> tuple[int, int]:
    left = payment["amount_minor"] - payment["refunded_minor"] - payment["reversed_minor"]
    return left, payment["surcharge_minor"] - payment["surcharge_returned_minor"]


async def test_12_refunds_of_16_cents_by_cash_and_card_and_at_stripe_keep_2_94_of_3(
    striped: Shop, peer: StripePeer
) -> None:
    """Each by itself is less than half a cent of surcharge."""
    invoice, payment_id, session = await credit(striped, peer)
    for way in range(12):
        if way % 3 == 2:
            in_the_dashboard(peer, session, 16)
            await tell(striped, peer, peer.events[-1:])
        else:
            more = {"method": "cash"} if way % 3 else {}
            answer = await refund(striped, payment_id, 16, invoice_id=invoice["id"], **more)
            assert answer.status_code == 200, answer.text
            await striped.work()
    left, surcharge = left_in(await seen(striped, payment_id))
    assert surcharge == share(300, left, 10_000) == 294
    rest = await refund(striped, payment_id, left, invoice_id=invoice["id"])
    assert rest.json()["surcharge_returned_minor"] == 300
    assert await check(striped.services.config) == []


async def test_half_given_back_that_fails_comes_again_with_half_of_the_surcharge_and_its_thirds_add_up(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, _ = await credit(striped, peer)
    await refund(striped, payment_id, 5_000, invoice_id=invoice["id"])
    await striped.work()
    peer.fail_refund(peer.all("refund")[-1]["id"])
    await striped.later(hours=2)
    (row,) = (await striped.office.get("/api/decisions")).json()["items"]
    assert left_in(await seen(striped, row["payment_id"])) == (5_000, 150)
    kept = []
    for part in (1_667, 1_667, 1_666):
        assert (await refund(striped, row["payment_id"], part)).status_code == 200
        await striped.work()
        kept.append(left_in(await seen(striped, row["payment_id"]))[1])
    assert kept == [100, 50, 0]
    assert left_in(await seen(striped, payment_id)) == (5_000, 150)
    assert peer.charged_minor() == 5_150
    assert await check(striped.services.config) == []


async def test_a_surcharge_that_failed_to_go_back_alone_is_no_second_one(
    striped: Shop, peer: StripePeer
) -> None:
    """Its 3.00 are 3.00 again: a fifth of the payment takes 0.60 along, of 0.60 in all."""
    invoice, payment_id, _ = await credit(striped, peer)
    await refund(striped, payment_id, 0, surcharge_minor=300)
    await striped.work()
    peer.fail_refund(peer.all("refund")[-1]["id"])
    await striped.later(days=1, hours=1)
    await striped.sign_in_again()
    payment = await seen(striped, payment_id)
    assert (payment["surcharge_minor"], payment["surcharge_returned_minor"]) == (300, 0)
    answer = await refund(striped, payment_id, 2_000, invoice_id=invoice["id"], method="cash")
    assert left_in(answer.json()) == (8_000, 240)
    assert await check(striped.services.config) == []


async def test_who_gave_back_2_of_3_before_gives_none_with_a_third_and_then_what_is_due_in_all(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, _ = await credit(striped, peer)
    await refund(striped, payment_id, 0, surcharge_minor=200, method="cash")
    by_cash = {"invoice_id": invoice["id"], "method": "cash"}
    assert left_in((await refund(striped, payment_id, 3_333, **by_cash)).json()) == (6_667, 100)
    assert left_in((await refund(striped, payment_id, 3_867, **by_cash)).json()) == (2_800, 84)
    less = await refund(striped, payment_id, 1_400, surcharge_minor=41, **by_cash)
    assert less.json()["code"] == "payments.not_the_surcharge"
    assert left_in((await refund(striped, payment_id, 1_400, surcharge_minor=42, **by_cash)).json())[1] == 42
    assert await check(striped.services.config) == []


async def test_a_dispute_lost_after_a_part_went_back_and_won_on_appeal_brings_back_just_what_was_left(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, session = await credit(striped, peer)
    await refund(striped, payment_id, 3_333, invoice_id=invoice["id"])
    await striped.work()
    dispute = peer.dispute(session)
    for state in ("lost", "won"):
        peer.close_dispute(dispute, state)
        await striped.later(days=1)
        await striped.sign_in_again()
    assert left_in(await seen(striped, payment_id)) == (0, 0)
    (row,) = (await striped.office.get("/api/decisions")).json()["items"]
    assert left_in(await seen(striped, row["payment_id"])) == (6_667, 200)
    assert (await refund(striped, row["payment_id"], 3_333)).json()["surcharge_returned_minor"] == 100
    assert await check(striped.services.config) == []


async def test_a_statement_s_row_says_the_51_50_that_the_card_has_back_and_what_stays_of_the_surcharge(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, _ = await credit(striped, peer)
    await refund(striped, payment_id, 5_000, invoice_id=invoice["id"])
    await striped.work()
    url = (await striped.office.get(f"/api/jobs/{striped.job_id}/statement")).json()["url"]
    said = words_of(await striped.customer.open(url))
    assert "card · $51.50 went back to you · with a card surcharge of $1.50 $50.00" in said, said
    await refund(striped, payment_id, 5_000, invoice_id=invoice["id"])
    await striped.work()
    assert "card · $103.00 went back to you $0.00" in words_of(await striped.customer.open(url))
    assert peer.charged_minor() == 0
