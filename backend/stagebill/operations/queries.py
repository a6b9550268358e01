"""What is waiting in an organization: errands, webhooks, decisions, money on phones."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from stagebill.kernel.clock import instant_of
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor


class Waiting(Struct, frozen=True):
    """How much of something is waiting, and since when."""

    count: int
    since: datetime | None


class Figures(Struct, frozen=True):
    """Everything that an alarm is based on."""

    outbox: Waiting
    outbox_dead: int
    decisions: Waiting
    unsent: Waiting
    unsent_minor: Minor
    mutations: dict[str, int]
    rev: int


_OUTBOX = """
SELECT count(*), min(created_at) FROM outbox WHERE organization_id = $1 AND state = 'waiting' AND attempts > 0
"""
_DEAD = "SELECT count(*) FROM outbox WHERE organization_id = $1 AND state = 'dead'"
_DECISIONS = (
    "SELECT count(*), min(opened_at) FROM decision WHERE organization_id = $1 AND resolved_at IS NULL"
)
_UNSENT = """
SELECT coalesce(sum(unsent_count), 0), min(oldest_unsent_at), coalesce(sum(unsent_minor), 0) FROM device
WHERE organization_id = $1 AND revoked_at IS NULL AND unsent_count > 0
"""
_MUTATIONS = "SELECT state, count(*) FROM mutation WHERE organization_id = $1 GROUP BY state"
_REV = "SELECT rev FROM feed_head WHERE organization_id = $1"


async def figures(reader: Reader, organization_id: Id) -> Figures:
    """One look at everything that is waiting."""
    unsent, unsent_since, unsent_minor = (await reader.rows(_UNSENT, organization_id))[0]
    states = {state: int(count) for state, count in await reader.rows(_MUTATIONS, organization_id)}
    return Figures(
        outbox=_waiting(*(await reader.rows(_OUTBOX, organization_id))[0]),
        outbox_dead=int((await reader.rows(_DEAD, organization_id))[0][0]),
        decisions=_waiting(*(await reader.rows(_DECISIONS, organization_id))[0]),
        unsent=_waiting(unsent, unsent_since),
        unsent_minor=int(unsent_minor),
        mutations=states,
        rev=int((await reader.rows(_REV, organization_id))[0][0]),
    )


def _waiting(count: Any, since: str | None) -> Waiting:
    return Waiting(int(count), instant_of(since) if since else None)
