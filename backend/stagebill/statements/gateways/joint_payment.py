"""Paying what is ticked, on whichever page the ticks are: a job's, or the one of all that a customer owes."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from litestar import Response
from litestar.response import Redirect

from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.page import PRIVATE
from stagebill.paypage.attempts.followers import start_joint
from stagebill.paypage.attempts.queries import Asked
from stagebill.paypage.checkout import Checkout, Method
from stagebill.paypage.followers import look
from stagebill.paypage.gateway import Unreachable
from stagebill.paypage.gateways.configured import taking
from stagebill.paypage.gateways.leaving import lead
from stagebill.paypage.gateways.visitor import is_too_often
from stagebill.paypage.page.figures import known_language
from stagebill.statements.gateways.visitor import AnyRequest
from stagebill.statements.joint import NOTICES, Choice, ways
from stagebill.sync.services import Services

Back = Callable[[str], Redirect]
"""Back to the page with the ticks, with a notice."""


def ticked(page: str, ids: list[Id] | None, notice: str, more: Sequence[tuple[str, str]] = ()) -> Redirect:
    """Back to the ticks as they were set; None, where nobody set any."""
    ticks = [("i", each) for each in ids or ([""] if ids is not None else [])]
    query = urlencode([*ticks, *more, *([("notice", notice)] if notice else [])])
    return Redirect(f"{page}?{query}" if query else page, status_code=303, headers=PRIVATE)


async def started(
    request: AnyRequest,
    organization_id: Id,
    choice: Choice,
    method: Method,
    wanted: Asked,
    home: str,
    back: Back,
) -> Response[Any]:
    """To the processor; one invoice alone has a page of its own, to which its receipt leads back."""
    services: Services = request.app.state.services
    if len(choice.chosen) == 1:
        return Redirect(choice.chosen[0].pay_path or home, status_code=303, headers=PRIVATE)
    takers = await taking(services, organization_id)
    if method not in ways(choice, takers.methods_for(choice.total_minor)):
        return back("not_offered")
    chosen = [bill.id for bill in choice.chosen]
    if await is_too_often(request, organization_id, chosen):
        return back("too_often")
    try:
        way = await start_joint(services, organization_id, chosen, method, wanted)
    except Unreachable:
        return back("unreachable")
    if not way.url:
        return back(way.problem)
    named = tuple(origin for each in takers.all() for origin in each.capabilities().form_origins)
    language = known_language(request.headers.get("accept-language"))
    return lead(request, way.url, named, language) or back("unreachable")


async def returned(services: Services, newest: Checkout | None, home: str, back: Back) -> Redirect:
    """The customer comes back. That proves nothing: the gateway is asked, then a page shows the truth."""
    if newest is None:
        return Redirect(home, status_code=303, headers=PRIVATE)
    try:
        seen = await look(services, newest.organization_id, newest.id)
    except Unreachable:
        return back("checking")
    if seen is not None and seen.state == "settled" and seen.gateway_ref:
        payment_id = derived_id("payment", seen.gateway, seen.gateway_ref)
        return Redirect(f"{home}/receipts/{payment_id}", status_code=303, headers=PRIVATE)
    if seen is not None and seen.state in NOTICES:
        return back(seen.state)
    return Redirect(home, status_code=303, headers=PRIVATE)
