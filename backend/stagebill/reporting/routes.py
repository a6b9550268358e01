"""Reading what happened, over HTTP."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, get
from litestar.handlers import BaseRouteHandler

from stagebill.documents.queries import facts
from stagebill.invoices.invoice import Invoice
from stagebill.invoices.queries import invoice_records
from stagebill.jobs.line_item import LINES_MAX
from stagebill.jobs.queries import job_view
from stagebill.kernel.errors import Missing
from stagebill.paypage.page.as_said import as_said
from stagebill.paypage.page.figures import day_of
from stagebill.paypage.page.html import printed
from stagebill.paypage.queries import pay_page
from stagebill.reporting.queries import timeline
from stagebill.reporting.timeline import Happening
from stagebill.sync.command import Scope
from stagebill.sync.reading import PAGE, Page, PageCursor, PageSize, PathId, answer_read, number_of, page
from stagebill.sync.rest import context_of
from stagebill.sync.services import Services


@get("/api/jobs/{job_id:str}/timeline", operation_id="reporting.timeline", tags=["jobs"],
     summary="What happened on a job, newest first")  # fmt: skip
async def read_timeline(
    request: Request[Any, Any, Any], job_id: PathId, limit: PageSize = PAGE, cursor: PageCursor = None
) -> Page[Happening]:
    """Each mutation that was accepted, with who did it and to what: the job, its invoices, payments, visits,
    notes and files."""
    reader, scope = request.app.state.services.database.reader, Scope.of(context_of(request))
    await job_view(reader, scope, job_id)
    found = await timeline(reader, scope, job_id, limit=limit, before=number_of(cursor))
    return answer_read(request, page(found, limit, ("n",)))


@get("/api/invoices/{invoice_id:str}/print", operation_id="reporting.print_invoice", tags=["invoices"],
     summary="An invoice as it goes on paper", media_type="text/html")  # fmt: skip
async def print_invoice(request: Request[Any, Any, Any], invoice_id: PathId) -> Response[str]:
    """Letter or A4, in the customer's language; what is void says so across the page."""
    services: Services = request.app.state.services
    context, reader = context_of(request), services.database.reader
    found = await invoice_records(reader, Scope.of(context), [invoice_id])
    if not found:
        raise Missing.of(Invoice, id=invoice_id)
    page = await pay_page(reader, context.organization_id, invoice_id, lines_max=LINES_MAX)
    zone = page.company.zone
    void_day = day_of(_moment(found[0].voided_at), zone, page.language) if found[0].voided_at else ""
    issued = found[0].issued_at
    issued_on = _moment(issued).astimezone(ZoneInfo(zone)).date() if issued else None
    kept = await facts(reader, context.organization_id, invoice_id)
    shown = as_said(page, kept.said) if kept and kept.said else page
    made = printed(shown, live=page, issued_on=issued_on, void_text=void_day)
    headers = {"Content-Security-Policy": made.policy, "Cache-Control": "no-store"}
    return Response(made.text, media_type="text/html", headers=headers)


def _moment(stored: datetime | str) -> datetime:
    """A hand-written read passes instants on as they are stored."""
    return datetime.fromisoformat(stored) if isinstance(stored, str) else stored


ROUTES: tuple[BaseRouteHandler, ...] = (read_timeline, print_invoice)
