"""Parts of a unit that issue an invoice, for whichever mutation does: number, link, credit drawn."""

from stagebill.customers.customer import Customer
from stagebill.invoices import invoice as rules
from stagebill.invoices.invoice import Invoice, Number
from stagebill.invoices.pay_link import PayLink, PayLinkId, pay_token
from stagebill.invoices.queries import has_received_money
from stagebill.jobs.job import Job
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
    draft: Invoice, job: Job, before: rules.Billed, context: Context, tx: Tx
) -> tuple[Record, ...]:
    """The numbered invoice, the series moved on, and the digest of its link."""
    rules.priced(draft, job, before)  # the cap first: a refused invoice must not even hold the series' lock
    series = await tx.lock(NumberSeries, series_id(context.organization_id, INVOICES))
    customer = await tx.load(Customer, job.customer_id)
    issued = rules.issue(
        rules.made_out(draft, customer.id, customer.name),
        await with_days(tx, job) if isinstance(draft.due_terms, Start | Completion) else job,
        before,
        Number(series=series.series, number=series.label, number_seq=series.next_number),
        issued_at=context.now,
        issued_on=context.today,
    )
    link = PayLink(
        organization_id=context.organization_id,
        id=PayLinkId(derived_id("pay_link", issued.id)),
        invoice_id=issued.id,
        job_id=job.id,
        token_digest=digest(pay_token(context.link_key, context.organization_id, issued.id)),
        created_at=context.now,
    )
    return (issued, taken(series), link)


async def credit_drawn(context: Context, tx: Tx, job: Job, invoice_id: Id) -> tuple[Outgoing, ...]:
    """Money that the job has as credit settles a new invoice at once, right after it is issued."""
    if not await has_received_money(tx, job.id):
        return ()
    payload = {"organization_id": context.organization_id, "invoice_id": invoice_id}
    return (Outgoing(kind="payments.draw_credit", dedupe_key=invoice_id, payload=payload),)
