"""The office records that it got what a member took, or undoes that."""

from typing import Annotated

import msgspec
from msgspec import Meta

from stagebill.identity.member import Member
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.text import Note, without_card_numbers
from stagebill.payments.payment import Payment
from stagebill.payments.refund import Refund
from stagebill.payments.reversal import Reversal
from stagebill.sync.command import OFFICE_ROLES, Command
from stagebill.sync.effect import Effect
from stagebill.takings.handover import PAYMENTS_MAX, HandedPayment, Handover, Taken, handed_over, undone
from stagebill.takings.queries import HandoverView, answer_handover


class ReceiveTakings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record that a member handed over cash and checks: these payments of theirs."""

    member_id: Id
    payment_ids: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=PAYMENTS_MAX)]
    note: Note = ""


class UndoHandover(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Undo a handover that was marked by mistake: its payments are with the member again."""

    handover_id: Id


async def receive_takings(data: ReceiveTakings, context: Context, tx: Tx) -> Effect:
    """Under the member's lock, so that two people counting the same notes count them once."""
    member = await tx.lock(Member, data.member_id)
    taken = [await _taken(tx, payment_id) for payment_id in dict.fromkeys(data.payment_ids)]
    handover, rows = handed_over(taken, member.id, without_card_numbers(data.note), context)
    # The rows refer to it, so it is written first.
    return Effect(id=handover.id, records=(handover, *rows))


async def _taken(tx: Tx, payment_id: Id) -> Taken:
    payment = await tx.load(Payment, payment_id)
    reversals = await tx.select(Reversal, payment_id=payment.id)
    refunds = await tx.select(Refund, payment_id=payment.id)
    handed = await tx.select(HandedPayment, payment_id=payment.id, undone_at=None)
    return Taken(
        payment=payment,
        back_minor=sum(row.amount_minor for row in reversals) + sum(row.amount_minor for row in refunds),
        is_handed_over=bool(handed),
    )


async def undo_handover(data: UndoHandover, context: Context, tx: Tx) -> Effect:
    """The row stays, with who undid it and when."""
    handover = await tx.lock(Handover, data.handover_id)
    rows = await tx.select(HandedPayment, handover_id=handover.id)
    after, freed = undone(handover, rows, context)
    return Effect(id=after.id, records=(after, *freed))


COMMANDS = (
    Command(
        name="takings.receive_takings",
        input=ReceiveTakings,
        handler=receive_takings,
        roles=OFFICE_ROLES,
        route="POST /api/takings/handovers",
        answer=answer_handover,
        view=HandoverView,
        status=201,
    ),
    Command(
        name="takings.undo_handover",
        input=UndoHandover,
        handler=undo_handover,
        roles=OFFICE_ROLES,
        route="POST /api/takings/handovers/{handover_id}/undo",
        answer=answer_handover,
        view=HandoverView,
    ),
)
