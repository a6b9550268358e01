"""Parts of a unit that change what a job comes to: invoices voided and credited, money set free, new figures.

Change orders use them too: they are lines of a job, and what follows from new lines is always the same.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from stagebill.invoices import invoice as rules
from stagebill.invoices.credit_note import credit_note
from stagebill.invoices.invoice import Invoice, Number, credited, settled
from stagebill.invoices.numbering.steps import take_numbers
from stagebill.invoices.retainage import unheld
from stagebill.invoices.status import Status, status_of
from stagebill.invoices.steps import customer_told, ending_told
from stagebill.jobs.contract import Discount, Priced, TaxMode
from stagebill.jobs.job import Job
from stagebill.jobs.line_item import LineItem
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import derived_id
from stagebill.kernel.records import Record
from stagebill.kernel.text import without_card_numbers
from stagebill.payments import decision
from stagebill.payments.allocation import Allocation, taken_off, undo
from stagebill.payments.decision import Decision, added, reopened
from stagebill.payments.payment import Payment, Reason
from stagebill.payments.placing.queries import credits_of
from stagebill.payments.received import touched_by
from stagebill.payments.steps import open_decisions, unapplied_of
from stagebill.scope.change import Change, allowed, changed, check_lines, consequences
from stagebill.scope.queries import standing_of
from stagebill.scope.settlement import Settle, Step
from stagebill.scope.standing import Standing
from stagebill.settings.number_series import CREDIT_NOTES
from stagebill.sync.effect import Outgoing, Touched


class Applied(Struct, frozen=True):
    """What to save, who must hear of it, and what to do after commit."""

    records: tuple[Record, ...]
    touched: tuple[Touched, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()


async def changed_records(  # noqa: PLR0913 - a job with all that may change of it
    job: Job,
    lines: Sequence[Priced],
    *,
    discount: Discount | None,
    mode: TaxMode,
    settle: Settle | None,
    context: Context,
    tx: Tx,
    before: Sequence[LineItem] = (),
) -> Applied:
    """The job with the figures of these lines, and what is settled with them. The job must be locked.

    `before` are its lines of now, where people change them. Raises BelowInvoiced with what we propose, where
    it needs a settlement and has none; LineBelowBilled.
    """
    standing = await standing_of(tx, context.organization_id, job.id)
    change = consequences(lines, discount, mode, standing, settle)
    allowed(change, settle)
    if before:
        own = [line for line in lines if isinstance(line, LineItem)]
        check_lines(before, own, change.totals.discount_minor, change.settlement.standing)
    after = changed(
        job, change, discount=discount, mode=mode, changed_at=context.now, changed_by=context.member_id
    )
    done = await settled_records(change, standing, settle, context, tx)
    return Applied((after, *done.records), done.touched, done.outgoing)


async def settled_records(
    change: Change, standing: Sequence[Standing], settle: Settle | None, context: Context, tx: Tx
) -> Applied:
    """The invoices voided and credited."""
    if settle is None:
        return Applied(())
    steps = change.settlement.steps
    reason = without_card_numbers(settle.reason)
    asked: dict[str, Decision] = {}
    voided = [await _voided(step, reason, asked, context, tx) for step in steps if step.kind == "void"]
    stood = {one.invoice_id: one for one in standing}
    credits = [(step, stood[step.invoice_id]) for step in steps if step.kind == "credit"]
    credited = await credited_records(credits, reason, asked, context, tx)
    return _together((*voided, credited, Applied(tuple(asked.values()))))


async def credited_records(
    credits: Sequence[tuple[Step, Standing]],
    reason: str,
    asked: dict[str, Decision],
    context: Context,
    tx: Tx,
) -> Applied:
    """A numbered credit note for each invoice, and the money that it no longer asks for set free: `asked`
    gets the rows to decide on it.
    """
    if not credits:
        return Applied(())
    done: list[Applied] = []
    notes: list[Record] = []
    told: list[Outgoing] = []
    numbers = await take_numbers(tx, context, CREDIT_NOTES, len(credits))
    for (step, one), number in zip(credits, numbers, strict=True):
        invoice = await tx.lock(Invoice, step.invoice_id)
        note = credit_note(invoice, step, Number.of(number), reason, context)
        notes.append(note)
        told.extend(customer_told("mail.credit_note", invoice, note.id, credit_note_id=note.id))
        done.append(await _surplus_free(invoice, step, one, asked, context, tx))
    return _together((Applied((*notes, *numbers[-1].records), (), tuple(told)), *done))


async def _voided(step: Step, reason: str, asked: dict[str, Decision], context: Context, tx: Tx) -> Applied:
    """The settlement was reckoned under the job's lock: only a release has money on it, and that is free."""
    invoice = await tx.lock(Invoice, step.invoice_id)
    moved: tuple[Allocation, ...] = ()
    freed: tuple[Touched, ...] = ()
    if step.surplus_minor:
        moved = undo(await tx.select(Allocation, invoice_id=invoice.id), context)
        freed = await money_freed(invoice, moved, Reason.CREDITED, asked, context, tx)
    voided = rules.void(
        invoice,
        paid_minor=0,
        pending_minor=0,
        reason=reason,
        voided_at=context.now,
        voided_by=context.member_id,
    )
    return Applied((*moved, voided), freed, (attempts_ended(voided, context), *ending_told(voided)))


def attempts_ended(invoice: Invoice, context: Context) -> Outgoing:
    """After commit, attempts to pay that are open at a gateway are ended."""
    return Outgoing(
        kind="paypage.end_attempts",
        dedupe_key=derived_id("end_attempts", context.mutation_id, invoice.id),
        payload={"organization_id": context.organization_id, "invoice_id": invoice.id},
    )


async def _surplus_free(
    invoice: Invoice, step: Step, one: Standing, asked: dict[str, Decision], context: Context, tx: Tx
) -> Applied:
    """Money above what is owed now becomes unapplied, newest first, with a row for each payment to decide."""
    status = status_of(
        issued=True,
        voided=False,
        owed_minor=one.owed_minor - step.amount_minor + step.unheld_minor,
        settled_minor=one.paid_minor - step.surplus_minor,
    )
    after = credited(settled(invoice, status), step.amount_minor, step.unheld_minor)
    if not step.surplus_minor:
        return Applied((after,))
    allocations = await tx.select(Allocation, invoice_id=invoice.id)
    moved = taken_off(allocations, step.surplus_minor, context)
    freed = await money_freed(invoice, moved, Reason.CREDITED, asked, context, tx)
    return Applied((*moved, after), freed)


async def money_freed(
    invoice: Invoice,
    moved: Sequence[Allocation],
    reason: Reason,
    asked: dict[str, Decision],
    context: Context,
    tx: Tx,
) -> tuple[Touched, ...]:
    """Each payment whose money moved off is heard of; `asked` gets its row to decide, where it has none."""
    touched: list[Touched] = []
    for payment_id in dict.fromkeys(row.payment_id for row in moved):
        rows = [row for row in moved if row.payment_id == payment_id]
        payment = await tx.lock(Payment, payment_id)
        touched.extend(touched_by(rows, {invoice.id: invoice.job_id}, payment))
        if not await open_decisions(tx, payment_id):
            freed_minor = -sum(row.amount_minor for row in rows)
            # Of a canceled job all is asked about: nothing draws upon what was kept any more.
            kept_minor = 0 if reason is Reason.JOB_CANCELED else await unapplied_of(tx, payment)
            asked[payment_id] = (
                added(asked[payment_id], freed_minor)
                if payment_id in asked
                else reopened(payment, invoice, freed_minor, context, reason, kept_minor=kept_minor)
            )
    return tuple(touched)


async def canceled_records(job: Job, context: Context, tx: Tx) -> Applied:
    """Open invoices canceled, what was paid of them set free, and all money of the job to be decided on."""
    done: list[Applied] = []
    asked: dict[str, Decision] = {}
    standing = await standing_of(tx, context.organization_id, job.id)
    invoices = [await tx.lock(Invoice, one.invoice_id) for one in standing]
    ends = _ending(invoices)
    for invoice in invoices:
        allocations = await tx.select(Allocation, invoice_id=invoice.id)
        if invoice.id in ends:
            moved = undo(allocations, context)
            freed = await money_freed(invoice, moved, Reason.JOB_CANCELED, asked, context, tx)
            records = (*moved, rules.canceled(invoice, context.now))
            outgoing = (attempts_ended(invoice, context), *ending_told(invoice))
            done.append(Applied(records, freed, outgoing))
        else:
            # What is paid stays paid: whether it is kept or given back is for a person to say.
            moved = undo(allocations, context)
            freed = await money_freed(invoice, moved, Reason.JOB_CANCELED, asked, context, tx)
            done.append(Applied((), freed))
    for credit in await credits_of(tx, job.id):
        payment, kept_minor = await tx.lock(Payment, credit.payment_id), credit.unapplied_minor
        asked[payment.id] = (
            added(asked[payment.id], kept_minor)
            if payment.id in asked
            else decision.asked(payment, job.id, None, kept_minor, Reason.JOB_CANCELED, context)
        )
        done.append(Applied((), touched_by((), {}, payment)))
    return _together((*done, Applied(tuple(asked.values()))))


def _ending(invoices: Sequence[Invoice]) -> set[str]:
    """The open ones, and paid releases of money that the open ones hold back, newest first."""
    paid = [invoice for invoice in invoices if invoice.status == Status.PAID]
    releases = [invoice for invoice in paid if invoice.released_minor]
    gone = unheld(
        sum(invoice.holds_minor for invoice in paid), [invoice.released_minor for invoice in releases]
    )
    opens = (invoice.id for invoice in invoices if invoice.status == Status.OPEN)
    return {*opens, *(invoice.id for invoice in releases[:gone])}


def _together(parts: Iterable[Applied]) -> Applied:
    done = tuple(parts)
    return Applied(
        tuple(record for part in done for record in part.records),
        tuple(dict.fromkeys(touched for part in done for touched in part.touched)),
        tuple(outgoing for part in done for outgoing in part.outgoing),
    )
