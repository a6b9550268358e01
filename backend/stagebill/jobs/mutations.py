"""What people do with jobs: make one, and say who works on it."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from stagebill.customers.queries import living_customer
from stagebill.identity.member import Member
from stagebill.jobs.assignment import Assignment, assign
from stagebill.jobs.contract import Discount, totals
from stagebill.jobs.job import Job, JobId
from stagebill.jobs.line_item import LineItem, LineItemId, amount, quantity_milli
from stagebill.jobs.queries import JobView, answer_job, jobs_so_far
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import NonNegativeMinor, RateBps, rate_ppm
from stagebill.kernel.text import Line, Name, without_card_numbers
from stagebill.settings.settings import Settings
from stagebill.sync.command import OFFICE_ROLES, Command
from stagebill.sync.effect import Effect
from stagebill.sync.mutation import RecordIdTaken

LINES_MAX = 500
TECHNICIANS_MAX = 50


class NewLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of a new job. `quantity` has up to three decimals."""

    line_item_id: Id | UnsetType = UNSET
    description: Name
    quantity: int | Decimal = 1  # a JSON number, or its decimal text
    unit_price_minor: NonNegativeMinor
    tax_rate_bps: RateBps = 0


class CreateJob(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Make a job with its priced lines; the server computes its total."""

    job_id: Id | UnsetType = UNSET
    customer_id: Id
    title: Name
    site: Line | None = None
    line_items: Annotated[list[NewLine], Meta(min_length=1, max_length=LINES_MAX)]
    discount: Discount | None = None
    starts_on: date | None = None
    completes_on: date | None = None
    technician_ids: Annotated[list[Id], Meta(max_length=TECHNICIANS_MAX)] = []


class AssignTechnicians(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Say exactly who works on a job; it comes to their phones, and leaves those of all others."""

    job_id: Id
    member_ids: Annotated[list[Id], Meta(max_length=TECHNICIANS_MAX)]


async def create_job(data: CreateJob, context: Context, tx: Tx) -> Effect:
    """A job is billed in stages when the company's switch was on at the moment the server made it (D-09)."""
    customer = await living_customer(tx, data.customer_id)
    settings = await tx.lock(Settings, context.organization_id)
    job_id = JobId(context.mutation_id if data.job_id is UNSET else data.job_id)
    lines = [_line(context, job_id, place, line) for place, line in enumerate(data.line_items)]
    if len({line.id for line in lines}) < len(lines):
        raise RecordIdTaken()
    sums = totals(lines, data.discount)
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
        starts_on=data.starts_on,
        completes_on=data.completes_on,
        created_by=context.member_id,
        created_at=context.now,
    )
    assigned = assign(job, data.technician_ids, (), await _active_members(tx), context.now)
    return Effect(id=job_id, records=(job, *lines, *assigned))


def _line(context: Context, job_id: JobId, place: int, line: NewLine) -> LineItem:
    milli = quantity_milli(line.quantity)
    line_id = derived_id("line_item", job_id, str(place)) if line.line_item_id is UNSET else line.line_item_id
    return LineItem(
        organization_id=context.organization_id,
        id=LineItemId(line_id),
        job_id=job_id,
        position=place,
        description=without_card_numbers(line.description),
        quantity_milli=milli,
        unit_price_minor=line.unit_price_minor,
        tax_rate_ppm=rate_ppm(line.tax_rate_bps),
        amount_minor=amount(milli, line.unit_price_minor),
    )


async def _active_members(tx: Tx) -> set[Id]:
    return {member.id for member in await tx.select(Member, active=True)}


async def assign_technicians(data: AssignTechnicians, context: Context, tx: Tx) -> Effect:
    """Who was on the job and is not wanted any more loses it; money they took meanwhile is still accepted."""
    job = await tx.lock(Job, data.job_id)
    before = await tx.select(Assignment, job_id=job.id)
    changed = assign(job, data.member_ids, before, await _active_members(tx), context.now)
    return Effect(id=job.id, records=tuple(changed))


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
        name="jobs.assign_technicians",
        input=AssignTechnicians,
        handler=assign_technicians,
        roles=OFFICE_ROLES,
        route="POST /api/jobs/{job_id}/technicians",
        answer=answer_job,
        view=JobView,
    ),
)
