"""Refunds of payments with how far each has come, and disputes with their deadline, for a whole list."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec

from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.payments import dispute
from stagebill.payments.payment import Method
from stagebill.payments.placing.queries import CAME_AGAIN
from stagebill.sync.scoped import Where, among

RefundState = Literal["done", "asked", "sent", "failed"]


class RefundView(msgspec.Struct, frozen=True):
    """Money that was given back. `done` by hand, or at the processor itself; through one it was `asked` of
    it, `sent`, or `failed`: then `problem` says why, and the money has come in again as a payment of its own.
    `tip_minor` and `surcharge_minor` went back beside `amount_minor`.
    """

    id: Id
    amount_minor: Minor
    method: Method
    reason: str
    invoice_id: Id | None
    state: RefundState
    problem: str | None
    created_at: datetime
    tip_minor: Minor = 0
    surcharge_minor: Minor = 0


class DisputeView(msgspec.Struct, frozen=True):
    """The customer's bank takes the payment back, or asks to; `due_by` is the deadline for answering it."""

    id: Id
    amount_minor: Minor
    reason: str
    state: dispute.State
    due_by: datetime | None
    opened_at: datetime
    closed_at: datetime | None


_REFUNDS: Final = """
SELECT r.payment_id, r.id, r.amount_minor, r.method, r.reason, r.invoice_id,
  coalesce(s.state, CASE WHEN {again} THEN 'failed' ELSE 'done' END),
  s.problem, r.created_at, r.tip_minor, r.surcharge_minor
FROM refund r JOIN payment p ON p.organization_id = r.organization_id AND p.id = r.payment_id
LEFT JOIN sending s ON s.organization_id = r.organization_id AND s.id = r.id
WHERE {where} ORDER BY r.created_at, r.id
"""
_DISPUTES: Final = """
SELECT d.payment_id, d.id, d.amount_minor, d.reason, d.state, d.due_by, d.opened_at, d.closed_at
FROM dispute d WHERE {where} ORDER BY d.opened_at, d.id
"""


async def refunds_of(
    reader: Reader, organization_id: Id, payment_ids: Sequence[Id]
) -> dict[Id, list[RefundView]]:
    """Each payment's refunds, in order."""
    found: defaultdict[Id, list[RefundView]] = defaultdict(list)
    where = among(reader, Where("r.organization_id = $1", (organization_id,)), "r.payment_id", payment_ids)
    for payment_id, *row in await reader.rows(
        _REFUNDS.format(where=where.sql, again=CAME_AGAIN), *where.args
    ):
        found[payment_id].append(RefundView(*row))
    return dict(found)


async def disputes_of(
    reader: Reader, organization_id: Id, payment_ids: Sequence[Id]
) -> dict[Id, list[DisputeView]]:
    """Each payment's disputes, in order."""
    found: defaultdict[Id, list[DisputeView]] = defaultdict(list)
    where = among(reader, Where("d.organization_id = $1", (organization_id,)), "d.payment_id", payment_ids)
    for payment_id, *row in await reader.rows(_DISPUTES.format(where=where.sql), *where.args):
        found[payment_id].append(DisputeView(*row))
    return dict(found)
