"""Parts of a unit that several mutations share: issuing an invoice, and what follows when less is billed."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol

from msgspec import UNSET, UnsetType

from stagebill.customers.customer import Customer, invoice_addresses
from stagebill.identity.organization import Organization
from stagebill.invoices import invoice as rules
from stagebill.invoices.allowance import check_lent, drawn, lent_minor
from stagebill.invoices.allowances.queries import lent_of
from stagebill.invoices.as_issued import AsIssued, said_of
from stagebill.invoices.drafts.queries import service_of
from stagebill.invoices.due_terms import DueTerms
from stagebill.invoices.invoice import Invoice, InvoiceId, Number
from stagebill.invoices.line_billing import InvoiceLine
from stagebill.invoices.lines.queries import with_lines
from stagebill.invoices.numbering.steps import take_number
from stagebill.invoices.pay_link import PayLink, PayLinkId, pay_token
from stagebill.invoices.progress import Amount, Share, check_seen, left_to_invoice
from stagebill.invoices.queries import billed_of, has_received_money, money_on
from stagebill.invoices.reckoning import Billed
from stagebill.invoices.retainage import check_release, check_void
from stagebill.jobs.carried import totals_after
from stagebill.jobs.contract import TaxLine
from stagebill.jobs.job import Job, priced
from stagebill.jobs.line_item import LineItem, in_order
from stagebill.jobs.queries import with_days
from stagebill.jobs.steps import check_on_the_job
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, derived_beside
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record
from stagebill.kernel.secrets import digest
from stagebill.kernel.text import without_card_numbers
from stagebill.settings.number_series import DEPOSITS, INVOICES
from stagebill.settings.payment_terms import Completion, PaymentOptions, Start
from stagebill.settings.settings import Settings
from stagebill.settings.visible_fields import VisibleFields
from stagebill.sync.effect import Outgoing
from stagebill.sync.mutation import NotAllowed


class Asked(Protocol):
    """What the author of a new invoice may say besides what it bills."""

    @property
    def invoice_id(self) -> Id | UnsetType: ...
    @property
    def due_terms(self) -> DueTerms | None: ...
    @property
    def payment_options(self) -> PaymentOptions | None: ...
    @property
    def visible_fields(self) -> VisibleFields | None: ...
    @property
    def message(self) -> str: ...


class Given(NamedTuple):
    """What is saved with an issued invoice, and what is sent with it."""

    records: tuple[Record, ...]
    outgoing: tuple[Outgoing, ...] = ()


async def check_maker(tx: Tx, context: Context, job: Job, type_: str, named: type[Record] = Job) -> None:
    """A technician may invoice the jobs they work on, if the company lets them; checked at commit, because
    the request may have waited for signal. Raises NotAllowed, jobs.missing.
    """
    if context.role != "technician":
        return
    if not (await tx.load(Settings, context.organization_id)).technicians_invoice:
        raise NotAllowed(role=context.role, type=type_)
    await check_on_the_job(tx, context, job.id, named)


async def drafted(asked: Asked, job: Job, share: Share, title: str, context: Context, tx: Tx) -> Invoice:
    """A draft on the job. What its author leaves open follows the company's settings."""
    settings = await tx.load(Settings, context.organization_id)
    return Invoice(
        organization_id=context.organization_id,
        id=InvoiceId(context.mutation_id if asked.invoice_id is UNSET else asked.invoice_id),
        job_id=job.id,
        customer_id=job.customer_id,
        title=title,
        share=share,
        due_terms=asked.due_terms or settings.due_terms,
        payment_options=asked.payment_options or settings.payment_options,
        visible_fields=asked.visible_fields or settings.visible_fields,
        message=without_card_numbers(asked.message),
        created_by=context.member_id,
        created_at=context.now,
    )


async def issued_records(
    draft: Invoice, job: Job, before: Billed, context: Context, tx: Tx, *, seen_minor: Minor | None = None
) -> tuple[Record, ...]:
    """The numbered invoice first, its lines, the next number of the series, the digest of its link, and what
    is left of its device's allowance.
    """
    before = await with_lines(tx, job, before, draft.share)
    # The cap first: a refused invoice must not even hold the series' lock.
    amount_minor = rules.priced(draft, job, before).total_minor
    left_minor = left_to_invoice(job.total_minor, before.invoiced_minor)
    check_seen(seen_minor, amount_minor, total_minor=job.total_minor, left_minor=left_minor)
    used = await _used_allowance(amount_minor, left_minor, job, context, tx)
    series = DEPOSITS if draft.kind == "deposit" else INVOICES
    lines = rules.lines_of(draft, job, before)
    issued, *beside = await _numbered(rules.issue, draft, job, before, series, context, tx)
    assert isinstance(issued, Invoice)
    paper = await as_issued(issued, lines, job, context, tx)
    return (issued, *lines, *beside, paper, *used)


async def _used_allowance(
    amount_minor: Minor, left_minor: Minor, job: Job, context: Context, tx: Tx
) -> tuple[Record, ...]:
    """Others' allowances stay theirs; the device's own is used first."""
    all_lent = await lent_of(tx, job.id, context.now)
    if not all_lent:
        return ()
    own = next((each for each in all_lent if each.device_id == context.device_id), None)
    others = [each for each in all_lent if each is not own]
    check_lent(amount_minor, left_minor, own, others)
    if own is None:
        return ()
    free_minor = left_minor - amount_minor - lent_minor(others)
    return (drawn(own, amount_minor, free_minor, context.now),)


async def given(issued: tuple[Record, ...], send: bool, context: Context, tx: Tx) -> Given:
    """The issued invoice with everything that goes with it; mailed at once if that is asked for and
    possible.
    """
    invoice, *beside = issued
    assert isinstance(invoice, Invoice)
    customer = await tx.load(Customer, invoice.customer_id) if send else None
    if customer is None or not invoice_addresses(customer.email, customer.contacts):
        return Given(issued)
    sent = rules.send(invoice, sent_at=context.now, sent_on=context.today)
    return Given((sent, *beside), (await mailed(sent, context, tx),))


async def mailed(invoice: Invoice, context: Context, tx: Tx) -> Outgoing:
    """The mail leaves after commit, once the invoice has drawn any credit; each sending is its own
    message.
    """
    return Outgoing(
        kind="mail.invoice",
        dedupe_key=context.mutation_id,
        payload={
            "organization_id": context.organization_id,
            "invoice_id": invoice.id,
            "draws_credit": await has_received_money(tx, invoice.job_id, invoice.id),
        },
    )


async def released_records(
    draft: Invoice, job: Job, before: Billed, context: Context, tx: Tx
) -> tuple[Record, ...]:
    """An invoice for money that is held back: numbered and linked like any other."""
    check_release(draft.share.amount_minor if isinstance(draft.share, Amount) else None, before.held_minor)
    issued, *beside = await _numbered(rules.release, draft, job, before, INVOICES, context, tx)
    assert isinstance(issued, Invoice)
    return (issued, *beside, await as_issued(issued, (), job, context, tx))


async def _numbered(
    rule: Callable[..., Invoice],
    draft: Invoice,
    job: Job,
    before: Billed,
    series: str,
    context: Context,
    tx: Tx,
) -> tuple[Record, ...]:
    """The binding invoice under the next number, the series moved on, and the link's digest."""
    taken = await take_number(tx, context, series)
    issued = rule(
        await made_out(draft, job, tx),
        await dated(draft, job, tx),
        before,
        Number.of(taken),
        issued_at=context.now,
        issued_on=context.today,
    )
    return (issued, *taken.records, pay_link_of(issued, context))


async def voided_invoice(invoice: Invoice, job: Job, reason: str, context: Context, tx: Tx) -> Invoice:
    """The invoice voided, if nothing paid or held prevents it. Its job must be locked."""
    rules.check_issued(invoice)
    paid_minor, pending_minor = await money_on(tx, invoice.id)
    check_void(invoice.held_minor, (await billed_of(tx, job)).held_minor)
    return rules.void(
        invoice,
        paid_minor=paid_minor,
        pending_minor=pending_minor,
        reason=without_card_numbers(reason),
        voided_at=context.now,
        voided_by=context.member_id,
    )


def customer_told(kind: str, invoice: Invoice, dedupe_key: str, **about: Id) -> tuple[Outgoing, ...]:
    """After commit, a customer who has the invoice in their mail is told what became of it. One that was
    never sent needs no mail.
    """
    if invoice.sent_at is None:
        return ()
    payload = {"organization_id": invoice.organization_id, "invoice_id": invoice.id, **about}
    return (Outgoing(kind=kind, dedupe_key=dedupe_key, payload=payload),)


def ending_told(invoice: Invoice) -> tuple[Outgoing, ...]:
    """The mail that an invoice is void or canceled; it is sent once."""
    return customer_told("mail.ended", invoice, invoice.id)


def attempts_ended(invoice: Invoice, context: Context) -> Outgoing:
    """After commit, payment attempts open at a gateway are ended."""
    return Outgoing(
        kind="paypage.end_attempts",
        dedupe_key=context.mutation_id,
        payload={"organization_id": context.organization_id, "invoice_id": invoice.id},
    )


async def as_issued(
    issued: Invoice, lines: Sequence[InvoiceLine], job: Job, context: Context, tx: Tx
) -> AsIssued:
    """What the invoice says around its figures, kept for its PDF in the same transaction, so that none of it
    can have changed in between.
    """
    agreed = [] if issued.released_minor else await tx.select(LineItem, job_id=job.id, removed_at=None)
    of_job: dict[Id, LineItem] = {line.id: line for line in agreed}
    organization = await tx.load(Organization, context.organization_id)
    said = said_of(
        organization,
        await tx.load(Settings, context.organization_id),
        await tx.load(Customer, issued.customer_id),
        job,
        () if lines else in_order(agreed),
        [of_job[line.line_item_id] for line in lines],
        await service_of(tx, job.organization_id, job.id, organization.zone),
    )
    return AsIssued(organization_id=issued.organization_id, id=issued.id, said=said, created_at=context.now)


async def made_out(draft: Invoice, job: Job, tx: Tx) -> Invoice:
    """The draft under the name of the job's current customer."""
    customer = await tx.load(Customer, job.customer_id)
    return rules.made_out(draft, customer.id, customer.name)


async def dated(draft: Invoice, job: Job, tx: Tx) -> Job:
    """The job with the dates of its visits, where the due date counts from one of them."""
    return await with_days(tx, job) if isinstance(draft.due_terms, Start | Completion) else job


def pay_link_of(issued: Invoice, context: Context) -> PayLink:
    """The digest of the secret that opens the invoice."""
    return PayLink(
        organization_id=context.organization_id,
        id=PayLinkId(derived_beside(issued.id, "pay_link")),
        invoice_id=issued.id,
        job_id=issued.job_id,
        token_digest=digest(pay_token(context.link_key, context.organization_id, issued.id)),
        created_at=context.now,
    )


async def repriced(job: Job, billed: Iterable[TaxLine], tx: Tx) -> tuple[Record, ...]:
    """The job's figures once less is billed of it: what was taxed at an earlier rate and is free again takes
    the current rates of its lines. Jobs whose lines never changed have no others.
    """
    if not job.revision:
        return ()
    lines = in_order(await tx.select(LineItem, job_id=job.id, removed_at=None))
    after = priced(job, totals_after(lines, job.discount, job.tax_mode, tuple(billed)), job.discount)
    return () if after == job else (after,)


async def credit_drawn(context: Context, tx: Tx, job: Job, invoice_id: Id) -> tuple[Outgoing, ...]:
    """Money that named the new invoice before it came, and the job's credit, settle it at once, right after
    it is issued.
    """
    if not await has_received_money(tx, job.id, invoice_id):
        return ()
    payload = {"organization_id": context.organization_id, "invoice_id": invoice_id}
    return (Outgoing(kind="payments.draw_credit", dedupe_key=invoice_id, payload=payload),)
