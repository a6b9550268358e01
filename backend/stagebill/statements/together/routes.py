"""Several invoices of a job paid in one go, from its statement; no script needed."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from litestar import Response, get, post
from litestar.handlers import BaseRouteHandler
from litestar.response import Redirect

from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.kernel.page import PRIVATE
from stagebill.paypage.attempts.queries import Asked, newest_joint, newest_joint_of
from stagebill.paypage.checkout import METHODS, Method
from stagebill.paypage.gateways.visitor import is_own_form, link_of, sum_in, tip_in
from stagebill.statements import html
from stagebill.statements.gateways.joint_offer import offer_of, surcharge_on
from stagebill.statements.gateways.joint_payment import returned, started, ticked
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
from stagebill.statements.joint import Choice, choose, tip_for
from stagebill.statements.statement import Statement
from stagebill.sync.services import Services

OPEN: Final = {"exclude_from_auth": True}
FORM_BYTES_MAX: Final = 8192
TYPED_MAX: Final = 40
_TIP: Final = "tip:"


@get("/statement/pay", opt=OPEN, include_in_schema=False, exception_handlers=CALM)
async def choose_page(request: AnyRequest) -> Response[Any]:
    """Ticks for what is paid in one go. Nothing is stored: what is ticked stands in the address."""
    opened = await opened_by(request)
    if opened is None:
        return calm(request, "closed", 404)
    ids = request.query_params.getall("i", None)
    choice = choose(opened.shown, ids)
    tip = tip_for(choice, opened.shown, *_tip_said(request.query_params))
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
        return _to_page([], "other_page")
    choice = choose(opened.shown, ids)
    pressed, tip = str(form.get("method")), _tip_said(form)
    method = next((known for known in METHODS if known == pressed), None)
    if method is None:
        return _looked(ids, pressed, tip)
    services: Services = request.app.state.services
    surcharge_minor = await surcharge_on(services, opened.link.organization_id, choice, method)
    wanted = _wanted(choice, opened.shown, method, tip, surcharge_minor)
    beside = [tip_in(form.get(name)) if method == "card" else 0 for name in ("tip_shown", "surcharge_shown")]
    if wanted is None or (sum_in(form.get("total")), *beside) != tuple(wanted):
        return _to_page(ids, "tip_gone" if beside[0] is None else "new_total", tip)
    return await started(
        request, opened.link.organization_id, choice, method, wanted, "/statement", partial(_to_page, ids)
    )


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
    return await returned(services, newest, "/statement", partial(_to_page, None))


ROUTES: Final[tuple[BaseRouteHandler, ...]] = (choose_page, start_checkout, return_from_gateway)


def _looked(ids: list[Id], pressed: str, tip: tuple[str, str]) -> Redirect:
    """Nothing is paid yet: other ticks, or another tip."""
    if pressed.startswith(_TIP):
        return _to_page(ids, "", (pressed.removeprefix(_TIP), ""))
    return _to_page(ids, "" if pressed == "look" else "not_offered", tip)


def _wanted(
    choice: Choice, shown: Statement, method: Method, tip: tuple[str, str], surcharge_minor: Minor
) -> Asked | None:
    """What is to be paid; None without ticks, or with a tip that is none. A tip is paid by card alone."""
    chosen = tip_for(choice, shown, *tip) if method == "card" else None
    if not choice.chosen or (chosen is not None and chosen.problem is not None):
        return None
    return Asked(choice.total_minor, chosen.amount_minor if chosen else 0, surcharge_minor)


def _tip_said(said: Mapping[str, Any]) -> tuple[str, str]:
    """The share that is chosen, and the sum that was typed instead, as a form or an address has them."""
    share, typed = (str(said.get(name) or "").strip()[:TYPED_MAX] for name in ("tip", "tip_sum"))
    return share, typed


def _to_page(ids: list[Id] | None, notice: str, tip: tuple[str, str] = ("", "")) -> Redirect:
    tips = [(name, value) for name, value in zip(("tip", "tip_sum"), tip, strict=True) if value]
    return ticked("/statement/pay", ids, notice, tips)
