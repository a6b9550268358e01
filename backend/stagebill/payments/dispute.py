"""A dispute is a payment that the customer's bank takes back, or asks to: with a deadline, won or lost.

What is owed changes only when it is lost (D-55). A bank debit that comes back is lost at once. A lost dispute
may be appealed and won after all: then its money comes in again, for somebody to place.
"""

from datetime import datetime
from typing import Literal, NewType

from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor, PositiveMinor
from stagebill.kernel.records import Record, replace
from stagebill.payments.payment import Payment, PaymentId

DisputeId = NewType("DisputeId", Id)
State = Literal["open", "won", "lost"]


class Dispute(Record, frozen=True, kw_only=True):
    """`reason` is the bank's word for it; `due_by` is until when the processor accepts evidence, once.
    `lost_at` is when it was first lost and never changes, because that day's books do not. `closed_at` is
    when it was last decided.
    """

    organization_id: Id
    id: DisputeId
    payment_id: PaymentId
    gateway_ref: str
    amount_minor: PositiveMinor
    reason: str
    state: State
    due_by: datetime | None = None
    opened_at: datetime
    closed_at: datetime | None = None
    lost_at: datetime | None = None


class DisputeMove(Record, frozen=True, kw_only=True):
    """What a dispute did to the balance at the processor: it took `amount_minor` (below zero) or gave it
    back, and cost `fee_minor`, or gave a fee back (below zero). `gateway_ref` is the processor's name for it.
    """

    organization_id: Id
    id: Id
    dispute_id: DisputeId
    payment_id: PaymentId
    gateway_ref: str
    amount_minor: Minor
    fee_minor: Minor
    created_at: datetime
    mutation_id: Id


class BeingDisputed(Refusal):
    """What happens to disputed money is up to the customer's bank."""

    kind = Kind.STALE


def opened(
    payment: Payment,
    gateway_ref: str,
    amount_minor: PositiveMinor,
    reason: str,
    due_by: datetime | None,
    context: Context,
) -> Dispute:
    """A dispute that was not known yet."""
    return Dispute(
        organization_id=payment.organization_id,
        id=dispute_id(payment.id, gateway_ref),
        payment_id=payment.id,
        gateway_ref=gateway_ref,
        amount_minor=amount_minor,
        reason=reason,
        state="open",
        due_by=due_by,
        opened_at=context.now,
    )


def dispute_id(payment_id: Id, gateway_ref: str) -> DisputeId:
    """One dispute for each one that the processor names."""
    return DisputeId(derived_id("dispute", payment_id, gateway_ref))


def moved(
    dispute: Dispute, gateway_ref: str, amount_minor: Minor, fee_minor: Minor, context: Context
) -> DisputeMove:
    """What it took or gave back, and what that cost."""
    return DisputeMove(
        organization_id=dispute.organization_id,
        id=derived_id("dispute_move", dispute.id, gateway_ref),
        dispute_id=dispute.id,
        payment_id=dispute.payment_id,
        gateway_ref=gateway_ref,
        amount_minor=amount_minor,
        fee_minor=fee_minor,
        created_at=context.now,
        mutation_id=context.mutation_id,
    )


def closed(known: Dispute, state: State, now: datetime) -> Dispute:
    """Won or lost, each time that the bank decides. An appeal under way changes nothing yet; its
    result does.
    """
    if state in ("open", known.state):
        return known
    lost_at = known.lost_at or (now if state == "lost" else None)
    return replace(known, state=state, closed_at=now, lost_at=lost_at)
