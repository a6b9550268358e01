"""A card on file is charged: sent at once or never, found by our key, and told why it came to nothing."""

from collections.abc import Mapping
from typing import Final

import structlog

from stagebill.kernel.context import Context
from stagebill.paypage.accounts.queries import key_no
from stagebill.paypage.attempts.queries import checkout as attempt_of
from stagebill.paypage.attempts.queries import due_together
from stagebill.paypage.cards import queries
from stagebill.paypage.cards.card import CardElsewhere, failure_of, is_first_try, is_known_by, may_send
from stagebill.paypage.cards.gateway import CardCharge, KeepsCards
from stagebill.paypage.cards.mutations import ChargeCard
from stagebill.paypage.cards.steps import FORGET
from stagebill.paypage.checkout import Checkout, is_live, key
from stagebill.paypage.gateway import Gateway, NobodyKnows, NotThere, Snapshot, StartRefused, Unreachable
from stagebill.paypage.gateways.asking import asked, doubted, note_problem, noted, reached, told
from stagebill.paypage.gateways.configured import taking, ways_to
from stagebill.sync.dispatcher import Errand, Handler
from stagebill.sync.services import Services

_log = structlog.get_logger(__name__)


async def before_charge(services: Services, data: ChargeCard, context: Context) -> None:
    """A card is charged only where it is kept, for a sum that is taken there. Raises CardElsewhere."""
    reader = services.database.reader
    known = await queries.card(reader, context.organization_id, data.card_id)
    if known is None:
        return
    taker = (await taking(services, context.organization_id)).of("card")
    due_minor = await due_together(reader, context.organization_id, [data.invoice_id])
    able = taker.capabilities()
    fits = able.min_minor <= due_minor <= able.max_minor or due_minor <= 0
    if known.card.gateway != taker.slug or taker.cards is None or not fits:
        raise CardElsewhere(card_id=known.card.id, gateway=known.card.gateway)


async def sent(services: Services, checkout: Checkout) -> Checkout:
    """The attempt once the processor has it. Raises Unreachable: then nobody knows, and the timer asks on.

    A charge is sent in its first minute, under one key, while the account's keys are those of then and the
    invoice still asks for all of it; else one only asks whether it was made.
    """
    if checkout.gateway_ref is not None or not is_live(checkout):
        return checkout
    known = await queries.card_of(services.database.reader, checkout)
    reader = services.database.reader
    if known.removal is not None or not may_send(checkout.created_at, services.clock.now()):
        return await found(services, checkout)
    if await key_no(reader, checkout.organization_id, checkout.gateway) != checkout.key_no:
        return await found(services, checkout)
    due_minor = await due_together(reader, checkout.organization_id, [checkout.invoice_id])
    if due_minor < checkout.amount_minor:
        return await found(services, checkout)
    try:
        gateway = await reached(services, checkout)
        gateway_ref = await asked(_keeper(gateway).charge(_charge(checkout, known)))
    except StartRefused as no:
        _log.warning("charge_refused", gateway=checkout.gateway, checkout_id=checkout.id, reason=no.reason)
        if no.reason == "key_refused" and not is_first_try(checkout.created_at, services.clock.now()):
            raise Unreachable("an earlier call may have charged the card") from no
        failure = failure_of(no.reason, otherwise="not_sent")
        if failure == "not_sent":
            await note_problem(services, checkout, no.reason)
        return await noted(services, checkout, "end_checkout", {"ending": "failed", "problem": failure})
    return await noted(services, checkout, "bind_checkout", {"gateway_ref": gateway_ref})


async def found(services: Services, checkout: Checkout) -> Checkout:
    """Whether the processor has this charge: bound to it, or ended as never sent. Raises Unreachable."""
    if checkout.gateway_ref is not None or not is_live(checkout):
        return checkout
    try:
        gateway_ref = await _made(services, checkout)
    except NobodyKnows as silent:
        return await doubted(services, checkout, silent)
    if gateway_ref is not None:
        return await noted(services, checkout, "bind_checkout", {"gateway_ref": gateway_ref})
    if not is_known_by(checkout.created_at, services.clock.now()):
        raise Unreachable("a charge may be on its way there")
    return await noted(services, checkout, "end_checkout", {"ending": "canceled", "problem": "not_sent"})


async def missed(services: Services, checkout: Checkout) -> str | None:
    """What the processor calls a charge that was taken for never made, and was made all the same."""
    if checkout.card_id is None or checkout.gateway_ref is not None or is_live(checkout):
        return None
    return await _made(services, checkout)


async def heard(services: Services, checkout: Checkout, snapshot: Snapshot) -> Checkout:
    """A charge that came to nothing, or waits for a customer who is not there: that one is closed first."""
    if snapshot.status == "open":
        gateway_ref = snapshot.gateway_ref
        snapshot = await told(services, checkout, lambda gateway: gateway.cancel(gateway_ref))
        if snapshot.status in ("open", "pending", "succeeded"):
            return checkout
        failure = failure_of(snapshot.problem, otherwise="authentication_required")
    else:
        failure = failure_of(snapshot.problem, otherwise="declined")
    return await noted(services, checkout, "end_checkout", {"ending": "failed", "problem": failure})


async def forget(errand: Errand, services: Services) -> None:
    """The processor keeps a removed card no longer. One whose keys may not do that, or are gone, keeps it;
    here it is charged nothing all the same.
    """
    reader, organization_id = services.database.reader, errand.organization_id
    known = await queries.card(reader, organization_id, errand.payload["card_id"])
    kept_by = await attempt_of(reader, organization_id, known.card.id) if known else None
    if known is None or kept_by is None:
        return
    ways = await ways_to(services, organization_id, known.card.gateway, kept_by.key_no)
    keepers = [gateway.cards for gateway in ways if gateway is not None and gateway.cards is not None]
    for place, keeper in enumerate(keepers, 1):
        try:
            await asked(keeper.forget(known.card.customer_ref, known.card.method_ref))
        except StartRefused as no:
            if no.reason != "key_refused":
                _log.warning("card_not_forgotten", card_id=known.card.id, reason=no.reason)
                return
            if place == len(keepers):
                raise Unreachable("its keys are no good now") from no
        else:
            return


async def _made(services: Services, checkout: Checkout) -> str | None:
    known = await queries.card_of(services.database.reader, checkout)
    made_under = (known.card.customer_ref, key(checkout))
    try:
        return await told(services, checkout, lambda gateway: _keeper(gateway).made(*made_under))
    except NotThere:
        return None  # who has no such customer has charged none


def _keeper(gateway: Gateway) -> KeepsCards:
    if gateway.cards is None:
        raise Unreachable(f"{gateway.slug} keeps no cards")
    return gateway.cards


def _charge(checkout: Checkout, known: queries.Known) -> CardCharge:
    return CardCharge(
        key=key(checkout),
        customer_ref=known.card.customer_ref,
        method_ref=known.card.method_ref,
        amount_minor=checkout.amount_minor,
        currency=checkout.currency,
        description=known.about,
    )


HANDLERS: Final[Mapping[str, Handler]] = {FORGET: forget}
