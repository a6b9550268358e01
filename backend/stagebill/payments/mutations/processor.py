"""What a processor does with money that it took: it gives back, fails to, or the bank takes it back."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from stagebill.invoices.invoice import InvoiceId
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor, PositiveMinor
from stagebill.kernel.records import Record, replace
from stagebill.payments import allocation as ledger
from stagebill.payments import dispute as disputes
from stagebill.payments.decision import Decision, DecisionId, asked, resolve
from stagebill.payments.dispute import Dispute, DisputeMove
from stagebill.payments.payment import Payment, PaymentId, Reason
from stagebill.payments.placing.queries import invoices_of
from stagebill.payments.received import jobs_of, statuses, touched_by
from stagebill.payments.refund import Refund, RefundId
from stagebill.payments.reversal import Reversal, reverse
from stagebill.payments.sending import Sending, heard
from stagebill.payments.steps import back_of, locked_payment, open_decisions, tip_left_of
from stagebill.payments.tip import Tip, gone_of, tip
from stagebill.sync.command import SYSTEM, Command
from stagebill.sync.effect import Audience, Effect, Touched

GatewayName = Annotated[str, Meta(min_length=1, max_length=255)]
Why = Annotated[str, Meta(min_length=1, max_length=200)]


class NoteRefund(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note what the processor says of a refund that it was asked for."""

    refund_id: Id
    state: Literal["sent", "failed"]
    gateway_ref: GatewayName | None = None
    problem: Why | None = None


class NoteOutsideRefund(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record a refund that somebody made at the processor itself."""

    payment_id: Id
    gateway_ref: GatewayName
    amount_minor: PositiveMinor


class NoteDispute(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record that the customer's bank takes a payment back, asks to, or has said whose it is."""

    payment_id: Id
    gateway_ref: GatewayName
    amount_minor: PositiveMinor
    reason: Why
    state: disputes.State
    due_by: datetime | None = None


class NoteDisputeMove(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record what a dispute took from the balance at the processor or gave back, and what that cost."""

    payment_id: Id
    dispute_ref: GatewayName
    gateway_ref: GatewayName
    amount_minor: Minor
    fee_minor: Minor


async def note_refund(data: NoteRefund, context: Context, tx: Tx) -> Effect:
    """One that failed brings its money in again, unapplied: nobody is told that it was given back."""
    unlocked = await tx.load(Sending, data.refund_id)
    payment = await locked_payment(tx, unlocked.payment_id)
    known = await tx.lock(Sending, data.refund_id)
    now = heard(known, data.state, data.gateway_ref, data.problem, context.now)
    if now.state != "failed" or known.state == "failed":
        return Effect(id=payment.id, records=(now,), touched=touched_by((), {}, payment))
    refund = await tx.load(Refund, data.refund_id)
    if not refund.amount_minor:
        tips_again = await _tip_again(tx, payment, payment, refund.tip_minor, refund.id, context)
        return Effect(id=payment.id, records=(now, *tips_again), touched=touched_by((), {}, payment))
    again = _come_again(payment, "refund", refund.id, refund.amount_minor, Reason.REFUND_FAILED, context)
    tips_again = await _tip_again(tx, payment, again, refund.tip_minor, refund.id, context)
    decision = _asked(again, refund.amount_minor, Reason.REFUND_FAILED, context)
    return Effect(
        id=again.id,
        records=(now, again, decision, *tips_again),
        touched=tuple(dict.fromkeys((*touched_by((), {}, payment), *touched_by((), {}, again)))),
        conflict=Reason.REFUND_FAILED,
        decision=decision.id,
    )


async def note_outside_refund(data: NoteOutsideRefund, context: Context, tx: Tx) -> Effect:
    """It is taken from what lies free, then off the invoices that it had settled: there it is owed again."""
    payment = await locked_payment(tx, data.payment_id)
    return await _taken_back(
        tx, payment, data.amount_minor, data.gateway_ref, "refunded at the processor", context
    )


async def note_dispute(data: NoteDispute, context: Context, tx: Tx) -> Effect:
    """Open, it is a row to decide on with its deadline, and nothing else changes. Lost, the money is gone."""
    payment = await locked_payment(tx, data.payment_id)
    fresh = disputes.opened(payment, data.gateway_ref, data.amount_minor, data.reason, data.due_by, context)
    known = await tx.find(Dispute, fresh.id)
    now = disputes.closed(known or fresh, data.state, context.now)
    if known is not None and now is known:
        return Effect(id=payment.id, records=())
    if known is not None and known.state == "lost":
        return await _won_after_all(tx, payment, known, now, context)
    touched = (*touched_by((), {}, payment), *await _lying_on(tx, payment))
    row_id = DecisionId(derived_id("decision", now.id))
    rows = [each for each in await open_decisions(tx, payment.id) if each.id == row_id]
    if now.state == "open":
        decision = _asked(payment, data.amount_minor, Reason.DISPUTED, context)
        decision = replace(decision, id=row_id, due_by=data.due_by)
        return Effect(id=payment.id, records=(now, decision), touched=touched)
    if now.state == "won":
        won = tuple(resolve(each, "won", context) for each in rows)
        return Effect(id=payment.id, records=(now, *won), touched=touched)
    lost = tuple(resolve(each, "lost", context) for each in rows)
    gone = await _taken_back(tx, payment, data.amount_minor, data.gateway_ref, data.reason, context, lost)
    everywhere = tuple(dict.fromkeys((*gone.touched, *touched)))
    return msgspec.structs.replace(gone, records=(now, *gone.records), touched=everywhere)


async def note_dispute_move(data: NoteDisputeMove, context: Context, tx: Tx) -> Effect:
    """Whose the money is does not change by it: that is said when the dispute is decided."""
    dispute = await tx.load(Dispute, disputes.dispute_id(data.payment_id, data.dispute_ref))
    move = disputes.moved(dispute, data.gateway_ref, data.amount_minor, data.fee_minor, context)
    known = await tx.find(DisputeMove, move.id)
    return Effect(id=dispute.payment_id, records=() if known else (move,))


async def _lying_on(tx: Tx, payment: Payment) -> tuple[Touched, ...]:
    """The invoices that the money lies on: each says that it is disputed, or no more."""
    parts = ledger.net(await tx.select(ledger.Allocation, payment_id=payment.id))
    invoices, _ = await invoices_of(tx, [part.invoice_id for part in parts])
    return tuple(
        Touched("invoice", invoice.id, Audience("job", invoice.job_id)) for invoice in invoices.values()
    )


async def _won_after_all(tx: Tx, payment: Payment, lost: Dispute, won: Dispute, context: Context) -> Effect:
    """Just what was lost comes in again: of what had been given back before, nothing was."""
    reversals = await tx.select(Reversal, payment_id=payment.id)
    refunds = await tx.select(Refund, payment_id=payment.id)
    was_lost: list[Reversal | Refund] = [
        *(each for each in reversals if each.created_at == lost.closed_at),
        *(each for each in refunds if each.reference == lost.gateway_ref),
    ]
    amount_minor = sum(each.amount_minor for each in was_lost)
    tip_minor = sum(each.tip_minor for each in was_lost)
    if not amount_minor:
        tips_again = await _tip_again(tx, payment, payment, tip_minor, won.id, context)
        return Effect(id=payment.id, records=(won, *tips_again), touched=touched_by((), {}, payment))
    again = _come_again(payment, "dispute", won.id, amount_minor, Reason.DISPUTE_WON, context)
    tips_again = await _tip_again(tx, payment, again, tip_minor, won.id, context)
    decision = _asked(again, amount_minor, Reason.DISPUTE_WON, context)
    return Effect(
        id=again.id,
        records=(won, again, decision, *tips_again),
        touched=tuple(dict.fromkeys((*touched_by((), {}, payment), *touched_by((), {}, again)))),
        conflict=Reason.DISPUTE_WON,
        decision=decision.id,
    )


def _come_again(
    payment: Payment,
    after: Literal["refund", "dispute"],
    after_id: Id,
    amount_minor: Minor,
    reason: Reason,
    context: Context,
) -> Payment:
    return replace(
        payment,
        id=PaymentId(derived_id(reason, after_id)),
        amount_minor=amount_minor,
        taken_at=context.now,
        taken_at_adjusted=context.now,
        received_at=context.now,
        gateway_ref=f"{after}:{after_id}",
        unapplied_reason=reason,
        suspect_duplicate=False,
        mutation_id=context.mutation_id,
    )


async def _tip_again(
    tx: Tx, payment: Payment, again: Payment, tip_minor: Minor, of: Id, context: Context
) -> tuple[Tip, ...]:
    """The tip belongs to the payment that came in again; to the old one, where it alone was to go back."""
    tips = await tx.select(Tip, payment_id=payment.id)
    crew = tips[0].crew if tips else ()
    return tip(again, tip_minor, crew, context, of)


def _asked(payment: Payment, amount_minor: PositiveMinor, reason: Reason, context: Context) -> Decision:
    row = asked(payment, payment.matched_job_id or payment.id, None, amount_minor, reason, context)
    return replace(row, job_id=payment.matched_job_id, invoice_id=payment.invoice_id)


async def _taken_back(
    tx: Tx,
    payment: Payment,
    asked_minor: Minor,
    gateway_ref: str,
    reason: str,
    context: Context,
    resolved: tuple[Decision, ...] = (),
) -> Effect:
    """What is gone is gone, whatever the books say: all of the payment and its tip, or a part."""
    standing = await tx.select(ledger.Allocation, payment_id=payment.id)
    back_minor = await back_of(tx, payment)
    left_minor = payment.amount_minor - back_minor
    gone_minor, tip_minor = gone_of(asked_minor, left_minor, await tip_left_of(tx, payment))
    if gone_minor + tip_minor <= 0:
        return Effect(id=payment.id, records=resolved, touched=touched_by((), {}, payment))
    records: list[Record] = []
    if gone_minor == left_minor and not back_minor:
        done = reverse(payment, standing, context, is_reversed=False, reason=reason, tip_minor=tip_minor)
        moved = done.undone
        records.append(done.reversal)
    else:
        said = (gateway_ref, reason)
        moved, refunds = _in_parts(payment, standing, gone_minor, left_minor, said, context)
        if tip_minor:
            first, *more = refunds or [_gone(payment, None, 0, said, context)]
            refunds = [replace(first, tip_minor=tip_minor), *more]
        records += refunds
    invoices, paid = await invoices_of(tx, dict.fromkeys(row.invoice_id for row in moved))
    is_empty = 0 < gone_minor == left_minor
    done_with = {each.id for each in resolved}
    others = [
        resolve(each, "reversed", context)
        for each in await open_decisions(tx, payment.id)
        if is_empty and each.id not in done_with
    ]
    return Effect(
        id=payment.id,
        records=(*records, *moved, *statuses(moved, invoices, paid), *resolved, *others),
        touched=touched_by(moved, jobs_of(invoices), payment),
    )


def _in_parts(
    payment: Payment,
    standing: list[ledger.Allocation],
    gone_minor: Minor,
    left_minor: Minor,
    said: tuple[str, str],
    context: Context,
) -> tuple[tuple[ledger.Allocation, ...], list[Refund]]:
    """First what lies free, then off the invoices, those that got it last first."""
    reason = said[1]
    parts = ledger.net(standing)
    free_minor = left_minor - sum(part.amount_minor for part in parts)
    moved: list[ledger.Allocation] = []
    refunds: list[Refund] = []
    for part in (None, *reversed(parts)):
        take_minor = min(gone_minor, free_minor if part is None else part.amount_minor)
        if take_minor <= 0:
            continue
        gone_minor -= take_minor
        if part is not None:
            moved += ledger.moved_off(standing, part.invoice_id, take_minor, reason, context)
        refunds.append(_gone(payment, part.invoice_id if part else None, take_minor, said, context))
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
        id=RefundId(derived_id("refund", context.mutation_id, invoice_id or "free")),
        payment_id=payment.id,
        invoice_id=invoice_id,
        method=payment.method,
        amount_minor=amount_minor,
        reason=reason,
        reference=gateway_ref,
        created_at=context.now,
        mutation_id=context.mutation_id,
    )


COMMANDS = (
    Command(name="payments.note_refund", input=NoteRefund, handler=note_refund, roles=SYSTEM),
    Command(
        name="payments.note_outside_refund",
        input=NoteOutsideRefund,
        handler=note_outside_refund,
        roles=SYSTEM,
    ),
    Command(name="payments.note_dispute", input=NoteDispute, handler=note_dispute, roles=SYSTEM),
    Command(
        name="payments.note_dispute_move", input=NoteDisputeMove, handler=note_dispute_move, roles=SYSTEM
    ),
)
