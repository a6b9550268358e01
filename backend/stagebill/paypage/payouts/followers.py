"""Asking a processor what it sent to the bank, and writing it down: after a webhook, and where none comes."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final

import structlog

from stagebill.kernel.ids import Id, derived_id, new_id
from stagebill.paypage.accounts.queries import account
from stagebill.paypage.afterwards.followers import NotWritten, look_after
from stagebill.paypage.attempts import queries as tries
from stagebill.paypage.checkout import of_key
from stagebill.paypage.gateway import Unreachable
from stagebill.paypage.gateways.asking import applied, asked
from stagebill.paypage.gateways.configured import gateway_of
from stagebill.paypage.payouts import queries
from stagebill.paypage.payouts.gateway import ItemSeen, MayNotRead, PayoutSeen, PaysOut
from stagebill.paypage.payouts.mutations import ITEMS_MAX
from stagebill.paypage.payouts.payout import payout_id
from stagebill.paypage.payouts.steps import LOOK, look_for_missing
from stagebill.sync.dispatcher import Errand, Handler, NotYet
from stagebill.sync.services import Services

AT_ONCE: Final = 10
"""As many payouts as one look writes down; the rest have the next one, a moment later."""
SOON: Final = timedelta(seconds=5)
PROBLEM_CHARACTERS_MAX: Final = 200
_log = structlog.get_logger(__name__)

Settle = Callable[[Services, Id, Id], Awaitable[Any]]


async def look_at_payout(
    services: Services, slug: str, organization_id: Id, ref: str, settle: Settle
) -> None:
    """An event names a payout: what is true of it now. Where older ones may be missing a look finds it with
    them: written down alone, it would be the newest, some weeks before which every later look begins.
    """
    pays_out = await _pays_out(services, organization_id, slug)
    if pays_out is None:
        return
    try:
        seen = await asked(pays_out.made(ref))
        if await queries.lacks_before(services.database.reader, organization_id, slug, seen.made_at):
            await look_for_missing(services, organization_id, slug, ref)
            return
        await _note(services, organization_id, slug, pays_out, (seen,), settle)
    except MayNotRead:
        await _note_right(services, organization_id, slug, may_read=False)


async def look_for_payouts(errand: Errand, services: Services, *, settle: Settle) -> None:
    """The timer's look, for events that never came: all payouts since some weeks."""
    organization_id, slug = errand.organization_id, errand.payload["gateway"]
    pays_out = await _pays_out(services, organization_id, slug)
    since = await queries.look_since(services.database.reader, organization_id, slug)
    if pays_out is None or since is None:
        return
    seen: list[PayoutSeen] = []
    after: str | None = None
    try:
        while True:
            page = await asked(pays_out.made_since(since, after))
            seen += page.payouts
            after = page.after
            if after is None:
                break
        await _note_right(services, organization_id, slug, may_read=True)
        is_all = await _note(services, organization_id, slug, pays_out, tuple(reversed(seen)), settle)
    except MayNotRead:
        return await _note_right(services, organization_id, slug, may_read=False)
    except Unreachable as silent:
        # Tomorrow is another look; an account whose keys were removed is not asked for ever.
        _log.warning("payouts_unknown", gateway=slug, problem=str(silent))
        return None
    if not is_all:
        raise NotYet(services.clock.now() + SOON)


def handlers(settle: Settle) -> Mapping[str, Handler]:
    """`settle` writes down what is true of an attempt, by its company and id."""
    return {LOOK: partial(look_for_payouts, settle=settle)}


async def _pays_out(services: Services, organization_id: Id, slug: str) -> PaysOut | None:
    gateway = await gateway_of(services, organization_id, slug)
    return gateway.payouts if gateway is not None else None


async def _note(
    services: Services,
    organization_id: Id,
    slug: str,
    pays_out: PaysOut,
    payouts: Sequence[PayoutSeen],
    settle: Settle,
) -> bool:
    """Write down what is news, the oldest first; whether that was all."""
    refs = [seen.gateway_ref for seen in payouts]
    reader = services.database.reader
    known = await queries.endings(reader, organization_id, slug, refs)
    # One that came back before anything was said of it is asked again what was in it.
    told = [seen.gateway_ref for seen in payouts if _came_back(seen) and seen.is_told and seen.is_itemized]
    bare = await queries.bare(reader, organization_id, slug, [ref for ref in told if ref in known])
    written = 0
    for seen in payouts:
        came_back = _came_back(seen)
        if seen.gateway_ref in bare:
            await _note_payout(services, organization_id, slug, pays_out, seen, settle, is_late=True)
        elif seen.gateway_ref not in known:
            if not (seen.is_told or came_back):
                continue  # what is in it is not all said yet: another event or look will find it
            if written == AT_ONCE:
                return False
            await _note_payout(services, organization_id, slug, pays_out, seen, settle)
            written += 1
        if seen.ending is not None and seen.ending not in known.get(seen.gateway_ref, ()):
            await _end(services, organization_id, slug, seen)
    return True


def _came_back(seen: PayoutSeen) -> bool:
    return seen.ending in ("failed", "canceled")


async def _note_payout(
    services: Services,
    organization_id: Id,
    slug: str,
    pays_out: PaysOut,
    seen: PayoutSeen,
    settle: Settle,
    *,
    is_late: bool = False,
) -> None:
    items = await _items(pays_out, seen) if seen.is_told and seen.is_itemized else ()
    if is_late and not items:
        return
    await _settle_theirs(services, organization_id, slug, pays_out, items, settle)
    body = {
        "gateway": slug,
        "gateway_ref": seen.gateway_ref,
        "amount_minor": seen.amount_minor,
        "currency": seen.currency,
        "arrival_on": seen.arrival_on,
        "made_at": seen.made_at,
        "items": [
            {
                "gateway_ref": item.gateway_ref,
                "kind": item.kind,
                "source_ref": item.source_ref,
                "payment_ref": item.payment_ref,
                "amount_minor": item.amount_minor,
                "fee_minor": item.fee_minor,
                "made_at": item.made_at,
            }
            for item in items
        ],
    }
    name = "note_items" if is_late else "note_payout"
    mutation_id = derived_id(name, organization_id, slug, seen.gateway_ref)
    await _write(services, organization_id, "paypage.note_payout", mutation_id, body)


async def _items(pays_out: PaysOut, seen: PayoutSeen) -> tuple[ItemSeen, ...]:
    """All that is in it. What does not come to its amount is not in it, whatever was said."""
    items: list[ItemSeen] = []
    after: str | None = None
    while True:
        page = await asked(pays_out.items(seen.gateway_ref, after))
        items += page.items
        after = page.after
        if after is None or len(items) > ITEMS_MAX:
            break
    if (
        len(items) > ITEMS_MAX
        or sum(item.amount_minor - item.fee_minor for item in items) != seen.amount_minor
    ):
        _log.warning("payout_not_its_sum", payout=seen.gateway_ref, items=len(items))
        return ()
    return tuple(items)


async def _settle_theirs(
    services: Services,
    organization_id: Id,
    slug: str,
    pays_out: PaysOut,
    items: Sequence[ItemSeen],
    settle: Settle,
) -> None:
    """Before a payout is written down, so is what it is about: a payment whose own events were lost, its fee,
    a refund made at the processor, a dispute.
    """
    reader = services.database.reader
    refs = [item.payment_ref for item in items if item.payment_ref]
    known = await queries.captures(reader, organization_id, slug, refs)
    asked_for: set[Id] = set()
    keys: dict[str | None, str | None] = {item.payment_ref: item.key for item in items if item.key}
    for item in items:
        ours = known.get(item.payment_ref or "")
        if ours is not None:
            if item.kind == "charge" and ours.fee_minor is not None:
                continue
            about = await tries.checkout_of_gateway(reader, slug, ours.gateway_ref, organization_id)
        else:
            if item.payment_ref and item.payment_ref not in keys:
                keys[item.payment_ref] = await asked(pays_out.key_of(item.payment_ref))
            about = of_key(keys.get(item.payment_ref) or item.key or "")
        if about is None or about[0] != organization_id or about[1] in asked_for:
            continue
        asked_for.add(about[1])
        await settle(services, *about)
        checkout = await tries.checkout(reader, *about)
        if checkout is not None and checkout.state == "settled" and ours is None:
            await look_after(services, await tries.lead_of(reader, checkout))


async def _end(services: Services, organization_id: Id, slug: str, seen: PayoutSeen) -> None:
    record_id = payout_id(organization_id, slug, seen.gateway_ref)
    problem = (seen.problem or "")[:PROBLEM_CHARACTERS_MAX] or None
    body = {"payout_id": record_id, "ending": seen.ending, "problem": problem}
    mutation_id = derived_id("end_payout", record_id, seen.ending or "")
    await _write(services, organization_id, "paypage.end_payout", mutation_id, body)


async def _note_right(services: Services, organization_id: Id, slug: str, *, may_read: bool) -> None:
    """Written only when it changes; the sandbox has no keys."""
    known = await account(services.database.reader, organization_id, slug)
    if known is None or known.removed_at is not None or known.payouts == ("shown" if may_read else "barred"):
        return
    body = {"gateway": slug, "may_read": may_read}
    await _write(services, organization_id, "paypage.note_payouts_right", new_id(), body)


async def _write(
    services: Services, organization_id: Id, name: str, mutation_id: Id, body: Mapping[str, object]
) -> None:
    refusal = await applied(services, organization_id, name, mutation_id, body)
    if refusal is not None:
        raise NotWritten(f"{name}: {refusal}")
