"""A card surcharge is what a customer pays on top for paying by credit card: money of its own.

It is no part of what is owed: it fills no invoice, counts to no cap and is in no job's progress (D-01, D-54).
What a processor captured is the payment, its tip and its surcharge together. Card networks want it back in
proportion to what is refunded: what of it stays is what of its payment stays, to the cent, in whatever parts
the rest went (0089).
"""

from datetime import datetime
from typing import NamedTuple, NewType

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


class Came(NamedTuple):
    """A payment and its surcharge as they came in: what failed to go back is no second surcharge."""

    payment_minor: Minor
    surcharge_minor: Minor


def goes_along(back_minor: Minor, left_minor: Minor, surcharge_left_minor: Minor, came: Came) -> Minor:
    """What of a surcharge goes back with a part of its payment: all but what stays with the rest of that.

    Reckoned from what came, and not from what is left: rounded with each of 30 refunds of 0.16, 3 cents went
    back where 14 were due. What was given back beyond that before is made less of.
    """
    if not back_minor:
        return 0
    stays_minor = share(came.surcharge_minor, left_minor - back_minor, came.payment_minor)
    return max(0, surcharge_left_minor - stays_minor)


def stays_of_both(rest_minor: Minor, left_minor: Minor, surcharge_left_minor: Minor, came: Came) -> Minor:
    """What of the rest of a charge is surcharge, where only the sum of both is known that went: as of what
    came. Neither grows by it, and no surcharge stays without its payment.
    """
    if not left_minor or not rest_minor:
        return rest_minor
    stays_minor = share(came.surcharge_minor, rest_minor, sum(came))
    return min(max(stays_minor, rest_minor - left_minor), surcharge_left_minor, rest_minor - 1)
