"""What a processor does with money that it took: it gives it back, fails to, or the bank takes it back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor, PositiveMinor
from stagebill.kernel.records import Record, replace
from stagebill.payments import allocation as ledger
from stagebill.payments import dispute as disputes
from stagebill.payments.comeback import After, come_again, outside_refund_id
from stagebill.payments.decision import Decision, DecisionId, asked, resolve
from stagebill.payments.dispute import Dispute, DisputeMove
from stagebill.payments.mutations.taken_back import taken_back
from stagebill.payments.payment import Method, Payment, Reason
from stagebill.payments.placing.queries import invoices_of
from stagebill.payments.received import touched_by
from stagebill.payments.refund import Refund
from stagebill.payments.reversal import Reversal
from stagebill.payments.sending import Sending, heard
from stagebill.payments.steps import all_of, gone_from, locked_payment, open_decisions, setback_told
from stagebill.payments.surcharge import surcharged
from stagebill.payments.tip import Tip, as_it_came, tips
from stagebill.sync.command import SYSTEM, Command
from stagebill.sync.effect import Audience, Effect, Touched

GatewayName = Annotated[str, Meta(min_length=1, max_length=255)]
Why = Annotated[str, Meta(min_length=1, max_length=200)]


class NoteRefund(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note what the processor says about a refund that we asked for."""

    refund_id: Id
    state: Literal["sent", "failed"]
    gateway_ref: GatewayName | None = None
    problem: Why | None = None


class NoteOutsideRefund(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record a refund that somebody made at the processor itself."""

    payment_id: Id
    gateway_ref: GatewayName
    amount_minor: PositiveMinor


class NoteOutsideRefundFailed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record that a refund made at the processor itself failed."""

    payment_id: Id
    gateway_ref: GatewayName


class NoteDispute(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record that the customer's bank takes a payment back, asks to, or has decided."""

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
    """A refund that failed brings its money in again, unapplied: the customer is not told that it was given
    back.
    """
    unlocked = await tx.load(Sending, data.refund_id)
    payment = await locked_payment(tx, unlocked.payment_id)
    known = await tx.lock(Sending, data.refund_id)
    now = heard(known, data.state, data.gateway_ref, data.problem, context.now)
    if now.state != "failed" or known.state == "failed":
        return Effect(id=payment.id, records=(now,), touched=touched_by((), {}, payment))
    refund = await tx.load(Refund, data.refund_id)
    after = After(Reason.REFUND_FAILED, refund.id)
    return await _again(tx, payment, (now,), after, (refund,), after.reason, context)


async def note_outside_refund(data: NoteOutsideRefund, context: Context, tx: Tx) -> Effect:
    """It is taken from unapplied money first, then off the invoices that it settled: there it is
    owed again.
    """
    payment = await locked_payment(tx, data.payment_id)
    return await taken_back(
        tx, payment, data.amount_minor, data.gateway_ref, "refunded at the processor", context
    )


async def note_outside_refund_failed(data: NoteOutsideRefundFailed, context: Context, tx: Tx) -> Effect:
    """Its money comes in again, like that of a refund that we asked for. Once: the first word counts."""
    payment = await locked_payment(tx, data.payment_id)
    made_by = outside_refund_id(payment.id, data.gateway_ref)
    made = [
        (part, each)
        for part in await all_of(tx, payment)
        for each in await gone_from(tx, part)
        if each.mutation_id == made_by
    ]
    if not made:
        return Effect(id=payment.id, records=())
    # The one with its tip knows whose that was.
    part, first = max(made, key=lambda each: each[1].tip_minor)
    gone = [each for _, each in made]
    after = After(Reason.REFUND_FAILED, first.id)
    return await _again(tx, part, (), after, gone, after.reason, context)


async def note_dispute(data: NoteDispute, context: Context, tx: Tx) -> Effect:
    """An open dispute adds a row to decide on, with its deadline, and changes nothing else. Once lost, the
    money is gone.
    """
    payment = await locked_payment(tx, data.payment_id)
    fresh = disputes.opened(payment, data.gateway_ref, data.amount_minor, data.reason, data.due_by, context)
    known = await tx.find(Dispute, fresh.id)
    now = disputes.closed(known or fresh, data.state, context.now)
    if known is not None and now is known:
        return Effect(id=payment.id, records=())
    if known is not None and known.state == "lost":
        return await _won_after_all(tx, payment, known, now, context)
    lying_on = await _lying_on(tx, payment)
    touched = (*touched_by((), {}, payment), *lying_on)
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
    gone = await taken_back(tx, payment, data.amount_minor, data.gateway_ref, data.reason, context, lost)
    everywhere = tuple(dict.fromkeys((*gone.touched, *touched)))
    # Whoever disputed a card has heard of it by their bank; of a debit that came back nobody tells them.
    is_news = payment.method is Method.ACH and lying_on
    told = (setback_told(context.mutation_id, [each.id for each in lying_on]),) if is_news else ()
    return msgspec.structs.replace(
        gone, records=(now, *gone.records), touched=everywhere, outgoing=(*gone.outgoing, *told)
    )


async def note_dispute_move(data: NoteDisputeMove, context: Context, tx: Tx) -> Effect:
    """This does not change whose money it is: that follows when the dispute is decided."""
    dispute = await tx.load(Dispute, disputes.dispute_id(data.payment_id, data.dispute_ref))
    move = disputes.moved(dispute, data.gateway_ref, data.amount_minor, data.fee_minor, context)
    known = await tx.find(DisputeMove, move.id)
    return Effect(id=dispute.payment_id, records=() if known else (move,))


async def _lying_on(tx: Tx, payment: Payment) -> tuple[Touched, ...]:
    """The invoices that the money is on: each says that it is disputed, or no longer."""
    parts = ledger.net(await tx.select(ledger.Allocation, payment_id=payment.id))
    invoices, _ = await invoices_of(tx, [part.invoice_id for part in parts])
    return tuple(
        Touched("invoice", invoice.id, Audience("job", invoice.job_id)) for invoice in invoices.values()
    )


async def _won_after_all(tx: Tx, payment: Payment, lost: Dispute, won: Dispute, context: Context) -> Effect:
    """Exactly what was lost last comes in again; what had been given back before was not lost."""
    was_lost = [
        each
        for part in await all_of(tx, payment)
        for each in await gone_from(tx, part)
        if each.created_at == lost.closed_at
        and (isinstance(each, Reversal) or each.reference == lost.gateway_ref)
    ]
    after = After(Reason.DISPUTE_WON, won.id)
    if lost.closed_at != lost.lost_at and was_lost:  # the dispute's own name is that of the first time
        after = After(Reason.REFUND_FAILED, was_lost[0].id)
    return await _again(tx, payment, (won,), after, was_lost, Reason.DISPUTE_WON, context)


async def _again(
    tx: Tx,
    payment: Payment,
    records: tuple[Record, ...],
    after: After,
    gone: Sequence[Refund | Reversal],
    reason: Reason,
    context: Context,
) -> Effect:
    """What had gone comes in again, for somebody to place. A tip or surcharge that had gone by itself belongs
    to its payment; if it was to go back and failed to, it needs a decision, too (decisions 0089, 0093).
    """
    amount_minor = sum(each.amount_minor for each in gone)
    again = come_again(payment, after, amount_minor, reason, context) if amount_minor else payment
    tip_minor = sum(each.tip_minor for each in gone)
    surcharge_minor = sum(each.surcharge_minor for each in gone)
    beside = (
        *await _tip_again(tx, payment, again, tip_minor, after.id, context),
        *surcharged(again, surcharge_minor, context, after.id),
    )
    if again is payment:
        told = Effect(id=payment.id, records=(*records, *beside), touched=touched_by((), {}, payment))
        if reason is not Reason.REFUND_FAILED:
            return told
        rows = _asked_beside(payment, tip_minor, surcharge_minor, context)
        return msgspec.structs.replace(
            told, records=(*told.records, *rows), conflict=rows[0].reason, decision=rows[0].id
        )
    decision = _asked(again, amount_minor, reason, context)
    return Effect(
        id=again.id,
        records=(*records, again, decision, *beside),
        touched=tuple(dict.fromkeys((*touched_by((), {}, payment), *touched_by((), {}, again)))),
        conflict=reason,
        decision=decision.id,
    )


def _asked_beside(
    payment: Payment, tip_minor: Minor, surcharge_minor: Minor, context: Context
) -> list[Decision]:
    """A row for the tip, one for the surcharge: each is given back, or stays, by itself."""
    rows = []
    for reason, minor in (
        (Reason.TIP_REFUND_FAILED, tip_minor),
        (Reason.SURCHARGE_REFUND_FAILED, surcharge_minor),
    ):
        if minor:
            row_id = DecisionId(derived_id("decision", context.mutation_id, payment.id, reason))
            rows.append(replace(_asked(payment, minor, reason, context), id=row_id))
    return rows


async def _tip_again(
    tx: Tx, payment: Payment, again: Payment, tip_minor: Minor, of: Id, context: Context
) -> tuple[Tip, ...]:
    """The tip belongs to the payment that came in again; or to the old one, if only the tip was to
    go back.
    """
    return tips(again, tip_minor, as_it_came(await tx.select(Tip, payment_id=payment.id)), context, of)


def _asked(payment: Payment, amount_minor: PositiveMinor, reason: Reason, context: Context) -> Decision:
    row = asked(payment, payment.matched_job_id or payment.id, None, amount_minor, reason, context)
    return replace(row, job_id=payment.matched_job_id, invoice_id=payment.invoice_id)


COMMANDS = (
    Command(name="payments.note_refund", input=NoteRefund, handler=note_refund, roles=SYSTEM),
    Command(
        name="payments.note_outside_refund",
        input=NoteOutsideRefund,
        handler=note_outside_refund,
        roles=SYSTEM,
    ),
    Command(
        name="payments.note_outside_refund_failed",
        input=NoteOutsideRefundFailed,
        handler=note_outside_refund_failed,
        roles=SYSTEM,
    ),
    Command(name="payments.note_dispute", input=NoteDispute, handler=note_dispute, roles=SYSTEM),
    Command(
        name="payments.note_dispute_move", input=NoteDisputeMove, handler=note_dispute_move, roles=SYSTEM
    ),
)
