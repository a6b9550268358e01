"""What follows from an attempt to pay: asking the gateway what is true, and writing down what it says.

One step, `look`, stands behind everything: a webhook, the timer, the customer who comes back, an invoice that
was voided. So order and number of these hints mean nothing, and it works where no webhook arrives, too.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final, Protocol

import msgspec
import structlog

from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.paypage import queries
from stagebill.paypage.afterwards.followers import HANDLERS as AFTER_HANDLERS
from stagebill.paypage.afterwards.followers import look_after
from stagebill.paypage.afterwards.queries import checkout_of_payment
from stagebill.paypage.attempts import queries as tries
from stagebill.paypage.attempts.queries import Share
from stagebill.paypage.cards import followers as cards
from stagebill.paypage.checkout import (
    OPEN_AT_MOST,
    POLL,
    POLL_EVERY,
    UNKNOWN,
    Checkout,
    PaymentArriving,
    ProcessorSilent,
    charged_late,
    is_live,
    key,
    next_poll,
    next_poll_let_go,
    of_key,
)
from stagebill.paypage.gateway import NobodyKnows, Snapshot, Start, StartRefused, UnknownPayment, Unreachable
from stagebill.paypage.gateways import inbox
from stagebill.paypage.gateways.asking import (
    applied,
    asked,
    note_problem,
    noted,
    reached,
    read_again,
    told_or_doubted,
)
from stagebill.paypage.gateways.configured import gateway_of
from stagebill.paypage.gateways.inbox import Delivery
from stagebill.paypage.gateways.sandbox.host import HANDLERS as SANDBOX_HANDLERS
from stagebill.paypage.page.figures import known_language
from stagebill.paypage.page.pay_page import PayPage
from stagebill.paypage.page.words import say
from stagebill.paypage.payouts.followers import handlers as payout_handlers
from stagebill.paypage.payouts.followers import look_at_payout
from stagebill.scope.settlement import Settle
from stagebill.sync import feed
from stagebill.sync.command import Prepare
from stagebill.sync.dispatcher import ATTEMPTS_MAX, Errand, Handler, NotYet, Round, pause_after
from stagebill.sync.effect import Outgoing
from stagebill.sync.services import Services

GIVE_UP: Final = "paypage.give_up"
_RETURN, _RETURN_JOINT, _RETURN_OWED = "/pay/return", "/statement/return", "/owed/return"
_TITLE_MAX: Final = 200

_log = structlog.get_logger(__name__)


class WrongAccount(Exception):
    """The gateway's object does not carry the key of the attempt that it was said to be."""


class NotSettled(Exception):
    """The write path refused money that a gateway has: our mistake, tried again until a person looks."""


class OfInvoice(Protocol):
    """A mutation after which an invoice asks for less, or for nothing."""

    @property
    def invoice_id(self) -> Id: ...


class OfJob(Protocol):
    """One that ends all open invoices of a job."""

    @property
    def job_id(self) -> Id: ...


class Settles(Protocol):
    """One that makes a job smaller, and may void and credit invoices with that."""

    @property
    def settle(self) -> Settle | None: ...


async def begin(services: Services, checkout: Checkout) -> Checkout:
    """Tell the gateway of an attempt, once or again: the same key gives the same payment there.

    Raises Unreachable; then what became of the call is unknown, and the attempt stays as it is. A gateway
    that refuses it ends it: nobody has seen a page where it could be paid. Of a joint attempt it is the lead
    that is told of, and given back.
    """
    checkout = await tries.lead_of(services.database.reader, checkout)
    if checkout.card_id is not None:
        return await cards.sent(services, checkout)
    if checkout.gateway_url is not None or not is_live(checkout):
        return checkout
    page = await queries.pay_page(services.database.reader, checkout.organization_id, checkout.invoice_id)
    shares = await tries.shares_of(services.database.reader, checkout)
    gateway = await reached(services, checkout)
    try:
        started = await asked(gateway.start_payment(_start(services, checkout, page, shares)))
    except StartRefused as no:
        _log.warning("start_refused", gateway=checkout.gateway, checkout_id=checkout.id, reason=no.reason)
        await note_problem(services, checkout, no.reason)
        return await noted(services, checkout, "end_checkout", {"ending": "canceled"})
    await note_problem(services, checkout, None)
    body = {"gateway_ref": started.gateway_ref, "gateway_url": started.url}
    return await noted(services, checkout, "bind_checkout", body)


async def look(services: Services, organization_id: Id, checkout_id: Id) -> Checkout | None:
    """Ask the gateway what is true of an attempt and write it down; the attempt as it stands then."""
    found = await tries.checkout(services.database.reader, organization_id, checkout_id)
    if found is None:
        return None
    checkout = await tries.lead_of(services.database.reader, found)
    if checkout.state == "settled":
        await look_after(services, checkout)
        return checkout
    checkout = await begin(services, checkout)
    gateway_ref = checkout.gateway_ref or await cards.missed(services, checkout)
    if gateway_ref is None:
        return checkout
    said = await told_or_doubted(services, checkout, lambda gateway: gateway.fetch_status(gateway_ref))
    return await _heard(services, checkout, said)


async def give_up(services: Services, checkout: Checkout) -> Checkout:
    """Close an attempt at the gateway. Whether it was too late for that, the gateway says."""
    # Whoever gives up a charge does not make it first.
    checkout = await (cards.found if checkout.card_id else begin)(services, checkout)
    gateway_ref = checkout.gateway_ref
    if gateway_ref is None or not is_live(checkout):
        return checkout
    said = await told_or_doubted(services, checkout, lambda gateway: gateway.cancel(gateway_ref))
    return await _heard(services, checkout, said)


async def poll(errand: Errand, services: Services) -> None:
    """The timer's look: after a minute, five, an hour, then every six hours, until it has ended."""
    organization_id, checkout_id = errand.organization_id, errand.payload["checkout_id"]
    checkout = await tries.checkout(services.database.reader, organization_id, checkout_id)
    gateway = await gateway_of(services, organization_id, checkout.gateway) if checkout else None
    if checkout is None or (gateway is None and not is_live(checkout)):
        return
    now = services.clock.now()
    try:
        checkout = await look(services, organization_id, checkout_id) or checkout
    except NobodyKnows:
        return  # it has ended, and what became of it there can not be asked any more
    except Unreachable:
        if checkout.card_id is None or gateway is None or errand.attempts < ATTEMPTS_MAX:
            raise
        if not is_live(checkout) and not charged_late(checkout, now):
            return
        # A card may be charged, and only the processor knows: it is asked for as long as it takes.
        raise NotYet(now + POLL_EVERY) from None
    able = gateway.capabilities() if gateway else None
    if checkout.state == "open" and now - checkout.created_at >= (able.open_for if able else OPEN_AT_MOST):
        checkout = await give_up(services, checkout)
    if is_live(checkout):
        raise NotYet(next_poll(checkout.created_at, now))
    if charged_late(checkout, now):
        raise NotYet(next_poll(checkout.created_at, now))
    again = next_poll_let_go(checkout, able.open_for, now) if able and not able.can_close else None
    if again is not None:
        raise NotYet(again)


async def end_attempts(errand: Errand, services: Services) -> None:
    """The invoice was voided: its open attempt is closed. Money that was faster is kept, to be decided on."""
    live = await tries.live_checkout(
        services.database.reader, errand.organization_id, errand.payload["invoice_id"]
    )
    if live is None:
        return
    ended = await give_up(services, live)
    if is_live(ended):
        raise NotYet(next_poll(ended.created_at, services.clock.now()))


async def _close_first(services: Services, attempts: Sequence[Checkout]) -> None:
    """Before an invoice is voided or asks for less, whoever is about to pay it is stopped, not after (PY-05).

    Fails closed: while the processor does not answer, nothing is done. But it keeps no attempt for longer
    than a day, and one whose gateway is not set up any more can not be asked: they hold nothing up. If their
    money comes after all, it is kept, and somebody decides.
    """
    for attempt in attempts:
        if await gateway_of(services, attempt.organization_id, attempt.gateway) is None:
            continue
        try:
            ended = await give_up(services, attempt)
        except (Unreachable, UnknownPayment, WrongAccount, NotSettled) as silent:
            if services.clock.now() - attempt.created_at < OPEN_AT_MOST:
                raise ProcessorSilent(invoice_id=attempt.invoice_id, gateway=attempt.gateway) from silent
            continue
        is_lost = ended.problem == UNKNOWN and services.clock.now() - attempt.created_at >= OPEN_AT_MOST
        if ended.state == "open" and not is_lost:
            raise PaymentArriving(invoice_id=attempt.invoice_id, gateway=attempt.gateway)


async def _before_void(services: Services, data: OfInvoice, context: Context) -> None:
    reader = services.database.reader
    if await tries.is_bare(reader, context.organization_id, data.invoice_id):
        await _before_credit(services, data, context)


async def _before_credit(services: Services, data: OfInvoice, context: Context) -> None:
    await _close_on(services, context, (data.invoice_id,))


async def _before_settling(services: Services, data: Settles, context: Context) -> None:
    if data.settle is not None:
        credited = (credit.invoice_id for credit in data.settle.credit)
        await _close_on(services, context, (*data.settle.void, *credited))


async def _before_cancel(services: Services, data: OfJob, context: Context) -> None:
    ids = await tries.open_invoices(services.database.reader, context.organization_id, data.job_id)
    await _close_on(services, context, ids)


async def _close_on(services: Services, context: Context, invoice_ids: Sequence[Id]) -> None:
    attempts = await tries.open_attempts(services.database.reader, context.organization_id, invoice_ids)
    await _close_first(services, attempts)


async def notice_stale_attempts(services: Services) -> int:
    """After any commit: attempts that ask for more than is due get an errand that closes them."""
    stale = await tries.stale_attempts(services.database.reader, GIVE_UP)
    for organization_id, checkout_id in stale:
        await services.database.write(
            partial(_post_give_up, organization_id, checkout_id, services.clock.now())
        )
    return len(stale)


async def _post_give_up(organization_id: Id, checkout_id: Id, now: datetime, tx: Tx) -> None:
    tx.scope(organization_id)
    errand = Outgoing(kind=GIVE_UP, dedupe_key=checkout_id, payload={"checkout_id": checkout_id})
    await feed.post(tx, (errand,), now)


async def close_attempt(errand: Errand, services: Services) -> None:
    """Close one attempt at its gateway, so that the customer is not charged for what is paid already."""
    known = await tries.checkout(
        services.database.reader, errand.organization_id, errand.payload["checkout_id"]
    )
    if known is None or not is_live(known):
        return
    if is_live(await give_up(services, known)):
        raise NotYet(next_poll(known.created_at, services.clock.now()))


async def work_deliveries(services: Services) -> int:
    """Every webhook that is due: look at the attempt it is about."""
    deliveries = await inbox.claim(services)
    for delivery in deliveries:
        await _work(services, delivery)
    return len(deliveries)


async def _work(services: Services, delivery: Delivery) -> None:
    try:
        whose = delivery.kept.organization_id
        if delivery.kept.about == "payout":
            account_of = whose or delivery.kept.key or ""
            await look_at_payout(services, delivery.gateway, account_of, delivery.kept.gateway_ref, look)
            return await inbox.done(services, delivery)
        about = of_key(delivery.kept.key or "") or await tries.checkout_of_gateway(
            services.database.reader, delivery.gateway, delivery.kept.gateway_ref, whose
        )
        if about is None and whose is not None:
            about = await checkout_of_payment(
                services.database.reader, delivery.gateway, delivery.kept.gateway_ref, whose
            )
        if about is not None and whose not in (None, about[0]):
            raise WrongAccount(f"an event for {about[0]} came to the account of {whose}")
        if about is None or await look(services, *about) is None:
            # It may have overtaken our own commit. So it waits, and is not thrown away.
            raise UnknownPayment(delivery.kept.gateway_ref)
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
        _log.warning("delivery_failed", gateway=delivery.gateway, event_id=delivery.event_id, problem=problem)
        if delivery.attempts >= ATTEMPTS_MAX:
            await inbox.done(services, delivery, problem)
        else:
            run_at = services.clock.now() + pause_after(delivery.attempts)
            await inbox.again(services, delivery, run_at, problem)
    else:
        await inbox.done(services, delivery)


async def _heard(services: Services, checkout: Checkout, snapshot: Snapshot | Checkout) -> Checkout:
    """Write down what the gateway says, if it is news; where nobody could say anything, that is written."""
    if isinstance(snapshot, Checkout):
        return snapshot
    if snapshot.key != key(checkout):
        raise WrongAccount(f"{snapshot.key} is not {key(checkout)}")
    if snapshot.status == "succeeded":
        return await _settle(services, checkout, snapshot)
    if snapshot.status == "pending":
        return await noted(services, checkout, "wait_checkout") if checkout.state == "open" else checkout
    if not is_live(checkout):
        return checkout
    if checkout.card_id is not None:
        return await cards.heard(services, checkout, snapshot)
    if snapshot.status == "open":
        return checkout
    return await noted(services, checkout, "end_checkout", {"ending": snapshot.status})


async def _settle(services: Services, checkout: Checkout, snapshot: Snapshot) -> Checkout:
    body: dict[str, Any] = {
        "checkout_id": checkout.id,
        "gateway_ref": snapshot.gateway_ref,
        "amount_minor": snapshot.amount_minor,
        "currency": snapshot.currency,
        "taken_at": snapshot.succeeded_at,
        "funding": snapshot.funding,
    }
    if checkout.keeps_card and snapshot.card is not None:
        body["card"] = msgspec.to_builtins(snapshot.card)
    mutation_id = derived_id("settle", checkout.gateway, snapshot.gateway_ref)
    refusal = await applied(services, checkout.organization_id, "paypage.settle_checkout", mutation_id, body)
    if refusal is not None:
        raise NotSettled(refusal)
    return await read_again(services, checkout)


def _start(services: Services, checkout: Checkout, page: PayPage, shares: Sequence[Share]) -> Start:
    title = f"{page.bill.number} · {page.bill.title}" if page.bill.number else page.bill.title
    back, numbers = _RETURN, ", ".join(share.number for share in shares)
    if len(shares) > 1:
        back, title = _RETURN_JOINT, f"{numbers} · {page.project.title}"[:_TITLE_MAX]
    if len({share.job_id for share in shares}) > 1:
        back, title = _RETURN_OWED, numbers[:_TITLE_MAX]
    return Start(
        key=key(checkout),
        amount_minor=sum(share.checkout.amount_minor for share in shares),
        currency=checkout.currency,
        method=checkout.method,
        description=f"{page.company.name} · {title}",
        return_url=f"{services.config.base_url}{back}",
        language=known_language(page.language),
        started_at=checkout.created_at,
        tip_minor=checkout.tip_minor,
        tip_words=say(page.language, "tip"),
        keeps_card=checkout.keeps_card,
        surcharge_minor=checkout.surcharge_minor,
        surcharge_words=say(page.language, "surcharge"),
    )


PREPARATIONS: Final[Mapping[str, Prepare]] = {
    "paypage.charge_card": cards.before_charge,
    "invoices.void_invoice": _before_void,
    "invoices.replace_invoice": _before_void,
    "scope.credit_invoice": _before_credit,
    "scope.change_lines": _before_settling,
    "scope.cancel_job": _before_cancel,
    "change_orders.approve_change_order": _before_settling,
}
HANDLERS: Final[Mapping[str, Handler]] = {
    POLL: poll,
    GIVE_UP: close_attempt,
    "paypage.end_attempts": end_attempts,
    **AFTER_HANDLERS,
    **cards.HANDLERS,
    **payout_handlers(look),
    **SANDBOX_HANDLERS,
}
ROUNDS: Final[Sequence[Round]] = (work_deliveries, notice_stale_attempts)
