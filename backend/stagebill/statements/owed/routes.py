"""All that a customer owes over HTTP: the office's look at its link, the page, and paying what is ticked."""

from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response, get, head, post
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from stagebill.documents.gateways.answer import answer_pdf, answer_picture
from stagebill.documents.papers.steps import fact_paper, fact_picture
from stagebill.kernel.ids import Id, is_id
from stagebill.paypage.attempts.queries import newest_joint_of
from stagebill.paypage.cards.queries import standing_cards
from stagebill.paypage.cards.shown import shown_cards
from stagebill.paypage.gateways.cards_shown import removed_by_customer
from stagebill.paypage.gateways.link_tries import link_tries
from stagebill.paypage.gateways.shown import answer_logo
from stagebill.paypage.gateways.visitor import is_own_form, link_of
from stagebill.statements.gateways.joint_offer import offer_of
from stagebill.statements.gateways.joint_payment import Ticks, pressed, returned, tip_said
from stagebill.statements.gateways.keeping import agreed_by, keep_box_for
from stagebill.statements.gateways.owed_visitor import (
    owed_opened_by,
    standing_of_browser,
)
from stagebill.statements.gateways.visitor import (
    CALM,
    AnyRequest,
    answer_html,
    calm,
    ended,
    entered,
    form_token,
)
from stagebill.statements.joint import PAID_TOGETHER_MIN, tip_for
from stagebill.statements.owed import html, queries
from stagebill.statements.owed.owed import choose
from stagebill.statements.owed.queries import OwedLinkView
from stagebill.statements.owed.steps import whole_receipt
from stagebill.statements.queries import link_of_job
from stagebill.statements.statement_link import named_in
from stagebill.sync.command import Scope
from stagebill.sync.reading import PathId, answer_read
from stagebill.sync.rest import context_of
from stagebill.sync.services import Services

OPEN: Final = {"exclude_from_auth": True}
FORM_BYTES_MAX: Final = 8192


@get("/api/customers/{customer_id:str}/owed", operation_id="statements.read_owed_link",
     summary="The link to all that a customer owes", tags=["statements"])  # fmt: skip
async def read_owed_link(request: AnyRequest, customer_id: PathId) -> OwedLinkView:
    """Where the customer sees every invoice that asks for money, of all their jobs, and pays them at once."""
    services: Services = request.app.state.services
    scope = Scope.of(context_of(request))
    found = await queries.read_link(services.database.reader, services.config, scope, customer_id)
    return answer_read(request, found)


@get("/owed/{token:str}", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def open_owed(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """The secret link: it gives a cookie, and leads on to an address without a secret. It changes nothing."""
    services: Services = request.app.state.services
    tried = link_tries(request, "owed")
    if tried.are_used_up():
        return calm(request, "limited", 429, {"Retry-After": "3600"})
    customer_id, found = named_in(token), None
    if customer_id is not None:
        reader = services.database.reader
        found = await queries.standing_by_token(reader, customer_id, token, services.config.secret_key)
    if found is None:
        tried.count_one()
        return calm(request, "unknown", 404)
    if found.is_open:
        return entered(services, found.link)
    owed = await queries.owed_by(
        services.database.reader, services.config, found.link.organization_id, found.living_id,
        services.clock.now(),
    )  # fmt: skip
    return ended(request, owed)


@head("/owed/{token:str}", opt=OPEN, include_in_schema=False)
async def preview_owed(token: FromPath[str]) -> None:
    """A mail scanner looks whether the address answers. It does, and tells nothing of what is behind it."""


@get("/owed", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def owed_page(request: AnyRequest) -> Response[Any]:
    """What its customer owes now. Nothing is stored: what is ticked stands in the address."""
    opened = await owed_opened_by(request)
    if opened is None:
        return calm(request, "closed", 404)
    services: Services = request.app.state.services
    choice = choose(opened.owed, request.query_params.getall("i", None))
    tip = tip_for(choice, opened.owed, *tip_said(request.query_params))
    standing = opened.standing
    offer = await offer_of(request, standing.link, choice, opened.owed.company.zone, tip)
    if "card" in offer.methods:
        keep = await keep_box_for(services, standing.link.organization_id, choice, opened.owed)
        offer = msgspec.structs.replace(offer, keep=keep)
    today = services.clock.now().astimezone(ZoneInfo(opened.owed.company.zone)).date()
    kept = await standing_cards(services.database.reader, standing.link.organization_id, standing.living_id)
    return answer_html(request, html.page(opened.owed, choice, offer, today, shown_cards(kept)))


@post("/owed/checkout", opt=OPEN, include_in_schema=False, exception_handlers=CALM, status_code=303,
      request_max_body_size=FORM_BYTES_MAX)  # fmt: skip
async def start_owed_checkout(request: AnyRequest) -> Response[Any]:
    """A pay button. Who ticks something else than the total was shown for sees the new one first."""
    opened = await owed_opened_by(request)
    if opened is None:
        return calm(request, "closed", 404)
    form = await request.form()
    ids = [each for each in form.getall("i", []) if isinstance(each, str)]
    if not is_own_form(request, form_token(request, opened.standing.link), form.get("page")):
        return _ticks([]).again("other_page")
    choice, organization_id = choose(opened.owed, ids), opened.standing.link.organization_id
    said, agreed = form.get("keep") if form.get("method") == "card" else None, None
    if said:
        services: Services = request.app.state.services
        agreed = await agreed_by(services, organization_id, choice, opened.owed, said)
    if said and agreed is None and len(choice.chosen) >= PAID_TOGETHER_MIN:
        return _ticks(ids).again("keep_gone", tip_said(form))
    return await pressed(request, organization_id, form, choice, opened.owed, _ticks(ids), agreed)


@post("/owed/cards/remove", opt=OPEN, include_in_schema=False, exception_handlers=CALM, status_code=303,
      request_max_body_size=FORM_BYTES_MAX)  # fmt: skip
async def remove_owed_card(request: AnyRequest) -> Response[Any]:
    """The customer's word: nothing is charged to this card any more."""
    opened = await owed_opened_by(request)
    if opened is None:
        return calm(request, "closed", 404)
    form, link = await request.form(), opened.standing.link
    if not is_own_form(request, form_token(request, link), form.get("page")):
        return _ticks(None).again("other_page")
    services: Services = request.app.state.services
    gone = await removed_by_customer(
        services, link.organization_id, opened.standing.living_id, form.get("card")
    )
    return _ticks(None).again("card_removed" if gone else "card_not_removed")


@get("/owed/return", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def return_to_owed(request: AnyRequest) -> Response[Any]:
    """The customer comes back. That proves nothing: the gateway is asked, then the page shows the truth."""
    found = await standing_of_browser(request)
    if found is None:
        # It was finished from the page of one of its invoices.
        own = await link_of(request)
        return Redirect("/pay/return", status_code=303) if own else calm(request, "closed", 404)
    services: Services = request.app.state.services
    newest = await newest_joint_of(services.database.reader, found.link.organization_id, found.living_id)
    return await returned(services, newest, "/owed", _ticks(None).again)


@get("/owed/receipts/{payment_id:str}", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def owed_receipt(request: AnyRequest, payment_id: FromPath[str]) -> Response[Any]:
    """One payment of the customer, with every job and invoice that it settled, to keep or print."""
    opened = await owed_opened_by(request)
    if opened is None:
        return calm(request, "closed", 404)
    if not is_id(payment_id):
        return calm(request, "unknown", 404)
    reader, link = request.app.state.services.database.reader, opened.standing.link
    paid = await queries.payment_of(reader, link.organization_id, opened.standing.living_id, payment_id)
    return answer_html(request, html.receipt(opened.owed, paid)) if paid else calm(request, "unknown", 404)


@get(["/owed/receipts/{payment_id:str}/pdf", "/owed/receipts/{payment_id:str}/picture"], opt=OPEN,
     include_in_schema=False, exception_handlers=CALM)  # fmt: skip
async def owed_receipt_file(request: AnyRequest, payment_id: FromPath[str]) -> Response[Any]:
    """One payment to keep: as a paper, or among one's photos."""
    opened = await owed_opened_by(request)
    if opened is None:
        return Redirect("/owed", status_code=303)
    if not is_id(payment_id):
        return calm(request, "unknown", 404)
    services: Services = request.app.state.services
    organization_id = opened.standing.link.organization_id
    paid = await queries.payment_of(
        services.database.reader, organization_id, opened.standing.living_id, payment_id
    )
    if paid is None:
        return calm(request, "unknown", 404)
    fact = await whole_receipt(services, organization_id, opened.owed, paid)
    if request.url.path.endswith("/pdf"):
        given = await fact_paper(services, organization_id, fact)
        return answer_pdf(request, given.title, given.body)
    url = queries.url_of(services.config, opened.standing.link)
    return answer_picture(request, fact.paper.title, await fact_picture(services, organization_id, fact, url))


@get("/owed/jobs/{job_id:str}", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def owed_job(request: AnyRequest, job_id: FromPath[str]) -> Response[Any]:
    """To all of one job, for as long as that job's own link opens anything."""
    opened = await owed_opened_by(request)
    if opened is None:
        return calm(request, "closed", 404)
    services: Services = request.app.state.services
    if all(job.id != job_id for job in opened.owed.jobs):
        return calm(request, "unknown", 404)
    link = await link_of_job(services.database.reader, opened.standing.link.organization_id, job_id)
    if link is None or link.revoked_at:
        return ended(request, opened.owed)
    return entered(services, link)


@get("/owed/logo", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def owed_logo(request: AnyRequest) -> Response[Any]:
    """The company's picture, for whoever has opened a link of theirs."""
    found = await standing_of_browser(request)
    return await answer_logo(request, found.link.organization_id if found else None, calm)


ROUTES: Final[tuple[BaseRouteHandler, ...]] = (
    read_owed_link,
    open_owed,
    preview_owed,
    owed_page,
    start_owed_checkout,
    remove_owed_card,
    return_to_owed,
    owed_receipt,
    owed_receipt_file,
    owed_job,
    owed_logo,
)


def _ticks(ids: list[Id] | None) -> Ticks:
    return Ticks("/owed", "/owed", ids)
