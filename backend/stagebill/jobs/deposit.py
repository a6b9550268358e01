"""A deposit keeps its money when the job grows; what is missing to its percent is offered anew (D-42)."""

from collections.abc import Iterable

from msgspec import Struct

from stagebill.kernel.money import PPM, Minor, share


class Deposit(Struct, frozen=True):
    """A live deposit invoice: the percent it asked for, if it asked for one, and its money."""

    percent_ppm: int | None
    total_minor: Minor


def asked_percent(deposits: Iterable[Deposit]) -> int | None:
    """The percent that the job's deposits are meant to reach; None where they were fixed sums."""
    return max((deposit.percent_ppm for deposit in deposits if deposit.percent_ppm), default=None)


def top_up(deposits: Iterable[Deposit], total_minor: Minor, left_minor: Minor) -> Minor:
    """What a further deposit invoice would bill to bring the deposits back to their percent."""
    known = tuple(deposits)
    percent_ppm = asked_percent(known)
    if percent_ppm is None:
        return 0
    missing = share(total_minor, percent_ppm, PPM) - sum(deposit.total_minor for deposit in known)
    return max(min(missing, left_minor), 0)
