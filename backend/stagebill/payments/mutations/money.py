"""Money comes in and finds its place: record it, take it back, apply it, decide on it."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from stagebill.invoices.invoice import HasMoney, Invoice, InvoiceId, check_reason
from stagebill.invoices.queries import InvoiceView, answer_invoice, money_on, present_invoice
from stagebill.jobs.steps import check_on_the_job
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor, PositiveMinor
from stagebill.kernel.records import replace
from stagebill.kernel.text import Line, Name, Note, without_card_numbers
from stagebill.payments import allocation as ledger
from stagebill.payments.decision import (
    Choice,
    Decision,
    SurchargeOnNoInvoice,
    TipOnNoInvoice,
    part_of_choice,
    reopened,
    resolve,
    undecided,
)
from stagebill.payments.dispute import BeingDisputed
from stagebill.payments.matching import Claim, match
from stagebill.payments.payment import Method, Payment, PaymentId, Reason, is_suspect_duplicate, taken
from stagebill.payments.placing.queries import (
    closing_by,
    found_for,
    invoices_of,
    lock_jobs_of,
    twins_of,
    whole_invoices_only,
)
from stagebill.payments.queries import DecisionView, PaymentView, answer_decision, answer_payment
from stagebill.payments.received import (
    check_customer,
    is_same_content,
    jobs_of,
    late_receipt,
    receive,
    statuses,
    taken_now,
    touched_by,
)
from stagebill.payments.refund import Refund
from stagebill.payments.reversal import Reversal, reverse
from stagebill.payments.steps import (
    due_of,
    finds_no_next_invoice,
    is_of_payer,
    locked_payment,
    on_canceled,
    open_decisions,
    settled_decisions,
    unapplied_of,
)
from stagebill.sync.command import CREW_ROLES, OFFICE_ROLES, Command
from stagebill.sync.effect import Effect, Touched

HINT_MAX = 20

Moment = Annotated[datetime, Meta(tz=True)]


class RecordPayment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record money that was taken. It is a fact: always kept, and left unapplied where it fits nowhere."""

    payment_id: Id | UnsetType = UNSET
    method: Method
    amount_minor: PositiveMinor
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] | None = None
    taken_at: Moment | None = None
    invoice_id: Id | None = None
    job_id: Id | None = None
    customer_id: Id | None = None
    hint: Annotated[tuple[Id, ...], Meta(max_length=HINT_MAX)] = ()
    reference: Line = ""
    note: Note = ""
    receipt: Line = ""


class ReversePayment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take back a payment that was entered wrongly or bounced; both rows stay."""

    payment_id: Id
    reason: Name


class AllocatePayment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Apply unapplied money to an invoice: all that fits, unless a sum is given."""

    payment_id: Id
    invoice_id: Id
    amount_minor: PositiveMinor | None = None


class UnapplyInvoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Move all money on an invoice to unapplied, so that it can be voided."""

    invoice_id: Id
    reason: Name


class ResolveDecision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Decide what happens to money that needs a decision."""

    decision_id: Id
    choice: Choice
    invoice_id: Id | None = None
    note: Line = ""


async def record_payment(data: RecordPayment, context: Context, tx: Tx) -> Effect:
    """Insert the payment as received, allocate what fits, keep the rest with a reason. Nothing here refuses
    it.
    """
    payment = _payment(data, context)
    # It may have come before, under another mutation; or other money has its id, and it gets one of its own.
    known = await tx.find(Payment, payment.id)
    if known is not None:
        if is_same_content(known, payment):
            return Effect(id=known.id, records=(), touched=())
        payment = msgspec.structs.replace(payment, id=PaymentId(derived_id("payment", context.mutation_id)))
    claim = Claim(
        amount_minor=data.amount_minor,
        currency=payment.currency,
        invoice_id=data.invoice_id,
        job_id=data.job_id,
        customer_id=data.customer_id,
        hint=data.hint,
    )
    found = await found_for(tx, claim)
    whole_only = await whole_invoices_only(tx)
    matched = match(claim, found, currency=context.currency, whole_only=whole_only)
    suspect = is_suspect_duplicate(payment, await twins_of(tx, payment))
    payment = msgspec.structs.replace(payment, suspect_duplicate=suspect)
    closing, paid = await closing_by(tx, matched, found)
    received = receive(payment, matched, found, closing, paid, context)
    return Effect(
        id=payment.id,
        records=received.records,
        touched=received.touched,
        conflict=matched.reason if matched.needs_decision else None,
        decision=received.decision.id if received.decision else None,
    )


def _payment(data: RecordPayment, context: Context) -> Payment:
    when = taken(taken_now(data.taken_at, context.now), context.now, context.device_now)
    return Payment(
        organization_id=context.organization_id,
        id=PaymentId(context.mutation_id if data.payment_id is UNSET else data.payment_id),
        job_id=data.job_id,
        customer_id=data.customer_id,
        invoice_id=data.invoice_id,
        method=data.method,
        amount_minor=data.amount_minor,
        currency=data.currency or context.currency,
        taken_at=when.taken_at,
        taken_at_adjusted=when.taken_at_adjusted,
        received_at=context.now,
        clock_flag=when.clock_flag,
        reference=without_card_numbers(data.reference),
        note=without_card_numbers(data.note),
        receipt=data.receipt,
        source=_source(context),
        recorded_by=context.member_id,
        device_id=context.device_id,
        mutation_id=context.mutation_id,
    )


def _source(context: Context) -> Literal["app", "api"]:
    return "app" if context.device_id else "api"


async def reverse_payment(data: ReversePayment, context: Context, tx: Tx) -> Effect:
    """The invoices that it paid are open again."""
    payment = await locked_payment(tx, data.payment_id)
    allocations = await tx.select(ledger.Allocation, payment_id=payment.id)
    refunds = await tx.select(Refund, payment_id=payment.id)
    done = reverse(
        payment,
        allocations,
        context,
        refunded_minor=sum(row.amount_minor for row in refunds),
        is_reversed=bool(await tx.select(Reversal, payment_id=payment.id)),
        reason=without_card_numbers(data.reason),
    )
    invoices, paid = await invoices_of(tx, (row.invoice_id for row in done.undone))
    closed = [resolve(decision, "reversed", context) for decision in await open_decisions(tx, payment.id)]
    records = (done.reversal, *done.undone, *statuses(done.undone, invoices, paid), *closed)
    return Effect(id=payment.id, records=records, touched=touched_by(done.undone, jobs_of(invoices), payment))


async def allocate_payment(data: AllocatePayment, context: Context, tx: Tx) -> Effect:
    """A decision that waited for this money is closed once none of it is left. A technician applies credit of
    a job that they work on to an invoice of the same job; money that needs a decision is for the office.
    """
    if context.role == "technician":
        await _check_crew(tx, context, data.payment_id, data.invoice_id)
    return await _apply(tx, context, data.payment_id, InvoiceId(data.invoice_id), data.amount_minor)


async def _check_crew(tx: Tx, context: Context, payment_id: Id, invoice_id: Id) -> None:
    """Raises as if it did not exist if it is not of a job of theirs; AwaitsDecision."""
    invoice = await tx.load(Invoice, invoice_id)
    await check_on_the_job(tx, context, invoice.job_id, Invoice)
    payment = await tx.load(Payment, payment_id)
    if payment.matched_job_id != invoice.job_id:
        raise Missing.of(Payment)
    if await open_decisions(tx, payment.id):
        raise ledger.AwaitsDecision(payment_id=payment.id)


async def _apply(
    tx: Tx, context: Context, payment_id: Id, invoice_id: InvoiceId, asked_minor: int | None
) -> Effect:
    invoice = await tx.load(Invoice, invoice_id)
    payment = await locked_payment(tx, payment_id, invoice.job_id)
    if payment.currency != context.currency:
        raise ledger.NothingUnapplied(unapplied_minor=0)
    check_customer(payment, invoice, is_theirs=await is_of_payer(tx, payment, invoice))
    unapplied_minor = await unapplied_of(tx, payment)
    part = ledger.apply(invoice_id, await due_of(tx, invoice), unapplied_minor, asked_minor)
    added = ledger.rows((part,), payment.id, context)
    invoices, paid = await invoices_of(tx, (invoice_id,))
    rows = (*await tx.select(ledger.Allocation, payment_id=payment.id), *added)
    left_minor = unapplied_minor - part.amount_minor
    decided = await settled_decisions(tx, payment, rows, left_minor, "apply", context)
    return Effect(
        id=payment.id,
        records=(*added, *statuses(added, invoices, paid), *decided),
        touched=touched_by(added, jobs_of(invoices), payment),
    )


async def unapply_invoice(data: UnapplyInvoice, context: Context, tx: Tx) -> Effect:
    """Settled money becomes its job's credit, or needs a decision if it has no job or a canceled one; money
    that is still on its way cannot be moved.
    """
    check_reason(data.reason)
    unlocked = await tx.load(Invoice, data.invoice_id)
    await lock_jobs_of(tx, [unlocked.job_id])
    paid_minor, pending_minor = await money_on(tx, unlocked.id)
    if pending_minor:
        raise HasMoney(paid_minor=paid_minor, pending_minor=pending_minor, ways_out=["wait"])
    undone = ledger.undo(await tx.select(ledger.Allocation, invoice_id=unlocked.id), context)
    if not undone:
        raise ledger.NothingDue(invoice_id=unlocked.id, due_minor=0)
    invoices, paid = await invoices_of(tx, (unlocked.id,))
    touched: list[Touched] = []
    asked: list[Decision] = []
    for payment_id in dict.fromkeys(row.payment_id for row in undone):
        moved = [row for row in undone if row.payment_id == payment_id]
        payment = await tx.lock(Payment, payment_id)
        touched.extend(touched_by(moved, jobs_of(invoices), payment))
        if await finds_no_next_invoice(tx, payment) and not await open_decisions(tx, payment_id):
            freed_minor = -sum(row.amount_minor for row in moved)
            reason = Reason.NOTHING_NAMED if payment.matched_job_id is None else Reason.JOB_CANCELED
            row = reopened(payment, unlocked, freed_minor, context, reason)
            asked.append(replace(row, kept_minor=await _kept_before(tx, payment, row)))
    records = (*undone, *statuses(undone, invoices, paid), *asked)
    return Effect(id=unlocked.id, records=records, touched=tuple(touched))


async def _kept_before(tx: Tx, payment: Payment, asked: Decision) -> Minor:
    """What was unapplied, or stayed on a canceled job, before money came off an invoice: somebody decided
    that.
    """
    standing = await tx.select(ledger.Allocation, payment_id=payment.id)
    on_canceled_minor = await on_canceled(tx, asked, standing)
    moved_minor = asked.amount_minor if on_canceled_minor else 0
    return await unapplied_of(tx, payment) + on_canceled_minor - moved_minor


async def resolve_decision(data: ResolveDecision, context: Context, tx: Tx) -> Effect:
    """Apply as much to an invoice as fits, or keep it: as its job's credit, or a tip with its crew. Invoices
    draw no credit from a canceled job: such a row stays until all of its money is placed, or somebody says
    that it is kept.
    """
    decision = await tx.load(Decision, data.decision_id)
    target = None if data.invoice_id is None else await tx.load(Invoice, data.invoice_id)
    payment = await locked_payment(
        tx, decision.payment_id, decision.job_id, target.job_id if target else None
    )
    decision = await tx.lock(Decision, data.decision_id)
    if decision.reason is Reason.DISPUTED:
        raise BeingDisputed(decision_id=decision.id)
    if decision.reason is Reason.TIP_REFUND_FAILED and data.choice != "keep_credit":
        raise TipOnNoInvoice(decision_id=decision.id)
    if decision.reason is Reason.SURCHARGE_REFUND_FAILED and data.choice != "keep_credit":
        raise SurchargeOnNoInvoice(decision_id=decision.id)
    resolved = resolve(decision, data.choice, context, without_card_numbers(data.note))
    if data.choice == "keep_credit":
        return Effect(id=decision.id, records=(resolved,), touched=touched_by((), {}, payment))
    if payment.currency != context.currency:
        raise ledger.NothingUnapplied(unapplied_minor=0)
    if target is not None:
        check_customer(payment, target, is_theirs=await is_of_payer(tx, payment, target))
    due_minor = await due_of(tx, target) if target else 0
    unapplied_minor = await unapplied_of(tx, payment)
    standing = await tx.select(ledger.Allocation, payment_id=payment.id)
    asked_minor = undecided(decision, unapplied_minor, await on_canceled(tx, decision, standing))
    placed_minor = min(asked_minor, unapplied_minor)
    part = part_of_choice(data.choice, target.id if target else None, due_minor, placed_minor)
    assert part is not None
    added = ledger.rows((part,), payment.id, context)
    invoices, paid = await invoices_of(tx, (part.invoice_id,))
    rows = (*standing, *added)
    is_left = decision.reason is Reason.JOB_CANCELED and not await settled_decisions(
        tx, payment, rows, unapplied_minor - part.amount_minor, data.choice, context
    )
    return Effect(
        id=decision.id,
        records=(*added, *statuses(added, invoices, paid), *(() if is_left else (resolved,))),
        touched=touched_by(added, jobs_of(invoices), payment),
        outgoing=late_receipt(payment, standing, decision),
    )


COMMANDS = (
    Command(
        name="payments.record_payment",
        input=RecordPayment,
        handler=record_payment,
        roles=CREW_ROLES,
        route="POST /api/payments",
        answer=answer_payment,
        view=PaymentView,
        status=201,
        fact=True,
    ),
    Command(
        name="payments.reverse_payment",
        input=ReversePayment,
        handler=reverse_payment,
        roles=CREW_ROLES,
        route="POST /api/payments/{payment_id}/reverse",
        answer=answer_payment,
        view=PaymentView,
    ),
    Command(
        name="payments.allocate_payment",
        input=AllocatePayment,
        handler=allocate_payment,
        roles=CREW_ROLES,
        route="POST /api/allocations",
        answer=answer_payment,
        view=PaymentView,
        status=201,
    ),
    Command(
        name="payments.unapply_invoice",
        input=UnapplyInvoice,
        handler=unapply_invoice,
        roles=OFFICE_ROLES,
        route="POST /api/invoices/{invoice_id}/unapply",
        answer=answer_invoice,
        present=present_invoice,
        view=InvoiceView,
    ),
    Command(
        name="payments.resolve_decision",
        input=ResolveDecision,
        handler=resolve_decision,
        roles=OFFICE_ROLES,
        route="POST /api/decisions/{decision_id}/resolve",
        answer=answer_decision,
        view=DecisionView,
    ),
)
