"""Allowances over HTTP."""

from typing import Any

from litestar import Request, get
from litestar.handlers import BaseRouteHandler

from stagebill.invoices.allowances.queries import AllowanceView, allowance_views
from stagebill.kernel import wire
from stagebill.sync.command import Scope
from stagebill.sync.reading import answer_json
from stagebill.sync.rest import context_of
from stagebill.sync.services import Services


@get("/api/allowances", operation_id="invoices.allowances", summary="What phones may invoice without signal",
     tags=["invoices"])  # fmt: skip
async def list_allowances(request: Request[Any, Any, Any]) -> list[AllowanceView]:
    """The office gets all allowances, a technician those of their own devices. A job has no more of them than
    phones work on it, so there are no pages.
    """
    services: Services = request.app.state.services
    found = await allowance_views(services.database.reader, Scope.of(context_of(request)), None)
    return answer_json(request, wire.encode(found))  # type: ignore[return-value]


ROUTES: tuple[BaseRouteHandler, ...] = (list_allowances,)
