"""From a pay button to the gateway: the attempt is stored, the gateway told, the customer led to its page."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

import msgspec

from stagebill.kernel.ids import Id, new_id
from stagebill.kernel.money import Minor
from stagebill.paypage.attempts.queries import (
    Asked,
    OnTop,
    asked_of,
    due_together,
    live_checkout,
    open_attempts,
    shares_of,
)
from stagebill.paypage.cards.steps import Agreed
from stagebill.paypage.checkout import Checkout, Method, is_live
from stagebill.paypage.followers import begin, give_up
from stagebill.paypage.gateways.configured import taking
from stagebill.paypage.page.pay_page import PayPage
from stagebill.sync.apply import apply
from stagebill.sync.mutation import Mutation, Outcome
from stagebill.sync.queries import system_context
from stagebill.sync.services import Services

Problem = Literal["", "not_offered", "not_possible", "sum_gone", "tip_gone", "keep_gone", "surcharge_gone"]

_NOTHING: Final = OnTop()
_PROBLEMS: Final[dict[str | None, Problem]] = {
    "paypage.method_not_offered": "not_offered",
    "paypage.part_not_offered": "sum_gone",
    "paypage.sum_above_due": "sum_gone",
    "paypage.sum_too_small": "sum_gone",
    "paypage.tip_not_asked": "tip_gone",
    "paypage.tip_too_large": "tip_gone",
    "paypage.cards_not_kept": "keep_gone",
    "paypage.surcharge_gone": "surcharge_gone",
}


class Way(NamedTuple):
    """Where the customer goes now: to the gateway's `url`, or back to the page, which says the `problem`.

    Neither: the page itself says what is true, for example that it is paid by now.
    """

    url: str | None = None
    problem: Problem = ""


async def start_payment(  # noqa: PLR0913 - each is what one control of the page says
    services: Services,
    organization_id: Id,
    page: PayPage,
    method: Method,
    *,
    amount_minor: Minor | None = None,
    is_agreed: bool = False,
    on_top: OnTop = _NOTHING,
    agreed: Agreed | None = None,
) -> Way:
    """Start to pay the invoice of this page, or go on with the attempt that is open for the same.

    `amount_minor` is a part of what is due, None all of it; `is_agreed` takes a part where the company itself
    asks for it, whatever the invoice's option says. `agreed`: the words by which the customer lets a card be
    kept. An open attempt for another sum, tip, surcharge or way, or without or with those, is closed at the
    gateway first. Raises Unreachable where the gateway does not answer.
    """
    live, keeps = page.checkout, agreed is not None
    if live is not None and live.card_id is not None:
        return Way()  # a card on file is being charged: the page says so
    sum_minor = page.bill.due_minor if amount_minor is None else amount_minor
    wanted = Asked(sum_minor, *on_top)
    if (
        live is not None
        and live.state == "open"
        and ((live.method, page.attempted, live.keeps_card) != (method, wanted, keeps))
    ):
        live = await give_up(services, live)
    if live is None or not is_live(live):
        body = {"invoice_id": page.bill.id, "amount_minor": amount_minor, "is_agreed": is_agreed,
                **on_top._asdict()}  # fmt: skip
        if agreed is not None:
            body["agreed"] = msgspec.to_builtins(agreed)
        outcome = await _start(services, organization_id, method, wanted.amount_minor, body)
        if outcome.code in _PROBLEMS:
            return Way(problem=_PROBLEMS[outcome.code])
        # Refused because a second tab was faster, or because it is paid: the page says which.
        live = await live_checkout(services.database.reader, organization_id, page.bill.id)
        if live is not None and (
            live.keeps_card != keeps or not await _is_for(services, live, method, wanted)
        ):
            return Way()
    return await _led(services, live)


async def start_joint(
    services: Services,
    organization_id: Id,
    invoice_ids: Sequence[Id],
    method: Method,
    wanted: Asked,
    agreed: Agreed | None = None,
) -> Way:
    """Start to pay these invoices of one customer in one go, all that is due on each, or go on with that.

    `wanted` is what the customer saw that they come to: where it is something else by now, nothing
    starts. `agreed`: the words by which they let a card be kept. An open attempt on any of them is closed at
    the gateway first. Raises Unreachable.
    """
    reader, keeps = services.database.reader, agreed is not None
    for row in await open_attempts(reader, organization_id, invoice_ids):
        is_same = row.keeps_card == keeps and await _is_of(services, row, invoice_ids)
        if is_same and await _is_for(services, row, method, wanted):
            return await _led(services, row)
        await give_up(services, row)
    if await due_together(reader, organization_id, invoice_ids) != wanted.amount_minor:
        return Way(problem="sum_gone")
    first, *others = invoice_ids
    body: dict[str, Any] = {"invoice_id": first, "with_invoices": others, "tip_minor": wanted.tip_minor,
            "surcharge_minor": wanted.surcharge_minor}  # fmt: skip
    if agreed is not None:
        body["agreed"] = msgspec.to_builtins(agreed)
    outcome = await _start(services, organization_id, method, wanted.amount_minor, body)
    if outcome.code in _PROBLEMS:
        return Way(problem=_PROBLEMS[outcome.code])
    live = await live_checkout(reader, organization_id, first)
    # Another device may have been faster, with other invoices that come to the same sum.
    if live is None or live.keeps_card != keeps or not await _is_of(services, live, invoice_ids):
        return Way(problem="sum_gone")
    if not await _is_for(services, live, method, wanted):
        return Way(problem="sum_gone")
    return await _led(services, live)


async def _led(services: Services, live: Checkout | None) -> Way:
    if live is None or live.state != "open" or live.card_id is not None or live.problem is not None:
        return Way()
    begun = await begin(services, live)
    return Way(url=begun.gateway_url) if begun.gateway_url else Way(problem="not_possible")


async def _is_of(services: Services, live: Checkout, invoice_ids: Sequence[Id]) -> bool:
    """Whether the attempt pays these very invoices."""
    shares = await shares_of(services.database.reader, live)
    return {share.checkout.invoice_id for share in shares} == set(invoice_ids)


async def _is_for(services: Services, live: Checkout, method: Method, wanted: Asked) -> bool:
    """Whether the attempt that is live is the one that the customer wants now."""
    return live.method == method and await asked_of(services.database.reader, live) == wanted


async def _start(
    services: Services, organization_id: Id, method: Method, sum_minor: Minor, body: Mapping[str, Any]
) -> Outcome:
    takers = await taking(services, organization_id)
    context = await system_context(services.database.reader, organization_id, services.clock.now())
    assert context is not None
    content = {
        **body, "gateway": takers.of(method).slug, "method": method,
        "methods": sorted(takers.methods_for(sum_minor)),
    }  # fmt: skip
    mutation = Mutation(id=new_id(), type="paypage.start_checkout", body=content)
    return (await apply(services, mutation, context)).outcome
