"""A payment is a fact: money that a person or a processor says was taken. It is stored as received."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal, NewType

from msgspec import Struct

from stagebill.kernel.ids import Id
from stagebill.kernel.money import PositiveMinor
from stagebill.kernel.records import Record

PaymentId = NewType("PaymentId", Id)

Source = Literal["app", "api", "gateway"]

SKEW_MAX: Final = timedelta(minutes=5)  # between a device's clock and ours, before it is flagged
AGE_MAX: Final = timedelta(days=30)
ABSURD: Final = timedelta(days=36_525)  # a clock a century off tells nothing, and calendars end at year 9999
DUPLICATE_WITHIN: Final = timedelta(minutes=15)


class Method(StrEnum):
    CASH = "cash"
    CHECK = "check"
    CARD = "card"
    ACH = "ach"
    FINANCING = "financing"
    OTHER = "other"


class Reason(StrEnum):
    """Why money is unapplied, in part or in full."""

    OVER_PAYMENT = "over_payment"
    INVOICE_VOID = "invoice_void"
    INVOICE_PAID = "invoice_paid"
    INVOICE_PENDING = (
        "invoice_pending"  # a bank debit for it is under way, so it cannot be paid a second time
    )
    INVOICE_DRAFT = "invoice_draft"
    INVOICE_UNKNOWN = "invoice_unknown"
    JOB_UNKNOWN = "job_unknown"
    CUSTOMER_UNKNOWN = "customer_unknown"
    CUSTOMER_MISMATCH = "customer_mismatch"
    CURRENCY_MISMATCH = "currency_mismatch"
    NOTHING_NAMED = "nothing_named"
    ACTOR_LOST_PERMISSION = "actor_lost_permission"
    JOB_CANCELED = "job_canceled"  # its invoices ask for nothing any more
    DISPUTED = "disputed"  # the customer's bank may take it back
    REFUND_FAILED = "refund_failed"  # the processor could not give it back
    TIP_REFUND_FAILED = (
        "tip_refund_failed"  # the tip alone was to go back: beside the payment, it is unapplied nowhere
    )
    SURCHARGE_REFUND_FAILED = "surcharge_refund_failed"  # as of a tip, of a card surcharge
    DISPUTE_WON = "dispute_won"  # it was lost to a dispute, and came back by an appeal
    CREDITED = "credited"  # a credit note took off the invoice what this had paid
    ADVANCE = "advance"  # money for stages not yet invoiced: inside the job's total, so nobody has to decide
    WHOLE_INVOICES_ONLY = (
        "whole_invoices_only"  # the company's choice: it waits for an invoice that it covers
    )


# What is asked about money beside the payment: none of it is unapplied, and it holds nothing back.
BESIDE_FAILED: Final = frozenset({Reason.TIP_REFUND_FAILED, Reason.SURCHARGE_REFUND_FAILED})


class Payment(Record, frozen=True, kw_only=True):
    """`job_id`, `customer_id` and `invoice_id` are what the author claimed; `matched_…` is what was found."""

    organization_id: Id
    id: PaymentId
    job_id: Id | None = None
    customer_id: Id | None = None
    invoice_id: Id | None = None
    matched_job_id: Id | None = None
    matched_customer_id: Id | None = None
    method: Method
    amount_minor: PositiveMinor
    currency: str
    taken_at: datetime
    taken_at_adjusted: datetime
    received_at: datetime
    clock_flag: bool = False
    reference: str = ""
    note: str = ""
    receipt: str = ""
    source: Source
    gateway: str | None = None
    gateway_ref: str | None = None
    recorded_by: Id | None = None
    device_id: Id | None = None
    unapplied_reason: Reason | None = None
    suspect_duplicate: bool = False
    mutation_id: Id


class Taken(Struct, frozen=True, kw_only=True):
    """When a payment was taken, by the device and as well as our clock can tell, and whether a person should
    look.
    """

    taken_at: datetime
    taken_at_adjusted: datetime
    clock_flag: bool


def taken(taken_at: datetime, received_at: datetime, device_now: datetime | None = None) -> Taken:
    """The device's time, corrected by how far its clock was off when it sent; flagged when odd, never
    refused.
    """
    skew = received_at - device_now if device_now is not None else timedelta(0)
    if abs(received_at - taken_at) > ABSURD:
        return Taken(taken_at=received_at, taken_at_adjusted=received_at, clock_flag=True)
    if abs(skew) > ABSURD:
        return Taken(taken_at=taken_at, taken_at_adjusted=received_at, clock_flag=True)
    adjusted = taken_at + skew
    age = received_at - adjusted
    odd = abs(skew) > SKEW_MAX or age > AGE_MAX or age < -SKEW_MAX
    return Taken(taken_at=taken_at, taken_at_adjusted=adjusted, clock_flag=odd)


def is_suspect_duplicate(payment: Payment, others: Iterable[Payment]) -> bool:
    """Whether another device recorded the same money. Both are kept: two people may both have taken cash."""
    return payment.invoice_id is not None and any(_is_same_money(payment, other) for other in others)


def _is_same_money(one: Payment, other: Payment) -> bool:
    same = (one.invoice_id, one.amount_minor, one.method) == (
        other.invoice_id,
        other.amount_minor,
        other.method,
    )
    apart = abs(one.taken_at_adjusted - other.taken_at_adjusted)
    return same and one.id != other.id and one.device_id != other.device_id and apart <= DUPLICATE_WITHIN
