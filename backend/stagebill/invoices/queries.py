"""Invoices as screens and devices see them: the document with what is paid, on its way, and due.

Balances are derived here from rows of later slices (allocations, payment attempts); nothing stores them.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Raw

from stagebill.customers.customer import Customer
from stagebill.invoices.due_terms import DueTerms
from stagebill.invoices.invoice import Billed, Invoice, InvoiceId
from stagebill.invoices.pay_link import pay_token, pay_tokens
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
from stagebill.sync.scoped import containing, scoped


class InvoiceRecord(msgspec.Struct, frozen=True):
    """An invoice as devices keep it: everything but what depends on today's date or opens the pay page.

    `owed_minor` is what the customer pays for it in the end: the total, less what is held back of it and
    what credit notes took off it (`credited_minor`).
    `released_minor` is what it asks for of money that earlier invoices let them hold back.
    `customer_id` is whose it is today, `customer_name` whom the issued document is made out to.
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


class InvoiceView(InvoiceRecord, frozen=True):
    """An invoice as the API answers it. `shown_as` is of today; `pay_url` is the customer's secret link."""

    shown_as: ShownAs
    pay_url: str | None


_decoder = msgspec.json.Decoder(InvoiceRecord)

# What the customer pays for invoice `i` in the end, in the SQL of this slice and of those above.
OWED = "(i.total_minor - i.held_minor - i.credited_minor)"
# What invoice `i` takes of its job's total.
BILLED = "(i.total_minor - i.released_minor - i.credited_minor)"

_CUSTOMER = """(SELECT j.customer_id FROM job j
    WHERE j.organization_id = i.organization_id AND j.id = i.job_id)"""
# What is settled on invoice `i`, and what is on its way to it by bank debit.
PAID = """CAST((SELECT coalesce(sum(a.amount_minor), 0) FROM allocation a
    WHERE a.organization_id = i.organization_id AND a.invoice_id = i.id) AS BIGINT)"""
PENDING = """CAST((SELECT coalesce(sum(k.amount_minor), 0) FROM checkout k
    WHERE k.organization_id = i.organization_id AND k.invoice_id = i.id AND k.state = 'pending') AS BIGINT)"""
_INVOICES = f"""
SELECT i.id, i.job_id, {_CUSTOMER}, i.title, i.number, i.status, i.percent_ppm, i.total_minor, i.base_minor,
  i.tax_minor, i.taxes, i.held_minor, i.released_minor, i.credited_minor, {PAID}, {PENDING}, o.currency,
  i.due_terms, i.due_on, i.payment_options, i.visible_fields, i.message,
  i.attachment_ids, i.created_at, i.issued_at, i.sent_at, i.voided_at, i.void_reason,
  i.customer_name, i.canceled_at
FROM invoice i JOIN organization o ON o.id = i.organization_id
WHERE {{where}} ORDER BY i.created_at DESC, i.id DESC
"""
# Of an index alone: which rows a page shows is asked more often than what is in them.
_PLACES = """
SELECT i.created_at, i.id FROM invoice i
WHERE {where} ORDER BY i.created_at DESC, i.id DESC LIMIT {limit:d}
"""
_ANY_PAYMENT = "SELECT 1 FROM payment WHERE organization_id = $1 AND matched_job_id = $2 LIMIT 1"
_BILLED = f"""
SELECT CAST(coalesce(sum({BILLED}), 0) AS BIGINT),
  CAST(coalesce(sum(i.base_minor - i.released_minor), 0) AS BIGINT),
  CAST(coalesce(sum(i.tax_minor), 0) AS BIGINT), CAST(coalesce(sum(i.credited_minor), 0) AS BIGINT)
FROM invoice i WHERE i.organization_id = $1 AND i.job_id = $2 AND i.status IN ('open', 'paid')
"""
_BILLED_BY_RATE = """
SELECT i.taxes FROM invoice i
WHERE i.organization_id = $1 AND i.job_id = $2 AND i.status IN ('open', 'paid')
"""
_CREDITED_BY_RATE = """
SELECT c.taxes FROM credit_note c
JOIN invoice i ON i.organization_id = c.organization_id AND i.id = c.invoice_id
WHERE c.organization_id = $1 AND c.job_id = $2 AND i.status IN ('open', 'paid')
"""
_tax_lines = msgspec.json.Decoder(tuple[TaxLine, ...])
_MONEY_ON = f"SELECT {PAID}, {PENDING} FROM invoice i WHERE i.organization_id = $1 AND i.id = $2"


async def invoice_records(reader: Reader, scope: Scope, ids: Sequence[Id] | None) -> list[InvoiceRecord]:
    """The invoices of these ids that the scope may see, newest first; all of them for None."""
    where = scoped(reader, scope, "i", ids=ids, jobs="i.job_id")
    return [_record(row) for row in await reader.rows(_INVOICES.format(where=where.sql), *where.args)]


def _record(row: tuple[Any, ...]) -> InvoiceRecord:
    return InvoiceRecord(*_fields(row))


def _fields(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row as the values of an InvoiceRecord; nested values are passed on as the JSON that is stored."""
    (invoice_id, job_id, customer_id, title, number, status, ppm, total, base, tax, taxes, held, released,
     credited, paid, pending, currency, terms, due_on, options, visible, message, attachments,
     *moments) = row  # fmt: skip
    owed = owed_minor(total_minor=total, held_minor=held, credited_minor=credited)
    due = due_minor(status, owed, paid)
    return (
        invoice_id, job_id, customer_id, title, number, status, in_bps(ppm), total, base, tax, Raw(taxes),
        held, released, credited, owed, paid, pending, due, currency, Raw(terms), due_on, Raw(options),
        Raw(visible), message, Raw(attachments), *moments,
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
        )
        url = link + token(record.id) if record.issued_at is not None else None
        return InvoiceView(*msgspec.structs.astuple(record), shown, url)  # type: ignore[call-arg]

    return see


def pay_url(config: Config, organization_id: Id, invoice_id: Id) -> str:
    """Where the customer sees and pays this invoice."""
    return f"{config.base_url}/pay/{pay_token(config.secret_key, organization_id, invoice_id)}"


def present_invoice(config: Config, context: Context, stored: bytes) -> bytes:
    """The stored answer of a mutation, as REST sends it."""
    return wire.encode(seen_today(context, config)(_decoder.decode(stored)))


async def answer_invoice(reader: Reader, context: Context, invoice_id: Id) -> InvoiceRecord:
    """The invoice as the office sees it: the answer to a mutation."""
    scope = Scope(context.organization_id, context.member_id or invoice_id, False)
    found = await invoice_records(reader, scope, [invoice_id])
    if not found:
        raise Missing.of(InvoiceRecord, id=invoice_id)
    return found[0]


async def invoice_places(
    reader: Reader, scope: Scope, wanted: "Wanted", *, limit: int, after: Sequence[Any] | None
) -> list[tuple[Any, ...]]:
    """When the invoices of one page and one more were made, and their ids, newest first."""
    where = scoped(reader, scope, "i", jobs="i.job_id")
    if after is not None:
        where = where.also("(i.created_at, i.id) < ({0}, {1})", *after)
    for sql, value in wanted.conditions():
        where = where.also(sql, value)
    return await reader.rows(_PLACES.format(where=where.sql, limit=limit + 1), *where.args)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which invoices a list asks for."""

    status: Status | None = None
    job_id: Id | None = None
    customer_id: Id | None = None
    due_before: date | None = None
    q: str | None = None

    def conditions(self) -> Iterator[tuple[str, Any]]:
        """SQL conditions and their values, for what was asked."""
        if self.status is not None:
            yield "i.status = {0}", self.status.value
        if self.job_id is not None:
            yield "i.job_id = {0}", self.job_id
        if self.customer_id is not None:
            yield (
                "i.job_id IN (SELECT j.id FROM job j WHERE j.organization_id = $1 AND j.customer_id = {0})",
                self.customer_id,
            )
        if self.due_before is not None:
            yield "i.status = 'open' AND i.due_on < {0}", self.due_before.isoformat()
        if self.q:
            yield (
                "(lower(i.number) LIKE {0} ESCAPE '\\' OR lower(i.title) LIKE {0} ESCAPE '\\')",
                containing(self.q),
            )


async def customer_of(tx: Tx, invoice: Invoice) -> Customer:
    """Whose an invoice is today."""
    job = await tx.load(Job, invoice.job_id)
    return await tx.load(Customer, job.customer_id)


async def has_received_money(tx: Tx, job_id: Id) -> bool:
    """Whether any payment was ever matched to the job: only then can it have credit to draw on."""
    return bool(await tx.rows(_ANY_PAYMENT, tx.organization_id, job_id))


async def billed_of(tx: Tx, job: Job) -> Billed:
    """What the live invoices of a job have billed so far, read under its lock.

    With one rate the database adds up; several are added from each invoice's own lines.
    """
    total, base, tax, credited = (await tx.rows(_BILLED, tx.organization_id, job.id))[0]
    if len(job.taxes) == 1 and not credited:
        return Billed(total, (TaxLine(job.taxes[0].rate_bps, base, tax),))
    billed = await tx.rows(_BILLED_BY_RATE, tx.organization_id, job.id)
    lines = tuple(line for (taxes,) in billed for line in _tax_lines.decode(taxes))
    if not credited:
        return Billed(total, lines)
    notes = await tx.rows(_CREDITED_BY_RATE, tx.organization_id, job.id)
    back = taken_back(line for (taxes,) in notes for line in _tax_lines.decode(taxes))
    return Billed(total, (*lines, *back))


async def money_on(tx: Tx, invoice_id: Id) -> tuple[Minor, Minor]:
    """What is settled on an invoice and what is on its way to it, read under the job's lock."""
    paid, pending = (await tx.rows(_MONEY_ON, tx.organization_id, invoice_id))[0]
    return paid, pending


ENTITIES = (Entity(name="invoice", table="invoices", view=InvoiceRecord, load=invoice_records),)
