"""Who may get in, and whether organizations stay apart: read from the schema itself where it can tell."""

from collections import defaultdict
from collections.abc import AsyncIterator

from stagebill.check.invariant import Invariant, Violation
from stagebill.check.snapshot import Snapshot

# Keys that are secret digests or the outside world's own, and so cannot begin with an organization.
_KEYED_OTHERWISE = {
    "organization", "session", "sign_in_link", "outbox", "delivery", "follower", "sandbox_checkout",
}  # fmt: skip
_FOREIGN_KEYS = {
    "sqlite": """
SELECT t.name, CAST(f.id AS TEXT), f."from", f."table", f."to"
  FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table'
""",
    "postgres": """
SELECT c.conrelid::regclass::text, c.conname::text, own.attname::text, c.confrelid::regclass::text,
       other.attname::text
  FROM pg_constraint c
  JOIN LATERAL unnest(c.conkey, c.confkey) AS k(own, other) ON true
  JOIN pg_attribute own ON own.attrelid = c.conrelid AND own.attnum = k.own
  JOIN pg_attribute other ON other.attrelid = c.confrelid AND other.attnum = k.other
 WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace
""",
}
_PRIMARY_KEYS = {
    "sqlite": """
SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
 WHERE t.type = 'table' AND c.pk = 1 AND EXISTS (
   SELECT 1 FROM pragma_table_info(t.name) o WHERE o.name = 'organization_id')
""",
    "postgres": """
SELECT i.indrelid::regclass::text, a.attname::text FROM pg_index i
  JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = current_schema()::regnamespace
  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
 WHERE i.indisprimary AND EXISTS (
   SELECT 1 FROM pg_attribute o WHERE o.attrelid = i.indrelid AND o.attname = 'organization_id')
""",
}
EVERYWHERE = "-"


async def _crossing_keys(snapshot: Snapshot) -> AsyncIterator[Violation]:
    """A foreign key between owned tables names the organization on both sides; SQLite's are re-checked."""
    pairs: defaultdict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    async for rows in snapshot.chunks(_FOREIGN_KEYS[snapshot.dialect]):
        for table, key, own, other_table, other in rows:
            pairs[table, key].append((own, other_table, other))
    for (table, key), columns in pairs.items():
        other_table = columns[0][1]
        if other_table != "organization" and ("organization_id", "organization_id") not in {
            (own, other) for own, _, other in columns
        }:
            yield Violation(EVERYWHERE, f"{table}.{key}")
    if snapshot.dialect == "sqlite":
        async for rows in snapshot.chunks('SELECT "table", rowid, parent FROM pragma_foreign_key_check'):
            for table, rowid, parent in rows:
                yield Violation(EVERYWHERE, f"{table} {rowid} → {parent}")


async def _keys_without_owner(snapshot: Snapshot) -> AsyncIterator[Violation]:
    async for rows in snapshot.chunks(_PRIMARY_KEYS[snapshot.dialect]):
        for table, first in rows:
            if table not in _KEYED_OTHERWISE and first != "organization_id":
                yield Violation(EVERYWHERE, f"{table}.{first}")


INVARIANTS = (
    Invariant(
        id="T1",
        claim="Every reference between owned records stays within one organization.",
        scan=_crossing_keys,
    ),
    Invariant(
        id="T2",
        claim="Every owned table is keyed by its organization first.",
        scan=_keys_without_owner,
    ),
    Invariant(
        id="T4",
        claim="Nobody put out, and no revoked device, has a live session; tokens are kept as digests.",
        sql="""
SELECT s.organization_id, 'session of ' || CAST(s.member_id AS TEXT) FROM session s
  JOIN member m ON m.organization_id = s.organization_id AND m.id = s.member_id
 WHERE s.ended_at IS NULL AND NOT m.active
UNION ALL
SELECT s.organization_id, 'session on ' || CAST(s.device_id AS TEXT) FROM session s
  JOIN device d ON d.organization_id = s.organization_id AND d.id = s.device_id
 WHERE s.ended_at IS NULL AND d.revoked_at IS NOT NULL
UNION ALL
SELECT organization_id, 'session token' FROM session WHERE LENGTH(token_digest) <> 64
UNION ALL
SELECT organization_id, 'link token' FROM sign_in_link WHERE LENGTH(token_digest) <> 64
UNION ALL
SELECT organization_id, CAST(id AS TEXT) FROM pay_link WHERE LENGTH(token_digest) <> 64
""",
    ),
)
