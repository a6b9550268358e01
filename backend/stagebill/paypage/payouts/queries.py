"""What is known of payouts, as followers and mutations need it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from stagebill.kernel.clock import instant_of
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.sync.scoped import Where, among

LATE_NEWS: Final = timedelta(days=21)
"""A payout may fail some days after it was paid, and what is in it may be said only after it was made."""

_KNOWN: Final = """
SELECT p.gateway_ref, e.ending FROM payout p
  LEFT JOIN payout_end e ON e.organization_id = p.organization_id AND e.payout_id = p.id
 WHERE {where}
"""
_BARE: Final = """
SELECT p.gateway_ref FROM payout p WHERE {where} AND NOT EXISTS (SELECT 1 FROM payout_item i
  WHERE i.organization_id = p.organization_id AND i.payout_id = p.id)
"""
_NEWEST: Final = "SELECT max(p.made_at) FROM payout p WHERE p.organization_id = $1 AND p.gateway = $2"
_FIRST_TAKEN: Final = """
SELECT min(p.taken_at) FROM payment p WHERE p.organization_id = $1 AND p.gateway = $2
"""
_CAPTURES: Final = "SELECT c.payment_ref, c.id, c.gateway_ref, c.fee_minor FROM capture c WHERE {where}"
_MOVES: Final = "SELECT m.gateway_ref FROM dispute_move m WHERE {where}"


class Captured(NamedTuple):
    """Our payment behind a name of the processor; the name of its checkout there; the fee, once known."""

    payment_id: Id
    gateway_ref: str
    fee_minor: int | None


async def endings(
    reader: Reader, organization_id: Id, gateway: str, refs: Sequence[str]
) -> dict[str, set[str]]:
    """The payouts of these that are written down, and how each ended so far."""
    if not refs:
        return {}
    where = Where("p.organization_id = $1 AND p.gateway = $2", (organization_id, gateway))
    within = among(reader, where, "p.gateway_ref", refs, of="text")
    found: dict[str, set[str]] = {}
    for ref, ending in await reader.rows(_KNOWN.format(where=within.sql), *within.args):
        found.setdefault(ref, set()).update([ending] if ending else [])
    return found


async def bare(reader: Reader, organization_id: Id, gateway: str, refs: Sequence[str]) -> set[str]:
    """The payouts of these that are written down without items."""
    if not refs:
        return set()
    where = Where("p.organization_id = $1 AND p.gateway = $2", (organization_id, gateway))
    within = among(reader, where, "p.gateway_ref", refs, of="text")
    return {row[0] for row in await reader.rows(_BARE.format(where=within.sql), *within.args)}


async def look_since(reader: Reader, organization_id: Id, gateway: str) -> datetime | None:
    """From when on payouts are of interest: some weeks back, at first since the first payment. None: never
    was there one.
    """
    ((newest,),) = await reader.rows(_NEWEST, organization_id, gateway)
    if newest is not None:
        return instant_of(newest) - LATE_NEWS
    ((taken,),) = await reader.rows(_FIRST_TAKEN, organization_id, gateway)
    return instant_of(taken) - timedelta(days=1) if taken is not None else None


async def lacks_before(reader: Reader, organization_id: Id, gateway: str, made_at: datetime) -> bool:
    """Whether a payout of that moment leaves older ones unseen, as no event of them came: after some weeks of
    silence, or as the first of a company whose payments are older.
    """
    ((newest,),) = await reader.rows(_NEWEST, organization_id, gateway)
    if newest is None:
        ((newest,),) = await reader.rows(_FIRST_TAKEN, organization_id, gateway)
    return newest is not None and instant_of(newest) < made_at - LATE_NEWS


async def captures(
    reader: Reader, organization_id: Id, gateway: str, refs: Sequence[str]
) -> Mapping[str, Captured]:
    """Our payments by the processor's names for them."""
    if not refs:
        return {}
    where = Where("c.organization_id = $1 AND c.gateway = $2", (organization_id, gateway))
    within = among(reader, where, "c.payment_ref", refs, of="text")
    rows = await reader.rows(_CAPTURES.format(where=within.sql), *within.args)
    return {ref: Captured(*known) for ref, *known in rows}


async def moves_of_disputes(reader: Reader, organization_id: Id, refs: Sequence[str]) -> set[str]:
    """Which of these movements are known to be of a dispute."""
    if not refs:
        return set()
    within = among(
        reader, Where("m.organization_id = $1", (organization_id,)), "m.gateway_ref", refs, of="text"
    )
    return {row[0] for row in await reader.rows(_MOVES.format(where=within.sql), *within.args)}
