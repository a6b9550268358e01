"""Handovers as the office reads them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.sync.command import Scope
from stagebill.sync.scoped import Where, scoped
from stagebill.takings.handover import Handover


class HandoverView(msgspec.Struct, frozen=True):
    """What a member gave to the office at one time, and whether that was undone."""

    id: Id
    member_id: Id
    member: str
    cash_minor: Minor
    check_minor: Minor
    payment_count: int
    handed_at: datetime
    received_by: Id | None
    receiver: str | None
    note: str
    undone_at: datetime | None


_HANDOVERS = """
SELECT h.id, h.member_id, m.name, h.cash_minor, h.check_minor, h.payment_count, h.handed_at, h.received_by,
  r.name, h.note, h.undone_at
FROM handover h
JOIN member m ON m.organization_id = h.organization_id AND m.id = h.member_id
LEFT JOIN member r ON r.organization_id = h.organization_id AND r.id = h.received_by
WHERE {where} ORDER BY h.handed_at DESC, h.id DESC{limit}
"""


async def answer_handover(reader: Reader, context: Context, handover_id: Id) -> HandoverView:
    """The handover after a mutation."""
    scope = Scope(context.organization_id, context.member_id or handover_id, False)
    found = await _handovers(reader, scoped(reader, scope, "h", ids=[handover_id]))
    if not found:
        raise Missing.of(Handover, id=handover_id)
    return found[0]


async def handover_page(
    reader: Reader, scope: Scope, *, limit: int, after: Sequence[Any] | None
) -> list[HandoverView]:
    """One page of handovers plus one row, newest first."""
    where = scoped(reader, scope, "h")
    if after is not None:
        where = where.also("(h.handed_at, h.id) < ({0}, {1})", *after)
    return await _handovers(reader, where, f" LIMIT {limit + 1:d}")


async def _handovers(reader: Reader, where: Where, limit: str = "") -> list[HandoverView]:
    rows = await reader.rows(_HANDOVERS.format(where=where.sql, limit=limit), *where.args)
    return [HandoverView(*row) for row in rows]
