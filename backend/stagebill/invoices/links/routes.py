"""Fetching pay links ahead."""

from typing import Any

import msgspec
from litestar import Request, get
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery

from stagebill.invoices.links.queries import PayLinks, pay_links
from stagebill.kernel import wire
from stagebill.kernel.ids import Id
from stagebill.sync.command import Scope
from stagebill.sync.reading import answer_json
from stagebill.sync.rest import context_of
from stagebill.sync.services import Services

LINKS_MAX = 100


@get("/api/pay-links", operation_id="invoices.pay_links", summary="Pay links of invoices", tags=["invoices"])
async def list_pay_links(request: Request[Any, Any, Any], ids: FromQuery[str]) -> PayLinks:
    """`ids` are up to 100 invoice ids, separated by commas. For phones that show a code without signal."""
    wanted = msgspec.convert(ids.split(",")[:LINKS_MAX], list[Id])
    services: Services = request.app.state.services
    context = context_of(request)
    scope = Scope.of(context)
    found = await pay_links(services.database.reader, scope, services.config, wanted, context.now)
    return answer_json(request, wire.encode(found))  # type: ignore[return-value]


ROUTES: tuple[BaseRouteHandler, ...] = (list_pay_links,)
