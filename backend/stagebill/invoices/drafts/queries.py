"""What a draft would be if it were issued now; its lines and figures are not stored before that. Also who an
invoice says did the work and when: for a draft as of now, otherwise as issued.
"""

from datetime import date
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from stagebill.invoices import invoice as rules
from stagebill.invoices.invoice import Invoice
from stagebill.invoices.line_billing import InvoiceLine
from stagebill.invoices.lines.queries import with_lines
from stagebill.invoices.queries import billed_of
from stagebill.invoices.status import Status
from stagebill.jobs.attendance import Attendance, joined, span_of
from stagebill.jobs.queries import job_of
from stagebill.kernel.clock import instant_of
from stagebill.kernel.database.statements import statements_of
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing, Refusal
from stagebill.kernel.ids import Id

_CREW: Final = """
SELECT m.name FROM assignment a JOIN member m ON m.organization_id = a.organization_id AND m.id = a.member_id
WHERE a.organization_id = $1 AND a.job_id = $2 AND a.active ORDER BY m.name, m.id
"""
_VISITED: Final = """
SELECT starts_on, ends_on, done_at FROM visit WHERE organization_id = $1 AND job_id = $2 AND state = 'done'
"""
_TOLD: Final = """
SELECT i.job_id, i.status, n.said, o.zone FROM invoice i JOIN organization o ON o.id = i.organization_id
LEFT JOIN as_issued n ON n.organization_id = i.organization_id AND n.id = i.id
WHERE i.organization_id = $1 AND i.id = $2
"""


class _Said(msgspec.Struct, frozen=True):
    """Of all that was said at the issue, this part; empty of what was issued before it was kept."""

    service: Attendance = Attendance()


class Drafted(NamedTuple):
    """A draft with today's figures. A draft that cannot be issued as it is keeps the figures it was made with
    and has no lines: what it would take of each is undefined.
    """

    invoice: Invoice
    lines: tuple[InvoiceLine, ...]
    can_be_issued: bool


async def draft_of(reader: Reader, organization_id: Id, invoice_id: Id) -> Drafted:
    """Raises invoices.missing."""
    statements = statements_of(Invoice, reader.dialect)
    rows = await reader.rows(statements.load, organization_id, invoice_id)
    if not rows:
        raise Missing.of(Invoice, id=invoice_id)
    draft: Invoice = statements.made(rows[0])
    job = await job_of(reader, organization_id, draft.job_id)
    before = await with_lines(reader, job, await billed_of(reader, job), draft.share)
    try:
        return Drafted(
            rules.priced(draft, job, before), rules.lines_of(draft, job, before), can_be_issued=True
        )
    except Refusal:  # it is only looked at; whoever issues it is told why not
        return Drafted(draft, (), can_be_issued=False)


async def service_of(reader: Reader, organization_id: Id, job_id: Id, zone: str) -> Attendance:
    """Who is on the job and the days of its visits so far: what an invoice issued now would say."""
    crew = await reader.rows(_CREW, organization_id, job_id)
    visited = await reader.rows(_VISITED, organization_id, job_id)
    return Attendance(
        technicians=tuple(name for (name,) in crew),
        days=joined(
            span_of(
                date.fromisoformat(first),
                date.fromisoformat(last),
                instant_of(done_at).astimezone(ZoneInfo(zone)).date(),
            )
            for first, last, done_at in visited
        ),
    )


async def told_service_of(reader: Reader, organization_id: Id, invoice_id: Id) -> Attendance:
    """What the invoice says about it where it shows it. Raises invoices.missing."""
    rows = await reader.rows(_TOLD, organization_id, invoice_id)
    if not rows:
        raise Missing.of(Invoice, id=invoice_id)
    job_id, status, said, zone = rows[0]
    if status == Status.DRAFT:
        return await service_of(reader, organization_id, job_id, zone)
    return msgspec.json.decode(said, type=_Said).service if said else Attendance()
