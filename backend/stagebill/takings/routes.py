"""Reading what was handed over."""

from typing import Any

from litestar import Request, get
from litestar.handlers import BaseRouteHandler

from stagebill.sync.command import Scope
from stagebill.sync.reading import PAGE, Page, PageCursor, PageSize, answer_read, page, place_of
from stagebill.sync.rest import office_of
from stagebill.sync.services import Services
from stagebill.takings.queries import HandoverView, handover_page


@get("/api/takings/handovers", operation_id="takings.list_handovers", tags=["takings"],
     summary="What was handed over, newest first")  # fmt: skip
async def list_handovers(
    request: Request[Any, Any, Any], limit: PageSize = PAGE, cursor: PageCursor = None
) -> Page[HandoverView]:
    """Includes handovers that were undone, marked as such."""
    context = office_of(request)
    services: Services = request.app.state.services
    place = place_of(cursor, 2)
    found = await handover_page(services.database.reader, Scope.of(context), limit=limit, after=place)
    return answer_read(request, page(found, limit, ("handed_at", "id")))


ROUTES: tuple[BaseRouteHandler, ...] = (list_handovers,)
