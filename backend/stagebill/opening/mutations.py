"""A member enters where a job stands that started elsewhere."""

from datetime import UTC, date, datetime, time
from typing import Annotated

import msgspec
from msgspec import Meta

from stagebill.invoices.due_terms import DueTerms
from stagebill.invoices.invoice import Invoice, InvoiceId, Number, issue, lines_of
from stagebill.invoices.line_ask import LINES_MAX, LineOfInvoice, asks
from stagebill.invoices.lines.queries import with_lines
from stagebill.invoices.progress import share_asked
from stagebill.invoices.queries import billed_of
from stagebill.invoices.steps import as_issued, dated, made_out, pay_link_of
from stagebill.jobs.job import Job, JobId, check_running
from stagebill.jobs.queries import JobView, answer_job
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import NonNegativeMinor, PositiveMinor
from stagebill.kernel.records import Record
from stagebill.kernel.text import Name, Note, without_card_numbers
from stagebill.opening.opening_balance import (
    OPENINGS,
    PREFIX,
    OpeningBalance,
    OpeningBalanceId,
    check_opening,
    opened,
)
from stagebill.payments import allocation as ledger
from stagebill.payments.payment import Method, Payment, PaymentId
from stagebill.payments.received import touched_by
from stagebill.settings.number_series import INVOICES, NumberSeries, first_series, series_id, taken
from stagebill.settings.settings import Settings
from stagebill.sync.command import OFFICE_ROLES, Command
from stagebill.sync.effect import Effect

NOON = time(12, tzinfo=UTC)


class EnterOpeningBalance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Enter what of a running job has been billed (with tax, or line by line before tax), held back and paid
    so far.
    """

    job_id: Id
    billed_minor: PositiveMinor | None = None
    lines: Annotated[tuple[LineOfInvoice, ...], Meta(min_length=1, max_length=LINES_MAX)] | None = None
    held_minor: NonNegativeMinor = 0
    paid_minor: NonNegativeMinor = 0
    as_of: date | None = None
    due_terms: DueTerms | None = None
    signed_name: Name
    note: Note = ""


async def enter_opening_balance(data: EnterOpeningBalance, context: Context, tx: Tx) -> Effect:
    """An invoice in a series of its own carries it under the cap; a payment carries what was paid."""
    job = await tx.lock(Job, data.job_id)
    check_running(job)
    before = await billed_of(tx, job)
    as_of = data.as_of or context.today
    check_opening(before, as_of=as_of, today=context.today, signed_name=data.signed_name)
    draft = await made_out(await _draft(data, job, context, tx), job, tx)
    before = await with_lines(tx, job, before, draft.share)
    series = await _series(context, tx)
    number = Number(
        series=OPENINGS, number=f"{PREFIX}{series.next_number:04d}", number_seq=series.next_number
    )
    dated_job = await dated(draft, job, tx)
    issued = issue(draft, dated_job, before, number, issued_at=context.now, issued_on=context.today)
    invoice = opened(issued, held_minor=data.held_minor, paid_minor=data.paid_minor)
    payment = _payment(data.paid_minor, as_of, invoice, context) if data.paid_minor else None
    parts = (ledger.Part(invoice.id, data.paid_minor),) if payment else ()
    allocations = ledger.rows(parts, payment.id, context) if payment else ()
    balance = OpeningBalance(
        organization_id=context.organization_id,
        id=OpeningBalanceId(context.mutation_id),
        job_id=JobId(job.id),
        invoice_id=invoice.id,
        payment_id=payment.id if payment else None,
        billed_minor=invoice.total_minor,
        held_minor=invoice.held_minor,
        paid_minor=data.paid_minor,
        as_of=as_of,
        signed_name=data.signed_name.strip(),
        note=without_card_numbers(data.note),
        created_at=context.now,
        created_by=context.member_id or context.mutation_id,
        mutation_id=context.mutation_id,
    )
    money: tuple[Record, ...] = (payment, *allocations) if payment else ()
    lines = lines_of(draft, job, before)
    paper = await as_issued(invoice, lines, job, context, tx)
    records = (invoice, *lines, taken(series), pay_link_of(invoice, context), paper, *money, balance)
    touched = touched_by(allocations, {invoice.id: job.id}, payment) if payment else ()
    return Effect(id=job.id, records=records, touched=touched)


async def _draft(data: EnterOpeningBalance, job: Job, context: Context, tx: Tx) -> Invoice:
    settings = await tx.load(Settings, context.organization_id)
    return Invoice(
        organization_id=context.organization_id,
        id=InvoiceId(derived_id("opening_invoice", context.mutation_id)),
        job_id=job.id,
        customer_id=job.customer_id,
        share=share_asked(None, data.billed_minor, False, asks(data.lines or ())),
        due_terms=data.due_terms or settings.due_terms,
        payment_options=settings.payment_options,
        visible_fields=settings.visible_fields,
        created_by=context.member_id,
        created_at=context.now,
    )


async def _series(context: Context, tx: Tx) -> NumberSeries:
    """The company's first opening balance creates the series; the lock on the invoice series keeps that to
    one.
    """
    await tx.lock(NumberSeries, series_id(context.organization_id, INVOICES))
    own = await tx.find(NumberSeries, series_id(context.organization_id, OPENINGS))
    return own or first_series(context.organization_id, OPENINGS, PREFIX)


def _payment(paid_minor: int, as_of: date, invoice: Invoice, context: Context) -> Payment:
    """Money that came before this product did: a fact like any other, named after its balance."""
    taken_at = min(datetime.combine(as_of, NOON), context.now)
    return Payment(
        organization_id=context.organization_id,
        id=PaymentId(derived_id("opening_payment", context.mutation_id)),
        job_id=invoice.job_id,
        customer_id=invoice.customer_id,
        invoice_id=invoice.id,
        matched_job_id=invoice.job_id,
        matched_customer_id=invoice.customer_id,
        method=Method.OTHER,
        amount_minor=paid_minor,
        currency=context.currency,
        taken_at=taken_at,
        taken_at_adjusted=taken_at,
        received_at=context.now,
        reference=invoice.number or "",
        source="app" if context.device_id else "api",
        recorded_by=context.member_id,
        device_id=context.device_id,
        mutation_id=context.mutation_id,
    )


COMMANDS = (
    Command(
        name="opening.enter_opening_balance",
        input=EnterOpeningBalance,
        handler=enter_opening_balance,
        roles=OFFICE_ROLES,
        route="POST /api/jobs/{job_id}/opening-balance",
        answer=answer_job,
        view=JobView,
        status=201,
    ),
)
