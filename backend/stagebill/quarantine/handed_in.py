"""Something that a removed technician or a revoked device did and sent too late: kept, not applied.

Its author can no longer be asked, and money may have changed hands, so the office decides. What is accepted
is applied under the id that its author gave it, so that it counts once however often it comes.
"""

from datetime import datetime
from typing import Any, Literal

import msgspec

from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record, replace

State = Literal["open", "accepted", "declined"]


class HandedIn(Refusal):
    """A device that was taken out of service hands in what it has; the office decides on it."""

    kind = Kind.FORBIDDEN


class AlreadyAccepted(Refusal):
    """What was accepted is applied, and is corrected like everything else."""

    kind = Kind.STALE


class AlreadyDeclined(Refusal):
    """What was declined stays so until it is accepted."""

    kind = Kind.STALE


class Arrival(Record, frozen=True, kw_only=True):
    """One mutation as it was sent. Its id is the mutation's; `outcome` is the result of accepting it."""

    organization_id: Id
    id: Id
    type: str
    sent: dict[str, Any]
    member_id: Id
    device_id: Id | None
    received_at: datetime
    state: State = "open"
    reason: str = ""
    decided_by: Id | None = None
    decided_at: datetime | None = None
    outcome: str | None = None
    code: str | None = None


def accept(arrival: Arrival, *, by: Id | None, now: datetime) -> Arrival:
    """Accepted, even if it was declined by mistake before. Raises AlreadyAccepted."""
    if arrival.state == "accepted":
        raise AlreadyAccepted(id=arrival.id)
    return replace(arrival, state="accepted", reason="", decided_by=by, decided_at=now)


def decline(arrival: Arrival, reason: str, *, by: Id | None, now: datetime) -> Arrival:
    """Declined, and kept with the reason. Raises AlreadyAccepted, AlreadyDeclined."""
    if arrival.state == "accepted":
        raise AlreadyAccepted(id=arrival.id)
    if arrival.state == "declined":
        raise AlreadyDeclined(id=arrival.id)
    return replace(arrival, state="declined", reason=reason, decided_by=by, decided_at=now)


def settled(arrival: Arrival, outcome: str, code: str | None) -> Arrival:
    """With the outcome of applying it."""
    return replace(arrival, outcome=outcome, code=code)


class Sender(msgspec.Struct, frozen=True):
    """Whoever holds a session, ended or not; with an ended one they may still hand something in."""

    organization_id: Id
    member_id: Id
    role: str
    is_removed: bool
    device_known: bool
    device_revoked: bool

    @property
    def may_hand_in(self) -> bool:
        """Only those for whom the ordinary way is closed for good; all others sign in and send."""
        return self.is_removed or self.device_revoked
