"""What customers hold back: the contract's clause, the release, and installing stored material."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from stagebill.invoices.due_terms import DueTerms
from stagebill.invoices.line_billing import InvoiceLine
from stagebill.invoices.lines.queries import stored_on
from stagebill.invoices.progress import Amount, Rest
from stagebill.invoices.queries import (
    InvoiceView,
    answer_invoice,
    billed_of,
    present_invoice,
)
from stagebill.invoices.steps import credit_drawn, drafted, released_records
from stagebill.invoices.stored_material import Installation, InstallationId, amount_installed
from stagebill.jobs.job import Job, check_running
from stagebill.jobs.line_item import LineItem
from stagebill.jobs.queries import JobView, answer_job
from stagebill.jobs.retainage_terms import (
    LineRate,
    RetainageTerms,
    StepDown,
    check_terms,
    holds_anything,
)
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Bps, PositiveMinor
from stagebill.kernel.records import replace
from stagebill.kernel.text import Line, Note, without_card_numbers
from stagebill.settings.payment_terms import PaymentOptions
from stagebill.settings.visible_fields import VisibleFields
from stagebill.sync.command import OFFICE_ROLES, Command
from stagebill.sync.effect import Audience, Effect, Touched

LINES_MAX = 500


class SetRetainage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Set how much of the work the customer holds back; 0 ends it. Issued invoices stay as they are."""

    job_id: Id
    rate_bps: Bps
    stored_rate_bps: Bps | None = None
    step_down: StepDown | None = None
    lines: Annotated[tuple[LineRate, ...], Meta(max_length=LINES_MAX)] = ()


class ReleaseRetainage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ask for all or part of the money that the customer holds back, on an invoice with its own due date."""

    job_id: Id
    invoice_id: Id | UnsetType = UNSET
    amount_minor: PositiveMinor | None = None
    title: Line = ""
    due_terms: DueTerms | None = None
    payment_options: PaymentOptions | None = None
    visible_fields: VisibleFields | None = None
    message: Note = ""


class InstallMaterial(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note that stored material is installed: it counts as work from now on, and nothing is due for
    it again.
    """

    invoice_line_id: Id
    amount_minor: PositiveMinor | None = None
    installed_on: date | None = None


async def set_retainage(data: SetRetainage, context: Context, tx: Tx) -> Effect:
    """The contract's clause from now on. It applies to invoices issued after this."""
    job = await tx.lock(Job, data.job_id)
    terms = RetainageTerms(
        rate_bps=data.rate_bps,
        stored_rate_bps=data.stored_rate_bps,
        step_down=data.step_down,
        lines=data.lines,
    )
    check_terms(terms, {line.id for line in await tx.select(LineItem, job_id=job.id)})
    changed = replace(job, retainage=terms if holds_anything(terms) else None)
    return Effect(id=job.id, records=(changed,))


async def release_retainage(data: ReleaseRetainage, context: Context, tx: Tx) -> Effect:
    """Never more than is held; the job's credit pays it like any other invoice."""
    job = await tx.lock(Job, data.job_id)
    check_running(job)
    share = Rest() if data.amount_minor is None else Amount(data.amount_minor)
    draft = await drafted(data, job, share, without_card_numbers(data.title), context, tx)
    issued = await released_records(draft, job, await billed_of(tx, job), context, tx)
    return Effect(id=draft.id, records=issued, outgoing=await credit_drawn(context, tx, job, draft.id))


async def install_material(data: InstallMaterial, context: Context, tx: Tx) -> Effect:
    """All of it that is still stored, unless a sum is given."""
    line = await tx.load(InvoiceLine, data.invoice_line_id)
    job = await tx.lock(Job, line.job_id)
    on_hand = await stored_on(tx, line)
    installation = Installation(
        organization_id=context.organization_id,
        id=InstallationId(context.mutation_id),
        invoice_line_id=line.id,
        job_id=job.id,
        line_item_id=line.line_item_id,
        amount_minor=amount_installed(data.amount_minor, on_hand),
        installed_on=data.installed_on or context.today,
        created_at=context.now,
        created_by=context.member_id,
        mutation_id=context.mutation_id,
    )
    billed_on = Touched("invoice", line.invoice_id, Audience("job", job.id))
    return Effect(id=job.id, records=(installation,), touched=(billed_on,))


COMMANDS = (
    Command(
        name="invoices.set_retainage",
        input=SetRetainage,
        handler=set_retainage,
        roles=OFFICE_ROLES,
        route="POST /api/jobs/{job_id}/retainage",
        answer=answer_job,
        view=JobView,
    ),
    Command(
        name="invoices.release_retainage",
        input=ReleaseRetainage,
        handler=release_retainage,
        roles=OFFICE_ROLES,
        route="POST /api/jobs/{job_id}/release",
        answer=answer_invoice,
        present=present_invoice,
        view=InvoiceView,
        status=201,
    ),
    Command(
        name="invoices.install_material",
        input=InstallMaterial,
        handler=install_material,
        roles=OFFICE_ROLES,
        route="POST /api/stored-materials/{invoice_line_id}/install",
        answer=answer_job,
        view=JobView,
    ),
)
