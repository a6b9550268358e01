"""Who works on a job and on which days it was visited, as an invoice may say it to the customer."""

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct

_DAY = timedelta(days=1)


class Span(Struct, frozen=True):
    """Consecutive days, both ends included."""

    first: date
    last: date


class Attendance(Struct, frozen=True, kw_only=True):
    """`technicians` are the names of those on the job, `days` those of its visits that took place."""

    technicians: tuple[str, ...] = ()
    days: tuple[Span, ...] = ()


def span_of(starts_on: date, ends_on: date, done_on: date) -> Span:
    """The days of a visit that took place. One that was done early lasted until then: days planned after that
    are no days of service.
    """
    first = min(starts_on, done_on)
    return Span(first, max(first, min(ends_on, done_on)))


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same days in as few spans as possible, in order."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.first, each.last)):
        if found and span.first <= found[-1].last + _DAY:
            found[-1] = Span(found[-1].first, max(found[-1].last, span.last))
        else:
            found.append(span)
    return tuple(found)
