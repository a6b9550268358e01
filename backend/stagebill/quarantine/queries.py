"""What was handed in, as the office sees it; and who may hand something in."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Raw

from stagebill.kernel import wire
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.quarantine.handed_in import Sender, State
from stagebill.sync.command import Entity, Scope
from stagebill.sync.scoped import scoped


class ArrivalView(msgspec.Struct, frozen=True):
    """What a device out of service handed in, in full, as it was sent. `outcome` and `code` are the result of
    accepting it, once it was applied.
    """

    id: Id
    type: str
    sent: Raw
    member_id: Id
    device_id: Id | None
    received_at: datetime
    state: State
    reason: str
    decided_by: Id | None
    decided_at: datetime | None
    outcome: str | None
    code: str | None


_ARRIVALS = """
SELECT h.id, h.type, h.sent, h.member_id, h.device_id, h.received_at, h.state, h.reason, h.decided_by,
  h.decided_at, h.outcome, h.code
FROM handed_in h WHERE {where} ORDER BY h.id
"""
_SENDER = """
-- every organization: the token is the scope
SELECT s.organization_id, s.member_id, m.role, m.active, d.id, d.revoked_at
FROM session s
JOIN member m ON m.organization_id = s.organization_id AND m.id = s.member_id
LEFT JOIN device d ON d.organization_id = s.organization_id AND d.member_id = s.member_id AND d.id = $2
WHERE s.token_digest = $1
"""
_WAITING = """
SELECT CAST(count(*) AS BIGINT) FROM handed_in
WHERE organization_id = $1 AND member_id = $2 AND state = 'open'
"""


async def arrival_views(reader: Reader, scope: Scope, ids: Sequence[Id] | None) -> list[ArrivalView]:
    """What was handed in under these ids; all of it for None."""
    where = scoped(reader, scope, "h", ids=ids)
    rows = await reader.rows(_ARRIVALS.format(where=where.sql), *where.args)
    return [ArrivalView(row[0], row[1], wire.raw(row[2]), *row[3:]) for row in rows]


async def answer_arrival(reader: Reader, context: Context, arrival_id: Id) -> ArrivalView:
    """The arrival after a mutation."""
    scope = Scope(context.organization_id, context.member_id or arrival_id, False)
    found = await arrival_views(reader, scope, [arrival_id])
    if not found:
        raise Missing.of(ArrivalView, id=arrival_id)
    return found[0]


async def sender_of(reader: Reader, token_digest: str, device_id: Id) -> Sender | None:
    """Whose token this is, or was before the session ended."""
    rows = await reader.rows(_SENDER, token_digest, device_id)
    if not rows:
        return None
    organization_id, member_id, role, active, known_id, revoked_at = rows[0]
    return Sender(
        organization_id,
        member_id,
        role,
        is_removed=not active,
        device_known=known_id is not None,
        device_revoked=revoked_at is not None,
    )


async def waiting_of(reader: Reader, sender: Sender) -> int:
    """How much of this member's is waiting for the office."""
    return int((await reader.rows(_WAITING, sender.organization_id, sender.member_id))[0][0])


ENTITIES = (
    Entity(name="handed_in", table="handed_in", view=ArrivalView, load=arrival_views, office_only=True),
)
