"""Aging: what customers owe, by how long it has been due. Money on its way stands apart (D-69: so does
what is held back, until it is released).
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor

BUCKET_DAYS: Final = 30
"""Each bucket but the first and the last holds this many days."""


class Aged(Struct, frozen=True, kw_only=True):
    """Due sums by days past the due date. All buckets with `pending_minor` make `due_minor`.

    `current_minor` is not yet past its day, or has none; `days_1_minor` is 1–30 days past it, `days_31_minor`
    31–60, `days_61_minor` 61–90, `days_91_minor` more.
    """

    current_minor: Minor
    days_1_minor: Minor
    days_31_minor: Minor
    days_61_minor: Minor
    days_91_minor: Minor
    pending_minor: Minor
    due_minor: Minor
    invoice_count: int


class AgingRow(Aged, frozen=True, kw_only=True):
    """One customer's."""

    customer_id: Id
    customer: str


class Aging(Struct, frozen=True, kw_only=True):
    """The largest debt first; `left_off` rows are in the total and in the file, not in `rows`."""

    as_of: date
    currency: str
    total: Aged
    rows: list[AgingRow]
    left_off: int = 0


def edges(today: date) -> tuple[date, ...]:
    """The first due date of each bucket but the oldest, the newest bucket first."""
    return (today, *(today - timedelta(days=BUCKET_DAYS * number) for number in (1, 2, 3)))


def added_up(rows: Iterable[Aged]) -> Aged:
    """The sums of all rows."""
    sums = dict.fromkeys(Aged.__struct_fields__, 0)
    for row in rows:
        for name in sums:
            sums[name] += getattr(row, name)
    return Aged(**sums)
