"""Who looks at a statement: a browser that opened its secret link and carries a signed pass for it since."""

from typing import Any, Final, NamedTuple

from litestar import Request, Response
from litestar.response import Redirect
from litestar.types import ExceptionHandlersMap

from stagebill.identity.authentication import is_https
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.page import PRIVATE, answer_page
from stagebill.kernel.secrets import derived_token
from stagebill.paypage.browser_pass import parts_of, pass_for
from stagebill.paypage.gateways.visitor import pass_cookie
from stagebill.paypage.page.figures import known_language
from stagebill.paypage.page.layout import Html
from stagebill.statements import html, queries
from stagebill.statements.joint import Shown
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
    known = passed_by(request, StatementLink)
    if known is None:
        return None
    services: Services = request.app.state.services
    organization_id, job_id, generation = known
    link = await queries.link_of_job(services.database.reader, organization_id, job_id)
    return link if link and link.revoked_at is None and link.generation == generation else None


def passed_by(request: AnyRequest, kind: type[StatementLink]) -> tuple[Id, Id, int] | None:
    """The organization, what the link is to, and its generation, as this browser's pass has them."""
    services: Services = request.app.state.services
    said = request.cookies.get(_cookie_name(services, kind), "")
    known = parts_of(services.config.secret_key, f"{kind.use}_pass", said, services.clock.now())
    if known is None:
        return None
    organization_id, id, generation = known
    return organization_id, id, int(generation)


def entered(services: Services, link: StatementLink) -> Redirect:
    """The secret leaves the address; a signed pass takes its place."""
    parts, now = (link.organization_id, link.id, link.generation), services.clock.now()
    passed = pass_for(services.config.secret_key, f"{link.use}_pass", parts, now)
    cookie = pass_cookie(services, _cookie_name(services, type(link)), passed)
    return Redirect(f"/{link.use}", status_code=303, headers=PRIVATE, cookies=[cookie])


def form_token(request: AnyRequest, link: StatementLink) -> str:
    """What a form of this browser's page of this link says of itself."""
    services: Services = request.app.state.services
    said = request.cookies.get(_cookie_name(services, type(link)), "")
    return derived_token(services.config.secret_key, f"{link.use}_form", said + link.id)


def _cookie_name(services: Services, kind: type[StatementLink]) -> str:
    return f"__Host-stagebill-{kind.use}" if is_https(services.config) else f"stagebill-{kind.use}"


def answer_html(request: AnyRequest, made: Html, status: int = 200) -> Response[bytes]:
    return answer_page(request, made.text, made.policy, status)


def calm(
    request: AnyRequest, sentence: str, status: int, headers: dict[str, str] | None = None
) -> Response[bytes]:
    made = html.calm(known_language(request.headers.get("accept-language")), sentence)
    return answer_page(request, made.text, made.policy, status, headers)


def ended(request: AnyRequest, shown: Shown) -> Response[bytes]:
    """A link that was revoked: whom to ask for a new one, and nothing of what was behind it."""
    made = html.calm(shown.language, "revoked", shown.company)
    return answer_page(request, made.text, made.policy, 410)
