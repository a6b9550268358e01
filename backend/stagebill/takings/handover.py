"""A handover: a member gave the office cash and checks that they took, and the office counted them.

It moves no money between a customer and the company, so no balance changes: it says where the money is.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NewType

from msgspec import Struct

from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record, replace
from stagebill.payments.payment import Method, Payment

HandoverId = NewType("HandoverId", Id)

PAYMENTS_MAX: Final = 200
HANDED: Final = frozenset({Method.CASH, Method.CHECK})
"""What a member has in the pocket; all else is money that came by itself."""


class Handover(Record, frozen=True, kw_only=True):
    """What one member gave at one time. Once undone, the money is with the member again."""

    organization_id: Id
    id: HandoverId
    member_id: Id
    cash_minor: Minor
    check_minor: Minor
    payment_count: int
    handed_at: datetime
    received_by: Id | None
    note: str = ""
    undone_at: datetime | None = None
    undone_by: Id | None = None
    mutation_id: Id


class HandedPayment(Record, frozen=True, kw_only=True):
    """A payment in a handover; in one at a time."""

    organization_id: Id
    id: Id
    handover_id: HandoverId
    payment_id: Id
    amount_minor: Minor
    undone_at: datetime | None = None


class Taken(Struct, frozen=True, kw_only=True):
    """A payment, what of it went back to the customer, and whether it was handed over before."""

    payment: Payment
    back_minor: Minor
    is_handed_over: bool


class NotTheirs(Refusal):
    """A handover holds payments that its member recorded."""


class NothingToHandOver(Refusal):
    """Only cash and checks are handed over, and only what did not go back to the customer."""

    kind = Kind.STALE


class HandedOverAlready(Refusal):
    """A payment is handed over once; undo the first handover to count it again."""

    kind = Kind.STALE


class UndoneAlready(Refusal):
    """A handover is undone once."""

    kind = Kind.STALE


def handed_over(
    taken: Sequence[Taken], member_id: Id, note: str, context: Context
) -> tuple[Handover, tuple[HandedPayment, ...]]:
    """The handover of these payments, and a row for each."""
    for each in taken:
        _check(each, member_id)
    id_ = HandoverId(derived_id("handover", context.mutation_id))
    rows = tuple(
        HandedPayment(
            organization_id=context.organization_id,
            id=derived_id("handed_payment", context.mutation_id, each.payment.id),
            handover_id=id_,
            payment_id=each.payment.id,
            amount_minor=each.payment.amount_minor - each.back_minor,
        )
        for each in taken
    )
    handover = Handover(
        organization_id=context.organization_id,
        id=id_,
        member_id=member_id,
        cash_minor=_sum(taken, Method.CASH),
        check_minor=_sum(taken, Method.CHECK),
        payment_count=len(rows),
        handed_at=context.now,
        received_by=context.member_id,
        note=note,
        mutation_id=context.mutation_id,
    )
    return handover, rows


def undone(
    handover: Handover, rows: Iterable[HandedPayment], context: Context
) -> tuple[Handover, tuple[HandedPayment, ...]]:
    """The handover marked as undone. Raises UndoneAlready."""
    if handover.undone_at is not None:
        raise UndoneAlready(handover_id=handover.id)
    after = replace(handover, undone_at=context.now, undone_by=context.member_id)
    return after, tuple(replace(row, undone_at=context.now) for row in rows)


def _check(taken: Taken, member_id: Id) -> None:
    payment = taken.payment
    if payment.recorded_by != member_id:
        raise NotTheirs(payment_id=payment.id)
    if payment.method not in HANDED or payment.source == "gateway":
        raise NothingToHandOver(payment_id=payment.id)
    if taken.back_minor >= payment.amount_minor:
        raise NothingToHandOver(payment_id=payment.id)
    if taken.is_handed_over:
        raise HandedOverAlready(payment_id=payment.id)


def _sum(taken: Iterable[Taken], method: Method) -> Minor:
    return sum(each.payment.amount_minor - each.back_minor for each in taken if each.payment.method is method)
