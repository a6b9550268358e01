"""Money that came in again, of a refund that failed: what the processor does then is done to it first."""

import pytest
from tests.paypage.shop import Shop
from tests.paypage.stripe_peer import StripePeer
from tests.paypage.test_afterwards import open_decisions, paid, recorded_minor, refund, tell
from tests.paypage.test_tips import seen
from tests.paypage.test_tips_back import refund as give_back
from tests.paypage.test_tips_back import tipped_at_stripe

from stagebill.check.run import check
from stagebill.kernel.config import Config

pytestmark = pytest.mark.anyio


def in_the_dashboard(peer: StripePeer, session: str, amount_minor: int) -> str:
    form = {
        "payment_intent": peer.objects[session]["payment_intent"],
        "amount": str(amount_minor),
        "metadata[key]": "",
    }
    peer.answer("POST", "/v1/refunds", form, None)
    return str(peer.all("refund")[-1]["id"])


@pytest.mark.parametrize("amount_minor", [30_000, 100_000])
async def test_a_refund_that_failed_and_is_made_in_the_dashboard_leaves_no_decision_and_is_counted_once(
    striped: Shop, peer: StripePeer, config: Config, amount_minor: int
) -> None:
    """1,000 paid, a refund of 300 (or of all) fails, then somebody makes it at Stripe itself."""
    invoice, payment_id, session = await paid(striped, peer, 100_000)
    await refund(striped, payment_id, amount_minor, invoice_id=invoice["id"])
    await striped.work()
    peer.fail_refund(peer.all("refund")[-1]["id"])
    await striped.later(hours=2)
    assert [each["amount_minor"] for each in await open_decisions(striped)] == [amount_minor]
    in_the_dashboard(peer, session, amount_minor)
    for _ in range(2):
        await tell(striped, peer, peer.events[-1:])
    assert await open_decisions(striped) == []
    assert (await striped.read(invoice))["due_minor"] == amount_minor
    assert await recorded_minor(striped) == peer.charged_minor() == 100_000 - amount_minor
    assert await check(config) == []


async def test_a_dispute_that_is_lost_takes_the_money_of_a_refund_that_failed_too_and_an_appeal_brings_all(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    invoice, payment_id, session = await tipped_at_stripe(striped, peer)
    await give_back(striped, payment_id, 10_000, invoice_id=invoice["id"])
    await striped.work()
    peer.fail_refund(peer.all("refund")[-1]["id"])
    await striped.later(hours=2)
    dispute = peer.dispute(session, status="lost")
    await tell(striped, peer, peer.events[-1:])
    assert await recorded_minor(striped) == peer.charged_minor() == 0
    assert await open_decisions(striped) == []
    assert await check(config) == []
    peer.close_dispute(dispute, "won")
    await tell(striped, peer, peer.events[-1:])
    (row,) = await open_decisions(striped)
    assert (row["reason"], row["amount_minor"]) == ("dispute_won", 10_000)
    assert (await seen(striped, row["payment_id"]))["tip_minor"] == 1_000
    assert await check(config) == []


async def test_a_refund_made_in_the_dashboard_that_fails_brings_its_money_in_again(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    invoice, _, session = await paid(striped, peer, 100_000)
    made = in_the_dashboard(peer, session, 25_000)
    await striped.later(hours=2)
    assert (await striped.read(invoice))["due_minor"] == 25_000
    peer.fail_refund(made)
    for _ in range(2):
        await tell(striped, peer, peer.events[-1:])
    (row,) = await open_decisions(striped)
    assert (row["reason"], row["amount_minor"]) == ("refund_failed", 25_000)
    assert await recorded_minor(striped) == peer.charged_minor() == 100_000
    assert await check(config) == []
    assert (await refund(striped, row["payment_id"], 25_000)).status_code == 200
    await striped.work()
    assert await recorded_minor(striped) == peer.charged_minor() == 75_000


async def test_a_refund_of_all_that_fails_brings_its_tip_in_again_whichever_payment_that_lay_with(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    """40 and then 60 with the tip of 10 failed to go back: two payments. All of it at Stripe fails, too."""
    invoice, payment_id, session = await tipped_at_stripe(striped, peer)
    for amount_minor, tip_minor in ((4_000, 0), (6_000, 1_000)):
        about = {"invoice_id": invoice["id"], "tip_minor": tip_minor}
        assert (await give_back(striped, payment_id, amount_minor, **about)).status_code == 200
        await striped.work()
        peer.fail_refund(peer.all("refund")[-1]["id"])
        await striped.later(hours=7)
    made = in_the_dashboard(peer, session, 11_000)
    await striped.later(hours=25)
    assert await recorded_minor(striped) == peer.charged_minor() == 0
    peer.fail_refund(made)
    await striped.later(hours=25)
    await striped.later(hours=25)
    await striped.sign_in_again()
    (row,) = await open_decisions(striped)
    assert (row["reason"], row["amount_minor"]) == ("refund_failed", 10_000)
    assert (await seen(striped, row["payment_id"]))["tip_minor"] == 1_000
    assert await check(config) == []


async def test_a_tip_alone_that_fails_after_a_whole_refund_did_is_no_violation(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    invoice, payment_id, _ = await tipped_at_stripe(striped, peer)
    await give_back(striped, payment_id, 10_000, invoice_id=invoice["id"])
    await striped.work()
    peer.fail_refund(peer.all("refund")[-1]["id"])
    await striped.later(hours=2)
    (row,) = await open_decisions(striped)
    assert (await give_back(striped, row["payment_id"], 0, tip_minor=1_000)).status_code == 200
    await striped.work()
    peer.fail_refund(peer.all("refund")[-1]["id"])
    await tell(striped, peer, peer.events[-1:])
    again = await seen(striped, row["payment_id"])
    assert again["tip_minor"] - again["tip_returned_minor"] == 1_000
    assert await check(config) == []


async def test_a_dispute_lost_won_placed_and_lost_again_is_owed_again_and_told_as_taken_back(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    """Its 1,000 came in again and lie on the invoice by another payment: the next loss takes them there."""
    invoice, _, session = await paid(striped, peer, 100_000)
    dispute = peer.dispute(session)
    for _ in range(2):
        for status in ("lost", "won"):
            peer.close_dispute(dispute, status)
            await striped.later(minutes=1)
            for _ in range(2):
                await tell(striped, peer, peer.events[-1:])
        (row,) = await open_decisions(striped)
        assert (row["reason"], row["amount_minor"]) == ("dispute_won", 100_000)
        choose = {"choice": "apply", "invoice_id": invoice["id"]}
        placed = await striped.office.post(f"/api/decisions/{row['id']}/resolve", choose)
        assert placed.status_code < 300, placed.text
        assert (await striped.read(invoice))["due_minor"] == 0
    await striped.later(minutes=1)
    peer.close_dispute(dispute, "lost")
    await tell(striped, peer, peer.events[-1:])
    read = await striped.read(invoice)
    assert (read["due_minor"], await recorded_minor(striped)) == (100_000, 0)
    assert read["concerns"] == [
        {"kind": "taken_back", "amount_minor": 100_000, "on": "2026-03-02", "name": ""}
    ]
    (row,) = (await striped.office.get("/api/invoices?show=taken_back")).json()["items"]
    assert row["id"] == invoice["id"]
    page = (await striped.customer.open(invoice["pay_url"])).text
    assert "Your bank took your payment of $1,000.00 back on " in page
    assert await check(config) == []
