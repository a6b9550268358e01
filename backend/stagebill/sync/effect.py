"""What a handler returns to the write path: records to save and messages to send; nothing is done yet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

import msgspec

from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record

AudienceKind = Literal["everyone", "office", "job", "member", "customer"]


class Audience(NamedTuple):
    """Who may see a change: everyone, the office, or also those tied to one job, member or customer."""

    kind: AudienceKind
    scope_id: Id | None = None


EVERYONE = Audience("everyone")
OFFICE = Audience("office")


class Touched(NamedTuple):
    """A record whose view changed although its own row may not have: a balance derived from another row."""

    entity: str
    id: Id
    audience: Audience
    op: Literal["put", "del"] = "put"


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """Something to do in the outside world after commit, once per (kind, dedupe_key)."""

    kind: str
    dedupe_key: str
    payload: Mapping[str, Any]
    run_at: datetime | None = None


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What a handler decided. `conflict` says why an accepted fact has an effect other than intended."""

    id: Id
    records: tuple[Record, ...]
    conflict: str | None = None
    decision: Id | None = None
    facts: Mapping[str, Any] = {}
    deleted: tuple[Record, ...] = ()
    """What vanishes: drafts only. Facts are never deleted, and the row's class says so too."""
    touched: tuple[Touched, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
