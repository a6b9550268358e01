"""What people do with a payment schedule: plan it, mark a stage ready, bill it, save it as a template."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, Meta, UnsetType

from stagebill.attachments.steps import chosen_files
from stagebill.invoices.progress import Amount, NothingLeft, Percent, Rest, Share, left_to_invoice
from stagebill.invoices.queries import InvoiceView, answer_invoice, billed_of, present_invoice
from stagebill.invoices.steps import check_maker, credit_drawn, drafted, given, issued_records
from stagebill.jobs.job import Job, check_running
from stagebill.jobs.queries import JobView, answer_job
from stagebill.jobs.schedule import asked_minor
from stagebill.jobs.stage import OnDay, Stage, day_reached, marked
from stagebill.jobs.steps import check_on_the_job
from stagebill.jobs.visit import Visit, VisitState
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor, PositiveMinor
from stagebill.kernel.records import replace
from stagebill.kernel.text import Line, Name, Note, without_card_numbers
from stagebill.schedules import plan
from stagebill.schedules.plan import WantedStages
from stagebill.schedules.queries import (
    ScheduleTemplateView,
    answer_template,
    billed_stages,
)
from stagebill.schedules.schedule import Schedule
from stagebill.schedules.template import ScheduleTemplate, TemplateStages, check_template
from stagebill.settings.payment_terms import DueTerms, PaymentOptions
from stagebill.settings.visible_fields import VisibleFields
from stagebill.sync.command import CREW_ROLES, OFFICE_ROLES, SYSTEM, Command
from stagebill.sync.effect import Effect, Outgoing
from stagebill.sync.mutation import RecordIdTaken

REACH_DAY = "schedules.reach_day"
ATTACHMENTS_MAX = 50


class PlanStages(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Plan the stages of a job in order: together at most its total. An empty list ends the plan."""

    job_id: Id
    stages: WantedStages
    consent: Line = ""


class MarkStage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mark that what a stage waits for has happened, or that it has not after all."""

    stage_id: Id
    is_ready: bool = True


class ReachDay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note that the day a stage waits for has come."""

    stage_id: Id


class IssueStage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Bill a planned stage at its current amount, or at `amount_minor`, the sum that a person was shown
    before the plan's base changed; later stages take what is left. Everything else follows the stage and the
    company. `seen_minor` and `send` work as for any new invoice.
    """

    stage_id: Id
    invoice_id: Id | UnsetType = UNSET
    due_terms: DueTerms | None = None
    payment_options: PaymentOptions | None = None
    visible_fields: VisibleFields | None = None
    message: Note = ""
    attachment_ids: Annotated[tuple[Id, ...], Meta(max_length=ATTACHMENTS_MAX)] = ()
    amount_minor: PositiveMinor | None = None
    seen_minor: PositiveMinor | None = None
    send: bool = False


class KeepTemplate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Save a plan as a template for other jobs; the same id replaces it."""

    template_id: Id | UnsetType = UNSET
    name: Name
    stages: TemplateStages


class DropTemplate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Stop offering a template; plans made from it stay."""

    template_id: Id


async def plan_stages(data: PlanStages, context: Context, tx: Tx) -> Effect:
    """The plan is checked under the job's lock, so that it knows what is billed meanwhile."""
    job = await tx.lock(Job, data.job_id)
    check_running(job)
    known = await tx.select(Stage, job_id=job.id, dropped_at=None)
    await _check_new_ids(data, known, tx)
    books = await _books(tx, job)
    done = await tx.select(Visit, job_id=job.id, state=VisitState.DONE)
    making = plan.Making(
        now=context.now,
        today=context.today,
        made_by=context.mutation_id,
        done_visits=frozenset(visit.id for visit in done),
    )
    stages = plan.planned(books, known, data.stages, making)
    plan.check_consent(books, known, stages, data.consent)
    await tx.find(Schedule, job.id)  # known to the transaction, so that it is changed and not made twice
    schedule = Schedule(
        organization_id=context.organization_id,
        id=job.id,
        consent=without_card_numbers(data.consent).strip(),
        planned_at=context.now,
        planned_by=context.member_id,
    )
    return Effect(id=job.id, records=(schedule, *stages), outgoing=_timers(stages, context))


async def _books(tx: Tx, job: Job) -> plan.Books:
    return plan.Books(
        job=job,
        billed=await billed_stages(tx, job.id),
        invoiced_minor=(await billed_of(tx, job)).invoiced_minor,
    )


async def _check_new_ids(data: PlanStages, known: Iterable[Stage], tx: Tx) -> None:
    """A new stage may not reuse the id of another job's stage, or of one that was dropped."""
    planned = {stage.id for stage in known}
    for wanted in data.stages:
        is_new = wanted.stage_id is not UNSET and wanted.stage_id not in planned
        if is_new and await tx.find(Stage, wanted.stage_id) is not None:
            raise RecordIdTaken()


def _timers(stages: Iterable[Stage], context: Context) -> tuple[Outgoing, ...]:
    """At the midnight that begins the day a stage waits for, it becomes ready by itself."""
    return tuple(
        Outgoing(
            kind=REACH_DAY,
            dedupe_key=f"{stage.id}:{stage.bill_when.on}",
            payload={"organization_id": context.organization_id, "stage_id": stage.id},
            run_at=_midnight(stage.bill_when.on, context.zone),
        )
        for stage in stages
        if isinstance(stage.bill_when, OnDay) and stage.dropped_at is None and stage.ready_at is None
    )


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


async def _stage_of_job(tx: Tx, stage_id: Id) -> tuple[Stage, Job]:
    """The stage, read again under its job's lock."""
    unlocked = await tx.load(Stage, stage_id)
    job = await tx.lock(Job, unlocked.job_id)
    return await tx.lock(Stage, stage_id), job


async def mark_stage(data: MarkStage, context: Context, tx: Tx) -> Effect:
    """A technician may mark stages of jobs they work on, offline too: repeating it changes nothing."""
    stage, job = await _stage_of_job(tx, data.stage_id)
    await check_on_the_job(tx, context, job.id, Stage)
    if stage.dropped_at is not None:
        raise plan.StageDropped(stage_id=stage.id)
    after = marked(stage, is_ready=data.is_ready, at=context.now, by=context.member_id)
    return Effect(id=job.id, records=(after,))


async def reach_day(data: ReachDay, context: Context, tx: Tx) -> Effect:
    """The plan may have changed since the timer was set: only its current day counts."""
    stage, job = await _stage_of_job(tx, data.stage_id)
    if stage.dropped_at is not None or not day_reached(stage, context.today):
        return Effect(id=job.id, records=())
    return Effect(id=job.id, records=(marked(stage, is_ready=True, at=context.now, by=None),))


async def issue_stage(data: IssueStage, context: Context, tx: Tx) -> Effect:
    """The stage's invoice takes what the plan gives it now, under the same cap as every other."""
    stage, job = await _stage_of_job(tx, data.stage_id)
    await check_maker(tx, context, job, "schedules.issue_stage", Stage)
    check_running(job)
    stages = await tx.select(Stage, job_id=job.id, dropped_at=None)
    books = await _books(tx, job)
    planned_minor = plan.amount_of_stage(stage, stages, books)
    share = Amount(data.amount_minor) if data.amount_minor else _share(stage, planned_minor, books)
    draft = await drafted(data, job, share, stage.title, context, tx)
    draft = replace(
        draft,
        kind=stage.kind,
        stage_id=stage.id,
        due_terms=data.due_terms or stage.due_terms or draft.due_terms,
        attachment_ids=await chosen_files(tx, job.id, data.attachment_ids),
    )
    issued = await issued_records(
        draft, job, await billed_of(tx, job), context, tx, seen_minor=data.seen_minor
    )
    made = await given(issued, data.send, context, tx)
    credit = await credit_drawn(context, tx, job, draft.id)
    return Effect(id=draft.id, records=made.records, outgoing=(*made.outgoing, *credit))


def _share(stage: Stage, amount_minor: Minor, books: plan.Books) -> Share:
    """A percent stays one where it comes to that money; the last stage is the rest; else it is a sum."""
    total_minor = books.job.total_minor
    if amount_minor < 1:
        raise NothingLeft(left_minor=0, total_minor=total_minor)
    if stage.percent_ppm is not None and asked_minor(stage, total_minor) == amount_minor:
        return Percent(stage.percent_ppm)
    return (
        Rest() if amount_minor == left_to_invoice(total_minor, books.invoiced_minor) else Amount(amount_minor)
    )


async def keep_template(data: KeepTemplate, context: Context, tx: Tx) -> Effect:
    check_template(data.stages)
    template_id = context.mutation_id if data.template_id is UNSET else data.template_id
    before = await tx.find(ScheduleTemplate, template_id)
    template = ScheduleTemplate(
        organization_id=context.organization_id,
        id=template_id,
        name=without_card_numbers(data.name),
        stages=data.stages,
        created_at=before.created_at if before else context.now,
    )
    return Effect(id=template.id, records=(template,))


async def drop_template(data: DropTemplate, context: Context, tx: Tx) -> Effect:
    template = await tx.lock(ScheduleTemplate, data.template_id)
    return Effect(id=template.id, records=(replace(template, dropped_at=context.now),))


COMMANDS = (
    Command(
        name="schedules.plan_stages",
        input=PlanStages,
        handler=plan_stages,
        roles=OFFICE_ROLES,
        route="PUT /api/jobs/{job_id}/schedule",
        answer=answer_job,
        view=JobView,
    ),
    Command(
        name="schedules.mark_stage",
        input=MarkStage,
        handler=mark_stage,
        roles=CREW_ROLES,
        route="POST /api/stages/{stage_id}/mark",
        answer=answer_job,
        view=JobView,
    ),
    Command(name=REACH_DAY, input=ReachDay, handler=reach_day, roles=SYSTEM, answer=answer_job, view=JobView),
    Command(
        name="schedules.issue_stage",
        input=IssueStage,
        handler=issue_stage,
        roles=CREW_ROLES,
        route="POST /api/stages/{stage_id}/issue",
        answer=answer_invoice,
        present=present_invoice,
        view=InvoiceView,
        status=201,
    ),
    Command(
        name="schedules.keep_template",
        input=KeepTemplate,
        handler=keep_template,
        roles=OFFICE_ROLES,
        route="POST /api/schedule-templates",
        answer=answer_template,
        view=ScheduleTemplateView,
        status=201,
    ),
    Command(
        name="schedules.drop_template",
        input=DropTemplate,
        handler=drop_template,
        roles=OFFICE_ROLES,
        route="POST /api/schedule-templates/{template_id}/drop",
        answer=answer_template,
        view=ScheduleTemplateView,
    ),
)
