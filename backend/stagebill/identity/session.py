"""A session is one signed-in browser or script: a secret token held there, and its digest held here."""

from datetime import datetime, timedelta
from typing import Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id

SessionKind = Literal["cookie", "bearer"]

REFRESH_AFTER = timedelta(hours=1)
"""How stale `last_used_at` may be: one write an hour instead of one a request."""


class NotSignedIn(Refusal):
    """This needs somebody who is signed in."""

    kind = Kind.FORBIDDEN

    @property
    def status(self) -> int:
        return 401


class Lifetime(NamedTuple):
    """How long a session lives unused, and how long at most."""

    idle: timedelta
    absolute: timedelta


# A phone in a van is out of reach for days; an office browser is left open on a desk.
OFFICE = Lifetime(idle=timedelta(hours=12), absolute=timedelta(days=30))
CREW = Lifetime(idle=timedelta(days=30), absolute=timedelta(days=90))
SCRIPT = Lifetime(idle=timedelta(days=90), absolute=timedelta(days=365))


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One sign-in. The token itself is never stored."""

    token_digest: str
    organization_id: Id
    member_id: Id
    kind: SessionKind
    device_id: Id | None
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None


def lifetime(kind: SessionKind, role: str) -> Lifetime:
    """How long a session of this kind and role lives."""
    if kind == "bearer":
        return SCRIPT
    return CREW if role == "technician" else OFFICE


def expires_at(created_at: datetime, used_at: datetime, lives: Lifetime) -> datetime:
    """When a session last used then ends: later with each use, but not past its absolute end."""
    return min(created_at + lives.absolute, used_at + lives.idle)


def needs_refresh(session: Session, now: datetime) -> bool:
    """Whether this use is late enough after the last recorded one to be worth a write."""
    return now - session.last_used_at >= REFRESH_AFTER


def refreshed(session: Session, role: str, now: datetime) -> Session:
    """The session as used now."""
    ends = expires_at(session.created_at, now, lifetime(session.kind, role))
    return replace(session, last_used_at=now, expires_at=ends)
