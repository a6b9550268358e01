"""Lists as lines of a spreadsheet, page by page, so that a long one is never whole in memory."""

from collections.abc import AsyncIterator
from typing import Final

from stagebill.invoices.lists.queries import invoice_places
from stagebill.invoices.queries import InvoiceRecord, invoice_records
from stagebill.invoices.wanted import Wanted
from stagebill.kernel.context import Context, Language
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.kernel.money import exponent
from stagebill.spreadsheets import writing
from stagebill.spreadsheets.words import in_words, reader_of
from stagebill.sync.command import Scope
from stagebill.sync.scoped import Where, among

PAGE: Final = 1_000
ROWS_MAX: Final = 200_000

_COLUMNS: Final = (
    "number", "status", "customer", "job_named", "title", "issued", "due_on", "sent", "currency", "amount",
    "paid", "pending", "due",
)  # fmt: skip
_NAMES: Final = """
SELECT j.id, j.number, j.title, c.name FROM job j
JOIN customer c ON c.organization_id = j.organization_id AND c.id = j.customer_id WHERE {where}
"""
Names = dict[Id, tuple[str, str]]


async def invoice_lines(reader: Reader, context: Context, wanted: Wanted) -> AsyncIterator[bytes]:
    """The invoices that are wanted, newest first, each chunk a page of lines."""
    language = reader_of(context.language)
    yield writing.head(in_words(language, column) for column in _COLUMNS).encode()
    scope, after = Scope.of(context), None
    for _ in range(ROWS_MAX // PAGE):
        places = await invoice_places(reader, scope, wanted, limit=PAGE, after=after)
        page = await invoice_records(reader, scope, [invoice_id for _, invoice_id in places[:PAGE]])
        names = await _names(reader, context, [invoice.job_id for invoice in page])
        yield "".join(_line(invoice, names, language) for invoice in page).encode()
        if len(places) <= PAGE:
            return
        after = places[PAGE - 1]


def _line(invoice: InvoiceRecord, names: Names, language: Language) -> str:
    job, customer = names[invoice.job_id]
    decimals = exponent(invoice.currency)
    sums = (invoice.total_minor, invoice.paid_minor, invoice.pending_minor, invoice.due_minor)
    told = (
        invoice.number or "",
        in_words(language, f"status_{invoice.status}"),
        invoice.customer_name or customer,
        job,
        invoice.title,
        *(
            str(moment)[:10] if moment else ""
            for moment in (invoice.issued_at, invoice.due_on, invoice.sent_at)
        ),
        invoice.currency,
    )
    return writing.line((*told, *(writing.money(minor, decimals) for minor in sums)))


async def _names(reader: Reader, context: Context, job_ids: list[Id]) -> Names:
    """The job and the customer of each, as people call them."""
    where = among(
        reader, Where("j.organization_id = $1", (context.organization_id,)), "j.id", sorted(set(job_ids))
    )
    rows = await reader.rows(_NAMES.format(where=where.sql), *where.args)
    return {job_id: (f"{number} {title}", customer) for job_id, number, title, customer in rows}
