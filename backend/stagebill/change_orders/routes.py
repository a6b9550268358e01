"""Reading change orders over HTTP."""

from typing import Annotated, Any

from litestar import Request, get
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter

from stagebill.change_orders.queries import ChangeOrderView, change_order, change_order_page, seen_now
from stagebill.sync.command import Scope
from stagebill.sync.reading import (
    ID_PATTERN,
    PAGE,
    Page,
    PageCursor,
    PageSize,
    PathId,
    answer_read,
    page,
    place_of,
)
from stagebill.sync.rest import context_of

OfJob = Annotated[str | None, QueryParameter(name="job_id", pattern=ID_PATTERN)]


@get("/api/change-orders", operation_id="change_orders.list", summary="Change orders, newest first",
     tags=["change_orders"])  # fmt: skip
async def list_change_orders(
    request: Request[Any, Any, Any], limit: PageSize = PAGE, cursor: PageCursor = None, job_id: OfJob = None
) -> Page[ChangeOrderView]:
    """A technician gets those of the jobs they are assigned to."""
    context, services = context_of(request), request.app.state.services
    found = await change_order_page(
        services.database.reader, Scope.of(context), job_id=job_id, limit=limit, after=place_of(cursor, 2)
    )
    see = seen_now(context, services.config)
    shown = page([see(record) for record in found], limit, ("created_at", "id"))
    return answer_read(request, shown)  # type: ignore[return-value]


@get("/api/change-orders/{change_order_id:str}", operation_id="change_orders.read",
     summary="One change order", tags=["change_orders"])  # fmt: skip
async def read_change_order(request: Request[Any, Any, Any], change_order_id: PathId) -> ChangeOrderView:
    """With its lines, its effect on the job, and how it was answered."""
    context, services = context_of(request), request.app.state.services
    found = await change_order(services.database.reader, Scope.of(context), change_order_id)
    return answer_read(request, seen_now(context, services.config)(found))  # type: ignore[return-value]


ROUTES: tuple[BaseRouteHandler, ...] = (list_change_orders, read_change_order)
