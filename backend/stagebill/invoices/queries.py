"""Invoices as screens and devices see them: the document with what is paid, on its way, and due.

Balances are derived here from rows of later slices (allocations, payment attempts); nothing stores them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import msgspec
from msgspec import Raw

from stagebill.customers.customer import Customer
from stagebill.invoices.concern import Concern
from stagebill.invoices.concerns.queries import concerns_of
from stagebill.invoices.due_terms import DueTerms
from stagebill.invoices.invoice import Invoice, InvoiceId, InvoiceKind
from stagebill.invoices.lines.queries import BUT, InvoiceLineView, lines_of_invoices, retained_of
from stagebill.invoices.pay_link import pay_token, pay_tokens
from stagebill.invoices.reckoning import Billed
from stagebill.invoices.retainage import Retained
from stagebill.invoices.status import ShownAs, Status, due_minor, owed_minor, shown_as
from stagebill.jobs.carried import taken_back
from stagebill.jobs.contract import TaxLine
from stagebill.jobs.job import Job, JobId
from stagebill.kernel import wire
from stagebill.kernel.config import Config
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader, Tx
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor, PercentBps, in_bps
from stagebill.settings.payment_terms import PaymentOptions
from stagebill.settings.visible_fields import VisibleFields
from stagebill.sync.command import Entity, Scope
from stagebill.sync.scoped import scoped


class InvoiceRecord(msgspec.Struct, frozen=True):
    """An invoice as devices keep it: everything except what depends on today's date or opens the pay page.

    `held_minor` is what is held back of it now; `retained` is what its document printed, before any credit.
    `owed_minor` is what the customer pays for it in total: its amount, less what is held back and what credit
    notes took off (`credited_minor`). `released_minor` is the part of it that earlier invoices held back.
    `customer_id` is its current customer, `customer_name` whom the issued document is made out to.
    """

    id: InvoiceId
    job_id: JobId
    customer_id: Id
    title: str
    number: str | None
    status: Status
    percent_bps: PercentBps
    total_minor: Minor
    base_minor: Minor
    tax_minor: Minor
    taxes: list[TaxLine]
    held_minor: Minor
    released_minor: Minor
    credited_minor: Minor
    retained: list[Retained]
    owed_minor: Minor
    paid_minor: Minor
    pending_minor: Minor
    due_minor: Minor
    currency: str
    due_terms: DueTerms
    due_on: date | None
    payment_options: PaymentOptions
    visible_fields: VisibleFields
    message: str
    attachment_ids: list[Id]
    created_at: datetime
    issued_at: datetime | None
    sent_at: datetime | None
    voided_at: datetime | None
    void_reason: str | None
    customer_name: str | None
    canceled_at: datetime | None
    reminded_at: datetime | None
    reminder_count: int
    kind: InvoiceKind
    stage_id: Id | None
    replaces_id: InvoiceId | None
    replaces_number: str | None
    replaced_by_id: InvoiceId | None
    concerns: list[Concern]
    lines: list[InvoiceLineView]


class InvoiceView(InvoiceRecord, frozen=True):
    """An invoice as the API answers it. `shown_as` depends on today; `pay_url` is the customer's
    secret link.
    """

    shown_as: ShownAs
    pay_url: str | None


# What invoices did not say yet when some of the answers were stored that are still given again.
_SAID_LATER: Final[Mapping[str, Any]] = {"concerns": []}

# What is held back of invoice `i`, and what the customer pays for it in the end, in the SQL of this slice and
# of those above.
HELD = "(i.held_minor - i.unheld_minor)"
OWED = f"(i.total_minor - {HELD} - i.credited_minor)"
# What invoice `i` takes of its job's total.
BILLED = "(i.total_minor - i.released_minor - i.credited_minor)"

_CUSTOMER = """(SELECT j.customer_id FROM job j
    WHERE j.organization_id = i.organization_id AND j.id = i.job_id)"""
NEWEST: Final = "i.created_at DESC, i.id DESC"
# What is settled on invoice `i`, and what is on its way to it by bank debit.
PAID = """CAST((SELECT coalesce(sum(a.amount_minor), 0) FROM allocation a
    WHERE a.organization_id = i.organization_id AND a.invoice_id = i.id) AS BIGINT)"""
PENDING = """CAST((SELECT coalesce(sum(k.amount_minor), 0) FROM checkout k
    WHERE k.organization_id = i.organization_id AND k.invoice_id = i.id AND k.state = 'pending') AS BIGINT)"""
_INVOICES = f"""
SELECT i.id, i.job_id, {_CUSTOMER}, i.title, i.number, i.status, i.percent_ppm, i.total_minor, i.base_minor,
  i.tax_minor, i.taxes, {HELD}, i.released_minor, i.credited_minor, i.retained, {PAID}, {PENDING},
  o.currency, i.due_terms, i.due_on, i.payment_options, i.visible_fields, i.message,
  i.attachment_ids, i.created_at, i.issued_at, i.sent_at, i.voided_at, i.void_reason,
  i.customer_name, i.canceled_at, i.reminded_at, i.reminder_count,
  i.kind, i.stage_id, i.replaces_id, old.number, newer.id, i.lines_digest
FROM invoice i JOIN organization o ON o.id = i.organization_id
LEFT JOIN invoice old ON old.organization_id = i.organization_id AND old.id = i.replaces_id
LEFT JOIN invoice newer ON newer.organization_id = i.organization_id AND newer.replaces_id = i.id
WHERE {{where}} ORDER BY {NEWEST}
"""
_ANY_PAYMENT = """
SELECT 1 FROM payment WHERE organization_id = $1 AND matched_job_id = $2
UNION ALL SELECT 1 FROM payment WHERE organization_id = $1 AND invoice_id = $3 LIMIT 1
"""
_BILLED = f"""
SELECT CAST(coalesce(sum({BILLED}), 0) AS BIGINT),
  CAST(coalesce(sum(i.base_minor - i.released_minor), 0) AS BIGINT),
  CAST(coalesce(sum(i.tax_minor), 0) AS BIGINT), CAST(coalesce(sum(i.credited_minor), 0) AS BIGINT),
  max(CASE WHEN i.base_minor <= i.released_minor THEN NULL WHEN i.lines_digest IS NULL THEN 0 ELSE 1 END),
  CAST(coalesce(sum({HELD} - i.released_minor), 0) AS BIGINT)
FROM invoice i WHERE i.organization_id = $1 AND i.job_id = $2 AND i.status IN ('open', 'paid'){{but}}
"""
_BILLED_BY_RATE = """
SELECT i.taxes FROM invoice i
WHERE i.organization_id = $1 AND i.job_id = $2 AND i.status IN ('open', 'paid'){but}
"""
_CREDITED_BY_RATE = """
SELECT c.taxes FROM credit_note c
JOIN invoice i ON i.organization_id = c.organization_id AND i.id = c.invoice_id
WHERE c.organization_id = $1 AND c.job_id = $2 AND i.status IN ('open', 'paid')
"""
_CREDITED: Final = 13  # the place of `credited_minor` in a row of _INVOICES
_tax_lines = msgspec.json.Decoder(tuple[TaxLine, ...])
_MONEY_ON = f"SELECT {PAID}, {PENDING} FROM invoice i WHERE i.organization_id = $1 AND i.id = $2"


async def invoice_records(reader: Reader, scope: Scope, ids: Sequence[Id] | None) -> list[InvoiceRecord]:
    """The invoices of these ids that the scope may see, newest first; all of them for None."""
    where = scoped(reader, scope, "i", ids=ids, jobs="i.job_id")
    rows = await reader.rows(_INVOICES.format(where=where.sql), *where.args)
    by_line = [row[0] for row in rows if row[-1] is not None]
    credited = [row[0] for row in rows if row[-1] is not None and row[_CREDITED]]
    lines = await lines_of_invoices(reader, scope.organization_id, by_line, credited)
    concerns = await concerns_of(reader, scope.organization_id, ids and [row[0] for row in rows])
    return [InvoiceRecord(*_fields(row[:-1], concerns, lines)) for row in rows]


def _fields(row: tuple[Any, ...], *beside: Mapping[Id, list[Any]]) -> tuple[Any, ...]:
    """A row as the values of an InvoiceRecord; nested values are passed on as stored JSON. `beside` was read
    for the whole list.
    """
    (invoice_id, job_id, customer_id, title, number, status, ppm, total, base, tax, taxes, held, released,
     credited, retained, paid, pending, currency, terms, due_on, options, visible, message, attachments,
     *moments) = row  # fmt: skip
    owed = owed_minor(total_minor=total, held_minor=held, credited_minor=credited)
    due = due_minor(status, owed, paid)
    return (
        invoice_id, job_id, customer_id, title, number, status, in_bps(ppm), total, base, tax, Raw(taxes),
        held, released, credited, Raw(retained), owed, paid, pending, due, currency, Raw(terms), due_on,
        Raw(options), Raw(visible), message, Raw(attachments), *moments,
        *(each.get(invoice_id, []) for each in beside),
    )  # fmt: skip


def seen_today(context: Context, config: Config) -> Callable[[InvoiceRecord], InvoiceView]:
    """Adds to invoices what depends on the day and on the server's secret, both looked up once."""
    today, token = context.today, pay_tokens(config.secret_key, context.organization_id)
    link = f"{config.base_url}/pay/"

    def see(record: InvoiceRecord) -> InvoiceView:
        due_on: Any = record.due_on
        shown = shown_as(
            record.status,
            sent=record.sent_at is not None,
            due_on=date.fromisoformat(due_on) if isinstance(due_on, str) else due_on,
            paid_minor=record.paid_minor,
            pending_minor=record.pending_minor,
            owed_minor=record.owed_minor,
            today=today,
            is_disputed=any(concern.kind == "disputed" for concern in record.concerns),
        )
        url = link + token(record.id) if record.issued_at is not None else None
        return InvoiceView(*msgspec.structs.astuple(record), shown, url)  # type: ignore[call-arg]

    return see


def pay_url(config: Config, organization_id: Id, invoice_id: Id) -> str:
    """Where the customer sees and pays this invoice."""
    return f"{config.base_url}/pay/{pay_token(config.secret_key, organization_id, invoice_id)}"


def present_invoice(config: Config, context: Context, stored: bytes) -> bytes:
    """The stored answer of a mutation, as REST sends it."""
    said = {**_SAID_LATER, **msgspec.json.decode(stored)}
    return wire.encode(seen_today(context, config)(msgspec.convert(said, InvoiceRecord)))


async def answer_invoice(reader: Reader, context: Context, invoice_id: Id) -> InvoiceRecord:
    """The invoice as the office sees it: the answer to a mutation."""
    scope = Scope(context.organization_id, context.member_id or invoice_id, False)
    found = await invoice_records(reader, scope, [invoice_id])
    if not found:
        raise Missing.of(InvoiceRecord, id=invoice_id)
    return found[0]


async def customer_of(tx: Tx, invoice: Invoice) -> Customer:
    """The invoice's current customer."""
    job = await tx.load(Job, invoice.job_id)
    return await tx.load(Customer, job.customer_id)


async def has_received_money(tx: Tx, job_id: Id, invoice_id: Id) -> bool:
    """Whether any payment was matched to the job or names the invoice: only then is there money to
    draw on.
    """
    return bool(await tx.rows(_ANY_PAYMENT, tx.organization_id, job_id, invoice_id))


async def billed_of(reader: Reader, job: Job, *, but: InvoiceId | None = None) -> Billed:
    """What the live invoices of a job have billed so far, read under its lock; without `but`, one that is
    about to be voided.

    With one rate the database adds up; with several, they are added from each invoice's own lines.
    """
    of_job = (job.organization_id, job.id)
    which = of_job if but is None else (*of_job, but)
    sql = _BILLED.format(but="" if but is None else BUT)
    total, base, tax, credited, by_line, held = (await reader.rows(sql, *which))[0]
    is_one_sum = len(job.taxes) == 1 and not credited
    return Billed(
        total,
        (TaxLine(job.taxes[0].rate_bps, base, tax),)
        if is_one_sum
        else await _taxes_of(reader, which, credited),
        None if by_line is None else bool(by_line),
        held,
        await retained_of(reader, *which) if job.retainage else (),
    )


async def _taxes_of(reader: Reader, which: tuple[Id, ...], credited_minor: Minor) -> tuple[TaxLine, ...]:
    """Per rate, what invoices bill and credit notes took back. An invoice with a credit note is
    never void.
    """
    billed = await reader.rows(_BILLED_BY_RATE.format(but=BUT if len(which) > 2 else ""), *which)
    lines = tuple(line for (taxes,) in billed for line in _tax_lines.decode(taxes))
    if not credited_minor:
        return lines
    notes = await reader.rows(_CREDITED_BY_RATE, *which[:2])
    back = taken_back(line for (taxes,) in notes for line in _tax_lines.decode(taxes))
    return (*lines, *back)


async def money_on(tx: Tx, invoice_id: Id) -> tuple[Minor, Minor]:
    """What is settled on an invoice and what is on its way to it, read under the job's lock."""
    paid, pending = (await tx.rows(_MONEY_ON, tx.organization_id, invoice_id))[0]
    return paid, pending


ENTITIES = (Entity(name="invoice", table="invoices", view=InvoiceRecord, load=invoice_records),)
