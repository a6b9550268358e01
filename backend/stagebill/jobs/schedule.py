"""What the planned stages of a job come to today."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from stagebill.kernel.money import PPM, Minor, share


class Planned(Protocol):
    """What the plan needs to know about a stage."""

    @property
    def percent_ppm(self) -> int | None: ...
    @property
    def amount_minor(self) -> Minor | None: ...


class Slot(Struct, frozen=True, kw_only=True):
    """A stage in its place: what it asks for, and what its live invoice bills."""

    percent_ppm: int | None = None
    amount_minor: Minor | None = None
    billed_minor: Minor | None = None


def asked_minor(stage: Planned, total_minor: Minor) -> Minor | None:
    """What a stage asks of the job's total; None for the rest, which asks for whatever is left."""
    if stage.percent_ppm is not None:
        return share(total_minor, stage.percent_ppm, PPM)
    return stage.amount_minor


def closes(slots: Sequence[Slot]) -> bool:
    """Whether the last stage bills exactly what is left: it says so, or the percents add up to 100.

    A rest of one cent may come from typed amounts, never from rounding percents (D-63).
    """
    if not slots:
        return False
    percents = [slot.percent_ppm for slot in slots]
    last = slots[-1]
    says_rest = last.percent_ppm is None and last.amount_minor is None
    return says_rest or (None not in percents and sum(percent or 0 for percent in percents) == PPM)


def planned_amounts(slots: Sequence[Slot], total_minor: Minor, invoiced_minor: Minor) -> tuple[Minor, ...]:
    """What each stage bills, or will. Never more than the job has left: later stages shrink first (D-35)."""
    left_minor = max(total_minor - invoiced_minor, 0)
    is_closed = closes(slots)
    amounts: list[Minor] = []
    for place, slot in enumerate(slots):
        if slot.billed_minor is not None:
            amounts.append(slot.billed_minor)
            continue
        wanted = None if is_closed and place == len(slots) - 1 else asked_minor(slot, total_minor)
        planned = left_minor if wanted is None else min(wanted, left_minor)
        amounts.append(planned)
        left_minor -= planned
    return tuple(amounts)
