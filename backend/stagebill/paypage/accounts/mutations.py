"""What is done with an account at a processor: its keys are set, new payments start there or not, it goes."""

from typing import Annotated

import msgspec
from msgspec import Meta

from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record, replace
from stagebill.paypage.accounts import account as rules
from stagebill.paypage.accounts.account import FormerKey, GatewayAccount, Mode, Payouts, Problem
from stagebill.paypage.accounts.queries import (
    GatewayAccountView,
    answer_account,
    live_count,
    present_account,
)
from stagebill.paypage.payouts.steps import look_for
from stagebill.sync.command import OWNER, SYSTEM, Command
from stagebill.sync.effect import EVERYONE, Effect, Touched

Slug = Annotated[str, Meta(min_length=1, max_length=40, pattern="^[a-z]+$")]
Label = Annotated[str, Meta(min_length=1, max_length=80)]
Sealed = Annotated[str, Meta(min_length=1, max_length=2000)]


class ConnectGateway(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take payments through an account at a processor. The keys come sealed: no row, log or feed ever holds
    them in the clear. `same_as`: the number of the key that this one turned out to be.
    """

    gateway: Slug
    mode: Mode
    label: Label
    sealed_key: Sealed
    sealed_webhook_secret: Sealed | None = None
    payouts: Payouts | None = None
    same_as: int | None = None


class SwitchGateway(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Start new payments at this account, or stop. What was started there finishes there."""

    account_id: Id
    takes_payments: bool


class RemoveGateway(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Forget an account's keys. Refused while payments under way need them."""

    account_id: Id


class NoteGatewayProblem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note why a processor would not let a customer pay, or that it works again."""

    gateway: Slug
    problem: Problem | None


async def connect_gateway(data: ConnectGateway, context: Context, tx: Tx) -> Effect:
    """Whichever account of that role took payments before takes no new ones. The key before stays, sealed:
    what was begun with it is asked about with it.
    """
    known = await _known(tx, context, data.gateway)
    fresh = rules.connected(
        data.gateway, data.mode, data.label, data.sealed_key, data.sealed_webhook_secret, known, context
    )
    fresh = replace(fresh, payouts=data.payouts)
    former: tuple[FormerKey, ...] = ()
    if known is not None and rules.is_same_key(known, data.same_as):
        fresh = replace(fresh, key_no=known.key_no)
    elif known is not None and known.removed_at is None:
        former = (rules.former_key(known, context.now),)
    effect = _effect(fresh, context, *former, *await _others_off(tx, context, fresh))
    if data.payouts != "shown":
        return effect
    return msgspec.structs.replace(effect, outgoing=(look_for(data.gateway, context.mutation_id),))


async def switch_gateway(data: SwitchGateway, context: Context, tx: Tx) -> Effect:
    """At most one account of each role takes new payments."""
    known = rules.standing(await tx.lock(GatewayAccount, data.account_id))
    changed = replace(known, takes_payments=data.takes_payments)
    others = await _others_off(tx, context, changed) if data.takes_payments else ()
    return _effect(changed, context, *others)


async def remove_gateway(data: RemoveGateway, context: Context, tx: Tx) -> Effect:
    """The sealed keys are overwritten, those before today's too; the rows stay as a note that there were."""
    known = rules.standing(await tx.lock(GatewayAccount, data.account_id))
    count = await live_count(tx, context.organization_id, known.gateway)
    gone = rules.removed(known, count, context.now)
    former = await tx.select(FormerKey, gateway=known.gateway)
    return _effect(gone, context, *(replace(each, sealed_key="") for each in former))


async def note_gateway_problem(data: NoteGatewayProblem, context: Context, tx: Tx) -> Effect:
    """The owner reads it where the keys are set (D-57)."""
    known = rules.standing(await tx.lock(GatewayAccount, rules.account_id(tx.organization_id, data.gateway)))
    return _effect(replace(known, problem=data.problem), context)


async def _known(tx: Tx, context: Context, gateway: str) -> GatewayAccount | None:
    record_id = rules.account_id(context.organization_id, gateway)
    return await tx.lock(GatewayAccount, record_id) if await tx.find(GatewayAccount, record_id) else None


async def _others_off(tx: Tx, context: Context, taking: GatewayAccount) -> tuple[GatewayAccount, ...]:
    on = await tx.select(GatewayAccount, takes_payments=True, role=taking.role)
    return tuple(replace(each, takes_payments=False) for each in on if each.id != taking.id)


def _effect(account: GatewayAccount, context: Context, *others: Record) -> Effect:
    """Those that take no more go first, as only one may. The settings of every device say what mode is on."""
    organization_id: Id = context.organization_id
    return Effect(
        id=account.id,
        records=(*others, account),
        touched=(Touched("settings", organization_id, EVERYONE),),
    )


CONNECT = Command(
    name="paypage.connect_gateway",
    input=ConnectGateway,
    handler=connect_gateway,
    roles=SYSTEM,
    answer=answer_account,
    present=present_account,
    view=GatewayAccountView,
)
COMMANDS = (
    CONNECT,
    Command(
        name="paypage.switch_gateway",
        input=SwitchGateway,
        handler=switch_gateway,
        roles=OWNER,
        route="POST /api/gateways/{account_id}/switch",
        answer=answer_account,
        present=present_account,
        view=GatewayAccountView,
    ),
    Command(
        name="paypage.remove_gateway",
        input=RemoveGateway,
        handler=remove_gateway,
        roles=OWNER,
        route="POST /api/gateways/{account_id}/remove",
        answer=answer_account,
        present=present_account,
        view=GatewayAccountView,
    ),
    Command(
        name="paypage.note_gateway_problem",
        input=NoteGatewayProblem,
        handler=note_gateway_problem,
        roles=SYSTEM,
    ),
)
