"""Money that came back to us: from a refund that failed, or a dispute that was won after it was lost.

It is a payment of its own, which somebody has to place. To the processor it is still the original payment.
"""

from typing import Final, NamedTuple

from stagebill.kernel.context import Context
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import replace
from stagebill.payments.payment import Payment, PaymentId, Reason

_AFTER: Final = {Reason.REFUND_FAILED: "refund", Reason.DISPUTE_WON: "dispute"}
CAME_AGAIN: Final = frozenset(_AFTER)
"""Why a payment is one that came in again."""

_OUTSIDE: Final = "outside_refund"


def outside_refund_id(payment_id: Id, gateway_ref: str) -> Id:
    """The id of the mutation that records a refund made at the processor itself, so that it is
    recorded once.
    """
    return derived_id(_OUTSIDE, payment_id, gateway_ref)


class After(NamedTuple):
    """What money that came back is named after: a dispute that was won (DISPUTE_WON), or else the row by
    which it had gone (REFUND_FAILED).
    """

    reason: Reason
    id: Id


def come_again(
    payment: Payment, after: After, amount_minor: Minor, reason: Reason, context: Context
) -> Payment:
    """The payment that it is now."""
    return replace(
        payment,
        id=comeback_id(*after),
        amount_minor=amount_minor,
        taken_at=context.now,
        taken_at_adjusted=context.now,
        received_at=context.now,
        gateway_ref=f"{_AFTER[after.reason]}:{after.id}",
        unapplied_reason=reason,
        suspect_duplicate=False,
        mutation_id=context.mutation_id,
    )


def comeback_id(reason: Reason, after_id: Id) -> PaymentId:
    """One payment per failed refund, and one each time that a dispute was won after all."""
    return PaymentId(derived_id(reason, after_id))
