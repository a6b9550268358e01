"""The contract of a job, its periods and what was taken back, of which applications for payment are made."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from stagebill.documents.applications.application import (
    Contract,
    CreditGiven,
    Installed,
    Period,
    Scheduled,
)
from stagebill.invoices.retainage import Retained
from stagebill.invoices.stored_material import Goods
from stagebill.jobs.credited_lines import CreditedLine
from stagebill.jobs.queries import job_of, job_view
from stagebill.jobs.retainage_terms import RetainageTerms, retention_ppm
from stagebill.kernel.clock import instant_of
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.kernel.money import PPM
from stagebill.sync.command import Scope

_PERIODS = """
SELECT i.id, i.number, i.issued_at, i.base_minor - i.released_minor, i.tax_minor, i.held_minor,
  i.released_minor, i.retained, o.zone
FROM invoice i JOIN organization o ON o.id = i.organization_id
WHERE i.organization_id = $1 AND i.job_id = $2 AND i.status IN ('open', 'paid')
ORDER BY i.issued_at, i.number_seq, i.id
"""
_LINES = """
SELECT n.invoice_id, n.line_item_id, n.goods, CAST(sum(n.base_minor) AS BIGINT)
FROM invoice i JOIN invoice_line n ON n.organization_id = i.organization_id AND n.invoice_id = i.id
WHERE i.organization_id = $1 AND i.job_id = $2 AND i.status IN ('open', 'paid')
GROUP BY n.invoice_id, n.line_item_id, n.goods
"""
_INSTALLED = """
SELECT t.line_item_id, t.amount_minor, t.created_at
FROM installation t
JOIN invoice_line n ON n.organization_id = t.organization_id AND n.id = t.invoice_line_id
JOIN invoice i ON i.organization_id = n.organization_id AND i.id = n.invoice_id
WHERE t.organization_id = $1 AND t.job_id = $2 AND i.status IN ('open', 'paid')
"""
_CREDITS = """
SELECT c.lines, c.base_minor, c.tax_minor, c.unheld_minor, c.created_at
FROM credit_note c JOIN invoice i ON i.organization_id = c.organization_id AND i.id = c.invoice_id
WHERE c.organization_id = $1 AND c.job_id = $2 AND i.status IN ('open', 'paid')
"""
# Lines that were taken off the job after they were billed: what was billed of them stands on the sheet.
_TAKEN_OFF = """
SELECT l.id, l.description FROM line_item l
WHERE l.organization_id = $1 AND l.job_id = $2 AND l.removed_at IS NOT NULL AND EXISTS (
  SELECT 1 FROM invoice_line n
  JOIN invoice i ON i.organization_id = n.organization_id AND i.id = n.invoice_id
  WHERE n.organization_id = l.organization_id AND n.line_item_id = l.id AND i.status IN ('open', 'paid'))
ORDER BY l.position, l.id
"""
_CHANGES = """
SELECT id, ended_at, total_minor, tax_minor FROM change_order
WHERE organization_id = $1 AND job_id = $2 AND state = 'approved'
"""
_retained = msgspec.json.Decoder(tuple[Retained, ...])
_credited = msgspec.json.Decoder(tuple[CreditedLine, ...])


async def contract_of(reader: Reader, organization_id: Id, job_id: Id) -> Contract:
    """A job as applications show it; the caller has judged who may see it. Raises jobs.missing."""
    which = (organization_id, job_id)
    job = await job_view(reader, Scope(organization_id, job_id, False), job_id)
    terms = (await job_of(reader, organization_id, job_id)).retainage
    changes = {row[0]: row[1:] for row in await reader.rows(_CHANGES, *which)}
    by_line: dict[Id, list[tuple[Id, str, int]]] = {}
    for invoice_id, *billed in await reader.rows(_LINES, *which):
        by_line.setdefault(invoice_id, []).append((billed[0], billed[1], billed[2]))
    taken_off = await reader.rows(_TAKEN_OFF, *which)
    return Contract(
        total_minor=job.total_minor,
        lines=tuple(
            Scheduled(
                id=line.id,
                description=line.description,
                value_minor=line.net_minor,
                weight_ppm=_rate(terms, line.id),
                since=instant_of(changes[line.change_order_id][0])
                if line.change_order_id in changes
                else None,
            )
            for line in job.line_items
        )
        + tuple(Scheduled(id=row[0], description=row[1], value_minor=0) for row in taken_off),
        changes=tuple((instant_of(at), total, tax) for at, total, tax in changes.values()),
        tax_minor=job.tax_minor,
        periods=tuple(_period(row, by_line.get(row[0], ())) for row in await reader.rows(_PERIODS, *which)),
        installed=tuple(
            Installed(line_id, amount, instant_of(at))
            for line_id, amount, at in await reader.rows(_INSTALLED, *which)
        ),
        credits=tuple(_credit(row) for row in await reader.rows(_CREDITS, *which)),
    )


def _rate(terms: RetainageTerms | None, line_id: Id) -> int:
    """Only how what is held spreads over lines: what is held itself the invoices say."""
    if terms is None:
        return PPM
    own = next((line.rate_bps for line in terms.lines if line.line_item_id == line_id), terms.rate_bps)
    return retention_ppm(own)


def _period(row: tuple[Any, ...], lines: Sequence[tuple[Id, str, int]]) -> Period:
    invoice_id, number, issued_at, base, tax, held, released, retained, zone = row
    at: datetime = instant_of(issued_at)
    on: date = at.astimezone(ZoneInfo(zone)).date()
    work: dict[Id, int] = {}
    stored: dict[Id, int] = {}
    for line_id, goods, minor in lines:
        column = stored if goods == Goods.STORED else work
        column[line_id] = column.get(line_id, 0) + minor
    return Period(
        invoice_id=invoice_id, number=number or "", issued_at=at, issued_on=on, work=work, stored=stored,
        base_minor=base, tax_minor=tax, held_minor=held, released_minor=released,
        held_of_stored_minor=sum(
            part.held_minor for part in _retained.decode(retained) if part.of is Goods.STORED
        ),
    )  # fmt: skip


def _credit(row: tuple[Any, ...]) -> CreditGiven:
    lines, base, tax, unheld, at = row
    taken: dict[Id, int] = {}
    for line in _credited.decode(lines):
        taken[line.line_item_id] = taken.get(line.line_item_id, 0) + line.base_minor
    return CreditGiven(lines=taken, base_minor=base, tax_minor=tax, unheld_minor=unheld, at=instant_of(at))
