"""How a plan of stages is made and changed: never above 100%, and never over what is billed already."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from stagebill.invoices.progress import NotASingleShare, NotInStages
from stagebill.jobs.job import Job
from stagebill.jobs.schedule import Slot, asked_minor, planned_amounts
from stagebill.jobs.stage import BillWhen, OnVisit, Stage, StageId, StageKind, day_reached, marked
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import PPM, Minor, PercentBps, PositiveMinor, percent_ppm
from stagebill.kernel.records import replace
from stagebill.kernel.text import Name, without_card_numbers
from stagebill.settings.payment_terms import DueTerms

STAGES_MAX = 60


class WantedStage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stage of the plan that is wanted. `stage_id` names one that is planned already, or a new one."""

    stage_id: Id | UnsetType = UNSET
    kind: StageKind = "progress"
    title: Name
    percent_bps: PercentBps | None = None
    amount_minor: PositiveMinor | None = None
    rest: bool = False
    bill_when: BillWhen
    due_terms: DueTerms | None = None


WantedStages = Annotated[list[WantedStage], Meta(max_length=STAGES_MAX)]


class StageBilled(Refusal):
    """A stage that has an invoice keeps its share and its place in the plan; void the invoice to free it."""

    kind = Kind.STALE


class OverPlanned(Refusal):
    """The stages of a plan together never exceed the job's total."""

    kind = Kind.STALE


class RestNotLast(Refusal):
    """Only the last stage of a plan bills the rest."""


class StageEmpty(Refusal):
    """Each planned stage bills at least one minor unit of the currency."""


class StageTwice(Refusal):
    """A plan lists each stage once."""


class ConsentMissing(Refusal):
    """Changing a plan after a stage was billed needs the customer's consent: say who agreed."""


class StageDropped(Refusal):
    """A stage that was taken out of the plan can no longer be billed or marked."""

    kind = Kind.STALE


Billed = Mapping[Id, Minor]
"""What the live invoices of stages bill, by stage."""


class Books(Struct, frozen=True, kw_only=True):
    """The job under its lock, what its live invoices bill in all, and what those of its stages do."""

    job: Job
    billed: Billed
    invoiced_minor: Minor


class Making(Struct, frozen=True, kw_only=True):
    """When a plan is made, and by which mutation: new stages get their ids from it. `done_visits` are those
    of the job that have taken place.
    """

    now: datetime
    today: date
    made_by: Id
    done_visits: frozenset[Id] = frozenset()


def planned(
    books: Books, known: Sequence[Stage], wanted: Sequence[WantedStage], making: Making
) -> tuple[Stage, ...]:
    """The stages as they are wanted, and those that fall out of the plan."""
    if not books.job.progress_invoicing:
        raise NotInStages(total_minor=books.job.total_minor)
    by_id = {stage.id: stage for stage in known}
    after = tuple(_placed(books.job, by_id, each, place, making) for place, each in enumerate(wanted))
    _check_shape(after)
    _check_billed(by_id, after, books.billed)
    # A plan whose money is what it was may ask for more than the job has left since it fell: that has shrunk.
    if _shares(known) != _shares(after):
        _check_total(books, after)
    kept = {stage.id for stage in after}
    dropped = (replace(stage, dropped_at=making.now) for stage in known if stage.id not in kept)
    return (*(_ready_already(stage, making) for stage in after), *dropped)


def check_consent(books: Books, known: Sequence[Stage], planned: Sequence[Stage], consent: str) -> None:
    """Raises ConsentMissing where money is planned anew after the customer was billed by the plan."""
    if books.billed and not consent.strip() and _shares(known) != _shares(planned):
        raise ConsentMissing(billed_count=len(books.billed))


def slots_of(stages: Sequence[Stage], billed: Billed) -> tuple[Slot, ...]:
    """The stages as the rule of their amounts sees them."""
    return tuple(
        Slot(
            percent_ppm=stage.percent_ppm,
            amount_minor=stage.amount_minor,
            billed_minor=billed.get(stage.id),
        )
        for stage in stages
    )


def amount_of_stage(stage: Stage, stages: Sequence[Stage], books: Books) -> Minor:
    """What this stage bills today. Raises StageDropped, StageBilled."""
    if stage.dropped_at is not None:
        raise StageDropped(stage_id=stage.id)
    if stage.id in books.billed:
        raise StageBilled(stage_id=stage.id, billed_minor=books.billed[stage.id])
    in_order = sorted(stages, key=_place)
    slots = slots_of(in_order, books.billed)
    amounts = planned_amounts(slots, books.job.total_minor, books.invoiced_minor)
    return next(amount for each, amount in zip(in_order, amounts, strict=True) if each.id == stage.id)


def _placed(
    job: Job, known: Mapping[StageId, Stage], wanted: WantedStage, place: int, making: Making
) -> Stage:
    own_id = derived_id("stage", making.made_by, str(place)) if wanted.stage_id is UNSET else wanted.stage_id
    asked = sum((wanted.percent_bps is not None, wanted.amount_minor is not None, wanted.rest))
    if asked != 1:
        raise NotASingleShare(asked_count=asked)
    before = known.get(StageId(own_id))
    waited = before if before is not None and before.bill_when == wanted.bill_when else None
    return Stage(
        organization_id=job.organization_id,
        id=StageId(own_id),
        job_id=job.id,
        position=place,
        kind=wanted.kind,
        title=without_card_numbers(wanted.title),
        percent_ppm=None if wanted.percent_bps is None else percent_ppm(wanted.percent_bps),
        amount_minor=wanted.amount_minor,
        bill_when=wanted.bill_when,
        due_terms=wanted.due_terms,
        ready_at=waited.ready_at if waited else None,
        ready_by=waited.ready_by if waited else None,
        created_at=before.created_at if before else making.now,
    )


def _ready_already(stage: Stage, making: Making) -> Stage:
    """A day that has come needs no timer, and a visit that is done does not come again. Where any visit will
    do, one after the plan is meant.
    """
    when = stage.bill_when
    is_done = isinstance(when, OnVisit) and when.visit_id in making.done_visits
    has_come = is_done or day_reached(stage, making.today)
    return marked(stage, is_ready=True, at=making.now, by=None) if has_come else stage


def _check_shape(stages: Sequence[Stage]) -> None:
    if len({stage.id for stage in stages}) < len(stages):
        raise StageTwice()
    if any(stage.percent_ppm is None and stage.amount_minor is None for stage in stages[:-1]):
        raise RestNotLast()


def _check_billed(known: Mapping[StageId, Stage], after: Sequence[Stage], billed: Billed) -> None:
    shares = {stage.id: _share(stage) for stage in after}
    for stage_id, billed_minor in billed.items():
        before = known.get(StageId(stage_id))
        if before is not None and shares.get(before.id) != _share(before):
            raise StageBilled(stage_id=stage_id, billed_minor=billed_minor)


def _share(stage: Stage) -> tuple[str, int | None, Minor | None]:
    return (stage.kind, stage.percent_ppm, stage.amount_minor)


def _check_total(books: Books, stages: Sequence[Stage]) -> None:
    """Percents that round up may ask for a unit each too much; the last stage is fitted to them (D-06)."""
    total_minor = books.job.total_minor
    left_minor = max(total_minor - books.invoiced_minor, 0)
    waiting = [stage for stage in stages if stage.id not in books.billed]
    asked = sum(asked_minor(stage, total_minor) or 0 for stage in waiting)
    rounding = sum(stage.percent_ppm is not None for stage in waiting)
    percents = sum(stage.percent_ppm or 0 for stage in stages)
    if asked > left_minor + rounding or percents > PPM:
        over_minor = max(asked - left_minor, total_minor * (percents - PPM) // PPM)
        raise OverPlanned(over_minor=over_minor, left_minor=left_minor, total_minor=total_minor)
    amounts = planned_amounts(slots_of(stages, books.billed), total_minor, books.invoiced_minor)
    for stage, amount_minor in zip(stages, amounts, strict=True):
        if stage.id not in books.billed and amount_minor < 1:
            raise StageEmpty(title=stage.title)


def _shares(stages: Sequence[Stage]) -> list[tuple[str, int | None, Minor | None]]:
    """What the plan asks for, stage after stage; what fell out of it asks for nothing."""
    return [_share(stage) for stage in sorted(stages, key=_place) if stage.dropped_at is None]


def _place(stage: Stage) -> int:
    return stage.position
