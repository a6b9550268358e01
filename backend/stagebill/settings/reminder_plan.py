"""When a company's customers are reminded: on which days before and after the due day, at which hours."""

from itertools import pairwise
from typing import Annotated, Final, Literal, NamedTuple

from msgspec import Meta, Struct

from stagebill.kernel.errors import Refusal

STEPS_MAX: Final = 10

Step = Annotated[int, Meta(ge=-30, le=120)]
"""Days from the due day: -3 is three days before it, 0 the day itself."""

Way = Literal["mail", "text", "both"]

Steps = Annotated[tuple[Step, ...], Meta(min_length=1, max_length=STEPS_MAX)]


class ReminderPlan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`by` is how reminders leave; a customer whom that way cannot reach gets them the other way. `from_hour`
    and `to_hour` are hours in the company's zone: reminders leave from the one on and before the other. A new
    company sends no automatic reminders.
    """

    is_on: bool = False
    steps: Steps = (-3, 0, 3, 7, 14)
    from_hour: Annotated[int, Meta(ge=0, le=23)] = 9
    to_hour: Annotated[int, Meta(ge=1, le=24)] = 17
    by: Way = "mail"


class Ways(NamedTuple):
    """How one customer is reminded."""

    mail: bool
    text: bool


def ways_to(by: Way, *, has_mail: bool, has_text: bool) -> Ways:
    """As the plan says; the other way for a customer whom that cannot reach, and none if neither can."""
    if by == "both":
        return Ways(has_mail, has_text)
    by_text = has_text if by == "text" else has_text and not has_mail
    return Ways(has_mail and not by_text, by_text)


class StepsUnclear(Refusal):
    """A reminder plan lists its days in order, each once."""


class HoursUnclear(Refusal):
    """The hours for sending reminders must end after they begin."""


def check_plan(plan: ReminderPlan) -> None:
    """Raises StepsUnclear, HoursUnclear."""
    if any(one >= other for one, other in pairwise(plan.steps)):
        raise StepsUnclear()
    if plan.from_hour >= plan.to_hour:
        raise HoursUnclear()


def gap_days(plan: ReminderPlan) -> int:
    """The shortest gap between two reminders of one invoice. No customer gets them more often than that."""
    return min((other - one for one, other in pairwise(plan.steps)), default=1)
