"""Chosen lines, retainage, stored material, opening balances: nothing is billed or released twice."""

from collections import Counter
from collections.abc import AsyncIterator
from hashlib import sha256
from itertools import groupby
from typing import Any

import msgspec

from stagebill.check.invariant import Invariant, Violation
from stagebill.check.snapshot import Snapshot

_PRINTED = ("line_item_id", "goods", "description", "base_minor", "percent_ppm", "quantity_milli", "note")
_LINES = """
SELECT CAST(i.organization_id AS TEXT), CAST(i.id AS TEXT), i.lines_digest, i.base_minor,
       CAST(n.line_item_id AS TEXT), n.goods, n.description, n.base_minor, n.percent_ppm, n.quantity_milli,
       n.note
  FROM invoice_line n JOIN invoice i ON i.organization_id = n.organization_id AND i.id = n.invoice_id
 ORDER BY i.organization_id, i.id, n.position
"""
# By how much live invoices bill more of a line than it comes to: without a discount its own amount, with one,
# to a unit, what its part of it leaves; a line of the other sign has none to bill.
_OVER = """
SELECT organization_id, id, CAST(over_minor AS BIGINT) FROM (
  SELECT CAST(l.organization_id AS TEXT) AS organization_id, CAST(l.id AS TEXT) AS id,
    CASE WHEN b.billed * l.amount_minor < 0 THEN ABS(b.billed)
      WHEN j.discount_minor > 0 AND l.change_order_id IS NULL AND l.amount_minor > 0
      THEN b.billed - (l.amount_minor + 1 - CAST(j.discount_minor AS DOUBLE PRECISION) * l.amount_minor
        / (SELECT SUM(f.amount_minor) FROM line_item f WHERE f.organization_id = j.organization_id
             AND f.job_id = j.id AND f.removed_at IS NULL AND f.change_order_id IS NULL))
      ELSE ABS(b.billed) - ABS(l.amount_minor) END AS over_minor
  FROM line_item l
  JOIN job j ON j.organization_id = l.organization_id AND j.id = l.job_id
  JOIN (SELECT n.organization_id, n.line_item_id, SUM(n.base_minor) AS billed FROM invoice_line n
          JOIN invoice i ON i.organization_id = n.organization_id AND i.id = n.invoice_id
         WHERE i.status IN ('open', 'paid') GROUP BY n.organization_id, n.line_item_id) b
    ON b.organization_id = l.organization_id AND b.line_item_id = l.id) o
WHERE over_minor > 0
"""
_NOTES_OF_LINES = """
SELECT CAST(c.organization_id AS TEXT), CAST(c.invoice_id AS TEXT), c.base_minor, CAST(c.lines AS TEXT)
  FROM credit_note c JOIN invoice i ON i.organization_id = c.organization_id AND i.id = c.invoice_id
 WHERE i.status IN ('open', 'paid') AND i.lines_digest IS NOT NULL
"""
_LINES_OF_OLD_NOTES = """
SELECT DISTINCT CAST(n.organization_id AS TEXT), CAST(n.line_item_id AS TEXT), CAST(n.invoice_id AS TEXT)
  FROM credit_note c
  JOIN invoice_line n ON n.organization_id = c.organization_id AND n.invoice_id = c.invoice_id
 WHERE CAST(c.lines AS TEXT) = '[]'
"""
_BILLED_OF_NOTES = """
SELECT CAST(n.organization_id AS TEXT), CAST(n.invoice_id AS TEXT), CAST(n.line_item_id AS TEXT),
       CAST(SUM(n.base_minor) AS BIGINT)
  FROM invoice_line n JOIN invoice i ON i.organization_id = n.organization_id AND i.id = n.invoice_id
 WHERE i.credited_minor > 0 GROUP BY n.organization_id, n.invoice_id, n.line_item_id
"""
_RETAINED = """
SELECT CAST(organization_id AS TEXT), CAST(id AS TEXT), held_minor, CAST(retained AS TEXT) FROM invoice
 WHERE held_minor <> 0 OR CAST(retained AS TEXT) <> '[]'
UNION ALL
SELECT CAST(organization_id AS TEXT), CAST(id AS TEXT), -unheld_minor, CAST(retained AS TEXT) FROM credit_note
 WHERE unheld_minor <> 0 OR CAST(retained AS TEXT) <> '[]'
"""


async def _changed_lines(snapshot: Snapshot) -> AsyncIterator[Violation]:
    """The lines of a document add up to it, and are those that its digest was taken of."""
    async for key, lines in _by_invoice(snapshot):
        said = [dict(zip(_PRINTED, line[4:], strict=True)) for line in lines]
        digest = sha256(msgspec.json.encode(said, order="sorted")).hexdigest()
        _, _, stored_digest, base_minor, *_ = lines[0]
        if digest != stored_digest or sum(line["base_minor"] for line in said) != base_minor:
            yield key


async def _by_invoice(snapshot: Snapshot) -> AsyncIterator[tuple[Violation, list[tuple[Any, ...]]]]:
    """The rows of one invoice may lie in two chunks, so each waits until the next begins."""
    kept: list[tuple[Any, ...]] = []
    async for rows in snapshot.chunks(_LINES):
        for key, group in groupby(rows, key=lambda row: row[:2]):
            if kept and kept[0][:2] != key:
                yield Violation(*kept[0][:2]), kept
                kept = []
            kept.extend(group)
    if kept:
        yield Violation(*kept[0][:2]), kept


async def _over_billed(snapshot: Snapshot) -> AsyncIterator[Violation]:
    """A line of which more is billed than it comes to was credited of as much, by notes that name it. A note
    of old names no lines: it may be of any line of its invoice.
    """
    over = [row async for rows in snapshot.chunks(_OVER) for row in rows]
    if not over:
        return
    credited: Counter[tuple[str, str]] = Counter()
    async for notes in snapshot.chunks(_NOTES_OF_LINES):
        for organization_id, invoice_id, base_minor, lines in notes:
            named = msgspec.json.decode(lines)
            for line in named:
                credited[organization_id, line["line_item_id"]] += line["base_minor"]
            if not named:
                credited[organization_id, invoice_id] += base_minor
    async for lines in snapshot.chunks(_LINES_OF_OLD_NOTES):
        for organization_id, line_id, invoice_id in lines:
            credited[organization_id, line_id] += credited[organization_id, invoice_id]
    for organization_id, line_id, over_minor in over:
        if over_minor > credited[organization_id, line_id]:
            yield Violation(organization_id, line_id)


async def _wrong_credits(snapshot: Snapshot) -> AsyncIterator[Violation]:
    """What the notes of an invoice took of a line is billed by it, and their lines add up to them."""
    billed: dict[tuple[str, str, str], int] = {}
    async for rows in snapshot.chunks(_BILLED_OF_NOTES):
        billed.update({(row[0], row[1], row[2]): row[3] for row in rows})
    async for notes in snapshot.chunks(_NOTES_OF_LINES):
        for organization_id, invoice_id, base_minor, lines in notes:
            named = msgspec.json.decode(lines)
            if named and sum(line["base_minor"] for line in named) != base_minor:
                yield Violation(organization_id, invoice_id)
            for line in named:
                key = organization_id, invoice_id, line["line_item_id"]
                billed[key] = billed.get(key, 0) - line["base_minor"]
                if line["base_minor"] <= 0 or billed[key] < 0:
                    yield Violation(organization_id, invoice_id)


async def _lines(snapshot: Snapshot) -> AsyncIterator[Violation]:
    for scan in (_changed_lines, _over_billed, _wrong_credits):
        async for violation in scan(snapshot):
            yield violation


async def _wrong_holding(snapshot: Snapshot) -> AsyncIterator[Violation]:
    async for rows in snapshot.chunks(_RETAINED):
        for organization_id, invoice_id, held_minor, retained in rows:
            if sum(line["held_minor"] for line in msgspec.json.decode(retained)) != held_minor:
                yield Violation(organization_id, invoice_id)


INVARIANTS = (
    Invariant(
        id="M4",
        claim="Of what a job's invoices hold back, no more is released than is held; by rate it adds up.",
        scan=_wrong_holding,
        sql="""
SELECT organization_id, job_id FROM invoice
 WHERE issued_at IS NOT NULL AND status IN ('open', 'paid')
 GROUP BY organization_id, job_id HAVING SUM(held_minor - unheld_minor) < SUM(released_minor)
UNION ALL
SELECT organization_id, id FROM invoice
 WHERE held_minor >= total_minor OR released_minor < 0
    OR (issued_at IS NOT NULL AND held_minor - unheld_minor > total_minor - credited_minor)
    OR (released_minor > 0 AND (released_minor <> total_minor OR tax_minor <> 0 OR held_minor <> 0))
""",
    ),
    Invariant(
        id="L1",
        claim="Live invoices bill no more of a line than it comes to, and a job by line or as a whole.",
        scan=_lines,
        sql="""
SELECT organization_id, job_id FROM invoice
 WHERE status IN ('open', 'paid') AND base_minor > released_minor
 GROUP BY organization_id, job_id
HAVING COUNT(lines_digest) > 0 AND COUNT(lines_digest) < COUNT(*)
UNION ALL
SELECT i.organization_id, i.id FROM invoice i
 WHERE i.lines_digest IS NOT NULL AND NOT EXISTS (SELECT 1 FROM invoice_line n
       WHERE n.organization_id = i.organization_id AND n.invoice_id = i.id)
""",
    ),
    Invariant(
        id="L2",
        claim="Stored material is installed at most once.",
        sql="""
SELECT n.organization_id, n.id FROM installation t
  JOIN invoice_line n ON n.organization_id = t.organization_id AND n.id = t.invoice_line_id
 GROUP BY n.organization_id, n.id, n.goods, n.base_minor
HAVING n.goods <> 'stored' OR SUM(t.amount_minor) > n.base_minor OR MIN(t.amount_minor) <= 0
""",
    ),
    Invariant(
        id="L3",
        claim="A job has one opening balance, before its other invoices, and its documents say the same.",
        sql="""
SELECT b.organization_id, b.id FROM opening_balance b
  JOIN invoice i ON i.organization_id = b.organization_id AND i.id = b.invoice_id
  LEFT JOIN payment p ON p.organization_id = b.organization_id AND p.id = b.payment_id
 WHERE i.job_id <> b.job_id OR i.total_minor <> b.billed_minor OR i.held_minor <> b.held_minor
    OR COALESCE(p.amount_minor, 0) <> b.paid_minor OR TRIM(b.signed_name) = ''
UNION ALL
SELECT b.organization_id, b.job_id FROM opening_balance b
  JOIN invoice i ON i.organization_id = b.organization_id AND i.id = b.invoice_id
  JOIN invoice o ON o.organization_id = b.organization_id AND o.job_id = b.job_id AND o.id <> i.id
 WHERE i.status IN ('open', 'paid') AND o.status IN ('open', 'paid') AND o.issued_at < i.issued_at
UNION ALL
SELECT b.organization_id, b.job_id FROM opening_balance b
  JOIN invoice i ON i.organization_id = b.organization_id AND i.id = b.invoice_id
 WHERE i.status IN ('open', 'paid') GROUP BY b.organization_id, b.job_id HAVING COUNT(*) > 1
""",
    ),
)
