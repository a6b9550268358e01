"""Paying what is ticked, on whichever page the ticks are: a job's, or the one of all that a customer owes."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from litestar import Response
from litestar.response import Redirect

from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.page import PRIVATE
from stagebill.paypage.attempts.followers import start_joint
from stagebill.paypage.attempts.queries import Asked
from stagebill.paypage.cards.steps import Agreed
from stagebill.paypage.checkout import METHODS, Checkout, Method
from stagebill.paypage.followers import look
from stagebill.paypage.gateway import Unreachable
from stagebill.paypage.gateways.configured import taking
from stagebill.paypage.gateways.leaving import lead
from stagebill.paypage.gateways.visitor import is_too_often, sum_in, tip_in
from stagebill.paypage.page.figures import known_language
from stagebill.paypage.tips.choice import TipChoice
from stagebill.statements.gateways.joint_offer import surcharge_on
from stagebill.statements.gateways.visitor import AnyRequest
from stagebill.statements.joint import NOTICES, PAID_TOGETHER_MIN, Choice, Shown, tip_for, ways
from stagebill.sync.services import Services

Back = Callable[[str], Redirect]
"""Back to the page with the ticks, with a notice."""

TYPED_MAX: Final = 40
_TIP: Final = "tip"


class Ticks(NamedTuple):
    """The page of the ticks, which they are (None where nobody set any), and where a receipt leads back."""

    page: str
    home: str
    ids: list[Id] | None

    def again(self, notice: str, tip: tuple[str, str] = ("", ""), at: str = "") -> Redirect:
        """Back to them as they were set. `at`: the part of the page that is looked at."""
        ticks = [("i", each) for each in self.ids or ([""] if self.ids is not None else [])]
        tips = [(name, value) for name, value in zip(("tip", "tip_sum"), tip, strict=True) if value]
        query = urlencode([*ticks, *tips, *([("notice", notice)] if notice else [])])
        address = f"{self.page}?{query}" if query else self.page
        return Redirect(f"{address}#{at}" if at else address, status_code=303, headers=PRIVATE)


def tip_said(said: Mapping[str, Any]) -> tuple[str, str]:
    """The share that is chosen, and the sum that was typed instead, as a form or an address has them."""
    share, typed = (str(said.get(name) or "").strip()[:TYPED_MAX] for name in ("tip", "tip_sum"))
    return share, typed


async def pressed(
    request: AnyRequest,
    organization_id: Id,
    form: Mapping[str, Any],
    choice: Choice,
    shown: Shown,
    ticks: Ticks,
    agreed: Agreed | None = None,
) -> Response[Any]:
    """A button below the ticks: other ticks or another tip are looked at, a way to pay leads on. Who ticked
    something else than the total was shown for sees the new one, before anything is charged.
    """
    said, tip = str(form.get("method")), tip_said(form)
    method = next((known for known in METHODS if known == said), None)
    if method is None:
        is_same_total = sum_in(form.get("total")) == choice.total_minor
        return _looked(ticks, said, tip, is_same_total=is_same_total)
    surcharge_minor = await surcharge_on(request.app.state.services, organization_id, choice, method)
    seen, chosen = Asked(sum_in(form.get("total")) or 0), TipChoice()
    if method == "card":
        tip_shown, surcharge_shown = (tip_in(form.get(name)) for name in ("tip_shown", "surcharge_shown"))
        asked = tip_for(choice, shown, *tip)
        chosen = asked or chosen
        is_refused = asked is None and len(choice.chosen) >= PAID_TOGETHER_MIN
        if tip_shown is None or chosen.problem or (tip_shown and is_refused):
            return ticks.again("tip_gone", tip)
        seen = Asked(seen.amount_minor, tip_shown, -1 if surcharge_shown is None else surcharge_shown)
    wanted = Asked(choice.total_minor, chosen.amount_minor, surcharge_minor)
    if not choice.chosen or seen != wanted:
        return ticks.again("new_total", tip)
    return await _started(request, organization_id, choice, method, wanted, ticks, agreed)


def _looked(ticks: Ticks, said: str, tip: tuple[str, str], *, is_same_total: bool) -> Redirect:
    """Nothing is paid yet: other ticks, or another tip. A phone's Enter key in the field of the tip presses
    the first button of the form, as if ticks were looked at.
    """
    what, _, chip = said.partition(":")
    if what == _TIP or (said == "look" and tip[1] and is_same_total):
        return ticks.again("", (chip[:TYPED_MAX], "") if chip else tip, _TIP)
    return ticks.again("" if said == "look" else "not_offered", tip)


async def _started(
    request: AnyRequest,
    organization_id: Id,
    choice: Choice,
    method: Method,
    wanted: Asked,
    ticks: Ticks,
    agreed: Agreed | None,
) -> Response[Any]:
    """To the processor; one invoice alone has a page of its own, to which its receipt leads back."""
    services: Services = request.app.state.services
    if len(choice.chosen) < PAID_TOGETHER_MIN:
        return Redirect(choice.chosen[0].pay_path or ticks.home, status_code=303, headers=PRIVATE)
    takers = await taking(services, organization_id)
    if method not in ways(choice, takers.methods_for(choice.total_minor)):
        return ticks.again("not_offered")
    chosen = [bill.id for bill in choice.chosen]
    if await is_too_often(request, organization_id, chosen):
        return ticks.again("too_often")
    try:
        way = await start_joint(services, organization_id, chosen, method, wanted, agreed)
    except Unreachable:
        return ticks.again("unreachable")
    if not way.url:
        return ticks.again(way.problem)
    named = tuple(origin for each in takers.all() for origin in each.capabilities().form_origins)
    language = known_language(request.headers.get("accept-language"))
    return lead(request, way.url, named, language) or ticks.again("unreachable")


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
