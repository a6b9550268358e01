"""People correct where money is: it is moved to another invoice, or given back."""

import msgspec

from stagebill.invoices.invoice import Invoice, InvoiceId, check_reason
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.money import NonNegativeMinor, PositiveMinor
from stagebill.kernel.text import Line, Name, without_card_numbers
from stagebill.payments import allocation as ledger
from stagebill.payments.payment import Method
from stagebill.payments.placing.queries import invoices_of
from stagebill.payments.queries import PaymentView, answer_payment
from stagebill.payments.received import check_customer, jobs_of, statuses, touched_by
from stagebill.payments.refund import Given
from stagebill.payments.steps import due_of, given_back, is_of_payer, locked_payment
from stagebill.sync.command import OFFICE_ROLES, Command
from stagebill.sync.effect import Effect


class MoveAllocation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Move money from one invoice to another of the same customer: all that fits, unless a sum is given."""

    payment_id: Id
    from_invoice_id: Id
    to_invoice_id: Id
    amount_minor: PositiveMinor | None = None
    reason: Name


class RefundPayment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record that money was given back. Unapplied money is taken as it lies; with `invoice_id` it is taken
    off that invoice first, where it is then owed again. Without a method, money that a processor took goes
    back through it. `tip_minor` of the tip goes back too; left out, all of it goes back with the last of the
    payment. A card surcharge goes back in proportion to the payment; `surcharge_minor` may ask for more, up
    to all of it.
    """

    payment_id: Id
    amount_minor: NonNegativeMinor
    tip_minor: NonNegativeMinor | None = None
    surcharge_minor: NonNegativeMinor | None = None
    method: Method | None = None
    invoice_id: Id | None = None
    reason: Name
    reference: Line = ""


async def move_allocation(data: MoveAllocation, context: Context, tx: Tx) -> Effect:
    """One step, so that the money is never in neither place."""
    check_reason(data.reason)
    if data.from_invoice_id == data.to_invoice_id:
        raise ledger.SameInvoice(invoice_id=data.to_invoice_id)
    source = await tx.load(Invoice, data.from_invoice_id)
    target = await tx.load(Invoice, data.to_invoice_id)
    payment = await locked_payment(tx, data.payment_id, source.job_id, target.job_id)
    check_customer(payment, target, is_theirs=await is_of_payer(tx, payment, target))
    standing = await tx.select(ledger.Allocation, payment_id=payment.id)
    on_source_minor = sum(row.amount_minor for row in standing if row.invoice_id == source.id)
    if data.amount_minor and data.amount_minor > on_source_minor:
        raise ledger.MoreThanOnInvoice(invoice_id=source.id, on_invoice_minor=on_source_minor)
    part = ledger.apply(target.id, await due_of(tx, target), on_source_minor, data.amount_minor)
    reason = without_card_numbers(data.reason).strip()
    off = ledger.moved_off(standing, source.id, part.amount_minor, reason, context)
    on = tuple(
        msgspec.structs.replace(row, reason=reason) for row in ledger.rows((part,), payment.id, context)
    )
    moved = (*off, *on)
    invoices, paid = await invoices_of(tx, (source.id, target.id))
    return Effect(
        id=payment.id,
        records=(*moved, *statuses(moved, invoices, paid)),
        touched=touched_by(moved, jobs_of(invoices), payment),
    )


async def refund_payment(data: RefundPayment, context: Context, tx: Tx) -> Effect:
    """What is owed changes only for money taken off an invoice: there it is owed again."""
    invoice = None if data.invoice_id is None else await tx.load(Invoice, data.invoice_id)
    given = Given(
        amount_minor=data.amount_minor,
        method=data.method,
        reason=without_card_numbers(data.reason),
        reference=without_card_numbers(data.reference),
        invoice_id=InvoiceId(invoice.id) if invoice else None,
        tip_minor=data.tip_minor,
        surcharge_minor=data.surcharge_minor,
    )
    back = await given_back(tx, data.payment_id, invoice, given, context)
    invoices, paid = await invoices_of(tx, [invoice.id] if invoice else [])
    moved = back.done.moved
    return Effect(
        id=back.payment.id,
        records=(back.done.refund, *back.sent, *moved, *statuses(moved, invoices, paid), *back.closed),
        touched=touched_by(moved, jobs_of(invoices), back.payment),
        outgoing=back.outgoing,
    )


COMMANDS = (
    Command(
        name="payments.move_allocation",
        input=MoveAllocation,
        handler=move_allocation,
        roles=OFFICE_ROLES,
        route="POST /api/payments/{payment_id}/move",
        answer=answer_payment,
        view=PaymentView,
    ),
    Command(
        name="payments.refund_payment",
        input=RefundPayment,
        handler=refund_payment,
        roles=OFFICE_ROLES,
        route="POST /api/payments/{payment_id}/refund",
        answer=answer_payment,
        view=PaymentView,
    ),
)
