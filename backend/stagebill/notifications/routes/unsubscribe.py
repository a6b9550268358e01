"""A customer stops reminders, or a member the weekly mail: by the page behind the link, or by the button of
their mail program, which posts here by itself, without cookies (RFC 8058). Looking at the page changes
nothing, whoever looks.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from litestar import Request, Response, get, head, post
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath
from litestar.types import ExceptionHandlersMap

from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, new_id
from stagebill.kernel.page import answer_page
from stagebill.notifications.reminders.mutations import UNSUBSCRIBE
from stagebill.notifications.reminders.queries import stop_page_of
from stagebill.notifications.reminders.unsubscribing import REMINDERS, WEEKLY, Named, named_by
from stagebill.notifications.stop_page import StopPage, Subject, calm_page, stop_page
from stagebill.notifications.weekly import queries as weekly
from stagebill.notifications.weekly.mutations import STOP_WEEKLY
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


@dataclass(frozen=True)
class _Stopped:
    """What a link stops: the word its token is made with, the mutation that stops it for whom, its page."""

    subject: Subject
    word: str
    command: str
    names: str
    page_of: Callable[[Reader, Id, Id], Awaitable[StopPage | None]]


_OF_REMINDERS: Final = _Stopped("reminders", REMINDERS, UNSUBSCRIBE, "customer_id", stop_page_of)
_OF_WEEKLY: Final = _Stopped("weekly", WEEKLY, STOP_WEEKLY, "member_id", weekly.stop_page_of)


def _calm_refusal(request: AnyRequest, refusal: Refusal) -> Response[bytes]:
    """Nobody who opens a link in a mail meets a problem document."""
    return _calm(request, "busy" if refusal.kind is Kind.BUSY else "unknown", refusal.status)


CALM: Final[ExceptionHandlersMap] = {Refusal: _calm_refusal}


@get("/unsubscribe/{token:str}", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def show_stop(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The button, or that it was pressed."""
    return await _show(request, token, _OF_REMINDERS)


@head("/unsubscribe/{token:str}", opt=OPEN, include_in_schema=False)
async def preview_stop(token: FromPath[str]) -> None:
    """A mail scanner looks whether the address answers. It does, and nothing happens."""


@post("/unsubscribe/{token:str}", opt=OPEN, include_in_schema=False, exception_handlers=CALM, status_code=200,
      request_max_body_size=FORM_BYTES_MAX)  # fmt: skip
async def stop(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Whoever has the link may stop; what the body says beside it plays no part."""
    return await _stop(request, token, _OF_REMINDERS)


@get("/unsubscribe/weekly/{token:str}", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def show_stop_weekly(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The button, or that it was pressed; for a member, who need not be signed in."""
    return await _show(request, token, _OF_WEEKLY)


@head("/unsubscribe/weekly/{token:str}", opt=OPEN, include_in_schema=False)
async def preview_stop_weekly(token: FromPath[str]) -> None:
    """A mail scanner looks whether the address answers. It does, and nothing happens."""


@post("/unsubscribe/weekly/{token:str}", opt=OPEN, include_in_schema=False, exception_handlers=CALM,
      status_code=200, request_max_body_size=FORM_BYTES_MAX)  # fmt: skip
async def stop_weekly(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The switch in their own settings turns it on again."""
    return await _stop(request, token, _OF_WEEKLY)


ROUTES: Final[tuple[BaseRouteHandler, ...]] = (
    show_stop, preview_stop, stop, show_stop_weekly, preview_stop_weekly, stop_weekly,
)  # fmt: skip


async def _show(request: AnyRequest, token: str, what: _Stopped) -> Response[Any]:
    named = _named(request, token, what)
    if isinstance(named, Response):
        return named
    page = await _page_of(request, named, what)
    return _answer(request, stop_page(page, what.subject), 200) if page else _calm(request, "unknown", 404)


async def _stop(request: AnyRequest, token: str, what: _Stopped) -> Response[Any]:
    named = _named(request, token, what)
    if isinstance(named, Response):
        return named
    if await _page_of(request, named, what) is None:
        return _calm(request, "unknown", 404)
    services: Services = request.app.state.services
    context = await system_context(services.database.reader, named.organization_id, services.clock.now())
    assert context is not None
    mutation = Mutation(id=new_id(), type=what.command, body={what.names: named.reader_id})
    await apply(services, mutation, context)
    page = await _page_of(request, named, what)
    assert page is not None
    return _answer(request, stop_page(page, what.subject), 200)


def _named(request: AnyRequest, token: str, what: _Stopped) -> Named | Response[bytes]:
    services: Services = request.app.state.services
    tried = link_tries(request, "stop")
    if tried.are_used_up():
        return _calm(request, "limited", 429)
    named = named_by(services.config.secret_key, token, what.word)
    if named is None:
        tried.count_one()
        return _calm(request, "unknown", 404)
    return named


async def _page_of(request: AnyRequest, named: Named, what: _Stopped) -> StopPage | None:
    services: Services = request.app.state.services
    return await what.page_of(services.database.reader, named.organization_id, named.reader_id)


def _calm(
    request: AnyRequest, situation: Literal["unknown", "limited", "busy"], status: int
) -> Response[bytes]:
    language = known_language(request.headers.get("accept-language"))
    return _answer(request, calm_page(language, situation), status)


def _answer(request: AnyRequest, made: Html, status: int) -> Response[bytes]:
    return answer_page(request, made.text, made.policy, status, {"Referrer-Policy": "no-referrer"})
