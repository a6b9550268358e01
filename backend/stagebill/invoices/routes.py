"""Reading invoices over HTTP."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final

from litestar import Request, get
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery, QueryParameter

from stagebill.invoices.drafts.queries import told_service_of
from stagebill.invoices.invoice import Invoice
from stagebill.invoices.lists.queries import invoice_places, invoice_summary
from stagebill.invoices.queries import InvoiceView, invoice_records, seen_today
from stagebill.invoices.status import Status
from stagebill.invoices.wanted import InvoiceSummary, Show, Sort, Wanted
from stagebill.jobs.attendance import Attendance
from stagebill.jobs.queries import job_view
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.sync.command import Scope
from stagebill.sync.listing import Listing, answer_page
from stagebill.sync.reading import (
    PAGE,
    PAGE_MAX,
    Page,
    PageCursor,
    PageSize,
    PathId,
    answer_read,
    place_of,
)
from stagebill.sync.rest import context_of, office_of
from stagebill.sync.services import Services

Search = Annotated[str | None, QueryParameter(name="q", max_length=200)]


@get("/api/invoices", operation_id="invoices.list", summary="Invoices of the company", tags=["invoices"])
async def list_invoices(  # noqa: PLR0913, PLR0917 - one argument for each filter of the contract
    request: Request[Any, Any, Any],
    show: FromQuery[Show | None] = None,
    status: FromQuery[Status | None] = None,
    job_id: FromQuery[Id | None] = None,
    customer_id: FromQuery[Id | None] = None,
    due_before: FromQuery[date | None] = None,
    issued_from: FromQuery[date | None] = None,
    issued_to: FromQuery[date | None] = None,
    q: Search = None,
    sort: FromQuery[Sort] = "newest",
    limit: PageSize = PAGE,
    cursor: PageCursor = None,
) -> Page[InvoiceView]:
    """`show` is one of the office's lists (as in the summary); `due_before` asks for open invoices due before
    a day; `q` searches number, title, customer and job. `sort` is newest, soonest (by due date) or largest.
    """
    wanted = Wanted(
        today=context_of(request).today,
        show=show,
        status=status,
        job_id=job_id,
        customer_id=customer_id,
        due_before=due_before,
        issued_from=issued_from,
        issued_to=issued_to,
        q=q,
        sort=sort,
    )
    return await _page(request, wanted, limit, cursor)


@get(
    "/api/invoices/summary",
    operation_id="invoices.summary",
    summary="Count and sums of each list of invoices",
    tags=["invoices"],
)
async def summarize_invoices(
    request: Request[Any, Any, Any],
    customer_id: FromQuery[Id | None] = None,
    issued_from: FromQuery[date | None] = None,
    issued_to: FromQuery[date | None] = None,
    q: Search = None,
) -> InvoiceSummary:
    """What each list comes to, within the other filters."""
    services: Services = request.app.state.services
    context = context_of(request)
    wanted = Wanted(
        today=context.today, customer_id=customer_id, issued_from=issued_from, issued_to=issued_to, q=q
    )
    found = await invoice_summary(services.database.reader, context, Scope.of(context), wanted)
    return answer_read(request, found)


@get(
    "/api/jobs/{job_id:str}/invoices",
    operation_id="invoices.list_of_job",
    summary="The summary table of a job",
    tags=["invoices"],
)
async def list_invoices_of_job(
    request: Request[Any, Any, Any],
    job_id: PathId,
    limit: PageSize = PAGE_MAX,
    cursor: PageCursor = None,
) -> Page[InvoiceView]:
    """Number, status, share, amount, paid, due and due date of each invoice of the job."""
    services: Services = request.app.state.services
    context = context_of(request)
    await job_view(services.database.reader, Scope.of(context), job_id)
    return await _page(request, Wanted(today=context.today, job_id=job_id), limit, cursor)


_KINDS: Final[Mapping[Sort, str]] = {"newest": "instant", "soonest": "day", "largest": "sum"}
"""What a page's cursor holds beside the id."""


async def _page(
    request: Request[Any, Any, Any], wanted: Wanted, limit: int, cursor: str | None
) -> Page[InvoiceView]:
    services: Services = request.app.state.services
    context, after = context_of(request), place_of(cursor, _KINDS[wanted.sort])
    scope = Scope.of(context)

    async def places(reader: Reader) -> Sequence[tuple[Any, ...]]:
        return await invoice_places(reader, scope, wanted, limit=limit, after=after)

    async def views(reader: Reader, ids: Sequence[Id]) -> list[InvoiceView]:
        return list(map(seen_today(context, services.config), await invoice_records(reader, scope, ids)))

    listing = Listing("invoice", (wanted, limit, cursor), limit, places, views)
    return await answer_page(request, listing)  # type: ignore[return-value]


@get("/api/invoices/{invoice_id:str}", operation_id="invoices.read", summary="One invoice", tags=["invoices"])
async def read_invoice(request: Request[Any, Any, Any], invoice_id: PathId) -> InvoiceView:
    """The invoice with what is paid, on its way and due, and the customer's pay link."""
    services: Services = request.app.state.services
    context = context_of(request)
    found = await invoice_records(services.database.reader, Scope.of(context), [invoice_id])
    if not found:
        raise Missing.of(Invoice, id=invoice_id)
    return answer_read(request, seen_today(context, services.config)(found[0]))


@get(
    "/api/invoices/{invoice_id:str}/service",
    operation_id="invoices.read_service",
    summary="Who did the work of an invoice, and on which days",
    tags=["invoices"],
)
async def read_service(request: Request[Any, Any, Any], invoice_id: PathId) -> Attendance:
    """As the invoice says it where it shows it: as issued, or for a draft as of now. For the office."""
    services: Services = request.app.state.services
    context = office_of(request)
    told = await told_service_of(services.database.reader, context.organization_id, invoice_id)
    return answer_read(request, told)


ROUTES: tuple[BaseRouteHandler, ...] = (
    list_invoices,
    summarize_invoices,
    list_invoices_of_job,
    read_invoice,
    read_service,
)
