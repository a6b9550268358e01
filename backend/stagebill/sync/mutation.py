"""A mutation is one thing that somebody did; its outcome is what became of it, forever."""

import hashlib
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.text import LINE_PATTERN

DEPS_MAX = 50

Settled = Literal["applied", "conflict", "rejected"]


class IdReused(Refusal):
    """A mutation id names one content forever; different content needs a new id."""

    kind = Kind.INVALID


class RecordIdTaken(Refusal):
    """A new record needs an id that no other record has."""

    kind = Kind.STALE


class Invalid(Refusal):
    """A mutation's body must have the shape that its type asks for."""

    kind = Kind.INVALID


class UnknownType(Refusal):
    """A mutation's type must be one that this server knows."""

    kind = Kind.INVALID


class NotAllowed(Refusal):
    """A mutation is applied only for a role that may do it, checked at commit."""

    kind = Kind.FORBIDDEN


class LeansOnRejected(Refusal):
    """A mutation that builds on a refused one is refused with it."""

    kind = Kind.STALE


class Mutation(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that somebody did, named and given its id by its author (phone, browser, script,
    processor).
    """

    id: Id
    type: Annotated[str, msgspec.Meta(pattern=LINE_PATTERN, max_length=100)]
    body: dict[str, Any]
    v: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1
    seq: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)] | None = None
    created_at: datetime | None = None
    tz: Annotated[int, msgspec.Meta(ge=-1440, le=1440)] | None = None
    deps: Annotated[list[Id], msgspec.Meta(max_length=DEPS_MAX)] = []
    seen: dict[str, Any] = {}


class Outcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a mutation. `effect` is the view of the record it made, as JSON, kept byte for byte."""

    id: Id
    state: Settled
    rev: int | None = None
    code: str | None = None
    kind: Kind | None = None
    title: str | None = None
    facts: dict[str, Any] = {}
    record_id: Id | None = None
    decision: Id | None = None
    effect: msgspec.Raw = msgspec.Raw(b"null")


class Answered(msgspec.Struct, frozen=True):
    """An outcome as one caller gets it: `replayed` if the same mutation was settled before."""

    outcome: Outcome
    replayed: bool = False


def fingerprint(mutation: Mutation) -> str:
    """The SHA-256 (hex) of the mutation's canonical content, which must be equal when its id comes again."""
    content = {"type": mutation.type, "v": mutation.v, "body": mutation.body}
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()


def refused(mutation_id: Id, refusal: Refusal) -> Outcome:
    """The outcome of a mutation that a rule refused."""
    return Outcome(
        id=mutation_id,
        state="rejected",
        code=refusal.code,
        kind=refusal.kind,
        title=refusal.title,
        facts=refusal.facts,
    )
