"""Keeping what is handed in, and the office's decision on it."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from stagebill.identity.device import Device
from stagebill.identity.member import Member
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.text import LINE_PATTERN, NOTE_MAX
from stagebill.quarantine import handed_in as rules
from stagebill.quarantine.followers import APPLY
from stagebill.quarantine.handed_in import Arrival
from stagebill.quarantine.queries import ArrivalView, answer_arrival
from stagebill.sync.command import OFFICE_ROLES, SYSTEM, Command
from stagebill.sync.effect import Effect, Outgoing

Why = Annotated[str, Meta(pattern=LINE_PATTERN + r"[\s\S]*\S", max_length=NOTE_MAX)]


class Keep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Keep everything that a device out of service hands in."""

    mutation_id: Id
    type: Annotated[str, Meta(pattern=LINE_PATTERN, max_length=100)]
    sent: dict[str, Any]
    member_id: Id
    device_id: Id | None = None


class Accept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Accept what was handed in: it is applied as if it had arrived on time."""

    mutation_id: Id


class Decline(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Decline what was handed in; it stays visible, with the reason."""

    mutation_id: Id
    reason: Why


class NoteOutcome(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Note what became of something that was accepted."""

    mutation_id: Id
    outcome: Annotated[str, Meta(pattern=LINE_PATTERN, max_length=20)]
    code: Annotated[str, Meta(pattern=LINE_PATTERN, max_length=100)] | None = None


async def keep(data: Keep, context: Context, tx: Tx) -> Effect:
    """Keeping the same thing again changes nothing, whoever hands it in."""
    await tx.load(Member, data.member_id)
    if data.device_id is not None:
        await tx.load(Device, data.device_id)
    known = await tx.find(Arrival, data.mutation_id)
    arrival = known or Arrival(
        organization_id=context.organization_id,
        id=data.mutation_id,
        type=data.type,
        sent=data.sent,
        member_id=data.member_id,
        device_id=data.device_id,
        received_at=context.now,
    )
    return Effect(id=arrival.id, records=(arrival,))


async def accept(data: Accept, context: Context, tx: Tx) -> Effect:
    """It is applied after commit, under its own id."""
    arrival = rules.accept(await tx.lock(Arrival, data.mutation_id), by=context.member_id, now=context.now)
    errand = Outgoing(kind=APPLY, dedupe_key=arrival.id, payload={"mutation_id": arrival.id})
    return Effect(id=arrival.id, records=(arrival,), outgoing=(errand,))


async def decline(data: Decline, context: Context, tx: Tx) -> Effect:
    """Nothing follows from it."""
    arrival = await tx.lock(Arrival, data.mutation_id)
    declined = rules.decline(arrival, data.reason.strip(), by=context.member_id, now=context.now)
    return Effect(id=arrival.id, records=(declined,))


async def note_outcome(data: NoteOutcome, context: Context, tx: Tx) -> Effect:
    """Sent by the follower that applied it."""
    arrival = await tx.lock(Arrival, data.mutation_id)
    return Effect(id=arrival.id, records=(rules.settled(arrival, data.outcome, data.code),))


COMMANDS = (
    Command(
        name="quarantine.keep",
        input=Keep,
        handler=keep,
        roles=SYSTEM,
        answer=answer_arrival,
        view=ArrivalView,
    ),
    Command(
        name="quarantine.accept",
        input=Accept,
        handler=accept,
        roles=OFFICE_ROLES,
        route="POST /api/handed-in/{mutation_id}/accept",
        answer=answer_arrival,
        view=ArrivalView,
    ),
    Command(
        name="quarantine.decline",
        input=Decline,
        handler=decline,
        roles=OFFICE_ROLES,
        route="POST /api/handed-in/{mutation_id}/decline",
        answer=answer_arrival,
        view=ArrivalView,
    ),
    Command(
        name="quarantine.note_outcome",
        input=NoteOutcome,
        handler=note_outcome,
        roles=SYSTEM,
        answer=answer_arrival,
        view=ArrivalView,
    ),
)
