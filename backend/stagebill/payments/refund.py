"""A refund gives money back: cash over the table, a check in the mail, or through the processor that took it.
It is a new row; the payment stays.

By itself it changes nothing of what is owed (D-51). Unapplied money is given back as it lies. Money that
settles an invoice is taken off it first, and is owed again; who wants to owe less lowers the invoice.

The tip goes back with the last of its payment, unless a person says otherwise; a part leaves it. A card
surcharge follows its payment in proportion; a person may give back more of it, and never less in all.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NewType

from msgspec import Struct

from stagebill.invoices.invoice import InvoiceId
from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor, NonNegativeMinor
from stagebill.kernel.records import Record
from stagebill.payments.allocation import Allocation, moved_off
from stagebill.payments.payment import Method, Payment, PaymentId
from stagebill.payments.surcharge import goes_along
from stagebill.payments.tip import Left

RefundId = NewType("RefundId", Id)


class Refund(Record, frozen=True, kw_only=True):
    """`invoice_id`: the one whose settled money went back, and on which it is owed again. `tip_minor` and
    `surcharge_minor` went back beside the amount.
    """

    organization_id: Id
    id: RefundId
    payment_id: PaymentId
    invoice_id: InvoiceId | None = None
    method: Method
    amount_minor: NonNegativeMinor
    reason: str
    reference: str = ""
    created_at: datetime
    created_by: Id | None = None
    mutation_id: Id
    tip_minor: NonNegativeMinor = 0
    surcharge_minor: NonNegativeMinor = 0


class Given(Struct, frozen=True, kw_only=True):
    """How money is given back, and why, as a person says it. Without a method it goes back as it came by a
    processor, and is cash else. `tip_minor`, `surcharge_minor`: None for what goes with it by rule.
    """

    amount_minor: NonNegativeMinor
    method: Method | None
    reason: str
    reference: str = ""
    invoice_id: InvoiceId | None = None
    tip_minor: NonNegativeMinor | None = None
    surcharge_minor: NonNegativeMinor | None = None


class Refunded(Struct, frozen=True, kw_only=True):
    """The refund, and the rows that take its money off the invoice that it settled."""

    refund: Refund
    moved: tuple[Allocation, ...]


class MoreThanReceived(Refusal):
    """All refunds of a payment together are at most what was received."""

    kind = Kind.STALE


class MoreThanTip(Refusal):
    """No more of a tip is given back than is left of it."""

    kind = Kind.STALE


class NotTheSurcharge(Refusal):
    """A surcharge goes back with what is refunded, at least in proportion, and no more than is left of it."""

    kind = Kind.STALE


class NothingGiven(Refusal):
    """A refund gives back money: of the payment, of its tip, or of its surcharge."""


class OnAnInvoice(Refusal):
    """Money that settles an invoice is given back by naming that invoice: it is owed there again."""

    kind = Kind.STALE


class RefundReasonMissing(Refusal):
    """Giving money back needs a reason that people can read later."""


def refund(
    payment: Payment,
    allocations: Iterable[Allocation],
    given: Given,
    context: Context,
    *,
    left: Left,
) -> Refunded:
    """`left` is what of it was not refunded or reversed before."""
    rows = list(allocations)
    if not given.reason.strip():
        raise RefundReasonMissing(payment_id=payment.id)
    refundable_minor = left.payment_minor
    if given.amount_minor > refundable_minor:
        raise MoreThanReceived(refundable_minor=refundable_minor)
    tip_minor, surcharge_minor = _beside(given, left)
    if not given.amount_minor + tip_minor + surcharge_minor:
        raise NothingGiven(payment_id=payment.id)
    unapplied_minor = refundable_minor - sum(row.amount_minor for row in rows)
    if given.invoice_id is None and given.amount_minor > unapplied_minor:
        raise OnAnInvoice(unapplied_minor=unapplied_minor)
    moved = (
        moved_off(rows, given.invoice_id, given.amount_minor, given.reason.strip(), context)
        if given.invoice_id and given.amount_minor
        else ()
    )
    row = Refund(
        organization_id=payment.organization_id,
        id=RefundId(derived_id("refund", context.mutation_id)),
        payment_id=payment.id,
        invoice_id=given.invoice_id if given.amount_minor else None,
        method=given.method or (payment.method if payment.source == "gateway" else Method.CASH),
        amount_minor=given.amount_minor,
        reason=given.reason.strip(),
        reference=given.reference,
        created_at=context.now,
        created_by=context.member_id,
        mutation_id=context.mutation_id,
        tip_minor=tip_minor,
        surcharge_minor=surcharge_minor,
    )
    return Refunded(refund=row, moved=moved)


def _beside(given: Given, left: Left) -> tuple[Minor, Minor]:
    """What of tip and surcharge goes back, by rule or as a person says it."""
    tip_minor = given.tip_minor
    if tip_minor is None:
        tip_minor = left.tip_minor if given.amount_minor == left.payment_minor else 0
    if tip_minor > left.tip_minor:
        raise MoreThanTip(tip_left_minor=left.tip_minor)
    least_minor = goes_along(given.amount_minor, left.payment_minor, left.surcharge_minor, left.came)
    surcharge_minor = least_minor if given.surcharge_minor is None else given.surcharge_minor
    if not least_minor <= surcharge_minor <= left.surcharge_minor:
        raise NotTheSurcharge(least_minor=least_minor, surcharge_left_minor=left.surcharge_minor)
    return tip_minor, surcharge_minor


def surcharge_back(payment: Payment, surcharge_minor: Minor, reason: str, context: Context) -> Refund:
    """The surcharge alone goes back through the processor, by the product itself."""
    return Refund(
        organization_id=payment.organization_id,
        id=RefundId(derived_id("refund", context.mutation_id)),
        payment_id=payment.id,
        method=payment.method,
        amount_minor=0,
        reason=reason,
        created_at=context.now,
        mutation_id=context.mutation_id,
        surcharge_minor=surcharge_minor,
    )
