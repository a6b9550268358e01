"""How a list answers over HTTP: the page as it was last made, until something changes."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response

from stagebill.kernel import wire
from stagebill.sync.queries import newest_rev
from stagebill.sync.reading import unless_known
from stagebill.sync.rest import context_of
from stagebill.sync.services import Services


async def answer_page(request: Request[Any, Any, Any], make: Callable[[], Awaitable[Any]]) -> Response[bytes]:
    """A page of a list for these eyes on this day: made once, and again when something has changed."""
    services: Services = request.app.state.services
    context = context_of(request)
    rev = await newest_rev(services.database.reader, context.organization_id)
    eyes = context.member_id if context.role == "technician" else None
    key = (context.organization_id, eyes, context.today, request.url.path, request.url.query)
    kept = services.pages.get(key, rev) or services.pages.keep(key, rev, wire.encode(await make()))
    return unless_known(request, kept.body, kept.tag)
