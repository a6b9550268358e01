"""Tax by rate: what was billed in a period, less what was credited and voided in it; and what was collected.

Billed follows the documents: an invoice counts on the day of its issue, and is taken off again on the day on
which it is voided, so that a report of a past month never changes. Collected follows the money: the part of
an invoice's tax that its paid part is of all that is owed. What was billed before a job came to Stagebill
was reported elsewhere.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct

from stagebill.jobs.contract import TaxLine
from stagebill.kernel.money import Minor, RateBps, share
from stagebill.kernel.period import Period


class Settled(NamedTuple):
    """An invoice with tax: what it bills of each rate after its credits, what is owed of it, and how much of
    that was settled before the period and by its end.
    """

    taxes: Sequence[TaxLine]
    owed_minor: Minor
    before_minor: Minor
    by_end_minor: Minor


class RateRow(Struct, frozen=True, kw_only=True):
    """One rate. Billed sums are net: `credited_…` is what credit notes and voids of the period took off."""

    rate_bps: RateBps
    billed_base_minor: Minor
    billed_tax_minor: Minor
    credited_base_minor: Minor
    credited_tax_minor: Minor
    collected_tax_minor: Minor


class TaxSummary(Struct, frozen=True, kw_only=True):
    """Every rate that anything was billed, credited or collected at."""

    period: Period
    currency: str
    rows: list[RateRow]
    billed_base_minor: Minor
    billed_tax_minor: Minor
    collected_tax_minor: Minor


def tax_summary(
    period: Period,
    currency: str,
    billed: Iterable[TaxLine],
    credited: Iterable[TaxLine],
    settled: Iterable[Settled],
) -> TaxSummary:
    """The report of these documents and this money."""
    sums: dict[RateBps, list[int]] = {}
    for place, lines in ((0, billed), (2, credited)):
        for line in lines:
            found = sums.setdefault(line.rate_bps, [0] * 5)
            found[place] += line.base_minor
            found[place + 1] += line.tax_minor
    for invoice in settled:
        for line in invoice.taxes:
            sums.setdefault(line.rate_bps, [0] * 5)[4] += _collected(invoice, line.tax_minor)
    rows = [_row(rate, figures) for rate, figures in sorted(sums.items()) if any(figures)]
    return TaxSummary(
        period=period,
        currency=currency,
        rows=rows,
        billed_base_minor=sum(row.billed_base_minor for row in rows),
        billed_tax_minor=sum(row.billed_tax_minor for row in rows),
        collected_tax_minor=sum(row.collected_tax_minor for row in rows),
    )


def _collected(invoice: Settled, tax_minor: Minor) -> Minor:
    """What came in by the end, less what had come before: months add up, and a paid invoice closes
    exactly.
    """
    if invoice.owed_minor <= 0:
        return 0
    by_end, before = (
        share(tax_minor, min(settled, invoice.owed_minor), invoice.owed_minor)
        for settled in (invoice.by_end_minor, invoice.before_minor)
    )
    return by_end - before


def _row(rate_bps: RateBps, figures: Sequence[int]) -> RateRow:
    base, tax, credited_base, credited_tax, collected = figures
    return RateRow(
        rate_bps=rate_bps,
        billed_base_minor=base - credited_base,
        billed_tax_minor=tax - credited_tax,
        credited_base_minor=credited_base,
        credited_tax_minor=credited_tax,
        collected_tax_minor=collected,
    )
