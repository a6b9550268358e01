"""What Stripe sends to the bank: read page by page, written down once, whatever events say of it and when."""

import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from tests.paypage.shop import Shop
from tests.paypage.stripe_peer import KEY, WEBHOOK_SECRET, StripePeer
from tests.paypage.test_afterwards import paid, refund
from tests.paypage.test_stripe import tell

from stagebill.check.run import check
from stagebill.kernel.config import Config
from stagebill.paypage.gateways.stripe.payout_wire import Balance, Payout, item_seen, payout_seen

pytestmark = pytest.mark.anyio

PAYOUTS = "SELECT amount_minor, CAST(arrival_on AS TEXT) FROM payout ORDER BY made_at, id"
ENDS = """
SELECT o.amount_minor, e.ending FROM payout_end e JOIN payout o ON o.id = e.payout_id
 ORDER BY e.created_at, e.ending DESC, o.amount_minor DESC"""
ITEMS = """
SELECT i.kind, i.amount_minor, i.fee_minor, i.payment_id IS NOT NULL FROM payout_item i
 ORDER BY i.made_at, i.gateway_ref"""


async def holds(config: Config) -> None:
    assert await check(config) == []


async def test_a_payment_of_1000_less_a_fee_of_29_30_is_paid_out_and_the_payout_says_so(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    await paid(striped, peer, 100_000)
    payout = peer.balance.pay_out()
    peer.balance.arrive(payout)
    await tell(striped, peer, peer.events)
    assert await striped.rows(PAYOUTS) == [(97_070, "2026-03-04")]
    assert await striped.rows(ITEMS) == [("charge", 100_000, 2_930, True)]
    assert await striped.rows(ENDS) == [(97_070, "paid")]
    await holds(config)


async def test_events_of_a_payout_in_every_order_and_doubled_end_alike(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    """Eight events of a payment, its dispute, two payouts and a failure; every 561st of 40,320 orders, each
    told twice; on PostgreSQL every tenth of those.
    """
    ends = []
    step = 561 if config.dialect == "sqlite" else 5_607
    for order in itertools.islice(itertools.permutations(range(8)), 0, None, step):
        await striped.add_job(1_000)
        before = len(peer.events)
        _, payment_id, session = await paid(striped, peer, 1_000)
        dispute = peer.dispute(session)
        first = peer.balance.pay_out()
        peer.balance.arrive(first)
        peer.balance.fail(first)
        peer.close_dispute(dispute, "won")
        second = peer.balance.pay_out()
        peer.balance.arrive(second)
        own = [each for each in peer.events[before:] if each["type"] in TOLD]
        assert len(own) == 8
        await tell(striped, peer, [own[n] for n in order] * 2)
        ends.append(await _end_of(striped, payment_id, first, second))
    assert len({str(end) for end in ends}) == 1, ends
    assert ends[0][0] == [("charge", 1_000, 59), ("dispute", -1_000, 1_500), ("dispute", 1_000, 0)]
    await striped.later(minutes=5)  # an event that overtook what it is about is looked at again
    assert await striped.rows("SELECT count(*) FROM delivery WHERE processed_at IS NULL") == [(0,)]
    await holds(config)


TOLD = {
    "charge.succeeded", "charge.dispute.created", "payout.paid", "payout.failed", "charge.dispute.closed",
    "payout.reconciliation_completed",
}  # fmt: skip


async def _end_of(shop: Shop, payment_id: str, *payouts: dict[str, Any]) -> tuple[Any, ...]:
    items = await shop.rows(
        "SELECT kind, amount_minor, fee_minor FROM payout_item WHERE payment_id = $1 ORDER BY 1, 2",
        payment_id,
    )
    sql = """
SELECT o.amount_minor, (SELECT count(*) FROM payout_item i WHERE i.payout_id = o.id), e.ending
  FROM payout o LEFT JOIN payout_end e ON e.payout_id = o.id WHERE o.gateway_ref = $1 ORDER BY e.ending"""
    ends = [await shop.rows(sql, payout["id"]) for payout in payouts]
    moves = await shop.rows(
        "SELECT amount_minor, fee_minor FROM dispute_move WHERE payment_id = $1 ORDER BY 1", payment_id
    )
    return items, ends, moves


async def test_with_every_event_lost_the_daily_look_finds_payouts_and_that_one_failed(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    await paid(striped, peer, 100_000)
    payout = peer.balance.pay_out()
    peer.balance.arrive(payout)
    await striped.later(hours=1)
    assert await striped.rows(ENDS) == [(97_070, "paid")]
    peer.balance.fail(payout)
    again = peer.balance.pay_out()
    peer.balance.arrive(again)
    await striped.later(days=1)
    assert await striped.rows(ENDS) == [(97_070, "paid"), (97_070, "paid"), (97_070, "failed")]
    assert await striped.rows("SELECT kind, amount_minor FROM payout_item WHERE kind <> 'charge'") == [
        ("returned", 97_070)
    ]
    await holds(config)


async def test_a_payout_is_written_down_once_stripe_has_said_what_is_in_it(
    striped: Shop, peer: StripePeer
) -> None:
    await paid(striped, peer, 100_000)
    payout = peer.balance.pay_out(is_told=False)
    peer.balance.arrive(payout)
    await tell(striped, peer, peer.events)
    assert await striped.rows(PAYOUTS) == []
    peer.balance.reconcile(payout)
    await tell(striped, peer, peer.events[-1:])
    assert await striped.rows(ENDS) == [(97_070, "paid")]


async def test_a_payout_that_somebody_made_by_hand_has_its_sum_and_no_items(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    await paid(striped, peer, 100_000)
    peer.balance.arrive(peer.balance.pay_out(automatic=False))
    await tell(striped, peer, peer.events)
    assert await striped.rows(ENDS) == [(97_070, "paid")]
    assert await striped.rows(ITEMS) == []
    await holds(config)


async def test_23_payouts_of_several_pages_each_are_found_by_looks_of_ten(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    """Pages of two, so that every list goes on: of payouts, and of the three movements in each."""
    peer.balance.page_max = 2
    await striped.work()
    _, _payment_id, _ = await paid(striped, peer, 100_000)
    for _ in range(23):
        for amount in (-100, -200, -300):
            peer.balance.moved("fee", amount, "usd", None)
        peer.balance.arrive(peer.balance.pay_out())
    await striped.later(hours=1)
    assert await striped.rows("SELECT count(*) FROM payout") == [(10,)]
    await striped.later(seconds=6)
    await striped.later(seconds=6)
    assert await striped.rows("SELECT count(*), sum(amount_minor) FROM payout") == [(23, 97_070 - 23 * 600)]
    assert await striped.rows("SELECT count(*) FROM payout_item") == [(23 * 3 + 1,)]
    await holds(config)


async def test_a_refund_of_300_after_the_payout_takes_300_from_the_bank(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    """A payout may be below zero: the processor debits the bank."""
    invoice, payment_id, _ = await paid(striped, peer, 100_000)
    peer.balance.arrive(peer.balance.pay_out())
    await refund(striped, payment_id, 30_000, invoice_id=invoice["id"])
    await striped.work()
    peer.balance.arrive(peer.balance.pay_out())
    await tell(striped, peer, peer.events)
    assert await striped.rows(ENDS) == [(97_070, "paid"), (-30_000, "paid")]
    await holds(config)


async def test_a_payout_that_overtakes_all_news_of_its_payment_still_finds_it(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    """The payment's own events are lost, and it was refunded at Stripe: both are written down first."""
    invoice, _, session = await paid(striped, peer, 100_000)
    peer.answer("POST", "/v1/refunds", _refund_form(peer, session, 20_000), None)
    peer.balance.arrive(peer.balance.pay_out())
    await tell(striped, peer, [each for each in peer.events if each["type"] == "payout.paid"])
    assert await striped.rows(
        "SELECT kind, amount_minor FROM payout_item WHERE payment_id IS NOT NULL ORDER BY kind"
    ) == [("charge", 100_000), ("refund", -20_000)]
    assert (await striped.read(invoice))["due_minor"] == 20_000
    await holds(config)


def _refund_form(peer: StripePeer, session: str, amount_minor: int) -> dict[str, str]:
    intent = peer.objects[session]["payment_intent"]
    return {"payment_intent": intent, "amount": str(amount_minor), "metadata[key]": "made in the dashboard"}


async def test_money_of_another_program_at_the_same_account_is_in_the_payout_and_in_no_payment(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    await paid(striped, peer, 100_000)
    peer.balance.moved("charge", 5_000, "usd", "ch_of_a_web_shop", 175)
    peer.balance.arrive(peer.balance.pay_out())
    await tell(striped, peer, peer.events)
    assert await striped.rows(ITEMS) == [("charge", 100_000, 2_930, True), ("charge", 5_000, 175, False)]
    await holds(config)


async def test_a_key_without_the_right_takes_payments_and_shows_no_payouts_until_it_has_it(
    striped: Shop, peer: StripePeer
) -> None:
    peer.keys = {KEY: frozenset({"/v1/payouts", "/v1/balance_transactions"})}
    body = {"secret_key": KEY, "webhook_secret": WEBHOOK_SECRET}
    answer = await striped.company.owner.post("/api/gateways/stripe", body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["payouts"] == "barred"
    await paid(striped, peer, 100_000)
    peer.balance.arrive(peer.balance.pay_out())
    await tell(striped, peer, peer.events)
    await striped.later(hours=1)
    assert await striped.rows(PAYOUTS) == []
    assert await striped.rows("SELECT count(*) FROM delivery WHERE processed_at IS NULL") == [(0,)]
    assert await striped.rows("SELECT problem, payouts FROM gateway_account") == [(None, "barred")]
    peer.keys = {KEY: frozenset()}
    assert (await striped.company.owner.post("/api/gateways/stripe", body)).json()["payouts"] == "shown"
    await striped.work()
    assert await striped.rows(ENDS) == [(97_070, "paid")]


async def test_a_right_that_is_taken_away_later_is_noted_at_the_next_look(
    striped: Shop, peer: StripePeer
) -> None:
    await paid(striped, peer, 100_000)
    peer.keys = {KEY: frozenset({"/v1/balance_transactions"})}
    peer.balance.arrive(peer.balance.pay_out())
    await striped.later(hours=1)
    assert await striped.rows("SELECT problem, payouts FROM gateway_account") == [(None, "barred")]


async def test_a_dispute_costs_15_which_stays_gone_when_it_is_won(striped: Shop, peer: StripePeer) -> None:
    """Since June 2025 the fee for receiving a dispute is not given back; the one for countering is."""
    _, _payment_id, session = await paid(striped, peer, 100_000)
    dispute = peer.dispute(session)
    peer.close_dispute(dispute, "won")
    await tell(striped, peer, peer.events)
    await tell(striped, peer, peer.events)
    assert await striped.rows("SELECT amount_minor, fee_minor FROM dispute_move ORDER BY amount_minor") == [
        (-100_000, 1_500),
        (100_000, 0),
    ]


async def test_a_banks_mere_question_takes_nothing(striped: Shop, peer: StripePeer) -> None:
    _, _, session = await paid(striped, peer, 100_000)
    peer.dispute(session, "warning_needs_response")
    await tell(striped, peer, peer.events)
    assert await striped.rows("SELECT state FROM dispute") == [("open",)]
    assert await striped.rows("SELECT count(*) FROM dispute_move") == [(0,)]


async def test_the_report_says_what_is_in_a_payout_and_which_payout_brought_a_payment(
    striped: Shop, peer: StripePeer
) -> None:
    """1,000 less 29.30, of which 300 went back; 500 more is still at the processor, less its fee of 14.80."""
    invoice, payment_id, _ = await paid(striped, peer, 100_000)
    await refund(striped, payment_id, 30_000, invoice_id=invoice["id"])
    await striped.work()
    payout = peer.balance.pay_out()
    await tell(striped, peer, peer.events)
    await paid(striped, peer, 50_000)
    await tell(striped, peer, peer.events)
    report = (await striped.office.get("/api/reports/payouts")).json()
    sums = {name: report[name] for name in ("waiting_minor", "on_its_way_minor", "arrived_minor")}
    assert sums == {"waiting_minor": 48_520, "on_its_way_minor": 67_070, "arrived_minor": 0}
    peer.balance.arrive(payout)
    await tell(striped, peer, peer.events)
    report = (await striped.office.get("/api/reports/payouts")).json()
    assert (report["waiting_minor"], report["arrived_minor"]) == (48_520, 67_070)
    (row,) = report["rows"]
    assert (row["gross_minor"], row["fee_minor"], row["refund_minor"], row["amount_minor"]) == (
        100_000, 2_930, -30_000, 67_070,
    )  # fmt: skip
    whole = (await striped.office.get(f"/api/payouts/{row['id']}")).json()
    assert {(item["kind"], item["net_minor"], item["job"]) for item in whole["items"]} == {
        ("charge", 97_070, "Re-pipe"),
        ("refund", -30_000, "Re-pipe"),
    }
    (brought,) = (await striped.office.get(f"/api/payments/{payment_id}/payouts")).json()["items"]
    assert (brought["payout_id"], brought["state"], brought["net_minor"]) == (row["id"], "paid", 67_070)
    file = (await striped.office.get("/api/reports/payouts.csv")).text
    assert "2026-03-04,paid,stripe,po_" in file
    assert ",1,1000.00,29.30,-300.00,0.00,0.00,670.70,USD" in file
    assert (await striped.office.get(f"/api/payouts/{payment_id}")).status_code == 404
    assert (await striped.company.technician.get("/api/reports/payouts")).status_code == 403


async def test_a_company_without_a_processor_is_told_so(shop: Shop) -> None:
    report = (await shop.office.get("/api/reports/payouts")).json()
    assert (report["is_connected"], report["rows"], report["waiting_minor"]) == (False, [], 0)


async def test_what_does_not_come_to_its_sum_is_kept_without_items(striped: Shop, peer: StripePeer) -> None:
    await paid(striped, peer, 100_000)
    payout = peer.balance.pay_out()
    payout["amount"] = 90_000
    peer.balance.arrive(payout)
    await tell(striped, peer, peer.events)
    assert await striped.rows(ENDS) == [(90_000, "paid")]
    assert await striped.rows(ITEMS) == []


@pytest.mark.parametrize(
    ("category", "kind"),
    [("dispute_reversal", "dispute"), ("network_cost", "fee"), ("payout_reversal", "returned"),
     ("risk_reserved_funds", "held"), ("topup", "other"), ("what_comes_next_year", "other")],
)  # fmt: skip
def test_what_stripe_reports_as_a_category_is_one_of_our_kinds(category: str, kind: str) -> None:
    moved = Balance(
        id="txn_1", amount=1, fee=0, currency="usd", created=1, reporting_category=category, source="x_1"
    )
    seen = item_seen(moved)
    assert seen is not None
    assert seen.kind == kind


def test_the_payout_itself_is_no_part_of_it() -> None:
    moved = Balance(id="txn_1", amount=-5, fee=0, currency="usd", created=1, reporting_category="payout")
    assert item_seen(moved) is None


@pytest.mark.parametrize(
    ("status", "reconciled", "said"),
    [("in_transit", "in_progress", (False, False, None)), ("paid", "completed", (True, True, "paid")),
     ("paid", "not_applicable", (True, False, "paid")), ("canceled", "completed", (True, True, "canceled"))],
)  # fmt: skip
def test_where_a_payout_is_and_what_is_known_of_it(status: str, reconciled: str, said: Sequence[Any]) -> None:
    day = int(timedelta(days=20_000).total_seconds())
    payout = Payout(
        id="po_1", amount=1, currency="usd", status=status, arrival_date=day, created=day,
        reconciliation_status=reconciled,
    )  # fmt: skip
    seen = payout_seen(payout)
    assert (seen.is_told, seen.is_itemized, seen.ending) == said
    assert seen.arrival_on.isoformat() == "2024-10-04"


async def test_an_event_of_a_new_payout_leaves_none_of_the_months_before_it_out(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    """Events of 60 days were lost while nothing ran; the first that arrives then names the newest payout."""
    await paid(striped, peer, 100_000)
    peer.balance.arrive(peer.balance.pay_out())
    striped.clock.advance(timedelta(days=60))
    peer.balance.moved("charge", 5_000, "usd", "ch_of_a_web_shop", 175)
    peer.balance.arrive(peer.balance.pay_out())
    await tell(striped, peer, peer.events[-1:])
    await striped.later(days=1)
    assert await striped.rows("SELECT amount_minor FROM payout ORDER BY made_at") == [(97_070,), (4_825,)]
    await holds(config)
