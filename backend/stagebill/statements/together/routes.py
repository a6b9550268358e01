"""Several invoices of a job paid in one go, from its statement; no script needed."""

from typing import Any, Final

from litestar import Response, get, post
from litestar.handlers import BaseRouteHandler
from litestar.response import Redirect

from stagebill.kernel.ids import Id
from stagebill.kernel.page import PRIVATE
from stagebill.paypage.attempts.queries import newest_joint, newest_joint_of
from stagebill.paypage.gateways.visitor import is_own_form, link_of
from stagebill.statements import html
from stagebill.statements.gateways.joint_offer import offer_of
from stagebill.statements.gateways.joint_payment import Ticks, pressed, returned, tip_said
from stagebill.statements.gateways.owed_visitor import standing_of_browser
from stagebill.statements.gateways.visitor import (
    CALM,
    AnyRequest,
    answer_html,
    calm,
    form_token,
    link_of_browser,
    opened_by,
)
from stagebill.statements.joint import choose, tip_for
from stagebill.sync.services import Services

OPEN: Final = {"exclude_from_auth": True}
FORM_BYTES_MAX: Final = 8192


@get("/statement/pay", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def choose_page(request: AnyRequest) -> Response[Any]:
    """Ticks for what is paid in one go. Nothing is stored: what is ticked stands in the address."""
    opened = await opened_by(request)
    if opened is None:
        return calm(request, "closed", 404)
    ids = request.query_params.getall("i", None)
    choice = choose(opened.shown, ids)
    tip = tip_for(choice, opened.shown, *tip_said(request.query_params))
    offer = await offer_of(request, opened.link, choice, opened.shown.company.zone, tip)
    return answer_html(request, html.together(opened.shown, choice, offer))


@post("/statement/checkout", opt=OPEN, include_in_schema=False, exception_handlers=CALM, status_code=303,
      request_max_body_size=FORM_BYTES_MAX)  # fmt: skip
async def start_checkout(request: AnyRequest) -> Response[Any]:
    """A pay button. Who ticks something else than the total was shown for sees the new one first."""
    opened = await opened_by(request)
    if opened is None:
        return calm(request, "closed", 404)
    form = await request.form()
    ids = [each for each in form.getall("i", []) if isinstance(each, str)]
    if not is_own_form(request, form_token(request, opened.link), form.get("page")):
        return _ticks([]).again("other_page")
    choice = choose(opened.shown, ids)
    return await pressed(request, opened.link.organization_id, form, choice, opened.shown, _ticks(ids))


@get("/statement/return", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def return_from_gateway(request: AnyRequest) -> Response[Any]:
    """The customer comes back. That proves nothing: the gateway is asked, then the page shows the truth."""
    link, owed = await link_of_browser(request), await standing_of_browser(request)
    if link is None and owed is None:
        # It was finished from the page of one of its invoices.
        own = await link_of(request)
        return Redirect("/pay/return", status_code=303) if own else calm(request, "closed", 404)
    services: Services = request.app.state.services
    reader = services.database.reader
    newest = await newest_joint(reader, link.organization_id, link.id) if link else None
    if owed is not None:
        # Ticked on the page of all that the customer owes, if that is what they did last.
        latest = await newest_joint_of(reader, owed.link.organization_id, owed.living_id)
        if link is None or (latest and (newest is None or latest.created_at > newest.created_at)):
            return Redirect("/owed/return", status_code=303, headers=PRIVATE)
    return await returned(services, newest, "/statement", _ticks(None).again)


ROUTES: Final[tuple[BaseRouteHandler, ...]] = (choose_page, start_checkout, return_from_gateway)


def _ticks(ids: list[Id] | None) -> Ticks:
    return Ticks("/statement/pay", "/statement", ids)
