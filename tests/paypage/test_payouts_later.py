"""Payouts of which the processor says more later, and those in another currency than the company's."""

import pytest
from tests.paypage.shop import Shop
from tests.paypage.stripe_peer import StripePeer
from tests.paypage.test_afterwards import paid
from tests.paypage.test_payouts import ENDS, ITEMS, holds
from tests.paypage.test_stripe import tell

from stagebill.kernel.config import Config

pytestmark = pytest.mark.anyio


async def test_a_payout_that_fails_before_stripe_said_what_is_in_it_is_told_of_its_items_later(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    await paid(striped, peer, 100_000)
    peer.balance.moved("fee", -200, "usd", None)
    payout = peer.balance.pay_out(is_told=False)
    peer.balance.fail(payout)
    await tell(striped, peer, peer.events)
    assert await striped.rows(ENDS) == [(96_870, "failed")]
    assert await striped.rows(ITEMS) == []
    await striped.later(days=1)
    assert await striped.rows(ITEMS) == []
    payout["reconciliation_status"] = "completed"
    for _ in range(2):
        await striped.later(days=1)
        assert sorted(await striped.rows(ITEMS)) == [("charge", 100_000, 2_930, 1), ("fee", -200, 0, 0)]
    peer.balance.arrive(peer.balance.pay_out())
    await striped.later(days=1)
    await striped.sign_in_again()
    report = (await striped.office.get("/api/reports/payouts")).json()
    assert (report["waiting_minor"], report["arrived_minor"]) == (0, 96_870)
    await holds(config)


async def test_the_event_that_all_is_said_brings_what_was_in_one_that_came_back_once(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    await paid(striped, peer, 100_000)
    payout = peer.balance.pay_out(is_told=False)
    peer.balance.fail(payout)
    await tell(striped, peer, peer.events)
    peer.balance.reconcile(payout)
    for _ in range(2):
        await tell(striped, peer, peer.events[-1:])
    assert await striped.rows(ITEMS) == [("charge", 100_000, 2_930, 1)]
    await holds(config)


async def test_payouts_in_another_currency_are_shown_by_themselves_and_in_no_sum(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    peer.balance.moved("charge", 5_000, "eur", "ch_of_a_web_shop", 175)
    peer.balance.arrive(peer.balance.pay_out(currency="eur"))
    peer.balance.moved("charge", 900, "eur", "ch_of_a_web_shop_2", 0)
    peer.balance.pay_out(currency="eur")
    await paid(striped, peer, 100_000)
    await tell(striped, peer, peer.events)
    report = (await striped.office.get("/api/reports/payouts")).json()
    assert (report["rows"], report["waiting_minor"], report["arrived_minor"]) == ([], 97_070, 0)
    (euro,) = report["others"]
    assert (euro["currency"], euro["arrived_minor"], euro["on_its_way_minor"]) == ("EUR", 4_825, 900)
    assert sorted((row["amount_minor"], row["currency"], row["state"]) for row in euro["rows"]) == [
        (900, "EUR", "on_its_way"), (4_825, "EUR", "paid"),
    ]  # fmt: skip
    await holds(config)


async def test_the_file_has_them_after_the_company_s_own_each_row_with_its_currency_and_decimals(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    """970.70 dollars, 48.25 euros, 5,000 yen that have no decimals, and 12.345 dinars that have three."""
    moved = (("eur", 5_000, 175), ("jpy", 5_180, 180), ("kwd", 12_345, 0))
    for currency, amount_minor, fee_minor in moved:
        peer.balance.moved("charge", amount_minor, currency, f"ch_{currency}", fee_minor)
        peer.balance.arrive(peer.balance.pay_out(currency=currency))
    await paid(striped, peer, 100_000)
    peer.balance.arrive(peer.balance.pay_out())
    await tell(striped, peer, peer.events)
    file = (await striped.office.get("/api/reports/payouts.csv")).text.split("\r\n")
    assert file[0].endswith(",Payments,Payments taken,Fees,Refunds,Disputes,Other,Amount,Currency")
    assert [row.split(",", 4)[4] for row in file[1:-1]] == [
        "1,1000.00,29.30,0.00,0.00,0.00,970.70,USD",
        "0,50.00,1.75,0.00,0.00,0.00,48.25,EUR",
        "0,5180,180,0,0,0,5000,JPY",
        "0,12.345,0.000,0.000,0.000,0.000,12.345,KWD",
    ]
    others = (await striped.office.get("/api/reports/payouts")).json()["others"]
    assert [(each["currency"], each["arrived_minor"]) for each in others] == [
        ("EUR", 4_825), ("JPY", 5_000), ("KWD", 12_345),
    ]  # fmt: skip
    await holds(config)


async def test_a_payout_that_is_only_its_sum_has_no_noughts_in_the_file(
    striped: Shop, peer: StripePeer
) -> None:
    await paid(striped, peer, 100_000)
    payout = peer.balance.pay_out()
    payout["amount"] = 90_000
    peer.balance.arrive(payout)
    await tell(striped, peer, peer.events)
    file = (await striped.office.get("/api/reports/payouts.csv")).text
    assert ",,,,,,,900.00,USD" in file
