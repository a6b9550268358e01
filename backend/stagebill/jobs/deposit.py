"""A deposit keeps its amount when the job grows; the rest of its percent is offered as a top-up (D-42)."""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from stagebill.kernel.ids import Id
from stagebill.kernel.money import PPM, Minor, share

_HALF_A_STEP: Final = 50  # shown percents have two decimals


class Deposit(Struct, frozen=True):
    """A live deposit invoice: its amount, and the percent it stands for, if any. `is_shown`: it asked for a
    sum, so that its percent is the one it printed, to two decimals.
    """

    percent_ppm: int | None
    total_minor: Minor
    is_shown: bool = False


class Asked(Struct, frozen=True, kw_only=True):
    """A deposit invoice as it was requested. `asked_ppm`: as a percent; `shown_ppm`: what its
    amount came to.
    """

    id: Id
    replaces_id: Id | None
    is_live: bool
    asked_ppm: int | None
    shown_ppm: int
    total_minor: Minor


def live_deposits(asked: Iterable[Asked]) -> list[Deposit]:
    """The deposits that stand. A percent that was corrected to a sum stands for the percent that the sum was
    that day, so that the deposit can still grow with the job.
    """
    known = {each.id: each for each in asked}
    return [_deposit(each, known) for each in known.values() if each.is_live]


def _deposit(last: Asked, known: Mapping[Id, Asked]) -> Deposit:
    if last.asked_ppm is not None:
        return Deposit(last.asked_ppm, last.total_minor)
    before = last.replaces_id
    while before is not None and before in known:
        if known[before].asked_ppm is not None:
            return Deposit(last.shown_ppm, last.total_minor, is_shown=True)
        before = known[before].replaces_id
    return Deposit(None, last.total_minor)


def asked_percent(deposits: Iterable[Deposit]) -> int | None:
    """The percent that the job's deposits should reach; None if they were fixed sums."""
    return max((deposit.percent_ppm for deposit in deposits if deposit.percent_ppm), default=None)


def top_up(deposits: Iterable[Deposit], total_minor: Minor, left_minor: Minor) -> Minor:
    """What a further deposit invoice would bill to bring the deposits back to their percent."""
    known = tuple(deposits)
    percent_ppm = asked_percent(known)
    if percent_ppm is None:
        return 0
    missing = share(total_minor, percent_ppm, PPM) - sum(deposit.total_minor for deposit in known)
    is_shown = any(each.is_shown and each.percent_ppm == percent_ppm for each in known)
    if is_shown and missing <= share(total_minor, _HALF_A_STEP, PPM) + 1:
        return 0  # that is the rounding of the percent, and no growth of the job
    return max(min(missing, left_minor), 0)
