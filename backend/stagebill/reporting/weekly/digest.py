"""A week of a company in figures: what moved in it, and what is open now that it is over."""

from datetime import date

from msgspec import Struct

from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.kernel.period import Period
from stagebill.payments.payment import Method

OLDEST_SHOWN_MAX = 5


class Counted(Struct, frozen=True):
    """So many, and what they come to."""

    count: int = 0
    minor: Minor = 0


class Late(Struct, frozen=True, kw_only=True):
    """One invoice that is past its day."""

    job_id: Id
    number: str | None
    title: str
    customer: str
    due_on: date
    due_minor: Minor


class Digest(Struct, frozen=True, kw_only=True):
    """`received` is by method, before what went back; `back_minor` is what did, and `tip_minor` stands apart
    from both, as in the report. `due` is all that is open, `pending_minor` what of it is on its way and
    `overdue` what is past its day and is not. `unbilled` are jobs with more done than billed. All but what
    moved in the period is of the moment.
    """

    period: Period
    currency: str
    received: tuple[tuple[Method, Minor], ...]
    back_minor: Minor
    net_minor: Minor
    tip_minor: Minor
    invoiced: Counted
    unbilled: Counted
    due: Counted
    pending_minor: Minor
    overdue: Counted
    oldest: tuple[Late, ...]
    decisions: Counted
    question_count: int
    lapsed: Counted
    arrived: Counted
    set_back: Counted = Counted()
    """Invoices of which a bank payment failed or was taken back, and nothing has come since."""

    @property
    def is_quiet(self) -> bool:
        """Nothing moved and nothing waits: a mail would say nothing."""
        counted = (
            self.invoiced,
            self.unbilled,
            self.due,
            self.decisions,
            self.lapsed,
            self.arrived,
            self.set_back,
        )
        return not (
            self.received or self.back_minor or self.tip_minor or self.question_count
            or any(each.count for each in counted)
        )  # fmt: skip
