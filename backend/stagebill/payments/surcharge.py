"""A card surcharge is what a customer pays on top for paying by credit card: money of its own.

It is no part of what is owed: it fills no invoice, counts to no cap and is in no job's progress (D-01, D-54).
What a processor captured is the payment, its tip and its surcharge together. Card networks want it back in
proportion to what is refunded, so it follows its payment, to the cent.
"""

from datetime import datetime
from typing import NewType

from stagebill.kernel.context import Context
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor, PositiveMinor, share
from stagebill.kernel.records import Record
from stagebill.payments.payment import Payment, PaymentId

SurchargeId = NewType("SurchargeId", Id)


class Surcharged(Record, frozen=True, kw_only=True):
    """The surcharge of a payment."""

    organization_id: Id
    id: SurchargeId
    payment_id: PaymentId
    amount_minor: PositiveMinor
    created_at: datetime
    mutation_id: Id


def surcharged(payment: Payment, amount_minor: Minor, context: Context, *of: Id) -> tuple[Surcharged, ...]:
    """The row of a payment's surcharge, or none. `of`: a refund that failed, whose surcharge comes again."""
    if not amount_minor:
        return ()
    row = Surcharged(
        organization_id=payment.organization_id,
        id=SurchargeId(derived_id("surcharge", payment.id, *of)),
        payment_id=payment.id,
        amount_minor=amount_minor,
        created_at=context.now,
        mutation_id=context.mutation_id,
    )
    return (row,)


def goes_along(back_minor: Minor, left_minor: Minor, surcharge_left_minor: Minor) -> Minor:
    """What of a surcharge goes back with a part of its payment: as much of what is left of it, to the cent,
    and all of it with the last.
    """
    if not left_minor or not back_minor:
        return 0
    return share(surcharge_left_minor, back_minor, left_minor)
