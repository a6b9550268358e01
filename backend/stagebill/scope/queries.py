"""How a job's live invoices stand, what a change would do to it, and its credit notes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import UNSET

from stagebill.invoices.credit_note import CreditNoteId
from stagebill.invoices.invoice import InvoiceId
from stagebill.invoices.queries import OWED, PAID, PENDING
from stagebill.invoices.retainage import Retained
from stagebill.invoices.stored_material import Goods
from stagebill.jobs.contract import Discount, TaxLine, TaxMode
from stagebill.jobs.credited_lines import BilledLine, CreditedLine, Note, lines_left
from stagebill.jobs.job import JobId, check_running
from stagebill.jobs.line_item import NewLine, line_item
from stagebill.jobs.lines.queries import LIVE, billed_by_invoice
from stagebill.jobs.queries import job_of, lines_of
from stagebill.kernel import wire
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor, in_bps
from stagebill.scope.change import check_lines, consequences
from stagebill.scope.settlement import Settle
from stagebill.scope.simulation import Simulation, simulated
from stagebill.scope.standing import PrintedLine, Standing
from stagebill.sync.command import Scope
from stagebill.sync.scoped import Where, scoped


class CreditNoteView(msgspec.Struct, frozen=True):
    """What was taken off one invoice, tax included, and why. `unheld_minor` of it was held back by the
    customer, and so was not due.
    """

    id: CreditNoteId
    invoice_id: InvoiceId
    invoice_number: str
    job_id: JobId
    customer_id: Id
    number: str
    reason: str
    total_minor: Minor
    base_minor: Minor
    tax_minor: Minor
    unheld_minor: Minor
    taxes: list[TaxLine]
    lines: list[CreditedLine]
    currency: str
    issued_on: date
    created_at: datetime


_STANDING = f"""
SELECT i.id, i.number, i.taxes, i.retained, i.released_minor, {OWED}, {PAID}, {PENDING} FROM invoice i
WHERE i.organization_id = $1 AND i.job_id = $2 AND i.status IN ('open', 'paid')
ORDER BY i.issued_at DESC, i.number_seq DESC, i.id
"""
_CREDITED = """
SELECT invoice_id, taxes, retained, lines FROM credit_note WHERE organization_id = $1 AND job_id = $2
ORDER BY created_at, id
"""
# Only what is held back has to know of its lines.
_PRINTED = """
SELECT n.invoice_id, n.line_item_id, n.goods, n.held_rate_ppm, n.base_minor
FROM invoice i JOIN invoice_line n ON n.organization_id = i.organization_id AND n.invoice_id = i.id
WHERE i.organization_id = $1 AND i.job_id = $2 AND i.status IN ('open', 'paid') AND i.retained <> '[]'
ORDER BY n.invoice_id, n.position
"""
_CREDIT_NOTES = """
SELECT c.id, c.invoice_id, i.number, c.job_id, c.customer_id, c.number, c.reason, c.total_minor, c.base_minor,
  c.tax_minor, c.unheld_minor, c.taxes, c.lines, o.currency, c.issued_on, c.created_at
FROM credit_note c
JOIN invoice i ON i.organization_id = c.organization_id AND i.id = c.invoice_id
JOIN organization o ON o.id = c.organization_id
WHERE {where} ORDER BY c.created_at DESC, c.id DESC{limit}
"""
_tax_lines = msgspec.json.Decoder(tuple[TaxLine, ...])
_lines = msgspec.json.Decoder(tuple[CreditedLine, ...])
_retained = msgspec.json.Decoder(tuple[Retained, ...])


async def standing_of(reader: Reader, organization_id: Id, job_id: Id) -> list[Standing]:
    """The live invoices of a job with what is on them, newest first; for a mutation, read under the job's
    lock.
    """
    credited: dict[Id, tuple[TaxLine, ...]] = {}
    given_up: dict[Id, tuple[Retained, ...]] = {}
    notes: dict[Id, list[Note]] = {}
    for invoice_id, taxes, retained, lines in await reader.rows(_CREDITED, organization_id, job_id):
        note = Note(_tax_lines.decode(taxes), _lines.decode(lines))
        notes.setdefault(invoice_id, []).append(note)
        credited[invoice_id] = (*credited.get(invoice_id, ()), *note.taxes)
        given_up[invoice_id] = (*given_up.get(invoice_id, ()), *_retained.decode(retained))
    billed: dict[Id, list[BilledLine]] = {}
    for line in await _billed_of_lines(reader, organization_id, job_id):
        billed.setdefault(line.invoice_id, []).append(line)
    printed: dict[Id, tuple[PrintedLine, ...]] = {}
    for invoice_id, line_id, goods, ppm, base_minor in (
        await reader.rows(_PRINTED, organization_id, job_id) if billed else ()
    ):
        rate_bps = None if ppm is None else in_bps(ppm)
        own = PrintedLine(line_item_id=line_id, of=Goods(goods), rate_bps=rate_bps, base_minor=base_minor)
        printed[invoice_id] = (*printed.get(invoice_id, ()), own)
    return [
        _standing(
            row,
            credited.get(row[0], ()),
            given_up.get(row[0], ()),
            lines_left(billed.get(row[0], ()), notes.get(row[0], ())),
            printed.get(row[0], ()),
        )
        for row in await reader.rows(_STANDING, organization_id, job_id)
    ]


def _standing(
    row: tuple[Any, ...],
    credited: tuple[TaxLine, ...],
    given_up: tuple[Retained, ...],
    lines: tuple[BilledLine, ...],
    printed: tuple[PrintedLine, ...],
) -> Standing:
    invoice_id, number, taxes, retained, released_minor, owed_minor, paid_minor, pending_minor = row
    return Standing(
        invoice_id=InvoiceId(invoice_id),
        number=number,
        taxes=_tax_lines.decode(taxes),
        credited=credited,
        retained=_retained.decode(retained),
        given_up=given_up,
        lines=lines,
        printed=printed,
        released_minor=released_minor,
        owed_minor=owed_minor,
        paid_minor=paid_minor,
        pending_minor=pending_minor,
    )


async def simulation_of(
    reader: Reader,
    context: Context,
    job_id: Id,
    *,
    lines: Sequence[NewLine],
    discount: Discount | None,
    mode: TaxMode | None,
    settle: Settle | None,
) -> Simulation:
    """What these lines would do to a job. Raises what their shape, or the settlement, is refused for."""
    job = await job_of(reader, context.organization_id, job_id)
    check_running(job)
    made = [
        line_item(
            line,
            organization_id=context.organization_id,
            job_id=job.id,
            line_id=derived_id("simulated", str(place)) if line.line_item_id is UNSET else line.line_item_id,
            position=place,
        )
        for place, line in enumerate(lines)
    ]
    before = await lines_of(reader, context.organization_id, job.id)
    made += [line for line in before if line.is_change]
    standing = await standing_of(reader, context.organization_id, job.id)
    change = consequences(made, discount, mode or job.tax_mode, standing, settle)
    check_lines(before, made, change.totals.discount_minor, change.settlement.standing)
    return simulated(job, change, standing)


async def _billed_of_lines(reader: Reader, organization_id: Id, job_id: Id) -> list[BilledLine]:
    """What each live invoice of a job bills of each of its lines; nothing if it is billed as a whole."""
    return await billed_by_invoice(
        reader, Where("i.organization_id = $1 AND i.job_id = $2", (organization_id, job_id)).also(LIVE)
    )


async def credit_note_page(
    reader: Reader,
    scope: Scope,
    *,
    job_id: Id | None,
    invoice_id: Id | None,
    limit: int,
    after: Sequence[Any] | None,
) -> list[CreditNoteView]:
    """One page of credit notes plus one row, newest first."""
    where = scoped(reader, scope, "c", jobs="c.job_id")
    if job_id is not None:
        where = where.also("c.job_id = {0}", job_id)
    if invoice_id is not None:
        where = where.also("c.invoice_id = {0}", invoice_id)
    if after is not None:
        where = where.also("(c.created_at, c.id) < ({0}, {1})", *after)
    sql = _CREDIT_NOTES.format(where=where.sql, limit=f" LIMIT {limit + 1:d}")
    return [_credit_note(row) for row in await reader.rows(sql, *where.args)]


def _credit_note(row: tuple[Any, ...]) -> CreditNoteView:
    *told, taxes, lines, currency, issued_on, created_at = row
    parts = wire.raw(taxes), wire.raw(lines)
    return CreditNoteView(*told, *parts, currency, issued_on, created_at)  # type: ignore[call-arg]
