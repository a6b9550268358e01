"""What a processor or a bank took back of a payment: unapplied money first, then off its invoices."""

from msgspec import Struct

from stagebill.invoices.invoice import InvoiceId
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import derived_id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record, replace
from stagebill.payments import allocation as ledger
from stagebill.payments.decision import Decision, resolve
from stagebill.payments.payment import Payment
from stagebill.payments.placing.queries import invoices_of
from stagebill.payments.received import jobs_of, statuses, touched_by
from stagebill.payments.refund import Refund, RefundId
from stagebill.payments.reversal import reverse
from stagebill.payments.steps import (
    all_of,
    left_of,
    less_beside,
    open_decisions,
    settled_decisions,
)
from stagebill.payments.tip import GoneOf, Left, gone_of_all
from stagebill.sync.effect import Effect, Touched


class _Purse(Struct, frozen=True):
    """A payment, where its money is, and what is left of it, its tip and its surcharge."""

    payment: Payment
    standing: list[ledger.Allocation]
    back_minor: Minor
    left: Left


async def taken_back(
    tx: Tx,
    payment: Payment,
    asked_minor: Minor,
    gateway_ref: str,
    reason: str,
    context: Context,
    resolved: tuple[Decision, ...] = (),
) -> Effect:
    """What is gone is gone, whatever the books say: all of the payment with tip and surcharge, or a part.

    To the processor, money that came in again is still the original payment. It goes first: it was waiting
    for a decision, and giving it back at the processor is one.
    """
    purses = [await _purse(tx, each) for each in reversed(await all_of(tx, payment))]
    records: list[Record] = []
    moved: list[ledger.Allocation] = []
    closed: list[Decision] = list(resolved)
    theirs: list[Touched] = []
    for purse, gone in zip(purses, gone_of_all(asked_minor, [purse.left for purse in purses]), strict=True):
        if sum(gone) <= 0:
            continue
        rows, off = _out_of(purse, gone, (gateway_ref, reason), context)
        records += rows
        moved += off
        theirs += touched_by((), {}, purse.payment)
        done_with = {each.id for each in closed}
        closed += [each for each in await _moot(tx, purse, gone, off, context) if each.id not in done_with]
    invoices, paid = await invoices_of(tx, dict.fromkeys(row.invoice_id for row in moved))
    return Effect(
        id=payment.id,
        records=(*records, *moved, *statuses(moved, invoices, paid), *closed),
        touched=tuple(dict.fromkeys((*touched_by(moved, jobs_of(invoices), payment), *theirs))),
    )


async def _moot(
    tx: Tx, purse: _Purse, gone: GoneOf, off: tuple[ledger.Allocation, ...], context: Context
) -> list[Decision]:
    """The decisions that waited for what is gone: all of a payment's if nothing is left of it; otherwise
    those about its unapplied money, if none of that is left.
    """
    payment, left_minor = purse.payment, purse.left.payment_minor
    beside = await less_beside(tx, payment, gone.tip_minor, gone.surcharge_minor, "reversed", context)
    if 0 < gone.payment_minor == left_minor:
        rows_of_it = await open_decisions(tx, payment.id)
        return [*beside, *(resolve(each, "reversed", context) for each in rows_of_it)]
    rows = (*purse.standing, *off)
    free_minor = ledger.unapplied(payment.amount_minor, rows, purse.back_minor + gone.payment_minor)
    return beside + await settled_decisions(tx, payment, rows, free_minor, "reversed", context)


async def _purse(tx: Tx, payment: Payment) -> _Purse:
    left = await left_of(tx, payment)
    back_minor = payment.amount_minor - left.payment_minor
    return _Purse(payment, await tx.select(ledger.Allocation, payment_id=payment.id), back_minor, left)


def _out_of(
    purse: _Purse, gone: GoneOf, said: tuple[str, str], context: Context
) -> tuple[list[Record], tuple[ledger.Allocation, ...]]:
    """All of a payment at once is a reversal; a part, or the rest, is refunds."""
    payment = purse.payment
    beside = (gone.tip_minor, gone.surcharge_minor)
    if gone.payment_minor == purse.left.payment_minor and not purse.back_minor:
        done = reverse(payment, purse.standing, context, is_reversed=False, reason=said[1], beside=beside)
        return [done.reversal], done.undone
    moved, refunds = _in_parts(purse, gone.payment_minor, said, context)
    if any(beside):
        first, *more = refunds or [_gone(payment, None, 0, said, context)]
        refunds = [replace(first, tip_minor=beside[0], surcharge_minor=beside[1]), *more]
    return list(refunds), moved


def _in_parts(
    purse: _Purse, gone_minor: Minor, said: tuple[str, str], context: Context
) -> tuple[tuple[ledger.Allocation, ...], list[Refund]]:
    """First unapplied money, then off the invoices, the latest allocation first."""
    parts = ledger.net(purse.standing)
    free_minor = purse.left.payment_minor - sum(part.amount_minor for part in parts)
    moved: list[ledger.Allocation] = []
    refunds: list[Refund] = []
    for part in (None, *reversed(parts)):
        take_minor = min(gone_minor, free_minor if part is None else part.amount_minor)
        if take_minor <= 0:
            continue
        gone_minor -= take_minor
        if part is not None:
            moved += ledger.moved_off(purse.standing, part.invoice_id, take_minor, said[1], context)
        refunds.append(_gone(purse.payment, part.invoice_id if part else None, take_minor, said, context))
    return tuple(moved), refunds


def _gone(
    payment: Payment,
    invoice_id: InvoiceId | None,
    amount_minor: Minor,
    said: tuple[str, str],
    context: Context,
) -> Refund:
    gateway_ref, reason = said
    return Refund(
        organization_id=payment.organization_id,
        id=RefundId(derived_id("refund", context.mutation_id, payment.id, invoice_id or "free")),
        payment_id=payment.id,
        invoice_id=invoice_id,
        method=payment.method,
        amount_minor=amount_minor,
        reason=reason,
        reference=gateway_ref,
        created_at=context.now,
        mutation_id=context.mutation_id,
    )
