"""When the weekly mail leaves: on Monday at seven by the company's clock, or later in the same week.

A week is named by its Monday. Days are dates in the company's zone and the hour is what a clock on its wall
shows, so a night in which that clock is changed has no part in them.
"""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from stagebill.kernel.period import Period

FROM_HOUR: Final = 7
WEEK: Final = timedelta(days=7)


def monday_of(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def told_week(monday: date) -> Period:
    """What the mail of a Monday tells of: the seven days before it."""
    return Period(monday - WEEK, monday - timedelta(days=1))


def due_monday(now: datetime, zone: str) -> date:
    """The Monday whose mail is due by now, the last one at the latest."""
    there = now.astimezone(ZoneInfo(zone))
    monday = monday_of(there.date())
    return monday - WEEK if there.date() == monday and there.hour < FROM_HOUR else monday


def next_monday(now: datetime, zone: str) -> date:
    """The day on which the next mail leaves."""
    return due_monday(now, zone) + WEEK
