"""A member is a person in an organization, with one role that says what they may do."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from stagebill.kernel.context import Language
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record, replace
from stagebill.kernel.text import Email, Name

MemberRole = Literal["owner", "dispatcher", "technician"]

# Only hashes of our own make: a hash with other parameters could make each sign-in cost minutes.
PasswordHash = Annotated[
    str, Meta(pattern=r"^\$argon2id\$v=19\$m=47104,t=1,p=1\$[A-Za-z0-9+/]{22,44}\$[A-Za-z0-9+/]{43}(?!\s)$")
]


class LastOwner(Refusal):
    """An organization always keeps one active owner."""

    kind = Kind.STALE


class EmailTaken(Refusal):
    """An e-mail address belongs to one member of an organization."""

    kind = Kind.STALE


class Member(Record, frozen=True, kw_only=True):
    """A person: who they are, what they may do, and how they prove it."""

    organization_id: Id
    id: Id
    name: Name
    email: Email
    role: MemberRole
    language: Language
    password_hash: PasswordHash | None
    active: bool
    created_at: datetime

    @property
    def is_owner(self) -> bool:
        """Whether this member, as they are, can run the organization."""
        return self.active and self.role == "owner"


def normal_email(typed: str) -> str:
    """The address as stored and compared: people type it in any case."""
    return typed.strip().lower()


def join(newcomer: Member, *, email_taken: bool) -> Member:
    """The new member, unless somebody in the organization already has that address. Raises EmailTaken."""
    if email_taken:
        raise EmailTaken(email=newcomer.email)
    return newcomer


def change(before: Member, after: Member, *, other_owners: int, email_taken: bool) -> Member:
    """The changed member, unless that would leave nobody to run the organization. Raises LastOwner,
    EmailTaken.
    """
    if before.is_owner and not after.is_owner and other_owners == 0:
        raise LastOwner(member_id=before.id)
    if email_taken:
        raise EmailTaken(email=after.email)
    return replace(after, email=normal_email(after.email))


def loses_sessions(before: Member, after: Member) -> bool:
    """Whether anyone signed in as this member has to sign in again."""
    return not after.active or before.role != after.role or before.password_hash != after.password_hash
