"""What follows once a processor has money: refunds leave through it, and what else it did is written down."""

from collections.abc import Mapping
from typing import Final

import structlog

from stagebill.kernel.clock import instant_of
from stagebill.kernel.ids import Id, derived_id
from stagebill.payments.comeback import outside_refund_id
from stagebill.payments.sending import SEND_REFUND
from stagebill.paypage.afterwards import queries
from stagebill.paypage.afterwards.capture import next_look, refund_key, refund_of_key
from stagebill.paypage.afterwards.queries import Taken
from stagebill.paypage.attempts import queries as tries
from stagebill.paypage.checkout import Checkout, next_poll
from stagebill.paypage.gateway import (
    Aftermath,
    DisputeSeen,
    NobodyKnows,
    RefundSeen,
    StartRefused,
    Unreachable,
)
from stagebill.paypage.gateways.asking import applied, told, told_of
from stagebill.paypage.gateways.configured import gateway_of
from stagebill.paypage.mutations import AFTERMATH
from stagebill.paypage.payouts.steps import look_once_a_day
from stagebill.sync.dispatcher import Errand, Handler, NotYet
from stagebill.sync.services import Services

PROBLEM_CHARACTERS_MAX: Final = 200
_REFUNDED_TO: Final = "refunded-to:"
KEYS_REMOVED: Final = "keys_removed"
_log = structlog.get_logger(__name__)


class NotWritten(Exception):
    """The write path refused what a processor did: our mistake, tried again until a person looks."""


async def look_after(services: Services, checkout: Checkout) -> None:
    """Ask what became of money that was there, and write down what is news."""
    organization_id = checkout.organization_id
    taken = await queries.taken(
        services.database.reader, organization_id, checkout.gateway, checkout.gateway_ref or ""
    )
    if taken is None:
        return
    seen = await told(services, checkout, lambda gateway: gateway.fetch_aftermath(taken.gateway_ref))
    await _note_capture(services, organization_id, taken, seen)
    await _note_refunds(services, organization_id, taken, seen.refunds)
    await _note_refunded(services, organization_id, taken, seen.refunded_minor)
    await _note_disputes(services, organization_id, taken, seen.disputes)
    await _note_dispute_moves(services, organization_id, taken, seen.disputes)


async def aftermath(errand: Errand, services: Services) -> None:
    """The timer's look: also where no webhook arrives, a debit that comes back is found."""
    checkout = await tries.checkout(
        services.database.reader, errand.organization_id, errand.payload["checkout_id"]
    )
    if checkout is None or checkout.ended_at is None:
        return
    now = services.clock.now()
    again = next_look(checkout.ended_at, now)
    try:
        await look_after(services, checkout)
        await look_once_a_day(services, checkout.organization_id, checkout.gateway, now.date())
    except Unreachable as silent:
        _log.warning("aftermath_unknown", checkout_id=checkout.id, problem=str(silent))
    if again is not None:
        raise NotYet(again)


async def send_refund(errand: Errand, services: Services) -> None:
    """Tell the processor to give money back. The refund and its key were stored before; silence is unknown,
    and asked again under the same key for as long as it takes.
    """
    organization_id, refund_id = errand.organization_id, errand.payload["refund_id"]
    order = await queries.refund_order(services.database.reader, organization_id, refund_id)
    if order is None or order[0] != "asked":
        return
    _, slug, gateway_ref, amount_minor, asked_at = order
    key = refund_key(organization_id, refund_id)
    try:
        if await gateway_of(services, organization_id, slug) is None:
            # Nobody can send it any more, and nobody can look: a person has to, at the processor itself.
            raise StartRefused(KEYS_REMOVED)
        number = await queries.key_no_of(services.database.reader, organization_id, slug, gateway_ref)
        seen = await told_of(
            services, organization_id, slug, number, lambda at: at.refund(gateway_ref, amount_minor, key)
        )
    except NobodyKnows:
        # The keys of then are gone too, as others are of another account.
        seen = RefundSeen(
            gateway_ref="", key=key, amount_minor=amount_minor, state="failed", problem=KEYS_REMOVED
        )
    except StartRefused as no:
        seen = RefundSeen(
            gateway_ref="", key=key, amount_minor=amount_minor, state="failed", problem=no.reason
        )
    except Unreachable as silent:
        _log.warning("refund_unknown", refund_id=refund_id, problem=str(silent))
        raise NotYet(next_poll(instant_of(asked_at), services.clock.now())) from silent
    await _note_refund(services, organization_id, refund_id, seen)


HANDLERS: Final[Mapping[str, Handler]] = {SEND_REFUND: send_refund, AFTERMATH: aftermath}


async def _note_capture(services: Services, organization_id: Id, taken: Taken, seen: Aftermath) -> None:
    is_news = (seen.payment_ref, seen.fee_minor) != (taken.payment_ref, taken.fee_minor)
    if seen.payment_ref is None or not is_news:
        return
    body = {"payment_id": taken.payment_id, "payment_ref": seen.payment_ref, "fee_minor": seen.fee_minor}
    mutation_id = derived_id("capture", taken.payment_id, seen.payment_ref, str(seen.fee_minor))
    await _write(services, organization_id, "paypage.note_capture", mutation_id, body)


async def _note_refunds(
    services: Services, organization_id: Id, taken: Taken, refunds: tuple[RefundSeen, ...]
) -> None:
    reader = services.database.reader
    elsewhere = await queries.refund_references(reader, organization_id, taken.payment_id)
    for seen in refunds:
        refund_id = refund_of_key(organization_id, seen.key)
        # Asked by its own id: it may be of money that came in again, which lies under another payment.
        known = await queries.sending_state(reader, organization_id, refund_id) if refund_id else None
        if known is not None:
            if known != seen.state:
                await _note_refund(services, organization_id, refund_id, seen)
        elif seen.state == "sent" and seen.gateway_ref not in elsewhere:
            body = {
                "payment_id": taken.payment_id,
                "gateway_ref": seen.gateway_ref,
                "amount_minor": seen.amount_minor,
            }
            mutation_id = outside_refund_id(taken.payment_id, seen.gateway_ref)
            await _write(services, organization_id, "payments.note_outside_refund", mutation_id, body)
        elif seen.state == "failed":
            await _note_outside_refund_failed(services, organization_id, taken, seen.gateway_ref)


async def _note_outside_refund_failed(
    services: Services, organization_id: Id, taken: Taken, gateway_ref: str
) -> None:
    """One that was never written down as made needs no word that it failed."""
    reader = services.database.reader
    mutation_id = derived_id("outside_refund_failed", taken.payment_id, gateway_ref)
    made = await queries.is_written(reader, organization_id, outside_refund_id(taken.payment_id, gateway_ref))
    if not made or await queries.is_written(reader, organization_id, mutation_id):
        return
    body = {"payment_id": taken.payment_id, "gateway_ref": gateway_ref}
    await _write(services, organization_id, "payments.note_outside_refund_failed", mutation_id, body)


async def _note_refunded(services: Services, organization_id: Id, taken: Taken, refunded_minor: int) -> None:
    """A gateway that says only what went back in all: what is not written down yet is a refund made there.

    Each is called by the sum that it led to, so that it is written down once.
    """
    marked = await queries.refund_references(services.database.reader, organization_id, taken.payment_id)
    known_minor = max((int(each) for each in map(_sum_in, marked) if each), default=0)
    if refunded_minor <= known_minor:
        return
    gateway_ref = f"{_REFUNDED_TO}{refunded_minor}"
    body = {
        "payment_id": taken.payment_id,
        "gateway_ref": gateway_ref,
        "amount_minor": refunded_minor - known_minor,
    }
    mutation_id = outside_refund_id(taken.payment_id, gateway_ref)
    await _write(services, organization_id, "payments.note_outside_refund", mutation_id, body)


def _sum_in(reference: str | None) -> str:
    text = reference or ""
    return text.removeprefix(_REFUNDED_TO) if text.startswith(_REFUNDED_TO) else ""


async def _note_refund(
    services: Services, organization_id: Id, refund_id: Id | None, seen: RefundSeen
) -> None:
    body = {
        "refund_id": refund_id,
        "state": seen.state,
        "gateway_ref": seen.gateway_ref or None,
        "problem": (seen.problem or "")[:PROBLEM_CHARACTERS_MAX] or None,
    }
    mutation_id = derived_id("note_refund", refund_id or "", seen.state)
    await _write(services, organization_id, "payments.note_refund", mutation_id, body)


async def _note_disputes(
    services: Services, organization_id: Id, taken: Taken, disputes: tuple[DisputeSeen, ...]
) -> None:
    known = await queries.dispute_states(services.database.reader, organization_id, taken.payment_id)
    for seen in disputes:
        before = known.get(seen.gateway_ref)
        # A closed one that is open again is appealed: what counts is what the appeal comes to.
        if before is not None and seen.state in ("open", before.state):
            continue
        body = {
            "payment_id": taken.payment_id,
            "gateway_ref": seen.gateway_ref,
            "amount_minor": seen.amount_minor,
            "reason": seen.reason,
            "state": seen.state,
            "due_by": seen.due_by,
        }
        # Said once more after a loss, a word is news: each is heard once, as what follows the one before.
        since = (before.since,) if before and before.since else ()
        mutation_id = derived_id("dispute", taken.payment_id, seen.gateway_ref, seen.state, *since)
        await _write(services, organization_id, "payments.note_dispute", mutation_id, body)


async def _note_dispute_moves(
    services: Services, organization_id: Id, taken: Taken, disputes: tuple[DisputeSeen, ...]
) -> None:
    known = await queries.dispute_moves(services.database.reader, organization_id, taken.payment_id)
    for seen, move in ((dispute, move) for dispute in disputes for move in dispute.moves):
        if move.gateway_ref in known:
            continue
        body = {
            "payment_id": taken.payment_id,
            "dispute_ref": seen.gateway_ref,
            "gateway_ref": move.gateway_ref,
            "amount_minor": move.amount_minor,
            "fee_minor": move.fee_minor,
        }
        mutation_id = derived_id("dispute_move", taken.payment_id, move.gateway_ref)
        await _write(services, organization_id, "payments.note_dispute_move", mutation_id, body)


async def _write(
    services: Services, organization_id: Id, name: str, mutation_id: Id, body: Mapping[str, object]
) -> None:
    refusal = await applied(services, organization_id, name, mutation_id, body)
    if refusal is not None:
        raise NotWritten(f"{name}: {refusal}")
