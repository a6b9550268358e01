"""A planned stage of a job: what it will bill, and what makes it ready to be billed."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, NewType

from msgspec import Struct

from stagebill.jobs.job import JobId
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record, replace
from stagebill.kernel.text import Name
from stagebill.settings.payment_terms import DueTerms

StageId = NewType("StageId", Id)
StageKind = Literal["progress", "deposit"]


class OnDay(Struct, frozen=True, tag_field="kind", tag="date", forbid_unknown_fields=True):
    """Ready on a calendar day."""

    on: date


class OnVisit(Struct, frozen=True, tag_field="kind", tag="visit", forbid_unknown_fields=True):
    """Ready when this visit is done, or any visit if none is named."""

    visit_id: Id | None = None


class OnMilestone(Struct, frozen=True, tag_field="kind", tag="milestone", forbid_unknown_fields=True):
    """Ready when a person marks that this has happened: "rough-in inspected"."""

    name: Name


class OnApproval(Struct, frozen=True, tag_field="kind", tag="approval", forbid_unknown_fields=True):
    """Ready when the customer has approved the work."""


BillWhen = OnDay | OnVisit | OnMilestone | OnApproval


class Stage(Record, frozen=True, kw_only=True):
    """With neither a percent nor an amount it is the rest: everything that the other stages leave.

    Whether it is billed is not stored here: the live invoice that names the stage says so.
    """

    organization_id: Id
    id: StageId
    job_id: JobId
    position: int
    kind: StageKind = "progress"
    title: str
    percent_ppm: int | None = None
    amount_minor: Minor | None = None
    bill_when: BillWhen
    due_terms: DueTerms | None = None
    ready_at: datetime | None = None
    ready_by: Id | None = None
    created_at: datetime
    dropped_at: datetime | None = None


def marked(stage: Stage, *, is_ready: bool, at: datetime, by: Id | None) -> Stage:
    """The stage marked ready, or not ready after all; repeating it changes nothing."""
    if is_ready == (stage.ready_at is not None):
        return stage
    return replace(stage, ready_at=at if is_ready else None, ready_by=by if is_ready else None)


def ready_by_visit(
    stages: Iterable[Stage], visit_id: Id, *, at: datetime, by: Id | None
) -> tuple[Stage, ...]:
    """The stages that become ready because this visit is done."""
    return tuple(
        marked(stage, is_ready=True, at=at, by=by)
        for stage in stages
        if isinstance(stage.bill_when, OnVisit)
        and stage.bill_when.visit_id in {None, visit_id}
        and stage.ready_at is None
    )


def day_reached(stage: Stage, today: date) -> bool:
    """Whether the stage waits for a day, and that day has come."""
    return isinstance(stage.bill_when, OnDay) and stage.bill_when.on <= today
