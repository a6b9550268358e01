"""What people do with invoices: make, issue, edit, send, void. The cap is checked under the job's lock."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from stagebill.attachments.steps import chosen_files
from stagebill.customers.customer import invoice_addresses
from stagebill.invoices import invoice as rules
from stagebill.invoices.due_terms import DueTerms
from stagebill.invoices.invoice import Invoice, InvoiceKind
from stagebill.invoices.line_ask import LINES_MAX, LineOfInvoice, asks
from stagebill.invoices.lines.queries import with_lines
from stagebill.invoices.progress import share_asked
from stagebill.invoices.queries import (
    InvoiceView,
    answer_invoice,
    billed_of,
    customer_of,
    present_invoice,
)
from stagebill.invoices.status import Status
from stagebill.invoices.steps import (
    attempts_ended,
    check_maker,
    credit_drawn,
    drafted,
    ending_told,
    given,
    issued_records,
    mailed,
    repriced,
    voided_invoice,
)
from stagebill.jobs.carried import taken_back
from stagebill.jobs.job import Job, check_running
from stagebill.kernel.context import Context, Role
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.money import PercentBps, PositiveMinor
from stagebill.kernel.records import replace
from stagebill.kernel.text import Line, Name, Note, without_card_numbers
from stagebill.settings.payment_terms import PaymentOptions
from stagebill.settings.visible_fields import VisibleFields
from stagebill.sync.command import CREW_ROLES, OFFICE_ROLES, Command
from stagebill.sync.effect import Effect
from stagebill.sync.mutation import NotAllowed

ATTACHMENTS_MAX = 50

Attachments = Annotated[tuple[Id, ...], Meta(max_length=ATTACHMENTS_MAX)]


class CreateInvoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Bill a stage of a job: a percent of its total, an amount, chosen lines, or the rest; never above 100%
    of it. With `seen_minor` it is made only if it comes to that amount; `send` mails it at once where the
    customer has an address.
    """

    invoice_id: Id | UnsetType = UNSET
    job_id: Id
    percent_bps: PercentBps | None = None
    amount_minor: PositiveMinor | None = None
    lines: Annotated[tuple[LineOfInvoice, ...], Meta(min_length=1, max_length=LINES_MAX)] | None = None
    rest: bool = False
    kind: InvoiceKind = "progress"
    title: Line = ""
    due_terms: DueTerms | None = None
    payment_options: PaymentOptions | None = None
    visible_fields: VisibleFields | None = None
    message: Note = ""
    attachment_ids: Attachments = ()
    draft: bool = False
    seen_minor: PositiveMinor | None = None
    send: bool = False


class DiscardRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Drop an invoice that a phone had not sent yet and whose author threw it away. It comes under the id of
    that invoice's own mutation: whichever of the two arrives first decides.
    """

    invoice_id: Id


class IssueInvoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Make a draft binding: it gets its number, and its amount and due date are fixed."""

    invoice_id: Id


class DiscardDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Discard a draft. It never had a number, so nothing is missing; an issued invoice is voided instead."""

    invoice_id: Id


class EditInvoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Change what stays open after issue. The amount and due date never change: void it and make a
    new one.
    """

    invoice_id: Id
    message: Note | None = None
    payment_options: PaymentOptions | None = None
    visible_fields: VisibleFields | None = None
    attachment_ids: Attachments | None = None
    # What an issued document says is named here only so that the refusal can say why it does not change.
    amount_minor: Any = UNSET
    total_minor: Any = UNSET
    percent_bps: Any = UNSET
    lines: Any = UNSET
    rest: Any = UNSET
    due_terms: Any = UNSET
    due_on: Any = UNSET
    title: Any = UNSET
    taxes: Any = UNSET
    job_id: Any = UNSET
    customer_id: Any = UNSET
    currency: Any = UNSET
    number: Any = UNSET
    status: Any = UNSET
    kind: Any = UNSET


EDITABLE = frozenset({"invoice_id", "message", "payment_options", "visible_fields", "attachment_ids"})


class SendInvoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mail the invoice to the customer with the settings stored with it; repeatable."""

    invoice_id: Id


class VoidInvoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """End an issued invoice for good; its amount can be invoiced again at once. Refused while money
    is on it.
    """

    invoice_id: Id
    reason: Name


async def create_invoice(data: CreateInvoice, context: Context, tx: Tx) -> Effect:
    """Nothing about the job's progress is read before its lock is held."""
    job = await tx.lock(Job, data.job_id)
    await check_maker(tx, context, job, "invoices.create_invoice")
    if data.draft and context.role == "technician":  # nobody would issue or discard it but the office
        raise NotAllowed(role=context.role, type="invoices.create_invoice")
    check_running(job)
    share = share_asked(data.percent_bps, data.amount_minor, data.rest, asks(data.lines or ()))
    draft = replace(
        await drafted(data, job, share, without_card_numbers(data.title), context, tx),
        kind=data.kind,
        attachment_ids=await chosen_files(tx, job.id, data.attachment_ids),
    )
    before = await billed_of(tx, job)
    if data.draft:
        before = await with_lines(tx, job, before, draft.share)
        return Effect(id=draft.id, records=(rules.priced(draft, job, before),))
    issued = await issued_records(draft, job, before, context, tx, seen_minor=data.seen_minor)
    made = await given(issued, data.send, context, tx)
    credit = await credit_drawn(context, tx, job, draft.id)
    return Effect(id=draft.id, records=made.records, outgoing=(*made.outgoing, *credit))


async def discard_request(data: DiscardRequest, context: Context, tx: Tx) -> Effect:
    """This uses up its id, so that the invoice is refused if it still arrives."""
    return Effect(id=data.invoice_id, records=())


async def issue_invoice(data: IssueInvoice, context: Context, tx: Tx) -> Effect:
    """A draft consumes nothing: whether it still fits is checked now (D-08)."""
    unlocked = await tx.load(Invoice, data.invoice_id)
    job = await tx.lock(Job, unlocked.job_id)
    draft = await tx.lock(Invoice, data.invoice_id)
    if draft.status != Status.DRAFT:
        raise rules.NotDraft(invoice_id=draft.id, status=draft.status)
    check_running(job)
    before = await billed_of(tx, job)
    issued = await issued_records(draft, job, before, context, tx)
    return Effect(id=draft.id, records=issued, outgoing=await credit_drawn(context, tx, job, draft.id))


async def discard_draft(data: DiscardDraft, context: Context, tx: Tx) -> Effect:
    """Devices drop it; the audit row stays."""
    unlocked = await tx.load(Invoice, data.invoice_id)
    await tx.lock(Job, unlocked.job_id)
    draft = await tx.lock(Invoice, data.invoice_id)
    rules.discard(draft)
    return Effect(id=draft.id, records=(), deleted=(draft,))


async def edit_invoice(data: EditInvoice, context: Context, tx: Tx) -> Effect:
    """Fields that are left out stay as they are."""
    invoice = await tx.lock(Invoice, data.invoice_id)
    asked = (name for name in data.__struct_fields__ if name not in EDITABLE)
    rules.check_frozen(name for name in asked if getattr(data, name) is not UNSET)
    files = (
        None if data.attachment_ids is None else await chosen_files(tx, invoice.job_id, data.attachment_ids)
    )
    edited = rules.edit(
        invoice,
        message=None if data.message is None else without_card_numbers(data.message),
        payment_options=data.payment_options,
        visible_fields=data.visible_fields,
        attachment_ids=files,
    )
    return Effect(id=invoice.id, records=(edited,))


async def send_invoice(data: SendInvoice, context: Context, tx: Tx) -> Effect:
    """The mail leaves through the outbox after commit; each sending is its own message."""
    invoice = await tx.lock(Invoice, data.invoice_id)
    if context.role == "technician":
        job = await tx.load(Job, invoice.job_id)
        await check_maker(tx, context, job, "invoices.send_invoice", Invoice)
    customer = await customer_of(tx, invoice)
    if not invoice_addresses(customer.email, customer.contacts):
        raise rules.NoAddress(customer_id=customer.id)
    sent = rules.send(invoice, sent_at=context.now, sent_on=context.today)
    return Effect(id=invoice.id, records=(sent,), outgoing=(await mailed(invoice, context, tx),))


async def void_invoice(data: VoidInvoice, context: Context, tx: Tx) -> Effect:
    """Payment attempts open at a gateway are ended after commit; money that arrives all the same is kept."""
    unlocked = await tx.load(Invoice, data.invoice_id)
    job = await tx.lock(Job, unlocked.job_id)
    invoice = await tx.lock(Invoice, data.invoice_id)
    voided = await voided_invoice(invoice, job, data.reason, context, tx)
    left = (*(await billed_of(tx, job)).taxes, *taken_back(invoice.taxes))
    records = (voided, *await repriced(job, left, tx))
    outgoing = (attempts_ended(invoice, context), *ending_told(voided))
    return Effect(id=invoice.id, records=records, outgoing=outgoing)


def _command(
    name: str,
    data: type[msgspec.Struct],
    handler: object,
    route: str,
    status: int = 200,
    roles: frozenset[Role] = OFFICE_ROLES,
) -> Command:
    return Command(
        name=f"invoices.{name}",
        input=data,
        handler=handler,  # type: ignore[arg-type]
        roles=roles,
        route=route,
        answer=answer_invoice,
        present=present_invoice,
        view=InvoiceView,
        status=status,
    )


COMMANDS = (
    _command("create_invoice", CreateInvoice, create_invoice, "POST /api/invoices", 201, CREW_ROLES),
    Command(name="invoices.discard_request", input=DiscardRequest, handler=discard_request, roles=CREW_ROLES),
    _command("issue_invoice", IssueInvoice, issue_invoice, "POST /api/invoices/{invoice_id}/issue"),
    Command(
        name="invoices.discard_draft",
        input=DiscardDraft,
        handler=discard_draft,
        roles=OFFICE_ROLES,
        route="POST /api/invoices/{invoice_id}/discard",
    ),
    _command("edit_invoice", EditInvoice, edit_invoice, "PATCH /api/invoices/{invoice_id}"),
    _command(
        "send_invoice",
        SendInvoice,
        send_invoice,
        "POST /api/invoices/{invoice_id}/send",
        roles=CREW_ROLES,
    ),
    _command("void_invoice", VoidInvoice, void_invoice, "POST /api/invoices/{invoice_id}/void"),
)
