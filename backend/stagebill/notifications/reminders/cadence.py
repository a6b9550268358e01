"""Reminders by plan: which of a customer's invoices one message is about today, if there is one (D-48, D-49).

Days are dates in the company's zone, so a night in which the clock is changed has no part in them. A step is
settled once: sent, skipped by the office, or passed over because a later one was sent instead.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record
from stagebill.notifications.reminder import REMINDERS_MAX
from stagebill.settings.reminder_plan import ReminderPlan, gap_days

AHEAD_DAYS_MAX: Final = 31

StepState = Literal["sent", "skipped", "passed"]


class Bill(msgspec.Struct, frozen=True, kw_only=True):
    """An open invoice as reminders see it. `settled` are the steps that are over."""

    invoice_id: Id
    number: str | None
    due_on: date
    sent_on: date
    due_minor: Minor
    pending_minor: Minor
    reminder_count: int = 0
    reminded_on: date | None = None
    held_until: date | None = None
    """The last day on which nobody is to be reminded of it; `date.max` while it is switched off."""
    settled: frozenset[int] = frozenset()


class Reminder(Record, frozen=True, kw_only=True):
    """What became of one step of one invoice. There is one for each, for ever."""

    organization_id: Id
    id: Id
    invoice_id: Id
    customer_id: Id
    step: int
    day: date
    state: StepState
    created_at: datetime
    mutation_id: Id


class Asked(NamedTuple):
    """One invoice in a reminder, and the steps that this settles; none for one that is merely listed."""

    bill: Bill
    steps: tuple[int, ...]


def reminder_id(invoice_id: Id, step: int) -> Id:
    """One step of one invoice has one id, so that it cannot be there twice."""
    return derived_id("reminder", invoice_id, str(step))


def is_within_hours(plan: ReminderPlan, now: datetime, zone: str) -> bool:
    """Whether reminders may leave now. An hour that a night leaves out begins with the next one; one that it
    repeats has begun already.
    """
    return plan.from_hour <= now.astimezone(ZoneInfo(zone)).hour < plan.to_hour


def asked_on(plan: ReminderPlan, bills: Sequence[Bill], day: date) -> tuple[Asked, ...]:
    """What one customer is reminded of on a day: nothing, or all that is past due or has a step now, the
    oldest first. Nothing also within the gap after the last reminder, however many invoices there are.
    """
    open_bills = [bill for bill in bills if may_be_asked(bill, day)]
    stepping = {bill.invoice_id: due_steps(plan, bill, day) for bill in open_bills}
    if not any(stepping.values()) or is_quiet(plan, bills, day):
        return ()
    listed = [bill for bill in open_bills if stepping[bill.invoice_id] or bill.due_on < day]
    listed.sort(key=lambda bill: (bill.due_on, bill.number or "", bill.invoice_id))
    return tuple(Asked(bill, stepping[bill.invoice_id]) for bill in listed)


def may_be_asked(bill: Bill, day: date) -> bool:
    """Owed, not on its way, not held back, and not reminded of too often (D-48)."""
    if bill.due_minor <= 0 or bill.pending_minor > 0 or bill.reminder_count >= REMINDERS_MAX:
        return False
    return bill.held_until is None or bill.held_until < day


def due_steps(plan: ReminderPlan, bill: Bill, day: date) -> tuple[int, ...]:
    """The steps whose day has come. Those up to the day on which the invoice was sent never come: the invoice
    itself said it.
    """
    return tuple(
        step
        for step in plan.steps
        if bill.sent_on < bill.due_on + timedelta(step) <= day and step not in bill.settled
    )


def is_quiet(plan: ReminderPlan, bills: Iterable[Bill], day: date) -> bool:
    """Whether the customer was reminded too short a while ago, by plan or by hand, of any invoice."""
    last = max((bill.reminded_on for bill in bills if bill.reminded_on is not None), default=None)
    return last is not None and day < last + timedelta(gap_days(plan))


def next_asked(
    plan: ReminderPlan, bills: Sequence[Bill], first: date, days: int
) -> tuple[date, tuple[Asked, ...]] | None:
    """The first reminder from a day on, if nothing changes until then."""
    for ahead in range(days):
        day = first + timedelta(ahead)
        if asked := asked_on(plan, bills, day):
            return day, asked
    return None


def steps_settled(
    asked: Iterable[Asked], *, state: Literal["sent", "skipped"], day: date, now: datetime,
    organization_id: Id, customer_id: Id, mutation_id: Id,
) -> tuple[Reminder, ...]:  # fmt: skip
    """A record for each step: the latest of an invoice was sent or skipped, those before it passed."""
    return tuple(
        Reminder(
            organization_id=organization_id,
            id=reminder_id(one.bill.invoice_id, step),
            invoice_id=one.bill.invoice_id,
            customer_id=customer_id,
            step=step,
            day=day,
            state=state if step == one.steps[-1] else "passed",
            created_at=now,
            mutation_id=mutation_id,
        )
        for one in asked
        for step in one.steps
    )
