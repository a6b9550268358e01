"""Device time is a claim: it stands beside the server's, and what cannot be is flagged."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from stagebill.check.invariant import Invariant, Violation
from stagebill.check.snapshot import Snapshot

_UNFLAGGED = """
SELECT CAST(organization_id AS TEXT), CAST(id AS TEXT), INSTANT(taken_at_adjusted), INSTANT(received_at)
  FROM payment WHERE NOT clock_flag
"""
_AHEAD_MAX = timedelta(minutes=5)
_AGE_MAX = timedelta(days=30)


async def _unlikely_times(snapshot: Snapshot) -> AsyncIterator[Violation]:
    async for rows in snapshot.chunks(_UNFLAGGED):
        for organization_id, payment_id, taken_at, received_at in rows:
            if taken_at == received_at:
                continue
            age = datetime.fromisoformat(received_at) - datetime.fromisoformat(taken_at)
            if not -_AHEAD_MAX <= age <= _AGE_MAX:
                yield Violation(organization_id, payment_id)


INVARIANTS = (
    Invariant(
        id="C1",
        claim="A payment taken in the future or long ago, by its device's word, is flagged.",
        scan=_unlikely_times,
    ),
)
