"""The contract total of a job: its line items, less a discount, plus tax. It caps what is ever invoiced."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.money import (
    AMOUNT_MAX,
    PPM,
    Minor,
    PercentBps,
    PositiveMinor,
    RateBps,
    in_bps,
    percent_ppm,
    share,
    split,
)


class PercentDiscount(Struct, frozen=True, tag_field="kind", tag="percent", forbid_unknown_fields=True):
    percent_bps: PercentBps


class AmountDiscount(Struct, frozen=True, tag_field="kind", tag="amount", forbid_unknown_fields=True):
    amount_minor: PositiveMinor


Discount = PercentDiscount | AmountDiscount


class Priced(Protocol):
    """What the total needs to know about a line item."""

    @property
    def amount_minor(self) -> Minor: ...
    @property
    def tax_rate_ppm(self) -> int: ...
    @property
    def is_change(self) -> bool: ...


class Discounted(Protocol):
    """What the discount needs to know about a line item."""

    @property
    def amount_minor(self) -> Minor: ...
    @property
    def is_change(self) -> bool: ...


class TaxLine(Struct, frozen=True, forbid_unknown_fields=True):
    """What falls under one tax rate: the base, and the tax on it."""

    rate_bps: RateBps
    base_minor: Minor
    tax_minor: Minor


class Totals(Struct, frozen=True, kw_only=True):
    subtotal_minor: Minor
    discount_minor: Minor
    taxes: tuple[TaxLine, ...]
    tax_minor: Minor
    total_minor: Minor


class TaxMode(StrEnum):
    PER_INVOICE = "per_invoice"  # on the sum under each rate, rounded once
    PER_LINE = "per_line"  # on each line, rounded each time


class DiscountTooLarge(Refusal):
    """A discount is at most the sum of the line items."""


class NothingToBill(Refusal):
    """The total of a job is more than 0."""


class DeductionTooLarge(Refusal):
    """A deduction takes no more from the lines of one tax rate than the job has there."""

    kind = Kind.STALE


class TotalTooLarge(Refusal):
    """The total of a job is at most 10^12 minor units of its currency."""


def totals(
    lines: Sequence[Priced], discount: Discount | None = None, mode: TaxMode = TaxMode.PER_INVOICE
) -> Totals:
    """First the lines, then the discount spread over them, then the tax on what remains of each rate.

    The discount applies to the original lines: those of change orders keep the price that was approved.
    """
    subtotal_minor = sum(line.amount_minor for line in lines)
    discount_minor = _discount(sum(0 if line.is_change else line.amount_minor for line in lines), discount)
    nets = net_amounts(lines, discount_minor)
    taxed = [(line.tax_rate_ppm, net_minor) for line, net_minor in zip(lines, nets, strict=True)]
    taxes = _taxes(taxed, mode)
    tax_minor = sum(tax.tax_minor for tax in taxes)
    total_minor = subtotal_minor - discount_minor + tax_minor
    for tax in taxes:
        if tax.base_minor < 0:
            raise DeductionTooLarge(rate_bps=tax.rate_bps, over_minor=-tax.base_minor)
    if total_minor <= 0:
        raise NothingToBill(total_minor=total_minor)
    if max(subtotal_minor, total_minor) > AMOUNT_MAX:
        raise TotalTooLarge(total_minor=total_minor)
    return Totals(
        subtotal_minor=subtotal_minor,
        discount_minor=discount_minor,
        taxes=taxes,
        tax_minor=tax_minor,
        total_minor=total_minor,
    )


def net_amounts(lines: Sequence[Discounted], discount_minor: Minor) -> tuple[Minor, ...]:
    """What each line is worth before tax: its amount, less its part of the discount."""
    less = split(discount_minor, [0 if line.is_change else line.amount_minor for line in lines])
    return tuple(line.amount_minor - off for line, off in zip(lines, less, strict=True))


def _discount(subtotal_minor: Minor, discount: Discount | None) -> Minor:
    if discount is None:
        return 0
    if isinstance(discount, PercentDiscount):
        return share(subtotal_minor, percent_ppm(discount.percent_bps), PPM)
    if discount.amount_minor > subtotal_minor:
        raise DiscountTooLarge(amount_minor=discount.amount_minor, subtotal_minor=subtotal_minor)
    return discount.amount_minor


def _taxes(taxed: Sequence[tuple[int, Minor]], mode: TaxMode) -> tuple[TaxLine, ...]:
    bases: dict[int, Minor] = {}
    per_line: dict[int, Minor] = {}
    for rate, base_minor in taxed:
        bases[rate] = bases.get(rate, 0) + base_minor
        per_line[rate] = per_line.get(rate, 0) + share(base_minor, rate, PPM)
    per_invoice = {rate: share(base_minor, rate, PPM) for rate, base_minor in bases.items()}
    rounded = per_line if mode is TaxMode.PER_LINE else per_invoice
    # Rounded line by line, a deduction of all there is could leave a unit of tax on nothing.
    return _tax_lines(bases, {rate: max(tax, 0) if bases[rate] else 0 for rate, tax in rounded.items()})


def _tax_lines(bases: Mapping[int, Minor], taxes: Mapping[int, Minor]) -> tuple[TaxLine, ...]:
    return tuple(
        TaxLine(rate_bps=in_bps(rate), base_minor=bases[rate], tax_minor=taxes[rate])
        for rate in sorted(bases, reverse=True)
    )
