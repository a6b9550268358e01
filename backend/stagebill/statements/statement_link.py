"""Links that stay: to a job's statement, and to all that a customer owes. Every job and customer has one from
the beginning; only a link that was revoked, or made anew, is written down.
"""

from datetime import datetime
from typing import ClassVar, Final, TypeVar

from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record, replace
from stagebill.kernel.secrets import derived_token, same

ID_CHARACTERS: Final = 32
TOKEN_CHARACTERS: Final = ID_CHARACTERS + 43


class StatementLink(Record, frozen=True, kw_only=True):
    """The state of a job's link, under the job's id. A later generation has another secret."""

    use: ClassVar[str] = "statement"
    organization_id: Id
    generation: int = 1
    revoked_at: datetime | None = None
    changed_at: datetime | None = None
    changed_by: Id | None = None


class OwedLink(StatementLink, frozen=True, kw_only=True):
    """The same of the link to all that a customer owes, under the customer's id."""

    use: ClassVar[str] = "owed"


Link = TypeVar("Link", bound=StatementLink)


class LinkRevoked(Refusal):
    """A link that was revoked is not sent: it opens nothing. Make a new one first."""

    kind = Kind.STALE


def revoked(link: Link, *, at: datetime, by: Id | None) -> Link:
    """The link, opening nothing any more; one that was revoked before stays as it is."""
    if link.revoked_at is not None:
        return link
    return replace(link, revoked_at=at, changed_at=at, changed_by=by)


def renewed(link: Link, *, at: datetime, by: Id | None) -> Link:
    """A link with another secret: whoever has the one before it is shut out."""
    return replace(link, generation=link.generation + 1, revoked_at=None, changed_at=at, changed_by=by)


def link_token(key: bytes, link: StatementLink) -> str:
    """What stands in the address: which job or customer, and 256 bits that only the server's key can make."""
    mark = derived_token(key, link.use, link.organization_id, link.id, str(link.generation))
    return link.id.replace("-", "") + mark


def named_in(token: str) -> Id | None:
    """The job or customer that a token says it is for, whether or not it is genuine."""
    said = token[:ID_CHARACTERS]
    if len(token) != TOKEN_CHARACTERS or not all(sign in "0123456789abcdef" for sign in said):
        return None
    return "-".join((said[:8], said[8:12], said[12:16], said[16:20], said[20:]))


def opens(link: StatementLink, token: str, key: bytes) -> bool:
    """Whether this token is the link's of now."""
    return same(token, link_token(key, link))
