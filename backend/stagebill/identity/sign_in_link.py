"""A sign-in link signs one member in without a password: sent to a person, or printed for the demo."""

from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id

LIFETIME = timedelta(minutes=10)
REUSABLE_LIFETIME = timedelta(days=365)
"""Of the demo company's own links: one-tap, on the machine that printed them."""


class LinkExpired(Refusal):
    """A sign-in link works once and only for a short time."""

    kind = Kind.STALE

    @property
    def status(self) -> int:
        return 410


class MayNotPair(Refusal):
    """Owners can make sign-in links for anybody, dispatchers for technicians and for themselves."""

    kind = Kind.FORBIDDEN


class SignInLink(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever holds the token is this member. Only its digest is stored."""

    token_digest: str
    organization_id: Id
    member_id: Id
    reusable: bool
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


def check_pairing(*, by_role: str, is_self: bool, role: str) -> None:
    """A link is worth what its member may do: nobody may make one worth more than they are. Raises
    MayNotPair.
    """
    if by_role != "owner" and role != "technician" and not is_self:
        raise MayNotPair()


def use(link: SignInLink | None, now: datetime) -> SignInLink:
    """The link marked as used; an unknown one is answered like one that was used up. Raises LinkExpired."""
    if link is None or link.expires_at <= now or (link.used_at and not link.reusable):
        raise LinkExpired()
    return replace(link, used_at=now)
