"""Retainage terms: how much of the work a contract lets the customer hold back, and when that drops.

The three kinds of step-down differ in money, so each has a name; none is ever guessed.
"""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Bps, PercentBps, percent_ppm

RATE_PPM_MAX: Final = 500_000


class NewRateOnNewWork(Struct, frozen=True, tag_field="clause", tag="new_work", forbid_unknown_fields=True):
    """Beyond `at_bps` complete, new work is held at the new rate; what was held before stays."""

    at_bps: PercentBps
    rate_bps: Bps


class NewRateOnAllWork(Struct, frozen=True, tag_field="clause", tag="all_work", forbid_unknown_fields=True):
    """Beyond `at_bps` complete, the new rate applies to all work: any excess is given back."""

    at_bps: PercentBps
    rate_bps: Bps


class StopAt(Struct, frozen=True, tag_field="clause", tag="stop", forbid_unknown_fields=True):
    """Beyond `at_bps` complete nothing more is held."""

    at_bps: PercentBps


StepDown = NewRateOnNewWork | NewRateOnAllWork | StopAt


class LineRate(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the contract with a rate of its own; no step-down reaches it."""

    line_item_id: Id
    rate_bps: Bps


class RetainageTerms(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rate is of work, never of tax. Stored materials have the same rate unless they have their own."""

    rate_bps: Bps
    stored_rate_bps: Bps | None = None
    step_down: StepDown | None = None
    lines: tuple[LineRate, ...] = ()

    @property
    def rate_of_stored(self) -> Bps:
        return self.rate_bps if self.stored_rate_bps is None else self.stored_rate_bps


class RetainageTooHigh(Refusal):
    """Retainage is a part of the work between 0% and 50%."""


class StepDownRises(Refusal):
    """A step-down lowers the rate; it never raises it."""


class NotALineOfTheJob(Refusal):
    """Only lines of the job can be named."""

    kind = Kind.MISSING


def retention_ppm(rate_bps: Bps) -> int:
    """A rate in ppm for calculations. Raises RetainageTooHigh, NotAPercent."""
    ppm = percent_ppm(rate_bps) if rate_bps else 0
    if ppm > RATE_PPM_MAX:
        raise RetainageTooHigh(rate_bps=str(rate_bps), most_bps=RATE_PPM_MAX // 100)
    return ppm


def holds_anything(terms: RetainageTerms) -> bool:
    """Whether any work or material is held back under these terms."""
    return any((terms.rate_bps, terms.rate_of_stored, *(line.rate_bps for line in terms.lines)))


def check_terms(terms: RetainageTerms, line_ids: Iterable[Id]) -> None:
    """Raises RetainageTooHigh, NotAPercent, StepDownRises, NotALineOfTheJob."""
    rate_ppm = retention_ppm(terms.rate_bps)
    retention_ppm(terms.rate_of_stored)
    match terms.step_down:
        case NewRateOnNewWork(at_bps, lower_bps) | NewRateOnAllWork(at_bps, lower_bps):
            percent_ppm(at_bps)
            if retention_ppm(lower_bps) > rate_ppm:
                raise StepDownRises(rate_bps=str(lower_bps))
        case StopAt(at_bps):
            percent_ppm(at_bps)
        case None:
            pass
    known = set(line_ids)
    for line in terms.lines:
        retention_ppm(line.rate_bps)
        if line.line_item_id not in known:
            raise NotALineOfTheJob(line_item_id=line.line_item_id)
