"""A sending is a refund on its way through the processor that took the money: asked for, sent, or failed.

The refund itself is recorded before the processor is asked, so that no two of them can give back the same
money (PY-13). One that fails brings its money in again as a new payment, for somebody to decide on.
"""

from datetime import datetime, timedelta
from typing import Final, Literal

from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record, replace
from stagebill.payments.payment import Method, Payment, PaymentId
from stagebill.payments.refund import Refund, RefundId

SEND_REFUND: Final = "paypage.send_refund"
BY_PROCESSOR: Final = frozenset({Method.CARD, Method.ACH, Method.FINANCING})
BANK_REFUND_WITHIN: Final = timedelta(days=90)
# Lenders that let no program give money back: it is done in their own pages, found there and recorded.
MADE_THERE: Final = frozenset({"wisetack"})

State = Literal["asked", "sent", "failed"]


class Sending(Record, frozen=True, kw_only=True):
    """Stored under its refund's id. `gateway_ref` is the processor's name for it, `problem` why it failed."""

    organization_id: Id
    id: RefundId
    payment_id: PaymentId
    gateway: str
    gateway_ref: str | None = None
    state: State = "asked"
    problem: str | None = None
    asked_at: datetime
    updated_at: datetime


class TooLateForProcessor(Refusal):
    """A bank debit can go back the way it came for 90 days; after that the money is given back in another
    way.
    """

    kind = Kind.STALE


class RefundIsMadeThere(Refusal):
    """Money from a lender goes back through the lender's own pages; then it is recorded."""

    kind = Kind.STALE


def goes_by_processor(payment: Payment, method: Method | None) -> bool:
    """Money that a processor took goes back through it, unless a person says that they gave it back another
    way.
    """
    return payment.source == "gateway" and (method is None or method in BY_PROCESSOR)


def sending(payment: Payment, refund: Refund, context: Context) -> Sending:
    """The order to the processor."""
    if payment.method is Method.ACH and context.now - payment.received_at > BANK_REFUND_WITHIN:
        raise TooLateForProcessor(payment_id=payment.id, days=BANK_REFUND_WITHIN.days)
    assert payment.gateway is not None
    if payment.gateway in MADE_THERE:
        raise RefundIsMadeThere(payment_id=payment.id, gateway=payment.gateway)
    return Sending(
        organization_id=refund.organization_id,
        id=refund.id,
        payment_id=payment.id,
        gateway=payment.gateway,
        asked_at=context.now,
        updated_at=context.now,
    )


def heard(
    known: Sending, state: State, gateway_ref: str | None, problem: str | None, now: datetime
) -> Sending:
    """What the processor says about it. What failed stays failed: its money has come in again."""
    if known.state == "failed":
        return known
    return replace(
        known, state=state, gateway_ref=gateway_ref or known.gateway_ref, problem=problem, updated_at=now
    )
