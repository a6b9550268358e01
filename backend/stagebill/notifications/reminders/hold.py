"""A hold keeps reminders of an invoice, or to a customer, back: until a day that was promised, or until the
office lifts it.
"""

from datetime import date, datetime, timedelta
from typing import Literal

from stagebill.invoices.invoice import Invoice
from stagebill.invoices.status import Status
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.records import Record
from stagebill.kernel.text import Line
from stagebill.paypage.page.pay_page import PROMISE_DAYS_MAX

Why = Literal["off", "promised", "question", "dispute"]


class ReminderHold(Record, frozen=True, kw_only=True):
    """One for each invoice or customer, kept when it is lifted. `until` is the last day that it holds."""

    organization_id: Id
    id: Id
    invoice_id: Id | None
    customer_id: Id | None
    why: Why
    until: date | None
    note: Line
    is_on: bool
    updated_at: datetime
    updated_by: Id | None
    by_customer: bool = False  # the customer asked for it themselves


class PromiseWithoutDay(Refusal):
    """A promise must name a day in the future."""


class PromiseTooFar(Refusal):
    """A customer can promise a day within the next month; the office may agree to a later one."""


class NothingToPromise(Refusal):
    """A day can be promised only for an invoice that was sent and is not fully paid."""

    kind = Kind.STALE


class HeldOtherwise(Refusal):
    """A promise cannot replace a hold that the office set for another reason."""

    kind = Kind.STALE


class NothingHeld(Refusal):
    """Only an existing hold can be lifted."""


def hold_id(subject_id: Id) -> Id:
    """The hold of an invoice or a customer."""
    return derived_id("reminder_hold", subject_id)


def check_hold(why: Why, until: date | None, today: date) -> None:
    """Raises PromiseWithoutDay."""
    if (why == "promised" and until is None) or (until is not None and until < today):
        raise PromiseWithoutDay()


def check_promise(invoice: Invoice, known: ReminderHold | None, on: date, today: date) -> None:
    """What a customer promises by themselves. Raises NothingToPromise, PromiseWithoutDay, PromiseTooFar,
    HeldOtherwise.
    """
    if invoice.status is not Status.OPEN or invoice.sent_at is None:
        raise NothingToPromise(invoice_id=invoice.id, status=invoice.status)
    check_hold("promised", on, today)
    if on > today + timedelta(PROMISE_DAYS_MAX):
        raise PromiseTooFar(days_max=PROMISE_DAYS_MAX)
    if known is not None and known.is_on and known.why != "promised":
        raise HeldOtherwise(why=known.why)
