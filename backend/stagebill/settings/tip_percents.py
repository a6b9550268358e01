"""The tips that a company suggests to customers who pay by card, as shares of what they pay."""

from typing import Annotated, Final

from msgspec import Meta

from stagebill.kernel.errors import Refusal

TIP_BPS_MAX: Final = 5_000
TipBps = Annotated[int, Meta(ge=100, le=TIP_BPS_MAX)]
TipPercents = Annotated[tuple[TipBps, ...], Meta(min_length=3, max_length=3)]
TIP_PERCENTS: Final[TipPercents] = (1_000, 1_500, 2_000)


class SameTipTwice(Refusal):
    """The three suggested tips must all be different."""


def tip_percents(given: TipPercents) -> TipPercents:
    """The smallest first. Raises SameTipTwice."""
    if len(set(given)) < len(given):
        raise SameTipTwice(percents_bps=list(given))
    return tuple(sorted(given))
