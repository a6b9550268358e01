"""Tax of a partial invoice: cumulative per rate over the job's invoices, so that the last one
closes exactly.
"""

from collections.abc import Iterable, Sequence

from stagebill.jobs.carried import by_rate
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.money import Minor, split


def taxes_of_share(
    job_taxes: Sequence[TaxLine],
    job_total_minor: Minor,
    billed_before: Iterable[TaxLine],
    amount_minor: Minor,
    invoiced_before_minor: Minor,
) -> tuple[TaxLine, ...]:
    """Base and tax of each rate in this invoice: what is right to date, less what was billed before."""
    whole = _parts(job_taxes)
    billed = _billed(job_taxes, billed_before)
    assert sum(whole) == job_total_minor
    assert sum(billed) == invoiced_before_minor
    to_date = split(invoiced_before_minor + amount_minor, whole)
    wanted = [due - before for due, before in zip(to_date, billed, strict=True)]
    left = [all_of_it - before for all_of_it, before in zip(whole, billed, strict=True)]
    return _lines(job_taxes, _fitted(wanted, left, amount_minor))


def _parts(taxes: Iterable[TaxLine]) -> list[Minor]:
    return [part for tax in taxes for part in (tax.base_minor, tax.tax_minor)]


def _billed(job_taxes: Sequence[TaxLine], billed_before: Iterable[TaxLine]) -> list[Minor]:
    sums = by_rate(billed_before)
    known = [sums.pop(tax.rate_bps, (0, 0)) for tax in job_taxes]
    assert not any(part for pair in sums.values() for part in pair)  # a rate that is gone bills nothing
    return [part for pair in known for part in pair]


def _fitted(wanted: Sequence[Minor], left: Sequence[Minor], amount_minor: Minor) -> list[Minor]:
    """The wanted parts, none below zero or above what is left of it, with the sum unchanged.

    Otherwise a small invoice after a voided one could get a part of −0.01.
    """
    parts = [min(max(want, 0), most) for want, most in zip(wanted, left, strict=True)]
    surplus = sum(parts) - amount_minor
    room = parts if surplus > 0 else [most - part for most, part in zip(left, parts, strict=True)]
    moved = split(abs(surplus), room) if surplus else (0,) * len(parts)
    sign = -1 if surplus > 0 else 1
    return [part + sign * move for part, move in zip(parts, moved, strict=True)]


def _lines(job_taxes: Sequence[TaxLine], parts: Sequence[Minor]) -> tuple[TaxLine, ...]:
    pairs = zip(job_taxes, parts[::2], parts[1::2], strict=True)
    return tuple(
        TaxLine(rate_bps=tax.rate_bps, base_minor=base_minor, tax_minor=tax_minor)
        for tax, base_minor, tax_minor in pairs
        if base_minor or tax_minor
    )
