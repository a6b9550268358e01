"""Reading change orders over HTTP, and the page on which the customer answers one.

The link's secret stays in the address: no cookie is involved, so no other site can answer for a customer, and
two change orders can be open side by side. The page loads nothing but the company's logo, from here, and
tells no other site its address.
"""

from typing import Annotated, Any, Final, NamedTuple

import msgspec
from litestar import Request, Response, get, head, post
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Redirect
from litestar.types import ExceptionHandlersMap

from stagebill.change_orders import html
from stagebill.change_orders.html import Typed
from stagebill.change_orders.link import TOKEN_CHARACTERS
from stagebill.change_orders.page import ApprovePage, situation
from stagebill.change_orders.paper import change_paper
from stagebill.change_orders.queries import (
    ChangeOrderView,
    approve_page,
    by_link,
    change_order,
    change_order_page,
    seen_now,
    simulation_of_order,
)
from stagebill.change_orders.words import say
from stagebill.documents.gateways.answer import answer_pdf
from stagebill.documents.papers.steps import Fact, fact_paper, set_paper
from stagebill.documents.queries import told_of
from stagebill.identity.origin import is_own_site
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, new_id
from stagebill.kernel.money import format_money
from stagebill.kernel.page import answer_page
from stagebill.kernel.records import replace
from stagebill.kernel.secrets import digest
from stagebill.paypage.gateways.link_tries import link_tries
from stagebill.paypage.gateways.shown import answer_logo
from stagebill.paypage.gateways.visitor import sum_in
from stagebill.paypage.page.figures import known_language
from stagebill.scope.settlement import Settle
from stagebill.scope.simulation import Simulation
from stagebill.sync.apply import apply
from stagebill.sync.command import Scope
from stagebill.sync.mutation import Mutation, Outcome
from stagebill.sync.queries import system_context
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
from stagebill.sync.rest import context_of, office_of
from stagebill.sync.services import Services

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
    return answer_read(request, shown)


@get("/api/change-orders/{change_order_id:str}", operation_id="change_orders.read",
     summary="One change order", tags=["change_orders"])  # fmt: skip
async def read_change_order(request: Request[Any, Any, Any], change_order_id: PathId) -> ChangeOrderView:
    """With its lines, its effect on the job, and how it was answered."""
    context, services = context_of(request), request.app.state.services
    found = await change_order(services.database.reader, Scope.of(context), change_order_id)
    return answer_read(request, seen_now(context, services.config)(found))


class SimulateApproval(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A settlement to try; without one, the usual one is proposed if one is needed."""

    settle: Settle | None = None


@post("/api/change-orders/{change_order_id:str}/simulate", operation_id="change_orders.simulate",
      summary="What its approval would do", tags=["change_orders"], status_code=200)  # fmt: skip
async def simulate_approval(
    request: Request[Any, Any, Any], change_order_id: PathId, data: JSONBody[SimulateApproval]
) -> Simulation:
    """The job's new total, what happens to each invoice, and what has to be settled. Nothing is saved."""
    context = office_of(request, "change_orders.simulate")
    reader = request.app.state.services.database.reader
    return await simulation_of_order(reader, context, change_order_id, data.settle)


OPEN: Final = {"exclude_from_auth": True}
FORM_BYTES_MAX: Final = 16_384
SEEN: Final = {"seen_total_minor": "before", "seen_after_minor": "after"}
NAME_CHARACTERS_MAX, REASON_CHARACTERS_MAX = 200, 1000
# Its own site may learn the address: a browser without Sec-Fetch-Site could not say where a form is from.
HEADERS: Final = {"Referrer-Policy": "same-origin"}

AnyRequest = Request[Any, Any, Any]


class _Opened(NamedTuple):
    """The change order that a link opens, and its page now."""

    organization_id: Id
    page: ApprovePage


def _calm_refusal(request: AnyRequest, refusal: Refusal) -> Response[bytes]:
    """A customer never meets a problem document."""
    return _calm(request, "busy" if refusal.kind is Kind.BUSY else "unknown", refusal.status)


CALM: Final[ExceptionHandlersMap] = {Refusal: _calm_refusal}


@get("/approve/{token:str}", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def show_to_customer(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The page. Opening it changes nothing, whoever opens it."""
    opened = await _opened(request, token)
    return _shown(request, opened.page) if isinstance(opened, _Opened) else opened


@get("/api/change-orders/{change_order_id:str}/pdf", operation_id="change_orders.change_order_pdf",
     summary="A change order as a PDF", tags=["change_orders"], media_type="application/pdf")  # fmt: skip
async def change_order_pdf(request: AnyRequest, change_order_id: PathId) -> Response[bytes]:
    """With its lines, the job before and after, and the signature; PDF/A-3a and PDF/UA-1."""
    context, services = context_of(request), request.app.state.services
    await change_order(services.database.reader, Scope.of(context), change_order_id)
    now = services.clock.now()
    page_of_order = await approve_page(
        services.database.reader, context.organization_id, change_order_id, now
    )
    return await _pdf(request, context.organization_id, page_of_order)


@get("/approve/{token:str}/pdf", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def own_pdf(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The change order to keep, for whoever has the link, while there is something to see."""
    opened = await _opened(request, token)
    if not isinstance(opened, _Opened):
        return opened
    if situation(opened.page) not in {"asked", "approved"}:
        return _to_page(token)
    return await _pdf(request, opened.organization_id, opened.page)


@get("/approve/{token:str}/logo", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def company_logo(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The company's picture, for whoever has the link."""
    opened = await _opened(request, token)
    if not isinstance(opened, _Opened):
        return opened
    return await answer_logo(request, opened.organization_id, _calm)


@head("/approve/{token:str}", opt=OPEN, include_in_schema=False)
async def preview(token: FromPath[str]) -> None:
    """A mail scanner checks whether the address answers. It does, and reveals nothing about what is behind
    it.
    """


@post("/approve/{token:str}", opt=OPEN, include_in_schema=False, exception_handlers=CALM, status_code=303,
      request_max_body_size=FORM_BYTES_MAX)  # fmt: skip
async def take_answer(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Yes or no. What cannot count is said on the same page, with what was typed."""
    opened = await _opened(request, token)
    if not isinstance(opened, _Opened):
        return opened
    page = opened.page
    if situation(page) != "asked":
        return _to_page(token)
    if not is_own_site(request.headers):
        return _shown(request, page, 403, say(page.language, "foreign"))
    form = await request.form()
    typed = Typed(
        _text(form.get("name"), NAME_CHARACTERS_MAX), _text(form.get("reason"), REASON_CHARACTERS_MAX)
    )
    if form.get("answer") == "decline":
        await _apply(request, opened, "decline", {"reason": typed.reason})
        return _to_page(token)
    if form.get("answer") != "approve" or not typed.name.strip() or form.get("agree") != "yes":
        missing = typed._replace(missing="agree" if typed.name.strip() else "name")
        return _shown(request, page, 422, typed=missing)
    # A hidden field without a sum was tampered with, and fits no total.
    seen = {name: sum_in(form.get(field)) or 0 for name, field in SEEN.items()}
    outcome = await _apply(request, opened, "approve", {"name": typed.name.strip(), "agreed": True, **seen})
    if outcome.code == "change_orders.base_changed":
        return _shown(request, page, 409, _both_totals(page, seen["seen_total_minor"]), typed)
    return _to_page(token)


async def _opened(request: AnyRequest, token: str) -> _Opened | Response[Any]:
    services: Services = request.app.state.services
    tried = link_tries(request, "approve")
    if tried.are_used_up():
        return _calm(request, "limited", 429, {"Retry-After": "3600"})
    found = None
    if len(token) == TOKEN_CHARACTERS:
        found = await by_link(services.database.reader, digest(token))
    if found is None:
        tried.count_one()
        return _calm(request, "unknown", 404)
    organization_id, order_id = found
    page = await approve_page(services.database.reader, organization_id, order_id, services.clock.now())
    return _Opened(organization_id, page)


async def _pdf(request: AnyRequest, organization_id: Id, shown: ApprovePage) -> Response[bytes]:
    services: Services = request.app.state.services
    then = await told_of(services.database.reader, organization_id, "change_order", shown.order_id)
    paper = change_paper(shown, then)
    if shown.approval is None:  # nobody has agreed to it: it is as it is now
        body = await set_paper(services, organization_id, paper, services.clock.now())
        return answer_pdf(request, paper.title, body)
    fact = Fact("change_order", shown.order_id, paper, shown.approval.given_at)
    given = await fact_paper(services, organization_id, fact)
    return answer_pdf(request, given.title, given.body)


async def _apply(request: AnyRequest, opened: _Opened, verb: str, body: dict[str, Any]) -> Outcome:
    """In the role of a customer; refused because it was answered or ended meanwhile, the page says which."""
    services: Services = request.app.state.services
    context = await system_context(services.database.reader, opened.organization_id, services.clock.now())
    assert context is not None
    mutation = Mutation(
        id=new_id(),
        type=f"change_orders.{verb}_change_order",
        body={"change_order_id": opened.page.order_id, **body},
    )
    return (await apply(services, mutation, replace(context, role="customer"))).outcome


def _both_totals(page: ApprovePage, seen_minor: int) -> str:
    def money(minor: int) -> str:
        return format_money(minor, page.company.currency, page.language)

    after_minor = page.before_minor if page.after_minor is None else page.after_minor
    return say(
        page.language, "base_changed", seen=money(seen_minor), before=money(page.before_minor),
        after=money(after_minor),
    )  # fmt: skip


def _text(given: Any, characters_max: int) -> str:
    """Text of a form, without what no one can see; something else is no text."""
    if not isinstance(given, str):
        return ""
    visible = "".join(sign if sign.isprintable() else " " for sign in given)
    return visible[:characters_max]


def _shown(
    request: AnyRequest, page: ApprovePage, status: int = 200, notice: str = "", typed: Typed | None = None
) -> Response[bytes]:
    made = html.approve(page, notice=notice, typed=typed, place=request.url.path)
    return answer_page(request, made.text, made.policy, status, HEADERS)


def _calm(
    request: AnyRequest, sentence: str, status: int, headers: dict[str, str] | None = None
) -> Response[bytes]:
    made = html.calm(known_language(request.headers.get("accept-language")), sentence)
    return answer_page(request, made.text, made.policy, status, {**HEADERS, **(headers or {})})


def _to_page(token: str) -> Redirect:
    return Redirect(f"/approve/{token}", status_code=303, headers=HEADERS)


ROUTES: tuple[BaseRouteHandler, ...] = (
    list_change_orders,
    read_change_order,
    simulate_approval,
    show_to_customer,
    change_order_pdf,
    own_pdf,
    company_logo,
    preview,
    take_answer,
)
