"""Parts of a unit that several mutations share: issuing an invoice, and what follows when less is billed."""

from collections.abc import Iterable

from stagebill.customers.customer import Customer
from stagebill.invoices import invoice as rules
from stagebill.invoices.invoice import Invoice, Number
from stagebill.invoices.lines.queries import with_lines
from stagebill.invoices.pay_link import PayLink, PayLinkId, pay_token
from stagebill.invoices.progress import Amount
from stagebill.invoices.queries import has_received_money
from stagebill.invoices.reckoning import Billed
from stagebill.invoices.retainage import check_release
from stagebill.jobs.carried import totals_after
from stagebill.jobs.contract import TaxLine
from stagebill.jobs.job import Job, priced
from stagebill.jobs.line_item import LineItem
from stagebill.jobs.queries import with_days
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.records import Record
from stagebill.kernel.secrets import digest
from stagebill.settings.number_series import INVOICES, NumberSeries, series_id, taken
from stagebill.settings.payment_terms import Completion, Start
from stagebill.sync.effect import Outgoing


async def issued_records(
    draft: Invoice, job: Job, before: Billed, context: Context, tx: Tx
) -> tuple[Record, ...]:
    """The numbered invoice, the series moved on, and the digest of its link."""
    before = await with_lines(tx, job, before, draft.share)
    rules.priced(draft, job, before)  # the cap first: a refused invoice must not even hold the series' lock
    series = await tx.lock(NumberSeries, series_id(context.organization_id, INVOICES))
    issued = rules.issue(
        await made_out(draft, job, tx),
        await dated(draft, job, tx),
        before,
        Number(series=series.series, number=series.label, number_seq=series.next_number),
        issued_at=context.now,
        issued_on=context.today,
    )
    return (issued, *rules.lines_of(draft, job, before), taken(series), pay_link_of(issued, context))


async def released_records(
    draft: Invoice, job: Job, before: Billed, context: Context, tx: Tx
) -> tuple[Record, ...]:
    """An invoice for money that is held back: numbered and linked like any other."""
    check_release(draft.share.amount_minor if isinstance(draft.share, Amount) else None, before.held_minor)
    series = await tx.lock(NumberSeries, series_id(context.organization_id, INVOICES))
    number = Number(series=series.series, number=series.label, number_seq=series.next_number)
    issued = rules.release(
        await made_out(draft, job, tx),
        await dated(draft, job, tx),
        before,
        number,
        issued_at=context.now,
        issued_on=context.today,
    )
    return (issued, taken(series), pay_link_of(issued, context))


async def made_out(draft: Invoice, job: Job, tx: Tx) -> Invoice:
    """The draft with the name of whoever is the job's customer now."""
    customer = await tx.load(Customer, job.customer_id)
    return rules.made_out(draft, customer.id, customer.name)


async def dated(draft: Invoice, job: Job, tx: Tx) -> Job:
    """The job with the days that its visits give it, where the due date counts from one of them."""
    return await with_days(tx, job) if isinstance(draft.due_terms, Start | Completion) else job


def pay_link_of(issued: Invoice, context: Context) -> PayLink:
    """The digest of the secret that opens the invoice."""
    return PayLink(
        organization_id=context.organization_id,
        id=PayLinkId(derived_id("pay_link", issued.id)),
        invoice_id=issued.id,
        job_id=issued.job_id,
        token_digest=digest(pay_token(context.link_key, context.organization_id, issued.id)),
        created_at=context.now,
    )


async def repriced(job: Job, billed: Iterable[TaxLine], tx: Tx) -> tuple[Record, ...]:
    """The job's figures once less is billed of it: what was taxed at the rate of an earlier day and is free
    again takes the rates of its lines. A job whose lines never changed has no others.
    """
    if not job.revision:
        return ()
    lines = await tx.select(LineItem, job_id=job.id, removed_at=None)
    after = priced(job, totals_after(lines, job.discount, job.tax_mode, tuple(billed)), job.discount)
    return () if after == job else (after,)


async def credit_drawn(context: Context, tx: Tx, job: Job, invoice_id: Id) -> tuple[Outgoing, ...]:
    """Money that the job has as credit settles a new invoice at once, right after it is issued."""
    if not await has_received_money(tx, job.id):
        return ()
    payload = {"organization_id": context.organization_id, "invoice_id": invoice_id}
    return (Outgoing(kind="payments.draw_credit", dedupe_key=invoice_id, payload=payload),)
