"""The lists that go out as CSV, page by page: however long one is, little of it lies in memory at once."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from stagebill.customers.queries import CustomerView, customer_page, customer_views
from stagebill.jobs.queries import JobView, job_page, job_views
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.kernel.money import exponent
from stagebill.kernel.postal_address import PostalAddress
from stagebill.payments.queries import PaymentRecord, Taken, payment_page
from stagebill.spreadsheets.words import in_words, reader_of
from stagebill.spreadsheets.writing import Cell, head, line, money
from stagebill.sync.command import Scope

PAGE_ROWS: Final = 200
DAY_CHARACTERS: Final = 10

Page = Callable[[Reader, Scope, Sequence[Any] | None], Awaitable[list[Any]]]
Read = Callable[[Reader, Scope, Sequence[Id]], Awaitable[Sequence[Any]]]
Rows = Callable[[Reader, Scope, Context, Sequence[Any]], Awaitable[list[list[Cell]]]]


class Export(NamedTuple):
    """A list: its columns by name, how a page of it is read, and how its rows are written."""

    columns: tuple[str, ...]
    pages: tuple[Page, ...]
    rows: Rows
    sorted_by: str = "created_at"

    async def lines(self, reader: Reader, scope: Scope, context: Context) -> AsyncIterator[str]:
        """The heading and every row, newest first."""
        language = reader_of(context.language)
        yield head(in_words(language, column) for column in self.columns)
        for page in self.pages:
            after: Sequence[Any] | None = None
            while found := await page(reader, scope, after):
                shown = found[:PAGE_ROWS]
                yield "".join(line(cells) for cells in await self.rows(reader, scope, context, shown))
                if len(found) <= PAGE_ROWS:
                    break
                after = [getattr(shown[-1], self.sorted_by), shown[-1].id]


async def _customers(
    reader: Reader, scope: Scope, context: Context, found: Sequence[CustomerView]
) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for each in found:
        if each.merged_into is not None:
            continue
        site = each.sites[0] if each.sites else None
        billed = each.billing_address or PostalAddress()
        rows.append([
            each.id, each.name, each.email, each.mobile, each.language, site.address if site else None,
            billed.street, billed.city, billed.region, billed.postal_code, billed.country,
            each.notes, _day(each.created_at), _day(each.archived_at),
        ])  # fmt: skip
    return rows


async def _jobs(reader: Reader, scope: Scope, context: Context, found: Sequence[JobView]) -> list[list[Cell]]:
    decimals = exponent(context.currency)
    return [
        [job.number, job.title, job.customer_name, job.site, job.currency,
         *(money(minor, decimals) for minor in (
             job.total_minor, job.invoiced_minor, job.paid_minor, job.left_to_invoice_minor,
             job.unapplied_minor)),
         _day(job.starts_on), _day(job.completes_on), _day(job.created_at)]
        for job in found
    ]  # fmt: skip


async def _payments(
    reader: Reader, scope: Scope, context: Context, found: Sequence[PaymentRecord]
) -> list[list[Cell]]:
    language = reader_of(context.language)
    jobs = await _jobs_by_id(reader, scope, [each.job_id for each in found if each.job_id])
    ids = list(dict.fromkeys(each.customer_id for each in found if each.customer_id))
    names = {each.id: each.name for each in await customer_views(reader, scope, ids)}
    rows: list[list[Cell]] = []
    for each in found:
        decimals = exponent(each.currency)
        job = jobs.get(each.job_id) if each.job_id else None
        rows.append([
            _day(each.taken_at), in_words(language, f"method_{each.method}"),
            names.get(each.customer_id or ""), job.number if job else None, each.reference, each.currency,
            *(money(minor, decimals) for minor in (
                each.amount_minor, each.reversed_minor, each.unapplied_minor)),
            each.note, each.receipt, _day(each.received_at),
        ])  # fmt: skip
    return rows


async def _jobs_by_id(reader: Reader, scope: Scope, ids: Sequence[Id]) -> Mapping[str, JobView]:
    return {job.id: job for job in await job_views(reader, scope, list(dict.fromkeys(ids)))}


def _day(moment: Any) -> str | None:
    """A day as every spreadsheet reads it; moments come from the database as text."""
    return None if moment is None else str(moment)[:DAY_CHARACTERS]


_LISTS: Final[Mapping[str, Export]] = {
    "customers": Export(
        ("id", "name", "email", "mobile", "language", "address", "billing_street", "billing_city",
         "billing_region", "billing_postal_code", "billing_country", "notes", "created", "archived"),
        (),
        _customers,
    ),
    "jobs": Export(
        ("job", "title", "customer", "site", "currency", "total", "invoiced", "paid", "left", "credit",
         "starts", "completes", "created"),
        (),
        _jobs,
    ),
    "payments": Export(
        ("taken", "method", "customer", "job", "reference", "currency", "amount", "reversed", "unapplied",
         "note", "receipt", "received"),
        (),
        _payments,
        "received_at",
    ),
}  # fmt: skip


def customers_wanted(*, ids: Sequence[Id] | None, search: str | None) -> Export:
    """The customers of these ids, in their order; without ids those in sight that a search finds."""
    if ids is not None:
        return _LISTS["customers"]._replace(pages=_named(customer_views, ids))

    async def found(reader: Reader, scope: Scope, after: Sequence[Any] | None) -> list[CustomerView]:
        return await customer_page(reader, scope, limit=PAGE_ROWS, after=after, search=search)

    return _LISTS["customers"]._replace(pages=(found,))


def jobs_wanted(*, ids: Sequence[Id] | None, search: str | None) -> Export:
    """The jobs of these ids, in their order; without ids those that a search finds, newest first."""
    if ids is not None:
        return _LISTS["jobs"]._replace(pages=_named(job_views, ids))

    async def found(reader: Reader, scope: Scope, after: Sequence[Any] | None) -> list[JobView]:
        return await job_page(reader, scope, limit=PAGE_ROWS, after=after, search=search)

    return _LISTS["jobs"]._replace(pages=(found,))


def _named(read: Read, ids: Sequence[Id]) -> tuple[Page, ...]:
    """Pages of the rows of these ids, in their order."""

    def page(part: Sequence[Id]) -> Page:
        async def named(reader: Reader, scope: Scope, after: Sequence[Any] | None) -> list[Any]:
            found = {row.id: row for row in await read(reader, scope, part)}
            return [found[row_id] for row_id in part if row_id in found]

        return named

    return tuple(page(ids[start : start + PAGE_ROWS]) for start in range(0, len(ids), PAGE_ROWS))


def payments_wanted(wanted: Taken) -> Export:
    """The payments that a list asks for."""

    async def found(reader: Reader, scope: Scope, after: Sequence[Any] | None) -> list[PaymentRecord]:
        return await payment_page(reader, scope, wanted, limit=PAGE_ROWS, after=after)

    return _LISTS["payments"]._replace(pages=(found,))
