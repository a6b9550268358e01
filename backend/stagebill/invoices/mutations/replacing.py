"""An issued invoice is corrected in one step: the old one voided and the new one, which names it, issued
(D-17).
"""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from stagebill.attachments.steps import chosen_files
from stagebill.invoices import invoice as rules
from stagebill.invoices.due_terms import DueTerms
from stagebill.invoices.invoice import Invoice, InvoiceId
from stagebill.invoices.line_ask import LINES_MAX, LineOfInvoice, asks
from stagebill.invoices.line_billing import InvoiceLine, lines_again
from stagebill.invoices.lines.queries import with_lines
from stagebill.invoices.mutations.invoices import Attachments
from stagebill.invoices.progress import Share, share_asked
from stagebill.invoices.queries import InvoiceView, answer_invoice, billed_of, present_invoice
from stagebill.invoices.steps import (
    attempts_ended,
    credit_drawn,
    issued_records,
    repriced,
    voided_invoice,
)
from stagebill.jobs.job import Job, check_running
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.money import PercentBps, PositiveMinor
from stagebill.kernel.text import Line, Name, Note, without_card_numbers
from stagebill.settings.payment_terms import PaymentOptions
from stagebill.settings.visible_fields import VisibleFields
from stagebill.sync.command import OFFICE_ROLES, Command
from stagebill.sync.effect import Effect


class ReplaceInvoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Correct an issued invoice in one step: it becomes void, and a new one that names it takes its place.

    What is left out stays as it was. The old pay link leads to the new invoice.
    """

    invoice_id: Id
    new_invoice_id: Id | UnsetType = UNSET
    reason: Name
    percent_bps: PercentBps | None = None
    amount_minor: PositiveMinor | None = None
    lines: Annotated[tuple[LineOfInvoice, ...], Meta(min_length=1, max_length=LINES_MAX)] | None = None
    rest: bool = False
    title: Line | None = None
    due_terms: DueTerms | None = None
    payment_options: PaymentOptions | None = None
    visible_fields: VisibleFields | None = None
    message: Note | None = None
    attachment_ids: Attachments | None = None


async def replace_invoice(data: ReplaceInvoice, context: Context, tx: Tx) -> Effect:
    """The cap is checked after the void, so the new invoice may take all that the old one frees."""
    unlocked = await tx.load(Invoice, data.invoice_id)
    job = await tx.lock(Job, unlocked.job_id)
    old = await tx.lock(Invoice, data.invoice_id)
    rules.check_replaceable(old)
    check_running(job)
    voided = await voided_invoice(old, job, data.reason, context, tx)
    free = await repriced(job, (await billed_of(tx, job, but=old.id)).taxes, tx)
    job = next((record for record in free if isinstance(record, Job)), job)
    draft = await _correction(data, old, job, context, tx)
    before = await with_lines(tx, job, await billed_of(tx, job, but=old.id), draft.share, but=old.id)
    issued = await issued_records(draft, job, before, context, tx)
    credit = await credit_drawn(context, tx, job, draft.id)
    outgoing = (attempts_ended(old, context), *credit)
    return Effect(id=draft.id, records=(voided, *free, *issued), outgoing=outgoing)


async def _correction(data: ReplaceInvoice, old: Invoice, job: Job, context: Context, tx: Tx) -> Invoice:
    """The draft of the new invoice: the old one with the given changes."""
    new_id = context.mutation_id if data.new_invoice_id is UNSET else data.new_invoice_id
    files = old.attachment_ids if data.attachment_ids is None else data.attachment_ids
    draft = Invoice(
        organization_id=context.organization_id,
        id=InvoiceId(new_id),
        job_id=job.id,
        customer_id=job.customer_id,
        kind=old.kind,
        replaces_id=old.id,
        stage_id=old.stage_id,
        title=old.title if data.title is None else without_card_numbers(data.title),
        share=await _share(data, old, job, tx),
        due_terms=data.due_terms or old.due_terms,
        payment_options=old.payment_options,
        visible_fields=old.visible_fields,
        message=old.message,
        attachment_ids=await chosen_files(tx, job.id, files),
        created_by=context.member_id,
        created_at=context.now,
    )
    return rules.edit(
        draft,
        message=None if data.message is None else without_card_numbers(data.message),
        payment_options=data.payment_options,
        visible_fields=data.visible_fields,
    )


async def _share(data: ReplaceInvoice, old: Invoice, job: Job, tx: Tx) -> Share:
    """The share that is asked for now; if none, the money that the old invoice billed."""
    asked = (data.percent_bps, data.amount_minor, data.lines)
    if data.rest or any(way is not None for way in asked):
        return share_asked(data.percent_bps, data.amount_minor, data.rest, asks(data.lines or ()))
    if old.lines_digest is None:
        return rules.share_again(old, job)
    rows = await tx.select(InvoiceLine, invoice_id=old.id)
    return lines_again(rows, is_as_asked=_is_unchanged_since(job, old.issued_at))


def _is_unchanged_since(job: Job, moment: datetime | None) -> bool:
    return job.changed_at is None or (moment is not None and job.changed_at < moment)


COMMANDS = (
    Command(
        name="invoices.replace_invoice",
        input=ReplaceInvoice,
        handler=replace_invoice,
        roles=OFFICE_ROLES,
        route="POST /api/invoices/{invoice_id}/replace",
        answer=answer_invoice,
        present=present_invoice,
        view=InvoiceView,
        status=201,
    ),
)
