"""The one way to write: claim the id, ask the handler, save, append to the feed, settle. All of it, or
nothing.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

import msgspec

from stagebill.kernel import wire
from stagebill.kernel.context import Context
from stagebill.kernel.database.row import row_of
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.errors import Integrity, Kind, Refusal, Unreadable
from stagebill.kernel.text import visible
from stagebill.sync import feed
from stagebill.sync.command import Command
from stagebill.sync.effect import Audience, Effect, Outgoing, Touched
from stagebill.sync.mutation import (
    Answered,
    IdReused,
    Invalid,
    LeansOnRejected,
    Mutation,
    NotAllowed,
    Outcome,
    RecordIdTaken,
    UnknownType,
    fingerprint,
    refused,
)
from stagebill.sync.services import Services

# A primary key, as PostgreSQL and as SQLite call it.
_OF_AN_ID = re.compile(r"_pkey$|^(\w+)\.organization_id, \1\.id$")
_outcome = msgspec.json.Decoder(Outcome)


class Waits(Exception):
    """A mutation that this one depends on has not arrived yet: nothing is stored; send it again later."""


async def apply(services: Services, mutation: Mutation, context: Context) -> Answered:
    """Apply a mutation once, forever: the same id gives the stored outcome again; different content under it
    is refused.

    Raises `Waits` when one of its `deps` is missing, whatever its preparation refuses with, `Unreadable` for
    a value that the database cannot store, and any outage (a full disk, a lost database) as it is: then
    nothing was written and the same mutation may be sent again.
    """
    content = fingerprint(mutation)
    context = msgspec.structs.replace(
        context,
        mutation_id=mutation.id,
        now=services.clock.now(),
        link_key=services.config.secret_key,
        webhook_peers=services.config.webhook_peer_list,
    )
    command, data = _read(services, mutation)
    await _prepare(services, mutation, context, command, data)
    # What others wrote during the preparation is older than this: time in the feed never goes back.
    context = msgspec.structs.replace(context, now=services.clock.now())
    unit = partial(_unit, services, mutation, context, content, command)
    try:
        answered, moved = await services.database.write(partial(unit, data))
    except Integrity:
        # Somebody else has just done the same under another mutation id: this time it will be found.
        answered, moved = await _once_more(services, unit, data, command)
    if moved:
        services.hub.publish(context.organization_id, answered.outcome.rev or 0)
    return answered


async def _prepare(
    services: Services, mutation: Mutation, context: Context, command: Command | None, data: Any
) -> None:
    """Run what must happen before the unit, if this actor may do it and it was not settled long ago."""
    prepare = services.registry.preparations.get(mutation.type)
    if prepare is None or command is None or isinstance(data, Refusal):
        return
    is_allowed = context.role == "system" or context.role in command.roles
    if is_allowed and not await feed.is_settled(
        services.database.reader, context.organization_id, mutation.id
    ):
        await prepare(services, data, context)


async def _once_more(
    services: Services, unit: Callable[..., Any], data: Any, command: Command | None
) -> tuple[Answered, bool]:
    """Or it is not the same thing at all, and would stumble over the other's id forever."""
    try:
        return await services.database.write(partial(unit, data))
    except Integrity as stumbled:
        if not _OF_AN_ID.search(stumbled.constraint) or (command is not None and command.fact):
            raise
        return await services.database.write(partial(unit, RecordIdTaken()))


def _read(services: Services, mutation: Mutation) -> tuple[Command | None, Any]:
    """The command and its typed input, or a refusal that says what is wrong with the shape."""
    command = services.registry.commands.get(mutation.type)
    if command is None:
        return None, UnknownType(type=mutation.type)
    try:
        return command, msgspec.convert(_understood(command, mutation), command.input)
    except (msgspec.ValidationError, RecursionError) as error:
        return command, Invalid(problem=str(error))


def _understood(command: Command, mutation: Mutation) -> dict[str, Any]:
    """What this server understands of a fact in a device's outbox. An app newer than its server may say more
    about money it took, and the money does not wait for the server; nor for a character in the text beside it
    that nobody sees. The fingerprint covers all it said.
    """
    if not command.fact or mutation.seq is None:
        return mutation.body
    known = {field.encode_name for field in msgspec.structs.fields(command.input)}
    said = {name: value for name, value in mutation.body.items() if name in known}
    return {name: visible(value) if isinstance(value, str) else value for name, value in said.items()}


async def _unit(
    services: Services,
    mutation: Mutation,
    context: Context,
    content: str,
    command: Command | None,
    data: Any,
    tx: Tx,
) -> tuple[Answered, bool]:
    tx.scope(context.organization_id)
    claimed = await feed.claim(tx, mutation.id)
    if claimed is not None:
        if claimed.fingerprint != content:
            return Answered(refused(mutation.id, IdReused(mutation_id=mutation.id))), False
        return Answered(_outcome.decode(claimed.outcome), replayed=True), False
    await feed.count_on(tx, mutation, context)
    try:
        effect = await _decide(mutation, context, command, data, tx)
    except Refusal as refusal:
        if refusal.kind is Kind.BUSY or isinstance(refusal, Unreadable):
            raise
        outcome = refused(mutation.id, refusal)
    else:
        # A no from here on is none of a rule: it takes all of this with it, what was saved before it too.
        assert command is not None
        outcome = await _carry_out(services, mutation, context, content, command, effect, tx)
    await feed.settle(tx, mutation, context, content, outcome)
    return Answered(outcome), outcome.rev is not None


async def _decide(mutation: Mutation, context: Context, command: Command | None, data: Any, tx: Tx) -> Effect:
    if isinstance(data, Refusal):
        raise data
    assert command is not None
    await _authorize(tx, command, mutation, context)
    return await command.handler(data, context, tx)


async def _carry_out(
    services: Services,
    mutation: Mutation,
    context: Context,
    content: str,
    command: Command,
    effect: Effect,
    tx: Tx,
) -> Outcome:
    errands = [*effect.outgoing]
    for record in effect.records:
        await tx.save(record)
        if companion := services.registry.companions.get(type(record)):
            for kept in await companion(record, context, tx):
                if isinstance(kept, Outgoing):
                    errands.append(kept)
                else:
                    await tx.save(kept)
    for record in effect.deleted:
        await tx.delete(record)
    view = await command.answer(tx, context, effect.id) if command.answer else None
    changed = await _changed(services, tx, effect)
    rev = await feed.append_changes(tx, mutation, context, changed, object_id=effect.id, content=content)
    if await feed.post(tx, errands, context.now):
        tx.after_commit(services.hub.outbox_due.set)
    return Outcome(
        id=mutation.id,
        state="conflict" if effect.conflict else "applied",
        rev=rev,
        code=effect.conflict,
        facts=dict(effect.facts),
        record_id=effect.id,
        decision=effect.decision,
        effect=msgspec.Raw(wire.encode(view)),
    )


async def _authorize(tx: Tx, command: Command, mutation: Mutation, context: Context) -> None:
    if context.role != "system" and context.role not in command.roles and not command.fact:
        raise NotAllowed(role=context.role, type=mutation.type)
    if command.fact:
        return
    for dep in mutation.deps:
        state = await feed.state_of(tx, dep)
        if state is None:
            raise Waits(dep)
        if state == "rejected":
            raise LeansOnRejected(mutation_id=dep)


async def _changed(services: Services, tx: Tx, effect: Effect) -> list[Touched]:
    """Every record whose view this effect changes: its own rows, what they touch, and what follows those."""
    changed: list[Touched] = []
    gone = {id(record) for record in effect.deleted}
    for record in (*effect.records, *effect.deleted):
        row = row_of(type(record))
        if row.entity is not None:
            op: Literal["put", "del"] = "del" if id(record) in gone else "put"
            changed.append(Touched(row.entity, record.id, Audience(*row.seen_by(record)), op))
        changed.extend(row.touches(record))
    changed.extend(effect.touched)
    followers = services.registry.followers
    for touched in dict.fromkeys(changed) if followers else ():
        for entity, sql in followers.get(touched.entity, ()):
            for record_id, audience, scope_id in await tx.rows(sql, tx.organization_id, touched.id):
                changed.append(Touched(entity, record_id, Audience(audience, scope_id)))
    return changed
