"""Shares for display: money is the truth, a percent only illustrates it."""

from collections.abc import Sequence
from typing import Final

from stagebill.kernel.money import PPM, Minor, share, split

STEP: Final = 100  # shown percents have two decimals
_STEPS: Final = PPM // STEP


def shown_percent(amount_minor: Minor, total_minor: Minor) -> int:
    """The share in ppm, to two decimals. 100% only when the money is equal, 0% only when there is none."""
    if total_minor <= 0 or amount_minor <= 0:
        return 0
    if amount_minor == total_minor:
        return PPM
    nearest = share(amount_minor, _STEPS, total_minor) * STEP
    return min(max(nearest, STEP), PPM - STEP) if amount_minor < total_minor else nearest


def shown_percents(amounts: Sequence[Minor], total_minor: Minor) -> tuple[int, ...]:
    """The shares of all parts of one whole, in ppm to two decimals, so that they add up as the money does."""
    rest_minor = total_minor - sum(amounts)
    assert total_minor > 0
    assert rest_minor >= 0
    return tuple(steps * STEP for steps in split(_STEPS, (*amounts, rest_minor))[:-1])
