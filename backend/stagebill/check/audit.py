"""The audit chain, recomputed row by row."""

import hashlib
from collections.abc import AsyncIterator

from stagebill.check.invariant import Invariant, Violation
from stagebill.check.snapshot import Snapshot

_ROWS = """
SELECT CAST(organization_id AS TEXT), n, INSTANT(at), actor, action, CAST(object_id AS TEXT), payload_digest,
       prev, hash
  FROM audit ORDER BY organization_id, n
"""
_HEADS = "SELECT CAST(organization_id AS TEXT), audit_n, audit_hash FROM feed_head"


async def _broken_links(snapshot: Snapshot) -> AsyncIterator[Violation]:
    ends: dict[str, tuple[int, str]] = {}
    async for rows in snapshot.chunks(_ROWS):
        for organization_id, n, at, actor, action, object_id, payload_digest, prev, stored in rows:
            last_n, last_hash = ends.get(organization_id, (0, ""))
            content = (organization_id, n, at, actor, action, object_id, payload_digest)
            if n != last_n + 1 or prev != last_hash or stored != _hash(prev, content):
                yield Violation(organization_id, str(n))
            ends[organization_id] = n, stored
    async for rows in snapshot.chunks(_HEADS):
        for organization_id, n, digest in rows:
            if (n, digest) != ends.get(organization_id, (0, "")):
                yield Violation(organization_id, f"head {n}")


def _hash(prev: str, content: tuple[object, ...]) -> str:
    """SHA-256 over every field, each led by its length in bytes."""
    encoded = [str(field).encode() for field in (prev, *content)]
    return hashlib.sha256(b"".join(b"%d:%b" % (len(field), field) for field in encoded)).hexdigest()


INVARIANTS = (
    Invariant(
        id="A1",
        claim="The audit of an organization is one unbroken chain of hashes that ends at its head.",
        scan=_broken_links,
    ),
    Invariant(
        id="A2",
        claim="Every effect has exactly one audit row, which names who did it.",
        # Materialized for the same reason as in feed.py.
        sql="""
WITH audited AS MATERIALIZED (SELECT organization_id, n, mutation_id FROM audit)
SELECT m.organization_id, CAST(m.id AS TEXT) FROM mutation m
  LEFT JOIN audited a ON a.organization_id = m.organization_id AND a.mutation_id = m.id
 WHERE m.state <> 'rejected' GROUP BY m.organization_id, m.id HAVING COUNT(a.n) <> 1
UNION ALL
SELECT a.organization_id, CAST(a.n AS TEXT) FROM audit a
  LEFT JOIN mutation m ON m.organization_id = a.organization_id AND m.id = a.mutation_id
 WHERE m.id IS NULL OR TRIM(a.actor) IN ('', ':') OR a.action <> m.type
""",
    ),
)
