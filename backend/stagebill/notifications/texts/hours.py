"""Texts leave between eight in the morning and nine in the evening, where the company is."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

FROM_HOUR: Final = 8
TO_HOUR: Final = 21


def leaves_at(now: datetime, zone: str) -> datetime | None:
    """When a text may leave; None for at once. Clocks change at night, so eight o'clock is always there."""
    here = now.astimezone(ZoneInfo(zone))
    if FROM_HOUR <= here.hour < TO_HOUR:
        return None
    day = here.date() + timedelta(days=1 if here.hour >= TO_HOUR else 0)
    return datetime.combine(day, time(FROM_HOUR), ZoneInfo(zone)).astimezone(now.tzinfo)
