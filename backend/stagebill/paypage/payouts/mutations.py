"""What is noted of payouts: what was sent to the bank with all that is in it, and how that ended."""

from datetime import date, datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record, replace
from stagebill.paypage.accounts.account import GatewayAccount, account_id, standing
from stagebill.paypage.afterwards.capture import Capture
from stagebill.paypage.mutations import GatewayName
from stagebill.paypage.payouts import payout as rules
from stagebill.paypage.payouts.payout import Ending, ItemKind, Payout, PayoutEnd, PayoutItem
from stagebill.paypage.payouts.queries import captures, moves_of_disputes
from stagebill.sync.command import SYSTEM, Command
from stagebill.sync.effect import Effect

ITEMS_MAX: Final = 20_000
Why = Annotated[str, Meta(min_length=1, max_length=200)]


class ItemNoted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One movement in a payout, by the processor's names."""

    gateway_ref: GatewayName
    kind: ItemKind
    source_ref: GatewayName | None = None
    payment_ref: GatewayName | None = None
    amount_minor: Minor
    fee_minor: Minor
    made_at: datetime


class NotePayout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record a processor's payout with its items. Items that the processor names only later are
    added then.
    """

    gateway: GatewayName
    gateway_ref: GatewayName
    amount_minor: Minor
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    arrival_on: date
    made_at: datetime
    items: Annotated[tuple[ItemNoted, ...], Meta(max_length=ITEMS_MAX)] = ()


class EndPayout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record that a payout reached the bank, or that its money came back to the processor."""

    payout_id: Id
    ending: Ending
    problem: Why | None = None


class NotePayoutsRight(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note whether an account's key may read its payouts."""

    gateway: GatewayName
    may_read: bool


async def note_payout(data: NotePayout, context: Context, tx: Tx) -> Effect:
    """The same payout again changes nothing, unless it now says what is in it. A fee that nobody knew of yet
    becomes known by it.
    """
    fresh = Payout(
        organization_id=context.organization_id,
        id=rules.payout_id(context.organization_id, data.gateway, data.gateway_ref),
        gateway=data.gateway,
        gateway_ref=data.gateway_ref,
        amount_minor=data.amount_minor,
        currency=data.currency,
        arrival_on=data.arrival_on,
        made_at=data.made_at,
        created_at=context.now,
        mutation_id=context.mutation_id,
    )
    known = await tx.find(Payout, fresh.id)
    if known is not None and await tx.select(PayoutItem, payout_id=known.id):
        return Effect(id=fresh.id, records=())
    payout, told_at = (known, context.now) if known else (fresh, None)
    refs = list(dict.fromkeys(item.payment_ref for item in data.items if item.payment_ref))
    ours = await captures(tx, context.organization_id, data.gateway, refs)
    of_disputes = await moves_of_disputes(
        tx, context.organization_id, [item.gateway_ref for item in data.items]
    )
    payments = {ref: each.payment_id for ref, each in ours.items()}
    said = [_item(payout, item, told_at) for item in data.items]
    items = rules.itemized(payout, said, payments, of_disputes)
    unknown = {each.payment_id for each in ours.values() if each.fee_minor is None}
    fees = [await _with_fee(tx, item, context) for item in items if _tells_fee(item, unknown, data, context)]
    return Effect(id=fresh.id, records=(*(() if known else (fresh,)), *items, *fees))


def _item(payout: Payout, item: ItemNoted, told_at: datetime | None) -> PayoutItem:
    return PayoutItem(
        organization_id=payout.organization_id,
        id=derived_id("payout_item", payout.id, item.gateway_ref),
        payout_id=payout.id,
        gateway_ref=item.gateway_ref,
        kind=item.kind,
        source_ref=item.source_ref,
        payment_ref=item.payment_ref,
        amount_minor=item.amount_minor,
        fee_minor=item.fee_minor,
        made_at=item.made_at,
        told_at=told_at,
    )


def _tells_fee(item: PayoutItem, unknown: set[Id], data: NotePayout, context: Context) -> bool:
    """A payout in another currency has its fees in that one."""
    return item.kind == "charge" and item.payment_id in unknown and data.currency == context.currency


async def _with_fee(tx: Tx, item: PayoutItem, context: Context) -> Record:
    known = await tx.lock(Capture, item.payment_id)
    return replace(known, fee_minor=item.fee_minor, updated_at=context.now)


async def end_payout(data: EndPayout, context: Context, tx: Tx) -> Effect:
    """Each ending is written down once; what comes after a failure is old news."""
    payout = await tx.load(Payout, data.payout_id)
    known = {each.ending for each in await tx.select(PayoutEnd, payout_id=payout.id)}
    end = rules.ended(payout, known, data.ending, data.problem, context)
    return Effect(id=payout.id, records=(end,) if end else ())


async def note_payouts_right(data: NotePayoutsRight, context: Context, tx: Tx) -> Effect:
    """The owner reads it where the keys are set. Payments do not depend on it."""
    known = standing(await tx.lock(GatewayAccount, account_id(tx.organization_id, data.gateway)))
    return Effect(id=known.id, records=(replace(known, payouts="shown" if data.may_read else "barred"),))


COMMANDS = (
    Command(name="paypage.note_payout", input=NotePayout, handler=note_payout, roles=SYSTEM),
    Command(name="paypage.end_payout", input=EndPayout, handler=end_payout, roles=SYSTEM),
    Command(
        name="paypage.note_payouts_right", input=NotePayoutsRight, handler=note_payouts_right, roles=SYSTEM
    ),
)
