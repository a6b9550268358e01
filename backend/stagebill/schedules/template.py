"""A plan that a company uses again: the usual ones, and those it has kept."""

from datetime import datetime
from typing import Annotated, Final

from msgspec import Meta, Struct

from stagebill.jobs.stage import OnApproval, OnMilestone, StageKind
from stagebill.kernel.errors import Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import PPM, PercentBps, PositiveMinor, percent_ppm
from stagebill.kernel.records import Record
from stagebill.kernel.text import Line, Name
from stagebill.settings.payment_terms import Completion, Net, Receipt, Start

TEMPLATE_STAGES_MAX: Final = 60
DAYS_MAX: Final = 3650


class AfterDays(Struct, frozen=True, tag_field="kind", tag="days", forbid_unknown_fields=True):
    """Ready so many days after the plan is made."""

    days: Annotated[int, Meta(ge=0, le=DAYS_MAX)]


class AnyVisit(Struct, frozen=True, tag_field="kind", tag="visit", forbid_unknown_fields=True):
    """Ready when a visit is done."""


TemplateWhen = AfterDays | AnyVisit | OnMilestone | OnApproval
TemplateTerms = Receipt | Start | Completion | Net


class TemplateStage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stage of a template: a percent, an amount, or (without either) the rest; what it waits for, and its
    own terms where it has some. A day of the calendar is of one job: a template counts days instead.
    `milestone` is what a stage waits for that says no `bill_when`.
    """

    title: Name
    percent_bps: PercentBps | None = None
    amount_minor: PositiveMinor | None = None
    kind: StageKind = "progress"
    milestone: Line = ""
    bill_when: TemplateWhen | None = None
    due_terms: TemplateTerms | None = None


TemplateStages = Annotated[tuple[TemplateStage, ...], Meta(min_length=1, max_length=TEMPLATE_STAGES_MAX)]


class ScheduleTemplate(Record, frozen=True, kw_only=True):
    organization_id: Id
    id: Id
    name: str
    stages: tuple[TemplateStage, ...]
    created_at: datetime
    dropped_at: datetime | None = None


class TemplateOver(Refusal):
    """A template's percents add up to at most 100, and only its last stage bills the rest."""


class TemplateTwofold(Refusal):
    """A stage of a template has a percent or an amount, not both."""


def check_template(stages: tuple[TemplateStage, ...]) -> None:
    """What the amounts come to shows only in a job. Raises TemplateTwofold, TemplateOver."""
    for place, stage in enumerate(stages):
        if stage.percent_bps is not None and stage.amount_minor is not None:
            raise TemplateTwofold(place=place)
    total_ppm = sum(percent_ppm(each.percent_bps) for each in stages if each.percent_bps is not None)
    *before, last = [each.percent_bps is None and each.amount_minor is None for each in stages]
    has_amounts = any(each.amount_minor is not None for each in stages)
    leaves_nothing = (last or has_amounts) and total_ppm == PPM
    if total_ppm > PPM or any(before) or leaves_nothing:
        raise TemplateOver(percent_bps=total_ppm // 100)
