"""What people do with jobs: create one, set who works on it, plan its visits, and write notes."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from stagebill.customers.queries import living_customer
from stagebill.identity.member import Member
from stagebill.jobs.assignment import Assignment, assign
from stagebill.jobs.checklist import listed, ticked
from stagebill.jobs.contract import Discount, TaxMode, totals
from stagebill.jobs.job import Job, JobId
from stagebill.jobs.line_item import LINES_MAX, LineItem, NewLine, line_item
from stagebill.jobs.note import JobNote, NoteId, check_text
from stagebill.jobs.queries import (
    JobView,
    NoteView,
    VisitView,
    answer_job,
    answer_note,
    answer_visit,
    jobs_so_far,
)
from stagebill.jobs.stage import Stage, ready_by_visit
from stagebill.jobs.visit import (
    Visit,
    VisitId,
    VisitState,
    cancel,
    check_open,
    report,
    timed,
    without,
)
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.records import Record, replace
from stagebill.kernel.text import Line, Name, Note, without_card_numbers
from stagebill.settings.settings import CHECKLIST_MAX, Checklist, Settings
from stagebill.sync.command import CREW_ROLES, OFFICE_ROLES, Command
from stagebill.sync.effect import Effect
from stagebill.sync.mutation import RecordIdTaken

TECHNICIANS_MAX = 50
VISITS_MAX = 100

Instant = Annotated[datetime, Meta(tz=True)]
Technicians = Annotated[tuple[Id, ...], Meta(max_length=TECHNICIANS_MAX)]


class NewVisit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An appointment of a new job; whoever comes is put on the job too."""

    visit_id: Id | UnsetType = UNSET
    starts_at: Instant
    ends_at: Instant
    technician_ids: Technicians = ()
    note: Note = ""


class CreateJob(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Create a job with its priced lines; the server computes its total."""

    job_id: Id | UnsetType = UNSET
    customer_id: Id
    title: Name
    site: Line | None = None
    line_items: Annotated[list[NewLine], Meta(min_length=1, max_length=LINES_MAX)]
    discount: Discount | None = None
    tax_mode: TaxMode = TaxMode.PER_INVOICE
    starts_on: date | None = None
    completes_on: date | None = None
    purchase_order: Line | None = None
    technician_ids: Annotated[list[Id], Meta(max_length=TECHNICIANS_MAX)] = []
    visits: Annotated[tuple[NewVisit, ...], Meta(max_length=VISITS_MAX)] = ()


class SetPurchaseOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Set the customer's order number, for invoices issued from now on. Null removes it."""

    job_id: Id
    purchase_order: Line | None


class AssignTechnicians(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Set exactly who works on a job; it appears on their phones and leaves all others."""

    job_id: Id
    member_ids: Annotated[list[Id], Meta(max_length=TECHNICIANS_MAX)]


class PlanVisit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Plan an appointment on a job. Whoever comes is put on the job too, so that it is on their phone."""

    visit_id: Id | UnsetType = UNSET
    job_id: Id
    starts_at: Instant
    ends_at: Instant
    technician_ids: Technicians = ()
    note: Note = ""
    checklist: Checklist | UnsetType = UNSET


class ChangeVisit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Move an upcoming visit, or change who comes and what they should know."""

    visit_id: Id
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    technician_ids: Technicians | None = None
    note: Note | None = None


class CancelVisit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Cancel a visit. It stays visible; the job's days no longer count it."""

    visit_id: Id


class ReportVisit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Report that somebody is on the way or that the visit is done; a phone without signal may
    report later.
    """

    visit_id: Id
    state: Literal["planned", "on_the_way", "done"]
    at: Instant | None = None


class TickItem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mark an item of a visit's checklist as done, or as not done after all; `place` counts from 0."""

    visit_id: Id
    place: Annotated[int, Meta(ge=0, lt=CHECKLIST_MAX)]
    is_done: bool = True
    at: Instant | None = None


class AddNote(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Write something down about a job, for everybody who works on it."""

    note_id: Id | UnsetType = UNSET
    job_id: Id
    text: Note
    noted_at: Instant | None = None


async def create_job(data: CreateJob, context: Context, tx: Tx) -> Effect:
    """A job is billed in stages if the company's setting was on when the server created it (D-09)."""
    customer = await living_customer(tx, data.customer_id)
    settings = await tx.lock(Settings, context.organization_id)
    job_id = JobId(context.mutation_id if data.job_id is UNSET else data.job_id)
    lines = [_line(context, job_id, place, line) for place, line in enumerate(data.line_items)]
    if len({line.id for line in lines}) < len(lines):
        raise RecordIdTaken()
    sums = totals(lines, data.discount, data.tax_mode)
    job = Job(
        organization_id=context.organization_id,
        id=job_id,
        number=str(1000 + await jobs_so_far(tx, context.organization_id) + 1),
        customer_id=customer.id,
        title=without_card_numbers(data.title),
        site=data.site,
        progress_invoicing=settings.progress_invoicing,
        discount=data.discount,
        subtotal_minor=sums.subtotal_minor,
        discount_minor=sums.discount_minor,
        tax_minor=sums.tax_minor,
        total_minor=sums.total_minor,
        taxes=sums.taxes,
        tax_mode=data.tax_mode,
        starts_on=data.starts_on,
        completes_on=data.completes_on,
        purchase_order=without_card_numbers((data.purchase_order or "").strip()) or None,
        created_by=context.member_id,
        created_at=context.now,
    )
    checks = settings.visit_checklist
    visits = [_visit(context, job_id, str(place), visit, checks) for place, visit in enumerate(data.visits)]
    crew = [*data.technician_ids, *(each for visit in visits for each in visit.technician_ids)]
    assigned = assign(job, crew, (), await _active_members(tx), context.now)
    return Effect(id=job_id, records=(job, *lines, *visits, *assigned))


def _line(context: Context, job_id: JobId, place: int, line: NewLine) -> LineItem:
    line_id = derived_id("line_item", job_id, str(place)) if line.line_item_id is UNSET else line.line_item_id
    return line_item(
        line, organization_id=context.organization_id, job_id=job_id, line_id=line_id, position=place
    )


async def _active_members(tx: Tx) -> set[Id]:
    return {member.id for member in await tx.select(Member, active=True)}


async def set_purchase_order(data: SetPurchaseOrder, context: Context, tx: Tx) -> Effect:
    """Issued invoices keep the number of their day."""
    job = await tx.lock(Job, data.job_id)
    number = without_card_numbers((data.purchase_order or "").strip()) or None
    return Effect(id=job.id, records=(replace(job, purchase_order=number),))


async def assign_technicians(data: AssignTechnicians, context: Context, tx: Tx) -> Effect:
    """Whoever is no longer wanted loses the job; money they took meanwhile is still accepted."""
    job = await tx.lock(Job, data.job_id)
    before = await tx.select(Assignment, job_id=job.id)
    changed = assign(job, data.member_ids, before, await _active_members(tx), context.now)
    gone = {assignment.member_id for assignment in changed if not assignment.active}
    left = without(await tx.select(Visit, job_id=job.id), gone)
    return Effect(id=job.id, records=(*changed, *left))


def _visit(
    context: Context, job_id: JobId, place: str, data: NewVisit | PlanVisit, checks: Iterable[str]
) -> Visit:
    visit = Visit(
        organization_id=context.organization_id,
        id=VisitId(derived_id("visit", job_id, place) if data.visit_id is UNSET else data.visit_id),
        job_id=job_id,
        starts_at=data.starts_at,
        ends_at=data.ends_at,
        starts_on=context.today,
        ends_on=context.today,
        technician_ids=tuple(dict.fromkeys(data.technician_ids)),
        note=without_card_numbers(data.note),
        created_by=context.member_id,
        created_at=context.now,
        checklist=listed(checks),
    )
    return timed(visit, data.starts_at, data.ends_at, context.zone)


async def plan_visit(data: PlanVisit, context: Context, tx: Tx) -> Effect:
    """Under the job's lock, like every change of who works on it."""
    job = await tx.lock(Job, data.job_id)
    settings = await tx.load(Settings, context.organization_id)
    checks = settings.visit_checklist if data.checklist is UNSET else data.checklist
    visit = _visit(context, job.id, context.mutation_id, data, checks)
    return Effect(id=visit.id, records=(visit, *await _joined(tx, context, job, visit.technician_ids)))


async def _joined(tx: Tx, context: Context, job: Job, wanted: Collection[Id]) -> Iterable[Record]:
    """The assignments of those who join the job through a visit; a visit removes nobody."""
    before = await tx.select(Assignment, job_id=job.id)
    active = [assignment.member_id for assignment in before if assignment.active]
    if set(wanted) <= set(active):
        return ()
    return assign(job, [*active, *wanted], before, {*active, *await _active_members(tx)}, context.now)


async def change_visit(data: ChangeVisit, context: Context, tx: Tx) -> Effect:
    """Fields that are left out stay as they are."""
    job, visit = await _locked(tx, data.visit_id)
    check_open(visit)
    starts_at, ends_at = data.starts_at or visit.starts_at, data.ends_at or visit.ends_at
    changed = timed(visit, starts_at, ends_at, context.zone)
    if data.technician_ids is not None:
        changed = replace(changed, technician_ids=tuple(dict.fromkeys(data.technician_ids)))
    if data.note is not None:
        changed = replace(changed, note=without_card_numbers(data.note))
    joined = await _joined(tx, context, job, changed.technician_ids)
    return Effect(id=visit.id, records=(changed, *joined))


async def cancel_visit(data: CancelVisit, context: Context, tx: Tx) -> Effect:
    """A visit that took place can no longer be canceled."""
    _, visit = await _locked(tx, data.visit_id)
    return Effect(id=visit.id, records=(cancel(visit),))


async def report_visit(data: ReportVisit, context: Context, tx: Tx) -> Effect:
    """A phone's clock is a claim: nothing is reported later than now. A stage that waits for the visit is
    ready once it is done.
    """
    job, visit = await _locked(tx, data.visit_id)
    if not await _works_on(tx, context, job.id):
        raise Missing.of(Visit)
    at = min(data.at or context.now, context.now)
    after = report(visit, VisitState(data.state), at=at, by=context.member_id)
    is_done_now = after.state == VisitState.DONE and after is not visit
    stages = await tx.select(Stage, job_id=job.id, dropped_at=None) if is_done_now else []
    ready = ready_by_visit(stages, visit.id, at=context.now, by=context.member_id)
    return Effect(id=visit.id, records=(after, *ready))


async def tick_item(data: TickItem, context: Context, tx: Tx) -> Effect:
    """Also on a visit that is done or canceled: what was checked was checked."""
    job, visit = await _locked(tx, data.visit_id)
    if not await _works_on(tx, context, job.id):
        raise Missing.of(Visit)
    at = min(data.at or context.now, context.now)
    items = ticked(visit.checklist, data.place, is_done=data.is_done, at=at, by=context.member_id)
    return Effect(id=visit.id, records=(replace(visit, checklist=items),))


async def _locked(tx: Tx, visit_id: Id) -> tuple[Job, Visit]:
    unlocked = await tx.load(Visit, visit_id)
    job = await tx.lock(Job, unlocked.job_id)
    return job, await tx.lock(Visit, visit_id)


async def _works_on(tx: Tx, context: Context, job_id: Id) -> bool:
    """Whoever was taken off the job may still report what they did while on it."""
    if context.role != "technician":
        return True
    return bool(await tx.select(Assignment, job_id=job_id, member_id=context.member_id))


async def add_note(data: AddNote, context: Context, tx: Tx) -> Effect:
    """A note from a phone without signal says when it was written."""
    job = await tx.load(Job, data.job_id)
    if not await _works_on(tx, context, job.id):
        raise Missing.of(Job)
    check_text(data.text)
    note = JobNote(
        organization_id=context.organization_id,
        id=NoteId(context.mutation_id if data.note_id is UNSET else data.note_id),
        job_id=job.id,
        text=without_card_numbers(data.text.strip()),
        noted_at=min(data.noted_at or context.now, context.now),
        created_by=context.member_id,
        created_at=context.now,
    )
    return Effect(id=note.id, records=(note,))


def _of_visits(
    name: str,
    data: type[msgspec.Struct],
    handler: object,
    route: str,
    *,
    by_crew: bool = False,
    made: bool = False,
) -> Command:
    return Command(
        name=f"jobs.{name}",
        input=data,
        handler=handler,  # type: ignore[arg-type]
        roles=CREW_ROLES if by_crew else OFFICE_ROLES,
        route=route,
        answer=answer_visit,
        view=VisitView,
        status=201 if made else 200,
    )


COMMANDS = (
    Command(
        name="jobs.create_job",
        input=CreateJob,
        handler=create_job,
        roles=OFFICE_ROLES,
        route="POST /api/jobs",
        answer=answer_job,
        view=JobView,
        status=201,
    ),
    Command(
        name="jobs.set_purchase_order",
        input=SetPurchaseOrder,
        handler=set_purchase_order,
        roles=OFFICE_ROLES,
        route="POST /api/jobs/{job_id}/purchase-order",
        answer=answer_job,
        view=JobView,
    ),
    Command(
        name="jobs.assign_technicians",
        input=AssignTechnicians,
        handler=assign_technicians,
        roles=OFFICE_ROLES,
        route="POST /api/jobs/{job_id}/technicians",
        answer=answer_job,
        view=JobView,
    ),
    _of_visits("plan_visit", PlanVisit, plan_visit, "POST /api/visits", made=True),
    _of_visits("change_visit", ChangeVisit, change_visit, "PATCH /api/visits/{visit_id}"),
    _of_visits("cancel_visit", CancelVisit, cancel_visit, "POST /api/visits/{visit_id}/cancel"),
    _of_visits("report_visit", ReportVisit, report_visit, "POST /api/visits/{visit_id}/report", by_crew=True),
    _of_visits("tick_item", TickItem, tick_item, "POST /api/visits/{visit_id}/tick", by_crew=True),
    Command(
        name="jobs.add_note",
        input=AddNote,
        handler=add_note,
        roles=CREW_ROLES,
        route="POST /api/jobs/{job_id}/notes",
        answer=answer_note,
        view=NoteView,
        status=201,
    ),
)
