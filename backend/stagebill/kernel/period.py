"""A period: the days from one to another, both included, in an organization's time zone."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from stagebill.kernel.errors import Refusal

DAYS_MAX: Final = 1_096  # three years: what is read for one report has an end


class PeriodBackwards(Refusal):
    """A period must not end before it begins."""


class PeriodTooLong(Refusal):
    """A period is at most three years long."""


class Period(Struct, frozen=True):
    """`from_on` is its first day, `to_on` its last."""

    from_on: date
    to_on: date


def period(from_on: date, to_on: date) -> Period:
    """Raises PeriodBackwards, PeriodTooLong."""
    if to_on < from_on:
        raise PeriodBackwards(from_on=from_on.isoformat(), to_on=to_on.isoformat())
    if (to_on - from_on).days >= DAYS_MAX:
        raise PeriodTooLong(days_max=DAYS_MAX)
    return Period(from_on, to_on)


def instants(asked: Period, zone: str) -> tuple[datetime, datetime]:
    """When it begins and ends, in UTC: a day lasts from midnight to midnight in that zone."""
    return _begins(asked.from_on, zone), _begins(_after(asked.to_on), zone)


def span(from_on: date | None, to_on: date | None, zone: str) -> tuple[datetime | None, datetime | None]:
    """The same for days of which either may be left open."""
    since = _begins(from_on, zone) if from_on else None
    return since, _begins(_after(to_on), zone) if to_on and to_on < date.max else None


def day_in(instant: datetime, zone: ZoneInfo) -> date:
    """The day of an instant in that zone."""
    return instant.astimezone(zone).date()


def _after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _begins(day: date, zone: str) -> datetime:
    try:
        return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
    except OverflowError:  # the calendar's first or last day, in another zone
        return datetime.combine(day, time.min, UTC)
