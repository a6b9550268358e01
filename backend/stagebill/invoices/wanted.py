"""What a list of invoices asks for, and what its lists come to."""

from datetime import date
from typing import Literal

import msgspec

from stagebill.invoices.status import Status
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor

Show = Literal[
    "draft", "unsent", "open", "due", "overdue", "pending", "paid", "disputed", "taken_back", "questioned",
    "promised", "void", "canceled",
]  # fmt: skip
"""The lists that an office looks at. `due`: open, and its day is not over; `overdue`: it is, and something is
owed that is not on its way; `disputed`: a bank may take back money that is on it, so it is not in `paid`;
`taken_back`: open, as the bank took money back, and none came since;
`questioned`: its customer asks, and nobody has answered; `promised`: open, with a day that they named."""

Sort = Literal["newest", "soonest", "largest"]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which invoices a list asks for, and in which order."""

    today: date
    show: Show | None = None
    status: Status | None = None
    job_id: Id | None = None
    customer_id: Id | None = None
    due_before: date | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    q: str | None = None
    ids: tuple[Id, ...] | None = None
    sort: Sort = "newest"


class Sums(msgspec.Struct, frozen=True):
    """How many invoices, their total, what is still owed on them, and what of that is on its way."""

    count: int
    total_minor: Minor
    due_minor: Minor
    pending_minor: Minor


class InvoiceSummary(msgspec.Struct, frozen=True):
    """The office's lists, each with its count and sums. `all` counts drafts and void invoices too, but does
    not add up their money.
    """

    currency: str
    all: Sums
    draft: Sums
    unsent: Sums
    open: Sums
    due: Sums
    overdue: Sums
    pending: Sums
    paid: Sums
    disputed: Sums
    taken_back: Sums
    questioned: Sums
    promised: Sums
    void: Sums
    canceled: Sums
