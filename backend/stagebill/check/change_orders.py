"""Change orders: what is approved has its approval, is what was said yes to, and is in its job."""

from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import msgspec

from stagebill.check.invariant import Invariant, Violation
from stagebill.check.snapshot import Snapshot

_SAID = (
    "id", "job_id", "number", "title", "words", "lines", "subtotal_minor", "tax_minor", "total_minor",
    "taxes", "approval",
)  # fmt: skip
_NESTED = ("lines", "taxes", "approval")
_APPROVED = """
SELECT CAST(organization_id AS TEXT), digest, CAST(id AS TEXT), CAST(job_id AS TEXT), number, title, words,
       CAST(lines AS TEXT), subtotal_minor, tax_minor, total_minor, CAST(taxes AS TEXT),
       CAST(approval AS TEXT)
  FROM change_order WHERE state = 'approved' AND approval IS NOT NULL
"""


async def _other_than_approved(snapshot: Snapshot) -> AsyncIterator[Violation]:
    """The digest, taken again; and the totals of the approval differ by the change."""
    async for rows in snapshot.chunks(_APPROVED):
        for organization_id, digest, *fields in rows:
            said: dict[str, Any] = dict(zip(_SAID, fields, strict=True))
            for name in _NESTED:
                said[name] = msgspec.json.decode(said[name])
            approval = said["approval"]
            is_same = sha256(msgspec.json.encode(said, order="sorted")).hexdigest() == digest
            is_shown = approval["after_minor"] - approval["before_minor"] == said["total_minor"]
            if not (is_same and is_shown):
                yield Violation(organization_id, said["id"])


INVARIANTS = (
    Invariant(
        id="CO1",
        claim="An approved change order, and no other, has its approval; an ended one says when it ended.",
        sql="""
SELECT organization_id, id FROM change_order
 WHERE (state = 'approved') <> (approval IS NOT NULL) OR (state = 'approved') <> (digest IS NOT NULL)
    OR (state IN ('draft', 'sent')) <> (ended_at IS NULL) OR total_minor <> subtotal_minor + tax_minor
    OR LENGTH(link_digest) <> 64
""",
    ),
    Invariant(
        id="CO2",
        claim="An approved change order is what was said yes to: its digest is the one taken then.",
        scan=_other_than_approved,
    ),
    Invariant(
        id="CO3",
        claim="The lines of an approved change order stand in its job, whole; those of another one nowhere.",
        sql="""
SELECT x.organization_id, x.id FROM change_order x
  LEFT JOIN (SELECT organization_id, change_order_id, job_id, SUM(amount_minor) AS lines FROM line_item
              WHERE change_order_id IS NOT NULL AND removed_at IS NULL
              GROUP BY organization_id, change_order_id, job_id) l
    ON l.organization_id = x.organization_id AND l.change_order_id = x.id
 WHERE (x.state = 'approved' AND (l.job_id IS NULL OR l.job_id <> x.job_id OR l.lines <> x.subtotal_minor))
    OR (x.state <> 'approved' AND l.job_id IS NOT NULL)
UNION ALL
SELECT l.organization_id, l.id FROM line_item l
  LEFT JOIN change_order x ON x.organization_id = l.organization_id AND x.id = l.change_order_id
 WHERE l.change_order_id IS NOT NULL AND x.id IS NULL
UNION ALL
SELECT m.organization_id, m.id FROM message m
  LEFT JOIN change_order x ON x.organization_id = m.organization_id AND x.id = m.change_order_id
 WHERE m.change_order_id IS NOT NULL AND x.id IS NULL
""",
    ),
)
