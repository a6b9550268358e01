"""What payouts come to, and what of the processors' money is in none yet. It may read any table."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import msgspec

from stagebill.kernel.clock import instant_of
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.payments.payment import Method
from stagebill.paypage.payouts.payout import Payout, State, state_of
from stagebill.reporting.payouts.payout_report import (
    PaymentPaidOut,
    PaymentPayouts,
    PayoutItemView,
    Payouts,
    PayoutsElsewhere,
    PayoutView,
    PayoutWhole,
)

ROWS_SHOWN_MAX: Final = 500
ITEMS_SHOWN_MAX: Final = 1_000

_ENDINGS = """
  EXISTS (SELECT 1 FROM payout_end e WHERE e.organization_id = o.organization_id AND e.payout_id = o.id
    AND e.ending = '{ending}')"""
_STATE = ", ".join(_ENDINGS.format(ending=ending) for ending in ("failed", "canceled", "paid"))
_PROBLEM = """
  (SELECT max(e.problem) FROM payout_end e
    WHERE e.organization_id = o.organization_id AND e.payout_id = o.id)"""
_PAYOUTS: Final = f"""
SELECT o.id, o.gateway, o.gateway_ref, o.made_at, o.arrival_on, o.currency, o.amount_minor, {_STATE},
  {_PROBLEM},
  count(i.id), count(DISTINCT i.payment_id),
  CAST(coalesce(sum(i.amount_minor) FILTER (WHERE i.kind = 'charge'), 0) AS BIGINT),
  CAST(coalesce(sum(i.fee_minor), 0)
    - coalesce(sum(i.amount_minor) FILTER (WHERE i.kind = 'fee'), 0) AS BIGINT),
  CAST(coalesce(sum(i.amount_minor) FILTER (WHERE i.kind IN ('refund', 'refund_failed')), 0) AS BIGINT),
  CAST(coalesce(sum(i.amount_minor) FILTER (WHERE i.kind = 'dispute'), 0) AS BIGINT),
  CAST(coalesce(sum(i.amount_minor) FILTER (WHERE i.kind IN ('returned', 'held', 'other')), 0) AS BIGINT)
FROM payout o LEFT JOIN payout_item i ON i.organization_id = o.organization_id AND i.payout_id = o.id
WHERE o.organization_id = $1{{and_id}}
GROUP BY o.organization_id, o.id, o.gateway, o.gateway_ref, o.made_at, o.arrival_on, o.currency,
  o.amount_minor
ORDER BY o.arrival_on DESC, o.made_at DESC, o.id
"""
_ITEMS: Final = """
SELECT i.id, i.kind, i.made_at, i.source_ref, i.payment_id, p.method, j.id, j.title, c.name, i.amount_minor,
  i.fee_minor
FROM payout_item i
LEFT JOIN payment p ON p.organization_id = i.organization_id AND p.id = i.payment_id
LEFT JOIN job j ON j.organization_id = p.organization_id AND j.id = p.matched_job_id
LEFT JOIN customer m ON m.organization_id = p.organization_id AND m.id = p.matched_customer_id
LEFT JOIN customer c ON c.organization_id = p.organization_id
  AND c.id = coalesce(j.customer_id, m.merged_into, m.id)
WHERE i.organization_id = $1 AND i.payout_id = $2 ORDER BY i.made_at, i.id
"""
_OF_PAYMENT: Final = f"""
SELECT o.id, o.gateway, o.arrival_on, o.currency, {_STATE}, i.kind, i.fee_minor, i.amount_minor - i.fee_minor
FROM payout_item i JOIN payout o ON o.organization_id = i.organization_id AND o.id = i.payout_id
WHERE i.organization_id = $1 AND i.payment_id = $2 ORDER BY o.made_at, o.id, i.made_at, i.id
"""
# What processors that tell of payouts have of the company's money by what was written down of each payment.
_TAKEN: Final = """
SELECT CAST(coalesce((SELECT sum(p.amount_minor) FROM payment p WHERE {ours}), 0)
  + coalesce((SELECT sum(t.amount_minor) FROM tip t JOIN payment p
      ON p.organization_id = t.organization_id AND p.id = t.payment_id WHERE {ours}), 0)
  + coalesce((SELECT sum(t.amount_minor) FROM surcharge t JOIN payment p
      ON p.organization_id = t.organization_id AND p.id = t.payment_id WHERE {ours}), 0)
  - coalesce((SELECT sum(k.fee_minor) FROM capture k JOIN payment p
      ON p.organization_id = k.organization_id AND p.id = k.id WHERE {ours}), 0)
  - coalesce((SELECT sum(f.amount_minor + f.tip_minor + f.surcharge_minor) FROM refund f JOIN payment p
      ON p.organization_id = f.organization_id AND p.id = f.payment_id
      WHERE {ours} AND f.method IN ('card', 'ach', 'financing')), 0)
  - coalesce((SELECT sum(r.amount_minor + r.tip_minor + r.surcharge_minor) FROM reversal r JOIN payment p
      ON p.organization_id = r.organization_id AND p.id = r.payment_id WHERE {ours}), 0)
  + coalesce((SELECT sum(CASE WHEN d.lost_at IS NULL THEN m.amount_minor ELSE 0 END - m.fee_minor)
      FROM dispute_move m
      JOIN dispute d ON d.organization_id = m.organization_id AND d.id = m.dispute_id
      JOIN payment p ON p.organization_id = m.organization_id AND p.id = m.payment_id WHERE {ours}), 0)
  AS BIGINT)
"""
_OURS = "p.organization_id = $1 AND p.currency = $2 AND p.gateway IN ('stripe', 'sandbox')"
# What payouts, arrived or not, took of it; one that came back brought its sum to the processor again.
_SENT: Final = """
SELECT CAST(coalesce(sum(t.net), 0) AS BIGINT) FROM (
SELECT i.amount_minor - i.fee_minor AS net FROM payout_item i
  JOIN payout o ON o.organization_id = i.organization_id AND o.id = i.payout_id
  LEFT JOIN payment p ON p.organization_id = i.organization_id AND p.id = i.payment_id
 WHERE i.organization_id = $1 AND o.currency = $2 AND (i.kind IN ('returned', 'held')
    OR (i.kind IN ('charge', 'refund', 'refund_failed', 'dispute') AND p.currency = o.currency))
UNION ALL
SELECT o.amount_minor FROM payout o WHERE o.organization_id = $1 AND o.currency = $2 AND NOT EXISTS (
  SELECT 1 FROM payout_item i WHERE i.organization_id = o.organization_id AND i.payout_id = o.id)
UNION ALL
SELECT -o.amount_minor FROM payout o
  JOIN payout_end e ON e.organization_id = o.organization_id AND e.payout_id = o.id
   AND e.ending IN ('failed', 'canceled')
 WHERE o.organization_id = $1 AND o.currency = $2) t
"""
_PROCESSORS: Final = """
SELECT a.gateway, a.payouts, a.removed_at FROM gateway_account a
WHERE a.organization_id = $1 AND a.role = 'processor'
"""
_TRIED: Final = "SELECT 1 FROM payment p WHERE p.organization_id = $1 AND p.gateway = 'sandbox' LIMIT 1"


async def payouts(reader: Reader, context: Context, *, whole: bool = False) -> Payouts:
    """All payouts, and what is in none yet. `whole`: every row, for a file."""
    found = [_view(row) for row in await reader.rows(_PAYOUTS.format(and_id=""), context.organization_id)]
    rows = [row for row in found if row.currency == context.currency]
    shown = rows if whole else rows[:ROWS_SHOWN_MAX]
    ours = (context.organization_id, context.currency)
    ((taken,),) = await reader.rows(_TAKEN.format(ours=_OURS), *ours)
    ((sent,),) = await reader.rows(_SENT, *ours)
    processors = await reader.rows(_PROCESSORS, context.organization_id)
    tried = await reader.rows(_TRIED, context.organization_id)
    return Payouts(
        as_of=context.today,
        currency=context.currency,
        is_connected=bool(processors or tried or found),
        barred=[slug for slug, told, removed_at in processors if told == "barred" and removed_at is None],
        waiting_minor=taken - sent,
        on_its_way_minor=_sum(rows, "on_its_way"),
        arrived_minor=_sum(rows, "paid"),
        rows=shown,
        left_off=len(rows) - len(shown),
        others=[
            _elsewhere(currency, [row for row in found if row.currency == currency], whole=whole)
            for currency in sorted({row.currency for row in found} - {context.currency})
        ],
    )


def _elsewhere(currency: str, rows: list[PayoutView], *, whole: bool) -> PayoutsElsewhere:
    shown = rows if whole else rows[:ROWS_SHOWN_MAX]
    return PayoutsElsewhere(
        currency=currency,
        on_its_way_minor=_sum(rows, "on_its_way"),
        arrived_minor=_sum(rows, "paid"),
        rows=shown,
        left_off=len(rows) - len(shown),
    )


def _sum(rows: list[PayoutView], state: State) -> Minor:
    return sum(row.amount_minor for row in rows if row.state == state)


async def payout(reader: Reader, context: Context, payout_id: Id) -> PayoutWhole:
    """One payout with what is in it."""
    sql = _PAYOUTS.format(and_id=" AND o.id = $2")
    found = await reader.rows(sql, context.organization_id, payout_id)
    if not found:
        raise Missing.of(Payout, id=payout_id)
    items = [_item(row) for row in await reader.rows(_ITEMS, context.organization_id, payout_id)]
    shown = items[:ITEMS_SHOWN_MAX]
    return PayoutWhole(payout=_view(found[0]), items=shown, left_off=len(items) - len(shown))


async def payouts_of(reader: Reader, context: Context, payment_id: Id) -> PaymentPayouts:
    """The payouts that have something of a payment; none of one that is not there."""
    found: dict[Id, PaymentPaidOut] = {}
    for row in await reader.rows(_OF_PAYMENT, context.organization_id, payment_id):
        payout_id, gateway, arrival_on, currency, *ends, kind, fee, net = row
        known = found.get(payout_id) or PaymentPaidOut(
            payout_id=payout_id, gateway=gateway, arrival_on=date.fromisoformat(arrival_on),
            state=_state(ends), currency=currency, kinds=[], fee_minor=0, net_minor=0,
        )  # fmt: skip
        found[payout_id] = msgspec.structs.replace(
            known,
            kinds=[*known.kinds, kind],
            fee_minor=known.fee_minor + fee,
            net_minor=known.net_minor + net,
        )
    return PaymentPayouts(items=list(found.values()))


def _view(row: Sequence[Any]) -> PayoutView:
    payout_id, gateway, ref, made_at, arrival_on, currency, amount, failed, canceled, paid, problem = row[:11]
    items, payments, gross, fee, refund, dispute, other = row[11:]
    return PayoutView(
        id=payout_id, gateway=gateway, gateway_ref=ref, made_at=instant_of(made_at),
        arrival_on=date.fromisoformat(arrival_on), state=_state((failed, canceled, paid)), problem=problem,
        currency=currency, is_itemized=items > 0, payment_count=payments, gross_minor=gross, fee_minor=fee,
        refund_minor=refund, dispute_minor=dispute, other_minor=other, amount_minor=amount,
    )  # fmt: skip


def _state(ends: Sequence[Any]) -> Any:
    names = ("failed", "canceled", "paid")
    return state_of([name for name, is_so in zip(names, ends, strict=True) if is_so])


def _item(row: Sequence[Any]) -> PayoutItemView:
    item_id, kind, made_at, source, payment_id, method, job_id, job, customer, amount, fee = row
    return PayoutItemView(
        id=item_id, kind=kind, made_at=instant_of(made_at), source_ref=source, payment_id=payment_id,
        method=Method(method) if method else None, job_id=job_id, job=job, customer=customer,
        amount_minor=amount, fee_minor=fee, net_minor=amount - fee,
    )  # fmt: skip
