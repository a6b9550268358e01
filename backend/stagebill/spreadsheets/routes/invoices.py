"""Lists that go out as files."""

from datetime import date
from typing import Annotated, Any

from litestar import Request, get
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery, QueryParameter
from litestar.response import Stream

from stagebill.invoices.wanted import Show, Wanted
from stagebill.kernel.ids import Id
from stagebill.spreadsheets.queries.invoices import invoice_lines
from stagebill.sync.command import OFFICE_ROLES
from stagebill.sync.mutation import NotAllowed
from stagebill.sync.reading import ID_PATTERN
from stagebill.sync.rest import context_of
from stagebill.sync.services import Services

IDS_MAX = 200

Ids = Annotated[
    str | None,
    QueryParameter(name="ids", pattern=f"^({ID_PATTERN.strip('^$')},?){{1,{IDS_MAX}}}$"),
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
    if context.role not in OFFICE_ROLES:
        raise NotAllowed(role=context.role)
    services: Services = request.app.state.services
    wanted = Wanted(
        today=context.today,
        ids=tuple(filter(None, ids.split(","))) if ids else None,
        show=show,
        customer_id=customer_id,
        issued_from=issued_from,
        issued_to=issued_to,
        q=q,
    )
    name = f"invoices-{context.today.isoformat()}.csv"
    return Stream(
        invoice_lines(services.database.reader, context, wanted),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


ROUTES: tuple[BaseRouteHandler, ...] = (export_invoices,)
