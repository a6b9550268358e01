"""What a customer owes as data: their jobs with the invoices that ask for money, and which are paid at once.

An invoice that waits for nobody but the customer has a tick. One on its way, one with an open question and
one whose own page is closed are listed without.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final, Literal

import msgspec

from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.paypage.page.pay_page import Company
from stagebill.statements.joint import Choice
from stagebill.statements.statement import Bill

ROWS_MAX: Final = 60
"""Of a page, and of one attempt: a manager of many houses pays what is due longest first."""

Hindrance = Literal["doubted", "pending", "asked", "closed"]


class OwedJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job and its invoices that ask for money, the longest due first."""

    id: Id
    number: str
    title: str
    site: str | None
    bills: tuple[Bill, ...]


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the page is made of. `asked` are invoices about which a question is open."""

    company: Company
    language: str
    customer_id: Id
    customer_name: str
    jobs: tuple[OwedJob, ...]
    asked: frozenset[Id] = frozenset()

    @property
    def bills(self) -> tuple[Bill, ...]:
        return tuple(bill for job in self.jobs for bill in job.bills)

    @property
    def due_minor(self) -> Minor:
        """What is to be paid now, without what is on its way."""
        return sum(bill.due_minor - bill.pending_minor for bill in self.bills)

    @property
    def pending_minor(self) -> Minor:
        return sum(bill.pending_minor for bill in self.bills)

    def overdue_minor(self, today: date) -> Minor:
        """What of it is past its due date."""
        late = (bill for bill in self.bills if bill.due_on is not None and bill.due_on < today)
        return sum(bill.due_minor - bill.pending_minor for bill in late)


def arranged(jobs: Iterable[OwedJob]) -> tuple[OwedJob, ...]:
    """Jobs that ask for money, and within them their invoices, the longest due first."""
    sorted_jobs = (
        msgspec.structs.replace(job, bills=tuple(sorted(job.bills, key=_longest_due))) for job in jobs
    )
    return tuple(
        sorted((job for job in sorted_jobs if job.bills), key=lambda job: _longest_due(job.bills[0]))
    )


def _longest_due(bill: Bill) -> tuple[date, date, str, Id]:
    return (bill.due_on or date.max, bill.issued_on, bill.number, bill.id)


def listed(owed: Owed) -> tuple[tuple[OwedJob, ...], tuple[Bill, ...]]:
    """What the page lists, job by job, and the invoices that follow once some of these are paid."""
    first = {bill.id for bill in sorted(owed.bills, key=_longest_due)[:ROWS_MAX]}
    jobs = (
        msgspec.structs.replace(job, bills=tuple(bill for bill in job.bills if bill.id in first))
        for job in owed.jobs
    )
    return tuple(job for job in jobs if job.bills), tuple(b for b in owed.bills if b.id not in first)


def hindrance(owed: Owed, bill: Bill) -> Hindrance | None:
    """Why an invoice has no tick; None where it has one."""
    if bill.is_doubted:
        return "doubted"
    if bill.pending_minor > 0:
        return "pending"
    if bill.id in owed.asked:
        return "asked"
    return None if bill.pay_path else "closed"


def choose(owed: Owed, ids: Collection[Id] | None) -> Choice:
    """Which are ticked: those of `ids` that can be paid, or all where nobody chose yet (None)."""
    jobs, _ = listed(owed)
    bills = tuple(bill for job in jobs for bill in job.bills if hindrance(owed, bill) is None)
    return Choice(payable=bills, chosen=tuple(bill for bill in bills if ids is None or bill.id in ids))
