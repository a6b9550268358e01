"""How often a key may try something in an hour. Kept in the process: a restart forgives."""

from collections import OrderedDict
from collections.abc import MutableMapping
from datetime import timedelta
from typing import Any, Final

HOUR_SECONDS: Final = 3600
BAD_TOKENS_MAX: Final = 20
STARTS_MAX: Final = 10
FAILURES_MAX: Final = 3
FAILURES_PAUSE: Final = timedelta(minutes=10)
KEYS_MAX: Final = 10_000


class HourLimit:
    """A sliding window of one hour for each key; the keys unused for longest are forgotten first."""

    def __init__(self, tries_max: int) -> None:
        self._tries_max = tries_max
        self._keys: OrderedDict[str, list[int]] = OrderedDict()

    def is_used_up(self, key: str, now: int) -> bool:
        """Whether one more try would be too many. `now` in whole seconds."""
        return len(self._recent(key, now)) >= self._tries_max

    def count(self, key: str, now: int) -> None:
        """One more try."""
        self._keys[key] = [*self._recent(key, now), now][-self._tries_max :]
        self._keys.move_to_end(key)
        if len(self._keys) > KEYS_MAX:
            self._keys.popitem(last=False)

    def _recent(self, key: str, now: int) -> list[int]:
        return [at for at in self._keys.get(key, ()) if now - at < HOUR_SECONDS]


def limit_in(state: MutableMapping[str, Any], name: str, tries_max: int) -> HourLimit:
    """The app's limit of that name; it lives as long as the app does."""
    limit: HourLimit = state.setdefault(name, HourLimit(tries_max))
    return limit
