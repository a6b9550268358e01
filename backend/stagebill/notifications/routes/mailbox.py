"""The viewer of the outgoing-mail folder, for the office; it is there only while mail goes to that folder."""

from base64 import b64encode
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath
from markupsafe import Markup

from stagebill.kernel.context import Context
from stagebill.kernel.templates import renderer
from stagebill.notifications import queries
from stagebill.notifications.gateways.configured import is_in_folder
from stagebill.notifications.links.queries import links_of
from stagebill.notifications.message import Message, with_links, with_logo
from stagebill.notifications.texts.segments import length_of
from stagebill.paypage.page.layout import STYLE, policy
from stagebill.sync.command import OFFICE_ROLES
from stagebill.sync.services import Services

OPTS: Final = {"exclude_from_auth": True, "may_be_signed_in": True}
MAIL_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
_STYLE: Final = (
    "iframe{width:100%;height:680px;border:1px solid var(--line);border-radius:14px;background:#fff}"
    ".sms{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--paper);border-radius:18px;"
    "padding:14px 16px;max-width:34em}"
    "pre{white-space:pre-wrap;font-size:13px}td:first-child{width:1%;white-space:nowrap}"
)
_render: Final = renderer("notifications")

AnyRequest = Request[Any, Any, Any]


@get("/dev/mail", opt=OPTS, include_in_schema=False)
async def mailbox(request: AnyRequest) -> Response[str]:
    """The last mails and texts, newest first."""
    office = _office(request)
    if office is None:
        return _page(401, signed_in=False)
    if not await _is_in_use(request, office):
        return _plain("Nothing stays here: mail and texts leave by accounts.", 404)
    services: Services = request.app.state.services
    messages = await queries.newest_messages(services.database.reader, office.organization_id)
    return _page(200, signed_in=True, messages=messages)


@get("/dev/mail/{message_id:uuid}", opt=OPTS, include_in_schema=False)
async def one_mail(request: AnyRequest, message_id: FromPath[UUID]) -> Response[str]:
    """One mail, as HTML and as text; or one text."""
    if _office(request) is None:
        return _page(401, signed_in=False)
    message = await _message(request, str(message_id))
    if message is None:
        return _plain("There is no such mail.", 404)
    text = await _for_reader(request, message, message.body_text)
    return _page(200, signed_in=True, message=message, text=text, length=length_of(text))


@get("/dev/mail/{message_id:uuid}/html", opt=OPTS, include_in_schema=False)
async def mail_as_html(request: AnyRequest, message_id: FromPath[UUID]) -> Response[str]:
    """The mail's own HTML, for the frame: no script can run in it, and only our own page may frame it."""
    message = await _message(request, str(message_id))
    if message is None:
        return _plain("There is no such mail.", 404)
    headers = {
        "Content-Security-Policy": MAIL_POLICY,
        "Cache-Control": "no-store",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "no-referrer",
    }
    logo = await queries.logo_bytes(request.app.state.services, message)
    shown = f"data:image/jpeg;base64,{b64encode(logo).decode()}" if logo else "data:,"
    text = await _for_reader(request, message, with_logo(message.body_html, shown))
    # Links in a frame open beside it.
    return Response(text.replace("<a ", '<a target="_blank" '), media_type="text/html", headers=headers)


ROUTES: Final[tuple[BaseRouteHandler, ...]] = (mailbox, one_mail, mail_as_html)


async def _is_in_use(request: AnyRequest, office: Context) -> bool:
    return await is_in_folder(request.app.state.services, office.organization_id)


def _office(request: AnyRequest) -> Context | None:
    context = request.auth
    return context if isinstance(context, Context) and context.role in OFFICE_ROLES else None


async def _message(request: AnyRequest, message_id: str) -> Message | None:
    office = _office(request)
    if office is None or not await _is_in_use(request, office):
        return None
    services: Services = request.app.state.services
    return await queries.message(services.database.reader, office.organization_id, message_id)


async def _for_reader(request: AnyRequest, message: Message, body: str) -> str:
    services: Services = request.app.state.services
    links = await links_of(services.database.reader, message, services.config)
    return body if links is None else with_links(body, links)


def _page(status: int, **facts: Any) -> Response[str]:
    facts = {"message": None, "messages": (), "when": _when, **facts}
    text = _render("mailbox.html", style=Markup(STYLE + _STYLE), **facts)
    headers = {"Content-Security-Policy": policy(text) + "; frame-src 'self'", "Cache-Control": "no-store"}
    return Response(text, media_type="text/html", status_code=status, headers=headers)


def _when(moment: datetime | None) -> str:
    return "not yet" if moment is None else f"{moment:%Y-%m-%d %H:%M} UTC"


def _plain(text: str, status: int) -> Response[str]:
    return Response(text, media_type="text/plain", status_code=status)
