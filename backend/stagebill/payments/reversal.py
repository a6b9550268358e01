"""A reversal takes back a payment that was entered wrongly or bounced, as a new row: the payment's
own stays.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NewType

from msgspec import Struct

from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor, NonNegativeMinor, PositiveMinor
from stagebill.kernel.records import Record
from stagebill.payments.allocation import Allocation, undo
from stagebill.payments.payment import Payment, PaymentId

ReversalId = NewType("ReversalId", Id)


class Reversal(Record, frozen=True, kw_only=True):
    """`tip_minor`, `surcharge_minor`: what of each the customer's bank took back with it."""

    organization_id: Id
    id: ReversalId
    payment_id: PaymentId
    amount_minor: PositiveMinor
    reason: str
    created_at: datetime
    created_by: Id | None = None
    mutation_id: Id
    tip_minor: NonNegativeMinor = 0
    surcharge_minor: NonNegativeMinor = 0


class Reversed(Struct, frozen=True, kw_only=True):
    """The reversal, and the rows that take the payment's money off its invoices."""

    reversal: Reversal
    undone: tuple[Allocation, ...]


class AlreadyReversed(Refusal):
    """A payment can be reversed once, and not when all of it was refunded."""

    kind = Kind.STALE


class TakenByGateway(Refusal):
    """Money that a processor took is given back by the processor, not by a reversal."""

    kind = Kind.STALE


class NotYourPayment(Refusal):
    """A technician reverses only payments that they recorded."""

    kind = Kind.FORBIDDEN


class ReasonMissing(Refusal):
    """Reversing a payment needs a reason that people can read later."""


def reverse(
    payment: Payment,
    allocations: Iterable[Allocation],
    context: Context,
    *,
    is_reversed: bool,
    reason: str,
    refunded_minor: Minor = 0,
    beside: tuple[Minor, Minor] = (0, 0),
) -> Reversed:
    """Take back all of the payment that was not refunded before, off every invoice it settled. `beside` is
    what went of its tip and of its surcharge.
    """
    if not reason.strip():
        raise ReasonMissing(payment_id=payment.id)
    if context.role == "technician" and payment.recorded_by != context.member_id:
        raise NotYourPayment(payment_id=payment.id)
    if is_reversed or refunded_minor >= payment.amount_minor:
        raise AlreadyReversed(payment_id=payment.id)
    if payment.source == "gateway" and context.role != "system":
        raise TakenByGateway(payment_id=payment.id, gateway=payment.gateway)
    reversal = Reversal(
        organization_id=payment.organization_id,
        id=ReversalId(derived_id("reversal", payment.id)),
        payment_id=payment.id,
        amount_minor=payment.amount_minor - refunded_minor,
        reason=reason.strip(),
        created_at=context.now,
        created_by=context.member_id,
        mutation_id=context.mutation_id,
        tip_minor=beside[0],
        surcharge_minor=beside[1],
    )
    return Reversed(reversal=reversal, undone=undo(allocations, context))
