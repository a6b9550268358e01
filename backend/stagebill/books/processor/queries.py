"""Payouts and disputes of a period, as the journal needs them."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from stagebill.books.processor.paid_out import DisputeMoved, PaidOut, Part
from stagebill.kernel.clock import instant_of
from stagebill.kernel.ids import Id
from stagebill.kernel.period import day_in
from stagebill.payments.payment import Method

ENDS: Final = """
SELECT o.id, e.created_at, o.gateway, o.gateway_ref, o.currency, o.amount_minor, o.arrival_on,
  e.ending <> 'paid', e.ending <> 'paid' AND EXISTS (SELECT 1 FROM payout_end w
    WHERE w.organization_id = e.organization_id AND w.payout_id = e.payout_id AND w.ending = 'paid')
FROM payout_end e
JOIN payout o ON o.organization_id = e.organization_id AND o.id = e.payout_id
JOIN organization g ON g.id = o.organization_id AND g.currency = o.currency
WHERE e.organization_id = $1 AND e.created_at >= $2 AND e.created_at < $3 ORDER BY e.id LIMIT {limit}
"""
PARTS: Final = """
SELECT i.payout_id, i.kind, p.method, CAST(sum(i.amount_minor - i.fee_minor) AS BIGINT)
FROM payout_item i
JOIN payout o ON o.organization_id = i.organization_id AND o.id = i.payout_id
LEFT JOIN payment p ON p.organization_id = i.organization_id AND p.id = i.payment_id
  AND p.currency = o.currency
WHERE i.organization_id = $1 AND i.told_at IS NULL AND i.payout_id IN (SELECT e.payout_id FROM payout_end e
  WHERE e.organization_id = $1 AND e.created_at >= $2 AND e.created_at < $3)
GROUP BY i.payout_id, i.kind, p.method ORDER BY i.payout_id, i.kind, p.method
"""
# What was in those that had come back before anything was said of it, on the day on which it was.
LATE: Final = """
SELECT o.id, i.told_at, o.gateway, o.gateway_ref, o.currency, o.amount_minor, o.arrival_on, 1, 0, i.kind,
  p.method, CAST(sum(i.amount_minor - i.fee_minor) AS BIGINT)
FROM payout_end e
JOIN payout o ON o.organization_id = e.organization_id AND o.id = e.payout_id
JOIN organization g ON g.id = o.organization_id AND g.currency = o.currency
JOIN payout_item i ON i.organization_id = o.organization_id AND i.payout_id = o.id
LEFT JOIN payment p ON p.organization_id = i.organization_id AND p.id = i.payment_id
  AND p.currency = o.currency
WHERE e.organization_id = $1 AND e.ending <> 'paid' AND i.told_at >= $2 AND i.told_at < $3
GROUP BY o.id, i.told_at, o.gateway, o.gateway_ref, o.currency, o.amount_minor, o.arrival_on, i.kind, p.method
ORDER BY o.id, i.kind, p.method LIMIT {limit}
"""
_MOVE = """
SELECT m.id, {at}, coalesce(nullif(p.reference, ''), p.receipt), c.name, p.currency, p.method, m.amount_minor,
  m.fee_minor, {lost}
FROM dispute_move m
JOIN dispute d ON d.organization_id = m.organization_id AND d.id = m.dispute_id
JOIN payment p ON p.organization_id = m.organization_id AND p.id = m.payment_id
LEFT JOIN job j ON j.organization_id = p.organization_id AND j.id = p.matched_job_id
LEFT JOIN customer w ON w.organization_id = p.organization_id AND w.id = p.matched_customer_id
LEFT JOIN customer c ON c.organization_id = p.organization_id
  AND c.id = coalesce(j.customer_id, w.merged_into, w.id)
WHERE m.organization_id = $1 AND {at} >= $2 AND {at} < $3 {and_lost} ORDER BY m.id LIMIT {{limit}}
"""
# What was learned only after a dispute was lost is lost when it was learned. Won on appeal, its money comes
# in again as a payment of its own, so what was lost stays so.
_LOST_AT = "CASE WHEN m.created_at > d.lost_at THEN m.created_at ELSE d.lost_at END"
MOVES: Final = _MOVE.format(at="m.created_at", lost="0", and_lost="")
LOST: Final = _MOVE.format(at=_LOST_AT, lost="1", and_lost="AND d.lost_at IS NOT NULL")


def payouts(
    ends: Iterable[tuple[Any, ...]], parts: Iterable[tuple[Any, ...]], zone: ZoneInfo
) -> list[PaidOut]:
    """Rows of ENDS and PARTS as facts."""
    found: dict[Id, list[Part]] = {}
    for payout_id, kind, method, net in parts:
        found.setdefault(payout_id, []).append(Part(kind, Method(method) if method else None, net))
    made = []
    for payout_id, at, gateway, ref, currency, amount, arrival_on, back, was_paid in ends:
        moment = instant_of(at)
        made.append(
            PaidOut(
                payout_id, moment, day_in(moment, zone), gateway, ref, currency, amount,
                date.fromisoformat(arrival_on), bool(back), bool(was_paid), tuple(found.get(payout_id, ())),
            )
        )  # fmt: skip
    return made


def told_later(rows: Iterable[tuple[Any, ...]], zone: ZoneInfo) -> list[PaidOut]:
    """Rows of LATE as facts."""
    ends: dict[Id, tuple[Any, ...]] = {}
    parts: list[tuple[Any, ...]] = []
    for *end, kind, method, net in rows:
        ends[end[0]] = tuple(end)
        parts.append((end[0], kind, method, net))
    return [each._replace(is_late=True) for each in payouts(ends.values(), parts, zone)]


def moves(rows: Iterable[tuple[Any, ...]], zone: ZoneInfo) -> list[DisputeMoved]:
    """Rows of MOVES or LOST as facts."""
    made = []
    for move_id, at, number, customer, currency, method, amount, fee, lost in rows:
        moment = instant_of(at)
        made.append(
            DisputeMoved(
                move_id, moment, day_in(moment, zone), number or "", customer or "", currency, Method(method),
                amount, fee, bool(lost),
            )
        )  # fmt: skip
    return made
