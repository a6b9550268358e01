"""Who looks at a statement: a browser that opened its secret link and carries a signed pass for it since."""

from typing import Any, Final, NamedTuple

from litestar import Request, Response
from litestar.response import Redirect
from litestar.types import ExceptionHandlersMap

from stagebill.identity.authentication import is_https
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.page import PRIVATE, answer_page
from stagebill.paypage.browser_pass import parts_of, pass_for
from stagebill.paypage.figures import known_language
from stagebill.paypage.gateways.visitor import pass_cookie
from stagebill.paypage.layout import Html
from stagebill.statements import html, queries
from stagebill.statements.statement import Statement
from stagebill.statements.statement_link import StatementLink
from stagebill.sync.services import Services

AnyRequest = Request[Any, Any, Any]


def _calm_refusal(request: AnyRequest, refusal: Refusal) -> Response[bytes]:
    """A customer never meets a problem document."""
    return calm(request, "busy" if refusal.kind is Kind.BUSY else "unknown", refusal.status)


CALM: Final[ExceptionHandlersMap] = {Refusal: _calm_refusal}


class Opened(NamedTuple):
    """A link that this browser has opened, and the job behind it now."""

    link: StatementLink
    shown: Statement


async def opened_by(request: AnyRequest) -> Opened | None:
    link = await link_of_browser(request)
    if link is None:
        return None
    services: Services = request.app.state.services
    shown = await queries.statement(
        services.database.reader, services.config, link.organization_id, link.id, services.clock.now()
    )
    return Opened(link, shown)


async def link_of_browser(request: AnyRequest) -> StatementLink | None:
    """The link that was opened last, while it leads anywhere: a revoked one shuts an open page, too."""
    services: Services = request.app.state.services
    said = request.cookies.get(cookie_name(services), "")
    known = parts_of(services.config.secret_key, "statement_pass", said, services.clock.now())
    if known is None:
        return None
    organization_id, job_id, generation = known
    link = await queries.link_of_job(services.database.reader, organization_id, job_id)
    return link if link and link.revoked_at is None and link.generation == int(generation) else None


def entered(services: Services, link: StatementLink) -> Redirect:
    parts, now = (link.organization_id, link.id, link.generation), services.clock.now()
    passed = pass_for(services.config.secret_key, "statement_pass", parts, now)
    cookie = pass_cookie(services, cookie_name(services), passed)
    return Redirect("/statement", status_code=303, headers=PRIVATE, cookies=[cookie])


def cookie_name(services: Services) -> str:
    return "__Host-stagebill-statement" if is_https(services.config) else "stagebill-statement"


def answer_html(request: AnyRequest, made: Html, status: int = 200) -> Response[bytes]:
    return answer_page(request, made.text, made.policy, status)


def calm(
    request: AnyRequest, sentence: str, status: int, headers: dict[str, str] | None = None
) -> Response[bytes]:
    made = html.calm(known_language(request.headers.get("accept-language")), sentence)
    return answer_page(request, made.text, made.policy, status, headers)
