"""A job's statement as data: what was agreed, billed, paid, held back and is left, from facts alone.

Every sum is the app's own: paid, on its way, due, held back and later together are the job's price.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, Literal

import msgspec

from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.paypage.page.pay_page import Company, File, Part
from stagebill.settings.payment_terms import PaymentOptions


class NothingReceived(Refusal):
    """A payment that was taken back, or given back whole, has no receipt."""

    kind = Kind.STALE


Situation = Literal["nothing_billed", "due", "on_its_way", "nothing_due", "all_paid", "canceled"]

BILLS_MAX: Final = 60
RECEIPTS_MAX: Final = 40
PHOTOS_MAX: Final = 24


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """An approved change order."""

    number: str
    title: str
    total_minor: Minor
    approved_at: datetime | None


class Bill(msgspec.Struct, frozen=True, kw_only=True):
    """An invoice of the job, as far as the customer is concerned. Without a `pay_path` its page is closed.
    `is_doubted`: it may have been paid, and the company looks whether it was.
    """

    id: Id
    title: str
    number: str
    status: str
    total_minor: Minor
    held_minor: Minor
    released_minor: Minor
    credited_minor: Minor
    owed_minor: Minor
    paid_minor: Minor
    pending_minor: Minor
    due_minor: Minor
    issued_on: date
    due_on: date | None
    stage_place: int | None = None
    pay_path: str | None = None
    options: PaymentOptions = PaymentOptions()
    is_doubted: bool = False


class Credit(msgspec.Struct, frozen=True, kw_only=True):
    """A credit note: what was taken off which invoice."""

    id: Id
    number: str
    invoice_number: str
    total_minor: Minor
    issued_on: date


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A stage that is not billed yet; `on` is its day, where it waits for one."""

    place: int
    title: str
    amount_minor: Minor
    is_ready: bool
    on: date | None


class Share(msgspec.Struct, frozen=True):
    """The part of a payment that settled one invoice."""

    number: str
    amount_minor: Minor


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """A payment, as far as it is for this job: what of it settled which invoice, and what no invoice has yet.

    What was given back or did not arrive in the end is no part of it any more.
    """

    payment_id: Id
    method: str
    reference: str
    taken_at: datetime
    shares: tuple[Share, ...]
    unapplied_minor: Minor
    charged_minor: Minor = 0  # the whole payment, with its tip and surcharge
    back_minor: Minor = 0  # of that, given back to the customer or on its way
    tip_minor: Minor = 0  # came beside the payment, for the crew
    tip_left_minor: Minor = 0  # of the tip, what did not go back
    surcharge_minor: Minor = 0  # came beside the payment for paying by credit card
    surcharge_left_minor: Minor = 0
    went_back_minor: Minor = 0  # of all three, as the customer's bank tells them

    @property
    def amount_minor(self) -> Minor:
        return self.unapplied_minor + sum(share.amount_minor for share in self.shares)


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the page and the document are made of. `visit_on` is the next appointment's day;
    `awaits_decision`: the office has yet to say what becomes of money paid for the job.
    """

    company: Company
    language: str
    customer_name: str
    job_id: Id
    customer_id: Id
    number: str
    title: str
    site: str | None
    canceled_on: date | None
    total_minor: Minor
    held_minor: Minor
    unapplied_minor: Minor
    changes: tuple[Change, ...]
    bills: tuple[Bill, ...]
    planned: tuple[Planned, ...]
    received: tuple[Received, ...]
    visit_on: date | None
    awaits_decision: bool = False
    credits: tuple[Credit, ...] = ()
    photos: tuple[File, ...] = ()
    gone: tuple[Received, ...] = ()
    """Payments of which nothing is left: their customer has a receipt, and has the money again."""

    @property
    def payments(self) -> tuple[Received, ...]:
        """All of them, the newest first."""
        return tuple(sorted((*self.received, *self.gone), key=lambda paid: paid.taken_at, reverse=True))

    @property
    def live(self) -> tuple[Bill, ...]:
        return tuple(bill for bill in self.bills if bill.status in {"open", "paid"})

    @property
    def paid_minor(self) -> Minor:
        return sum(bill.paid_minor for bill in self.live)

    @property
    def pending_minor(self) -> Minor:
        return sum(min(bill.pending_minor, bill.due_minor) for bill in self.live)

    @property
    def due_minor(self) -> Minor:
        """What the customer can pay now: what is on its way is not asked for a second time."""
        return sum(max(bill.due_minor - bill.pending_minor, 0) for bill in self.live)

    @property
    def billed_minor(self) -> Minor:
        """What live invoices take of the job's price."""
        return sum(bill.total_minor - bill.released_minor - bill.credited_minor for bill in self.live)

    @property
    def left_minor(self) -> Minor:
        """What is not billed yet. Of a canceled job nothing will be."""
        return 0 if self.canceled_on else self.total_minor - self.billed_minor

    @property
    def has_next(self) -> bool:
        """Whether money paid ahead will settle an invoice to come. What may go back is promised to none."""
        return self.left_minor > 0 and not self.awaits_decision

    @property
    def changes_minor(self) -> Minor:
        return sum(change.total_minor for change in self.changes)

    @property
    def agreed_minor(self) -> Minor:
        """The job's price without its approved changes."""
        return self.total_minor - self.changes_minor


def situation(statement: Statement) -> Situation:
    """What the page is about, the most pressing first."""
    if statement.due_minor > 0:
        return "due"
    if statement.canceled_on is not None:
        return "canceled"
    if statement.pending_minor > 0:
        return "on_its_way"
    if not statement.live:
        return "nothing_billed"
    return "all_paid" if statement.left_minor == 0 and statement.held_minor == 0 else "nothing_due"


def bar(statement: Statement) -> tuple[tuple[Part, Minor], ...]:
    """The stage bar's parts and their amounts, empty ones left out."""
    parts: tuple[tuple[Part, Minor], ...] = (
        ("paid", statement.paid_minor),
        ("wait", statement.pending_minor),
        ("open", statement.due_minor),
        ("held", statement.held_minor),
        ("left", statement.left_minor),
    )
    return tuple((part, amount) for part, amount in parts if amount > 0)


def next_day(
    statement: Statement, today: date
) -> tuple[Literal["pay_by", "overdue", "stage", "visit"], date] | None:
    """The day that comes next for the customer: to pay, else a planned stage, else an appointment."""
    payable = [bill.due_on for bill in statement.live if bill.due_on and bill.due_minor > bill.pending_minor]
    if payable:
        first = min(payable)
        return ("overdue" if first < today else "pay_by", first)
    stages = [stage.on for stage in statement.planned if stage.on and stage.on >= today]
    if stages:
        return "stage", min(stages)
    return ("visit", statement.visit_on) if statement.visit_on else None


def chip_of(bill: Bill, today: date) -> str:
    """The one word for an invoice in the customer's list."""
    if bill.status in {"void", "canceled"}:
        return bill.status
    if bill.owed_minor == 0:
        return "credited"
    if bill.status == "paid":
        return "paid"
    if bill.pending_minor >= bill.due_minor:
        return "pending"
    if bill.due_on is not None and bill.due_on < today:
        return "overdue"
    return "part_paid" if bill.paid_minor > 0 else "open"


def cut(bills: Sequence[Bill]) -> tuple[tuple[Bill, ...], tuple[Bill, ...]]:
    """What a page shows one by one, and the earliest that it only counts. What is to be paid is shown."""
    if len(bills) <= BILLS_MAX:
        return tuple(bills), ()
    over = len(bills) - BILLS_MAX
    settled = [bill for bill in bills if bill.due_minor == 0][:over]
    left_out = {bill.id for bill in settled}
    return tuple(bill for bill in bills if bill.id not in left_out), tuple(settled)
