"""A customer stops reminders: by the page behind the link, or by the button of their mail program, which
posts here by itself, without cookies (RFC 8058). Looking at the page changes nothing, whoever looks.
"""

from typing import Any, Final, Literal

from litestar import Request, Response, get, head, post
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath
from litestar.types import ExceptionHandlersMap

from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import new_id
from stagebill.kernel.page import answer_page
from stagebill.notifications.reminders.mutations import UNSUBSCRIBE
from stagebill.notifications.reminders.queries import stop_page_of
from stagebill.notifications.reminders.unsubscribing import Named, named_by
from stagebill.notifications.stop_page import StopPage, calm_page, stop_page
from stagebill.paypage.gateways.link_tries import link_tries
from stagebill.paypage.page.figures import known_language
from stagebill.paypage.page.layout import Html
from stagebill.sync.apply import apply
from stagebill.sync.mutation import Mutation
from stagebill.sync.queries import system_context
from stagebill.sync.services import Services

OPEN: Final = {"exclude_from_auth": True}
FORM_BYTES_MAX: Final = 4_096

AnyRequest = Request[Any, Any, Any]


def _calm_refusal(request: AnyRequest, refusal: Refusal) -> Response[bytes]:
    """A customer never meets a problem document."""
    return _calm(request, "busy" if refusal.kind is Kind.BUSY else "unknown", refusal.status)


CALM: Final[ExceptionHandlersMap] = {Refusal: _calm_refusal}


@get("/unsubscribe/{token:str}", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def show_stop(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The button, or that it was pressed."""
    named = _named(request, token)
    if isinstance(named, Response):
        return named
    page = await _page_of(request, named)
    return _answer(request, stop_page(page), 200) if page else _calm(request, "unknown", 404)


@head("/unsubscribe/{token:str}", opt=OPEN, include_in_schema=False)
async def preview_stop(token: FromPath[str]) -> None:
    """A mail scanner looks whether the address answers. It does, and nothing happens."""


@post("/unsubscribe/{token:str}", opt=OPEN, include_in_schema=False, exception_handlers=CALM, status_code=200,
      request_max_body_size=FORM_BYTES_MAX)  # fmt: skip
async def stop(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Whoever has the link may stop; what the body says beside it plays no part."""
    named = _named(request, token)
    if isinstance(named, Response):
        return named
    if await _page_of(request, named) is None:
        return _calm(request, "unknown", 404)
    services: Services = request.app.state.services
    context = await system_context(services.database.reader, named.organization_id, services.clock.now())
    assert context is not None
    mutation = Mutation(id=new_id(), type=UNSUBSCRIBE, body={"customer_id": named.customer_id})
    await apply(services, mutation, context)
    page = await _page_of(request, named)
    assert page is not None
    return _answer(request, stop_page(page), 200)


ROUTES: Final[tuple[BaseRouteHandler, ...]] = (show_stop, preview_stop, stop)


def _named(request: AnyRequest, token: str) -> Named | Response[bytes]:
    services: Services = request.app.state.services
    tried = link_tries(request, "stop")
    if tried.are_used_up():
        return _calm(request, "limited", 429)
    named = named_by(services.config.secret_key, token)
    if named is None:
        tried.count_one()
        return _calm(request, "unknown", 404)
    return named


async def _page_of(request: AnyRequest, named: Named) -> StopPage | None:
    services: Services = request.app.state.services
    return await stop_page_of(services.database.reader, named.organization_id, named.customer_id)


def _calm(
    request: AnyRequest, situation: Literal["unknown", "limited", "busy"], status: int
) -> Response[bytes]:
    language = known_language(request.headers.get("accept-language"))
    return _answer(request, calm_page(language, situation), status)


def _answer(request: AnyRequest, made: Html, status: int) -> Response[bytes]:
    return answer_page(request, made.text, made.policy, status, {"Referrer-Policy": "no-referrer"})
