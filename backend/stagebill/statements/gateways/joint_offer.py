"""What can be pressed for several invoices in one go, and what a credit card adds to them."""

from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.paypage.checkout import Method
from stagebill.paypage.gateways.configured import Takers, surcharge_at, taking
from stagebill.paypage.page.sentences import fresh
from stagebill.paypage.surcharges.rule import surcharge_of
from stagebill.paypage.tips.choice import TipChoice
from stagebill.statements.gateways.applications import applied_on
from stagebill.statements.gateways.visitor import AnyRequest, form_token
from stagebill.statements.joint import NOTICES, Choice, Offer, ways
from stagebill.statements.statement_link import StatementLink
from stagebill.sync.services import Services


async def offer_of(
    request: AnyRequest, link: StatementLink, choice: Choice, zone: str, tip: TipChoice | None = None
) -> Offer:
    """For what is ticked on the page of this link. `zone`: the company's, for the day of an application."""
    services: Services = request.app.state.services
    takers = await taking(services, link.organization_id)
    said = request.query_params.get("notice", "")
    return Offer(
        methods=ways(choice, takers.methods_for(choice.total_minor)),
        form_token=form_token(request, link),
        form_origins=tuple(origin for each in takers.all() for origin in each.capabilities().form_origins),
        is_test=takers.is_test,
        notice=fresh(said if said in NOTICES else "", is_payable=bool(choice.payable)),
        tip=tip,
        applied_on=await applied_on(services, link.organization_id, choice.chosen, zone),
        surcharge_bps=await _surcharge_bps(services, link.organization_id, takers, choice),
    )


async def surcharge_on(services: Services, organization_id: Id, choice: Choice, method: Method) -> Minor:
    """What paying what is ticked by this method adds to it: nothing but by card."""
    if method != "card":
        return 0
    takers = await taking(services, organization_id)
    percent_bps = await _surcharge_bps(services, organization_id, takers, choice)
    return surcharge_of(choice.total_minor, percent_bps)


async def _surcharge_bps(services: Services, organization_id: Id, takers: Takers, choice: Choice) -> int:
    return await surcharge_at(services, organization_id, takers, [bill.id for bill in choice.chosen])
