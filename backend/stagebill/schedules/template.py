"""A plan that a company uses again: the usual ones, and those it has kept."""

from datetime import datetime
from typing import Annotated, Final

from msgspec import Meta, Struct

from stagebill.jobs.stage import StageKind
from stagebill.kernel.errors import Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import PPM, PercentBps, percent_ppm
from stagebill.kernel.records import Record
from stagebill.kernel.text import Line, Name

TEMPLATE_STAGES_MAX: Final = 60


class TemplateStage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stage of a template: a percent, or (without one) the rest. `milestone` is what it waits for."""

    title: Name
    percent_bps: PercentBps | None = None
    kind: StageKind = "progress"
    milestone: Line = ""


TemplateStages = Annotated[tuple[TemplateStage, ...], Meta(min_length=1, max_length=TEMPLATE_STAGES_MAX)]


class ScheduleTemplate(Record, frozen=True, kw_only=True):
    organization_id: Id
    id: Id
    name: str
    stages: tuple[TemplateStage, ...]
    created_at: datetime
    dropped_at: datetime | None = None


class TemplateOver(Refusal):
    """The percents of a template together are at most 100, and only its last stage bills the rest."""


def check_template(stages: tuple[TemplateStage, ...]) -> None:
    """Raises TemplateOver."""
    percents = [None if each.percent_bps is None else percent_ppm(each.percent_bps) for each in stages]
    total_ppm = sum(percent or 0 for percent in percents)
    leaves_nothing = percents[-1] is None and total_ppm == PPM
    if total_ppm > PPM or None in percents[:-1] or leaves_nothing:
        raise TemplateOver(percent_bps=total_ppm // 100)
