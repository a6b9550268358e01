"""When a company's customers are reminded: on which days before and after the due day, at which hours."""

from itertools import pairwise
from typing import Annotated, Final

from msgspec import Meta, Struct

from stagebill.kernel.errors import Refusal

STEPS_MAX: Final = 10

Step = Annotated[int, Meta(ge=-30, le=120)]
"""Days from the due day: -3 is three days before it, 0 the day itself."""

Steps = Annotated[tuple[Step, ...], Meta(min_length=1, max_length=STEPS_MAX)]


class ReminderPlan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`from_hour` and `to_hour` are o'clock in the company's zone: reminders leave from the one on and before
    the other. A new company reminds nobody by itself.
    """

    is_on: bool = False
    steps: Steps = (-3, 0, 3, 7, 14)
    from_hour: Annotated[int, Meta(ge=0, le=23)] = 9
    to_hour: Annotated[int, Meta(ge=1, le=24)] = 17


class StepsUnclear(Refusal):
    """The days of a reminder plan stand in their order, each once."""


class HoursUnclear(Refusal):
    """The hours in which reminders leave end after they begin."""


def check_plan(plan: ReminderPlan) -> None:
    """Raises StepsUnclear, HoursUnclear."""
    if any(one >= other for one, other in pairwise(plan.steps)):
        raise StepsUnclear()
    if plan.from_hour >= plan.to_hour:
        raise HoursUnclear()


def gap_days(plan: ReminderPlan) -> int:
    """The shortest time between two reminders of one invoice. No customer hears more often than that."""
    return min((other - one for one, other in pairwise(plan.steps)), default=1)
