"""Status is what the ledger says: nobody sets it, no clock changes it. What is shown also depends
on today.
"""

from datetime import date
from enum import StrEnum
from typing import Literal

from stagebill.kernel.money import Minor


class Status(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    PAID = "paid"
    VOID = "void"
    CANCELED = "canceled"  # with its job


ShownAs = Literal[
    "draft", "unsent", "open", "part_paid", "pending", "overdue", "paid", "disputed", "credited", "void",
    "canceled",
]  # fmt: skip


def owed_minor(*, total_minor: Minor, held_minor: Minor, credited_minor: Minor = 0) -> Minor:
    """What the customer pays for an invoice in total: its amount, less what is held back and what credit
    notes took off it.
    """
    return total_minor - held_minor - credited_minor


def status_of(
    *, issued: bool, voided: bool, owed_minor: Minor, settled_minor: Minor, canceled: bool = False
) -> Status:
    """Paid means that settled money equals what is owed; money on its way is not settled."""
    if voided:
        return Status.VOID
    if canceled:
        return Status.CANCELED
    if not issued:
        return Status.DRAFT
    return Status.PAID if settled_minor >= owed_minor else Status.OPEN


def due_minor(status: Status, owed_minor: Minor, paid_minor: Minor) -> Minor:
    """What is still to pay. Money on its way is still due, though it cannot be paid a second time."""
    return owed_minor - paid_minor if status in {Status.OPEN, Status.PAID} else 0


def payable_minor(status: Status, owed_minor: Minor, paid_minor: Minor, pending_minor: Minor) -> Minor:
    """What a new payment may still settle."""
    return max(due_minor(status, owed_minor, paid_minor) - pending_minor, 0)


def shown_as(  # noqa: PLR0913 - the facts of one invoice, each by its name
    status: Status,
    *,
    sent: bool,
    due_on: date | None,
    paid_minor: Minor,
    pending_minor: Minor,
    owed_minor: Minor,
    today: date,
    is_disputed: bool = False,
) -> ShownAs:
    """The one word for an invoice in a list, the most telling first. Money that a bank may take back comes
    before everything that it settles (D-55).
    """
    if status == Status.DRAFT:
        return "draft"
    if status == Status.VOID:
        return "void"
    if status == Status.CANCELED:
        return "canceled"
    if is_disputed:
        return "disputed"
    if owed_minor == 0:
        return "credited"
    if paid_minor >= owed_minor:
        return "paid"
    if pending_minor > 0:
        return "pending"
    if due_on is not None and due_on < today:
        return "overdue"
    if paid_minor > 0:
        return "part_paid"
    return "open" if sent else "unsent"
