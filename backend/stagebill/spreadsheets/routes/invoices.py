"""Lists that go out as files."""

from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Annotated, Any

from litestar import Request, get
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery, QueryParameter
from litestar.response import Stream

from stagebill.invoices.wanted import Show, Wanted
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.kernel.period import span
from stagebill.payments.queries import Taken
from stagebill.spreadsheets.queries.exports import Export, customers_wanted, jobs_wanted, payments_wanted
from stagebill.spreadsheets.queries.invoices import invoice_lines
from stagebill.sync.command import Scope
from stagebill.sync.reading import ID_PATTERN
from stagebill.sync.rest import context_of, office_of
from stagebill.sync.services import Services

IDS_MAX = 200
NAMED_MAX = 500

Ids = Annotated[
    str | None,
    QueryParameter(name="ids", pattern=f"^({ID_PATTERN.strip('^$')},?){{1,{IDS_MAX}}}$"),
]
# A list on a screen is narrowed by what only the device knows, as what is due today: so it names its rows.
Named = Annotated[
    str | None,
    QueryParameter(name="ids", pattern=f"^({ID_PATTERN.strip('^$')},?){{1,{NAMED_MAX}}}$"),
]
Search = Annotated[str | None, QueryParameter(name="q", max_length=200)]


@get(
    "/api/invoices.csv",
    operation_id="spreadsheets.invoices",
    summary="Invoices as a spreadsheet",
    tags=["spreadsheets"],
    media_type="text/csv",
)
async def export_invoices(
    request: Request[Any, Any, Any],
    ids: Ids = None,
    show: FromQuery[Show | None] = None,
    customer_id: FromQuery[Id | None] = None,
    issued_from: FromQuery[date | None] = None,
    issued_to: FromQuery[date | None] = None,
    q: Search = None,
) -> Stream:
    """What the list of invoices shows with the same filters, or those of `ids` (with commas between); newest
    first. Text that a spreadsheet would run as a formula is made harmless; sums are plain decimals.
    """
    context = context_of(request)
    wanted = Wanted(
        today=context.today,
        ids=tuple(filter(None, ids.split(","))) if ids else None,
        show=show,
        customer_id=customer_id,
        issued_from=issued_from,
        issued_to=issued_to,
        q=q,
    )
    return _file(request, "invoices", lambda reader: invoice_lines(reader, context, wanted))


@get(
    "/api/jobs.csv",
    operation_id="spreadsheets.jobs",
    summary="Jobs as a spreadsheet",
    tags=["spreadsheets"],
    media_type="text/csv",
)
async def export_jobs(request: Request[Any, Any, Any], ids: Named = None, q: Search = None) -> Stream:
    """The jobs of `ids` (with commas between), in their order, else those that a search finds, newest first.
    Text that a spreadsheet would run as a formula is made harmless; sums are plain decimals.
    """
    return _export(request, "jobs", jobs_wanted(ids=_chosen(ids), search=q))


@get(
    "/api/customers.csv",
    operation_id="spreadsheets.customers",
    summary="Customers as a spreadsheet",
    tags=["spreadsheets"],
    media_type="text/csv",
)
async def export_customers(request: Request[Any, Any, Any], ids: Named = None, q: Search = None) -> Stream:
    """The customers of `ids` (with commas between), in their order, else those in sight that a search finds,
    newest first. Text that a spreadsheet would run as a formula is made harmless.
    """
    return _export(request, "customers", customers_wanted(ids=_chosen(ids), search=q))


@get(
    "/api/payments.csv",
    operation_id="spreadsheets.payments",
    summary="Payments as a spreadsheet",
    tags=["spreadsheets"],
    media_type="text/csv",
)
async def export_payments(
    request: Request[Any, Any, Any],
    job_id: FromQuery[Id | None] = None,
    customer_id: FromQuery[Id | None] = None,
    taken_from: FromQuery[date | None] = None,
    taken_to: FromQuery[date | None] = None,
) -> Stream:
    """Money received, newest first: of a job, of a customer, taken on the days from one to the other, both
    included, where the company is. Text that a spreadsheet would run as a formula is made harmless.
    """
    since, before = span(taken_from, taken_to, context_of(request).zone)
    wanted = Taken(job_id, customer_id, since, before)
    return _export(request, "payments", payments_wanted(wanted))


def _chosen(ids: str | None) -> tuple[Id, ...] | None:
    return tuple(dict.fromkeys(Id(each) for each in ids.split(",") if each)) if ids else None


def _export(request: Request[Any, Any, Any], name: str, wanted: Export) -> Stream:
    context = context_of(request)
    return _file(request, name, lambda reader: wanted.lines(reader, Scope.of(context), context))


def _file(
    request: Request[Any, Any, Any], name: str, lines: Callable[[Reader], AsyncIterator[str | bytes]]
) -> Stream:
    """The office's alone, named by the day it was asked for."""
    context = office_of(request)
    services: Services = request.app.state.services
    called = f"{name}-{context.today.isoformat()}.csv"
    return Stream(
        lines(services.database.reader),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{called}"', "Cache-Control": "no-store"},
    )


ROUTES: tuple[BaseRouteHandler, ...] = (export_invoices, export_jobs, export_customers, export_payments)
