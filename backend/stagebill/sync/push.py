"""A device's batch: each mutation applied on its own, one outcome each, then what changed since its
cursor.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
import structlog

from stagebill.kernel.clock import instant_text
from stagebill.kernel.context import Context
from stagebill.kernel.errors import Busy, Integrity, Refusal, Unreadable
from stagebill.kernel.ids import Id
from stagebill.sync import queries
from stagebill.sync.apply import Waits, apply
from stagebill.sync.change import Change
from stagebill.sync.epoch import read_feed
from stagebill.sync.mutation import Answered, Invalid, Mutation, Outcome
from stagebill.sync.report import Report, note
from stagebill.sync.services import Services

PUSH_MAX = 50

log = structlog.get_logger()


class Push(Report, kw_only=True):
    """A batch from a device of any version: unknown fields are ignored, facts do not expire."""

    client_version: str = ""
    client_now: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    cursor: str = ""
    mutations: Annotated[tuple[dict[str, Any], ...], msgspec.Meta(max_length=PUSH_MAX)] = ()


class PushOutcome(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One mutation's answer. A duplicate carries its `original`; deferred ones are to be sent again."""

    id: str
    state: Literal["applied", "duplicate", "conflict", "rejected", "deferred"]
    rev: int | None = None
    code: str | None = None
    title: str | None = None
    facts: dict[str, Any] = {}
    decision: Id | None = None
    effect: msgspec.Raw | None = None
    quarantine_id: Id | None = None
    original: "PushOutcome | None" = None


class Pushed(msgspec.Struct, kw_only=True):
    """One outcome per mutation, in order, and the changes since the device's cursor."""

    outcomes: list[PushOutcome]
    changes: list[Change]
    cursor: str
    more: bool
    reset: bool
    epoch: str
    server_time: str


async def push_all(services: Services, context: Context, batch: Push) -> Pushed:
    """Apply a batch in order; one failure does not stop the rest."""
    said = Report(
        member_id=batch.member_id, device_id=batch.device_id, unsent_count=batch.unsent_count,
        unsent_minor=batch.unsent_minor, oldest_unsent_at=batch.oldest_unsent_at,
        app_version=batch.app_version,
    )  # fmt: skip
    await note(services, context, said)
    device_id = batch.device_id or context.device_id
    context = msgspec.structs.replace(context, device_id=device_id, device_now=batch.client_now)
    outcomes = await _each(services, context, batch.mutations)
    pulled = await read_feed(
        services, context, lambda reader: queries.pull(reader, services.registry, context, batch.cursor)
    )
    return Pushed(
        outcomes=outcomes,
        changes=pulled.changes,
        cursor=pulled.cursor,
        more=pulled.more,
        reset=pulled.reset,
        epoch=pulled.epoch,
        server_time=instant_text(services.clock.now()),
    )


async def _each(services: Services, context: Context, batch: Sequence[dict[str, Any]]) -> list[PushOutcome]:
    """One outcome each, applied in order.

    SQLite's one writer takes units in the order they are submitted, so all may wait for it together and share
    its durable commits. PostgreSQL's writers run side by side, and a prepared mutation submits its unit late:
    there each waits for the one before.
    """
    prepared = any(str(sent.get("type")) in services.registry.preparations for sent in batch)
    if services.database.dialect == "sqlite" and not prepared:
        return await asyncio.gather(*(_push_one(services, context, sent) for sent in batch))
    return [await _push_one(services, context, sent) for sent in batch]


async def _push_one(services: Services, context: Context, sent: dict[str, Any]) -> PushOutcome:
    mutation = read(sent)
    if isinstance(mutation, PushOutcome):
        return mutation
    try:
        return _told(await apply(services, mutation, context))
    except Exception as reason:
        return not_settled(mutation, reason)


def not_settled(mutation: Mutation, reason: Exception) -> PushOutcome:
    """What a device is told when nothing was stored; it keeps the mutation. A fault of ours with one must not
    block everything else that the device holds.
    """
    if isinstance(reason, Unreadable):
        return PushOutcome(id=mutation.id, state="rejected", code=reason.code, title=reason.title)
    if isinstance(reason, Busy):  # a crew that reconnects at once would log a thousand lines
        return PushOutcome(id=mutation.id, state="deferred", code=reason.code)
    if isinstance(reason, (Waits, Refusal, Integrity, OSError)):
        log.warning("push.deferred", mutation_id=mutation.id, reason=repr(reason))
        return PushOutcome(id=mutation.id, state="deferred", code=getattr(reason, "code", None))
    log.error("push.failed", mutation_id=mutation.id, type=mutation.type, exc_info=reason)
    return PushOutcome(id=mutation.id, state="deferred", code="server.failed")


def read(sent: dict[str, Any]) -> Mutation | PushOutcome:
    """What was sent, as a mutation, or the answer to something that is not one."""
    sent_id = str(sent.get("id", ""))[:64]
    try:
        return msgspec.convert(sent, Mutation)
    except (msgspec.ValidationError, RecursionError) as error:
        refusal = Invalid(problem=str(error))
        log.warning("push.unreadable", mutation_id=sent_id, problem=str(error))
        return PushOutcome(
            id=sent_id, state="rejected", code=refusal.code, title=refusal.title, facts=refusal.facts
        )


def _told(answered: Answered) -> PushOutcome:
    outcome = answered.outcome
    told = outcome_told(outcome)
    if answered.replayed:
        return PushOutcome(id=outcome.id, state="duplicate", original=told)
    return told


def outcome_told(outcome: Outcome) -> PushOutcome:
    """The first answer to a mutation."""
    refused = outcome.state == "rejected"
    return PushOutcome(
        id=outcome.id,
        state=outcome.state,
        rev=outcome.rev,
        code=outcome.code,
        title=outcome.title,
        facts=outcome.facts,
        decision=outcome.decision,
        effect=None if refused else outcome.effect,
        quarantine_id=outcome.id if refused else None,
    )
