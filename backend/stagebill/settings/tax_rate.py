"""A tax rate that lines can choose from: its name, its percent, and whether it is the default for
new lines.
"""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from stagebill.kernel.errors import Refusal
from stagebill.kernel.money import RateBps, rate_ppm
from stagebill.kernel.text import Name

TAX_RATES_MAX = 50


class TaxRate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rate of 0 is a name for what is exempt. Changing a rate does not affect lines written with it."""

    name: Name
    rate_bps: RateBps
    default: bool = False


TaxRates = Annotated[tuple[TaxRate, ...], Meta(max_length=TAX_RATES_MAX)]


class TaxRatesUnclear(Refusal):
    """Each tax rate has a name of its own, and at most one is the default for new lines."""


def check_rates(rates: Sequence[TaxRate]) -> None:
    """Raises TaxRatesUnclear, NotARate."""
    names = {rate.name.strip().casefold() for rate in rates}
    defaults = [rate for rate in rates if rate.default]
    if len(names) < len(rates) or len(defaults) > 1:
        raise TaxRatesUnclear(names=len(names), rates=len(rates), defaults=len(defaults))
    for rate in rates:
        rate_ppm(rate.rate_bps)
