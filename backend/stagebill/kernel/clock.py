"""The only code that asks what time it is. Everything else is given the time."""

import time
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Protocol

from stagebill.kernel.errors import Unreadable


class Clock(Protocol):
    def now(self) -> datetime:
        """This instant, in UTC."""

    def monotonic(self) -> float:
        """Seconds that never run backwards, for time limits."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class FrozenClock:
    """Stands still until it is moved; for tests and the simulator."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)
        self._seconds = 0.0

    def now(self) -> datetime:
        return self._at

    def monotonic(self) -> float:
        return self._seconds

    def advance(self, by: timedelta) -> None:
        self._at += by
        self._seconds += by.total_seconds()


def instant_text(instant: datetime) -> str:
    """The one written form of an instant, `2026-11-23T20:37:42.000000Z`, so that text order is time order."""
    if instant.tzinfo is not UTC:
        try:
            instant = instant.astimezone(UTC)
        except OverflowError:  # the first and the last day of the calendar, in another zone
            raise Unreadable() from None
    return _utc_text(instant)


@lru_cache(maxsize=256)
def _utc_text(instant: datetime) -> str:
    """Cached, since a mutation writes its one moment into half a dozen rows. In UTC only: in other zones the
    two instants of a repeated hour compare equal.
    """
    return instant.isoformat(timespec="microseconds")[:-6] + "Z"


def instant_of(text: str) -> datetime:
    """The instant that `instant_text` wrote."""
    return datetime.fromisoformat(text)


monotonic = time.monotonic
