"""The pay page as data: what the customer is told and offered, decided from facts alone."""

from datetime import date, datetime
from typing import Literal

import msgspec

from stagebill.invoices.as_issued import Said
from stagebill.invoices.stored_material import Goods
from stagebill.jobs.attendance import Attendance
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Bps, Minor
from stagebill.paypage.afterwards.setback import Setback
from stagebill.paypage.checkout import UNKNOWN, Checkout
from stagebill.settings.payment_terms import PaymentOptions
from stagebill.settings.texts import Texts
from stagebill.settings.tip_percents import TIP_PERCENTS, TipPercents
from stagebill.settings.visible_fields import VisibleFields

Situation = Literal[
    "payable",
    "paying",
    "pending",
    "processing",
    "paid",
    "void",
    "canceled",
    "credited",
    "draft",
    "doubted",
]
Part = Literal["paid", "wait", "open", "other", "held", "left"]

LINES_MAX = 40
RECEIPTS_MAX = 20
PROMISE_DAYS_MAX = 31
"""A customer promises a day of the next month; the office may agree to a later one."""


class Company(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to be paid."""

    name: str
    currency: str
    zone: str
    language: str
    phone: str | None
    email: str | None
    accent: str | None
    legal_name: str | None = None
    address: str | None = None
    website: str | None = None
    tax_number: str | None = None
    logo: str | None = None
    texts: Texts = Texts()
    tip_percents_bps: TipPercents = TIP_PERCENTS


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the job's price."""

    description: str
    quantity_milli: int
    unit_price_minor: int
    amount_minor: int
    exempt: bool = False
    group_title: str | None = None


class BilledLine(msgspec.Struct, frozen=True, kw_only=True):
    """What the invoice bills of one line of the job, before tax, as it was asked for."""

    description: str
    amount_minor: int
    goods: Goods
    percent_bps: Bps | None
    quantity_milli: int | None
    unit_price_minor: int
    exempt: bool = False
    group_title: str | None = None


class More(msgspec.Struct, frozen=True):
    """Lines that the page has no room for: how many, and what they come to."""

    count: int = 0
    amount_minor: int = 0


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """The job: its price, and what of it is paid, on its way and billed over all its live invoices."""

    title: str
    site: str | None
    total_minor: int
    discount_minor: int
    paid_minor: int
    pending_minor: int
    open_minor: int
    held_minor: int
    lines: tuple[Line, ...]
    more: More = More()
    taxes: tuple[TaxLine, ...]


class Replaced(msgspec.Struct, frozen=True, kw_only=True):
    """What an invoice said that this one took the place of."""

    number: str
    total_minor: int
    due_on: date | None


class Credited(msgspec.Struct, frozen=True, kw_only=True):
    """What a credit note took off the invoice, and why."""

    id: Id
    number: str
    reason: str
    amount_minor: int


class Bill(msgspec.Struct, frozen=True, kw_only=True):
    """The invoice that the link is for."""

    id: Id
    job_id: Id
    title: str
    number: str | None
    status: str
    total_minor: int
    held_minor: int
    released_minor: int
    credited_minor: int
    owed_minor: int
    paid_minor: int
    pending_minor: int
    due_minor: int
    due_on: date | None
    percent_bps: Bps
    message: str
    options: PaymentOptions
    takes_part: bool  # the customer may choose a smaller sum
    shown: VisibleFields
    # Only an invoice of chosen lines has lines of its own; every other takes its share of all of them.
    lines: tuple[BilledLine, ...] = ()
    more: More = More()
    taxes: tuple[TaxLine, ...] = ()
    replaces: Replaced | None = None
    credits: tuple[Credited, ...] = ()
    # Which of the planned stages it bills, counted from 1, and how many there are.
    stage_place: int | None = None
    stage_count: int = 0

    @property
    def wanted_minor(self) -> int:
        """What is due and not on its way: nobody is reminded of more."""
        return max(self.due_minor - self.pending_minor, 0)


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A photo or document that the invoice shows; a document has no size."""

    id: Id
    name: str
    caption: str
    width: int | None
    height: int | None
    line_item_id: Id | None = None


class ReceiptShare(msgspec.Struct, frozen=True):
    """What of a payment settled one invoice."""

    number: str
    title: str
    amount_minor: int


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What came beside a payment, what the card was charged in all, and what of that went back."""

    tip_minor: Minor = 0
    surcharge_minor: Minor = 0
    charged_minor: Minor = 0
    back_minor: Minor = 0


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """Money that reached this invoice: `amount_minor` of it."""

    payment_id: Id
    method: str
    amount_minor: int
    received_minor: int  # the whole payment, of which the rest went elsewhere or is kept
    returned_minor: int = 0  # of the whole payment: given back to the customer, or on its way
    tip_minor: int = 0  # came beside it
    tip_returned_minor: int = 0  # of the tip
    surcharge_minor: int = 0  # came beside it, too
    surcharge_returned_minor: int = 0
    is_for_several_jobs: bool = False
    taken_at: datetime
    reference: str
    shares: tuple[ReceiptShare, ...] = ()  # of all invoices of the job that it settled

    @property
    def charged_minor(self) -> int:
        """What the payer was charged: the payment, its tip and its surcharge."""
        return self.received_minor + self.tip_minor + self.surcharge_minor

    @property
    def back_minor(self) -> int:
        """What of that goes back to them."""
        return self.returned_minor + self.tip_returned_minor + self.surcharge_returned_minor

    @property
    def tip_left_minor(self) -> int:
        """What the crew still has of the tip."""
        return self.tip_minor - self.tip_returned_minor

    @property
    def surcharge_left_minor(self) -> int:
        """What of the surcharge did not go back."""
        return self.surcharge_minor - self.surcharge_returned_minor

    @property
    def is_split(self) -> bool:
        """Whether it settled several invoices."""
        return len(self.shares) > 1


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the customer asked about the invoice, and the answer, where there is one."""

    id: Id
    text: str
    asked_at: datetime
    answer: str
    is_open: bool


class LinePart(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the invoice and what of the sum to pay it is: with its tax, less what is held back."""

    place: int
    description: str
    amount_minor: Minor
    line_item_id: Id | None = None  # none where the paper of then does not say it


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the customer accepted the stage, which lines can be questioned, and what of it is."""

    name: str | None = None
    accepted_at: datetime | None = None
    parts: tuple[LinePart, ...] = ()
    questioned_minor: Minor = 0


class Promise(msgspec.Struct, frozen=True):
    """The day that was promised, and whether one may be."""

    on: date | None = None
    may_be: bool = False


class PayPage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the page is made of."""

    company: Company
    language: str
    customer_name: str
    billed_to: str | None  # where bills of the customer go: lines of an address
    bill: Bill
    project: Project
    receipts: tuple[Receipt, ...]
    checkout: Checkout | None
    asked_minor: int = 0  # what that attempt asks for: of a joint one, for all its invoices together
    asked_tip_minor: int = 0  # and as a tip on top
    asked_surcharge_minor: int = 0  # and for paying by credit card
    files: tuple[File, ...] = ()
    has_statement: bool = True  # the link to the whole job's was not revoked
    asked: tuple[Asked, ...] = ()  # the newest first
    promise: Promise = Promise()
    approval: Approval | None = None  # none where the customer is not asked
    setback: Setback | None = None
    said: Said | None = None  # what the invoice said around its figures when it was issued
    service: Attendance = Attendance()
    was_paid: bool = False  # of a void invoice: money came all the same

    @property
    def attempted(self) -> tuple[int, int, int]:
        """What the attempt asks for: for its invoices, as a tip, and as a surcharge."""
        return self.asked_minor, self.asked_tip_minor, self.asked_surcharge_minor

    @property
    def is_joint(self) -> bool:
        """Whether the attempt pays other invoices too."""
        return self.checkout is not None and self.asked_minor > self.checkout.amount_minor


def undisputed_minor(page: PayPage) -> Minor:
    """What can be paid now while lines are questioned; 0 where none is, or nothing would be left to pay."""
    questioned = page.approval.questioned_minor if page.approval else 0
    return max(page.bill.due_minor - questioned, 0) if questioned else 0


def may_be_asked(state: Situation) -> bool:
    """Whether the page has a box for a question. A page on which nothing is to be done has no form."""
    return state in {"payable", "paying"}


def may_be_accepted(page: PayPage, state: Situation) -> bool:
    """Whether the page asks for the customer's word on the stage: it is no matter of money, and so is asked
    for on paid pages too. A page that loads itself again would take away what was typed.
    """
    approval = page.approval
    if approval is None or approval.name is not None or not page.bill.shown.approval:
        return False
    return state in {"payable", "paying", "pending", "paid"}


def situation(page: PayPage, *, returned: bool = False) -> Situation:
    """What this page is about. Only `payable` and `paying` have a form that is about money."""
    bill, checkout = page.bill, page.checkout
    if bill.status == "void":
        return "void"
    if bill.status == "canceled":
        return "canceled"
    if bill.status == "paid" and bill.owed_minor == 0:
        return "credited"
    if bill.status == "draft":
        return "draft"
    if checkout is not None and checkout.problem == UNKNOWN:
        return "doubted"
    if checkout is not None and checkout.state == "pending":
        return "pending"
    if checkout is not None and checkout.state == "open":
        # A card on file is charged without the customer: in moments it is known what came of it.
        return "processing" if returned or checkout.card_id is not None else "paying"
    if bill.pending_minor > 0:
        return "pending"
    return "payable" if bill.due_minor > 0 else "paid"


def bar(page: PayPage) -> tuple[tuple[Part, int], ...]:
    """The stage bar's parts and their amounts, empty ones left out. They add up to the job's price."""
    project, bill = page.project, page.bill
    is_live = bill.status in ("open", "paid")
    open_here = max(0, bill.due_minor - bill.pending_minor) if is_live else 0
    open_there = max(0, project.open_minor - open_here)
    used = project.paid_minor + project.pending_minor + open_here + open_there + project.held_minor
    parts: tuple[tuple[Part, int], ...] = (
        ("paid", project.paid_minor),
        ("wait", project.pending_minor),
        ("open", open_here),
        ("other", open_there),
        ("held", project.held_minor),
        ("left", project.total_minor - used),
    )
    return tuple((part, amount) for part, amount in parts if amount > 0)


def is_overdue(bill: Bill, today: date) -> bool:
    """Its due day is over and money is still due."""
    return bill.status == "open" and bill.due_minor > 0 and bill.due_on is not None and today > bill.due_on
