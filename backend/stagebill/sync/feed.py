"""The write path's own rows, in SQL: claims, the feed's counter, changes, the audit chain and the outbox.

They are written last in a transaction, so that the one row shared by every write of an organization
(feed_head) is held only for the length of a commit.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import NamedTuple

from stagebill.kernel import wire
from stagebill.kernel.clock import instant_text
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader, Tx
from stagebill.kernel.ids import Id, new_id
from stagebill.sync.audit import chained
from stagebill.sync.effect import Outgoing, Touched
from stagebill.sync.mutation import Mutation, Outcome

_CLAIMED = "SELECT fingerprint, outcome FROM mutation WHERE organization_id = $1 AND id = $2"
_LOCK_ID = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
_STATE = """
SELECT id, state FROM mutation WHERE organization_id = $1 AND id = $2
"""
# Read, then updated: in SQLite an UPDATE with RETURNING costs twice as much as one without.
_HEAD = "SELECT rev, audit_n, audit_hash FROM feed_head WHERE organization_id = $1"
_HEAD_LOCKED = _HEAD + " FOR UPDATE"
_HEAD_UP = "UPDATE feed_head SET rev = $2, audit_n = $3, audit_hash = $4 WHERE organization_id = $1"
_CHANGE = """
INSERT INTO change (organization_id, mutation_id, at, op, rev, entity, record_id, audience, scope_id)
VALUES """
_AUDIT = """
INSERT INTO audit (organization_id, n, rev, mutation_id, actor, action, object_id, at, payload_digest,
                   prev, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
_OUTBOX = """
INSERT INTO outbox (id, organization_id, kind, dedupe_key, payload, run_at, attempts, state, created_at)
VALUES ($1, $2, $3, $4, $5, $6, 0, 'waiting', $7) ON CONFLICT DO NOTHING
"""
_MUTATION = """
INSERT INTO mutation (organization_id, id, type, v, device_id, seq, member_id, role, fingerprint, state, code,
                      outcome, body, rev, received_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
"""

# A device numbers its mutations 1, 2, 3 …; a skipped number is remembered until it arrives.
_DEVICE_HEAD = """
UPDATE device SET
  gap_seq = CASE WHEN $3 = gap_seq THEN NULL
                 WHEN $3 > last_seq + 1 THEN coalesce(gap_seq, last_seq + 1) ELSE gap_seq END,
  last_seq = CASE WHEN $3 > last_seq THEN $3 ELSE last_seq END
WHERE organization_id = $1 AND id = $2
"""


class Claimed(NamedTuple):
    """What is stored of a mutation id that was already settled."""

    fingerprint: str
    outcome: str


async def claim(tx: Tx, mutation_id: Id) -> Claimed | None:
    """Claim this id until commit, or return what it was settled with. Nothing may be read before this.

    SQLite has one writer, so looking is claiming; PostgreSQL takes an advisory lock that ends with the
    transaction.
    """
    if tx.dialect == "postgres":
        await tx.rows(_LOCK_ID, f"{tx.organization_id}:{mutation_id}")
    rows = await tx.rows(_CLAIMED, tx.organization_id, mutation_id)
    return Claimed(*rows[0]) if rows else None


async def state_of(tx: Tx, mutation_id: Id) -> str | None:
    """The stored state of another mutation of this organization, or None if it never arrived."""
    rows = await tx.rows(_STATE, tx.organization_id, mutation_id)
    return rows[0][1] if rows else None


async def is_settled(reader: Reader, organization_id: Id, mutation_id: Id) -> bool:
    """Whether this mutation already has its outcome, so that applying it only answers it."""
    return bool(await reader.rows(_STATE, organization_id, mutation_id))


async def append_changes(
    tx: Tx, mutation: Mutation, context: Context, changed: Iterable[Touched], *, object_id: Id, content: str
) -> int:
    """Append the changes and their audit row; the rev of the commit (that of its last change).

    `content` is the fingerprint of what was sent.
    """
    unique = list(dict.fromkeys(changed))
    head = _HEAD_LOCKED if tx.dialect == "postgres" else _HEAD
    last, audited, prev = (await tx.rows(head, tx.organization_id))[0]
    rev, n = last + len(unique), audited + 1
    now = context.now
    if unique:
        varying = [
            value
            for place, (entity, record_id, (kind, scope_id), op) in enumerate(unique)
            for value in (op, last + 1 + place, entity, record_id, kind, scope_id)
        ]
        await tx.run(_changes(len(unique)), tx.organization_id, mutation.id, now, *varying)
    actor = f"{context.role}:{context.member_id or '-'}"
    at = instant_text(now)
    digest = chained(prev, (tx.organization_id, n, at, actor, mutation.type, object_id, content))
    what = (mutation.id, actor, mutation.type, object_id, now, content, prev, digest)
    await tx.run(_AUDIT, tx.organization_id, n, rev, *what)
    await tx.run(_HEAD_UP, tx.organization_id, rev, n, digest)
    return int(rev)


@cache
def _changes(count: int) -> str:
    """One statement for many changes: half the cost of one each."""
    rows = (
        "($1, $2, $3, " + ", ".join(f"${4 + place * 6 + column}" for column in range(6)) + ")"
        for place in range(count)
    )
    return _CHANGE + ", ".join(rows)


async def post(tx: Tx, outgoing: Iterable[Outgoing], now: datetime) -> int:
    """Put messages for the outside world into the outbox; one that is already there stays as it is."""
    rows = [
        (
            new_id(),
            tx.organization_id,
            message.kind,
            message.dedupe_key,
            wire.encode_text(message.payload),
            message.run_at or now,
            now,
        )
        for message in outgoing
    ]
    if rows:
        await tx.many(_OUTBOX, rows)
    return len(rows)


async def settle(tx: Tx, mutation: Mutation, context: Context, content: str, outcome: Outcome) -> None:
    """Store the outcome forever; for a refused mutation the whole body too (quarantine)."""
    body = wire.encode_text(mutation) if outcome.state == "rejected" else None
    who = (context.device_id, mutation.seq, context.member_id, context.role)
    what = (content, outcome.state, outcome.code, wire.encode_text(outcome), body, outcome.rev, context.now)
    await tx.run(_MUTATION, tx.organization_id, mutation.id, mutation.type, mutation.v, *who, *what)


async def count_on(tx: Tx, mutation: Mutation, context: Context) -> None:
    """Note how far a device has come. This runs before the feed's head is locked, in the order of whoever
    changes a device: taking the two rows in two orders would deadlock.
    """
    if context.device_id is not None and mutation.seq is not None:
        await tx.run(_DEVICE_HEAD, tx.organization_id, context.device_id, mutation.seq)
