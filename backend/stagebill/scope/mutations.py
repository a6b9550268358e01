"""What people do to a job's price and to what is billed of it: changed lines, a credit, the end of
the job.
"""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from stagebill.invoices.invoice import Invoice, check_issued, check_reason
from stagebill.invoices.queries import InvoiceView, answer_invoice, present_invoice
from stagebill.invoices.steps import repriced
from stagebill.jobs.carried import taken_back
from stagebill.jobs.contract import Discount, TaxMode
from stagebill.jobs.job import Job, canceled, check_running
from stagebill.jobs.line_item import LINES_MAX, LineItem, NewLine, replaced
from stagebill.jobs.queries import JobView, answer_job
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.money import NonNegativeMinor, PositiveMinor
from stagebill.kernel.records import replace
from stagebill.kernel.text import Line, Name, without_card_numbers
from stagebill.payments.decision import Decision
from stagebill.payments.payment import Method
from stagebill.payments.queries import PaymentView, answer_payment
from stagebill.payments.received import touched_by
from stagebill.payments.refund import Given
from stagebill.payments.steps import given_back
from stagebill.scope.change import check_version
from stagebill.scope.queries import standing_of
from stagebill.scope.settlement import Settle, credit_lowering, credit_step
from stagebill.scope.standing import billed_by, held_by
from stagebill.scope.steps import canceled_records, changed_records, credited_records
from stagebill.sync.command import OFFICE_ROLES, Command
from stagebill.sync.effect import Effect

REVISION_MAX = 2**31


class ChangeLines(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Replace a job's lines, discount and way of rounding tax. A line that is not listed is removed."""

    job_id: Id
    seen_revision: Annotated[int, Meta(ge=0, le=REVISION_MAX)]
    line_items: Annotated[list[NewLine], Meta(min_length=1, max_length=LINES_MAX)]
    discount: Discount | None = None
    tax_mode: TaxMode | UnsetType = UNSET
    settle: Settle | None = None


class CreditInvoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take part of an issued invoice off it with a credit note, which has its own number. Money above what is
    then owed needs a decision.
    """

    invoice_id: Id
    amount_minor: PositiveMinor
    reason: Name


class RefundWithCredit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Give back money that settles an invoice, and lower the invoice by as much with a credit note, so that
    it is not owed again.
    """

    payment_id: Id
    invoice_id: Id
    amount_minor: PositiveMinor
    tip_minor: NonNegativeMinor | None = None
    method: Method | None = None
    reason: Name
    reference: Line = ""


class CancelJob(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """End a job for good: its open invoices are canceled with it, and nothing more is billed. Money received
    for it waits for a decision.
    """

    job_id: Id
    reason: Name


async def change_lines(data: ChangeLines, context: Context, tx: Tx) -> Effect:
    """Everything that follows happens with it, or nothing does."""
    job = await tx.lock(Job, data.job_id)
    check_version(job, data.seen_revision)
    before = await tx.select(LineItem, job_id=job.id)
    lines = replaced(job.id, before, data.line_items, context)
    done = await changed_records(
        job,
        [line for line in lines if line.removed_at is None],
        discount=data.discount,
        mode=job.tax_mode if data.tax_mode is UNSET else data.tax_mode,
        settle=data.settle,
        context=context,
        tx=tx,
        before=before,
    )
    return Effect(id=job.id, records=(*lines, *done.records), touched=done.touched, outgoing=done.outgoing)


async def credit_invoice(data: CreditInvoice, context: Context, tx: Tx) -> Effect:
    """The invoice stays as it is; what is owed of it, and what its job has billed, decreases."""
    check_reason(data.reason)
    unlocked = await tx.load(Invoice, data.invoice_id)
    job = await tx.lock(Job, unlocked.job_id)
    invoice = await tx.lock(Invoice, data.invoice_id)
    check_issued(invoice)
    standing = await standing_of(tx, context.organization_id, job.id)
    one = next(each for each in standing if each.invoice_id == invoice.id)
    step = credit_step(one, data.amount_minor, held_minor=held_by(standing))
    asked: dict[str, Decision] = {}
    done = await credited_records(((step, one),), without_card_numbers(data.reason), asked, context, tx)
    left = (*billed_by(standing), *taken_back(step.taxes))
    records = (*done.records, *asked.values(), *await repriced(job, left, tx))
    return Effect(id=invoice.id, records=records, touched=done.touched, outgoing=done.outgoing)


async def refund_with_credit(data: RefundWithCredit, context: Context, tx: Tx) -> Effect:
    """D-51: a refund by itself leaves the money owed. Here a person says, in the same step, that it
    is not.
    """
    check_reason(data.reason)
    unlocked = await tx.load(Invoice, data.invoice_id)
    reason = without_card_numbers(data.reason)
    given = Given(
        amount_minor=data.amount_minor,
        method=data.method,
        reason=reason,
        reference=without_card_numbers(data.reference),
        invoice_id=unlocked.id,
        tip_minor=data.tip_minor,
    )
    back = await given_back(tx, data.payment_id, unlocked, given, context)
    job = await tx.lock(Job, unlocked.job_id)
    check_issued(await tx.lock(Invoice, unlocked.id))
    standing = await standing_of(tx, context.organization_id, job.id)
    one = next(each for each in standing if each.invoice_id == unlocked.id)
    one = replace(one, paid_minor=one.paid_minor - data.amount_minor)
    step = credit_lowering(one, data.amount_minor, held_minor=held_by(standing))
    done = await credited_records(((step, one),), reason, {}, context, tx)
    left = (*billed_by(standing), *taken_back(step.taxes))
    return Effect(
        id=back.payment.id,
        records=(
            back.done.refund, *back.sent, *back.done.moved, *back.closed, *done.records,
            *await repriced(job, left, tx),
        ),
        touched=(*touched_by(back.done.moved, {unlocked.id: job.id}, back.payment), *done.touched),
        outgoing=(*done.outgoing, *back.outgoing),
    )  # fmt: skip


async def cancel_job(data: CancelJob, context: Context, tx: Tx) -> Effect:
    """Open invoices end with it. Money received is never given back automatically: a person decides."""
    check_reason(data.reason)
    job = await tx.lock(Job, data.job_id)
    check_running(job)
    after = canceled(
        job,
        reason=without_card_numbers(data.reason),
        canceled_at=context.now,
        canceled_by=context.member_id,
    )
    done = await canceled_records(job, context, tx)
    return Effect(id=job.id, records=(after, *done.records), touched=done.touched, outgoing=done.outgoing)


COMMANDS = (
    Command(
        name="scope.change_lines",
        input=ChangeLines,
        handler=change_lines,
        roles=OFFICE_ROLES,
        route="PUT /api/jobs/{job_id}/lines",
        answer=answer_job,
        view=JobView,
    ),
    Command(
        name="scope.credit_invoice",
        input=CreditInvoice,
        handler=credit_invoice,
        roles=OFFICE_ROLES,
        route="POST /api/invoices/{invoice_id}/credit",
        answer=answer_invoice,
        present=present_invoice,
        view=InvoiceView,
    ),
    Command(
        name="scope.refund_with_credit",
        input=RefundWithCredit,
        handler=refund_with_credit,
        roles=OFFICE_ROLES,
        route="POST /api/payments/{payment_id}/refund-with-credit",
        answer=answer_payment,
        view=PaymentView,
    ),
    Command(
        name="scope.cancel_job",
        input=CancelJob,
        handler=cancel_job,
        roles=OFFICE_ROLES,
        route="POST /api/jobs/{job_id}/cancel",
        answer=answer_job,
        view=JobView,
    ),
)
