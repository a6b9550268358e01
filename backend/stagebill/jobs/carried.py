"""What is billed stays billed at the tax rate of its day: new rates apply only to what is left (D-39)."""

from collections.abc import Iterable, Mapping, Sequence

from stagebill.jobs.contract import Discount, Priced, TaxLine, TaxMode, Totals, totals
from stagebill.kernel.money import PPM, Minor, RateBps, share, split, stored_rate_ppm
from stagebill.kernel.records import replace

Parts = Mapping[RateBps, tuple[Minor, Minor]]

_NONE = (0, 0)


def by_rate(lines: Iterable[TaxLine]) -> dict[RateBps, tuple[Minor, Minor]]:
    """Base and tax of each rate, added up; negative lines take away."""
    sums: dict[RateBps, tuple[Minor, Minor]] = {}
    for line in lines:
        base_minor, tax_minor = sums.get(line.rate_bps, _NONE)
        sums[line.rate_bps] = (base_minor + line.base_minor, tax_minor + line.tax_minor)
    return sums


def taken_back(lines: Iterable[TaxLine]) -> tuple[TaxLine, ...]:
    """The same, negated."""
    return tuple(TaxLine(line.rate_bps, -line.base_minor, -line.tax_minor) for line in lines)


def over_billed(wanted: Iterable[TaxLine], billed: Iterable[TaxLine]) -> Minor:
    """How much more is billed than the lines are worth, before tax; 0 if the lines cover it."""
    return max(sum(line.base_minor for line in billed) - sum(line.base_minor for line in wanted), 0)


def totals_after(
    lines: Sequence[Priced], discount: Discount | None, mode: TaxMode, billed: Sequence[TaxLine]
) -> Totals:
    """The totals of these lines on a job of which this much is billed. The lines must cover it."""
    whole = totals(lines, discount, mode)
    taxes = carried(whole.taxes, billed, mode)
    tax_minor = sum(tax.tax_minor for tax in taxes)
    total_minor = whole.subtotal_minor - whole.discount_minor + tax_minor
    return replace(whole, taxes=taxes, tax_minor=tax_minor, total_minor=total_minor)


def carried(wanted: Sequence[TaxLine], billed: Iterable[TaxLine], mode: TaxMode) -> tuple[TaxLine, ...]:
    """Base and tax of each rate, so that no rate has less than is billed of it.

    What is billed at a rate beyond the lines that have it is carried on at that rate, and the other rates
    have that much less, in proportion to what is left of each. The bases add up to the lines.
    """
    want, have = by_rate(wanted), by_rate(billed)
    assert not over_billed(wanted, (TaxLine(rate, *parts) for rate, parts in have.items()))
    rates = sorted(want.keys() | {rate for rate, parts in have.items() if any(parts)}, reverse=True)
    differences = [want.get(rate, _NONE)[0] - have.get(rate, _NONE)[0] for rate in rates]
    beyond = sum(-difference for difference in differences if difference < 0)
    less = split(beyond, [max(difference, 0) for difference in differences])
    lines = []
    for rate, off in zip(rates, less, strict=True):
        wanted_parts, billed_parts = want.get(rate, _NONE), have.get(rate, _NONE)
        base_minor = max(wanted_parts[0], billed_parts[0]) - off
        lines.append(TaxLine(rate, base_minor, _tax(rate, base_minor, wanted_parts, billed_parts, mode)))
    return tuple(lines)


def _tax(
    rate: RateBps, base_minor: Minor, wanted: tuple[Minor, Minor], billed: tuple[Minor, Minor], mode: TaxMode
) -> Minor:
    """Never below what is billed. If more of a rate is billed than the lines have, its tax is closed."""
    if base_minor == wanted[0]:
        exact = wanted[1]
    elif base_minor == billed[0]:
        exact = billed[1]
    elif mode is TaxMode.PER_INVOICE:
        exact = share(base_minor, stored_rate_ppm(rate), PPM)
    else:
        exact = share(wanted[1], base_minor, wanted[0])
    return max(exact, billed[1])
