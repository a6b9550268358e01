"""The link by which a customer stops reminders, or a member the weekly mail: whom it is for, and 256 bits
that only our key can make. One made for the one opens nothing of the other.
"""

from typing import Final, NamedTuple

from stagebill.kernel.ids import Id
from stagebill.kernel.secrets import derived_token, same

ID_CHARACTERS: Final = 32
TOKEN_CHARACTERS: Final = 2 * ID_CHARACTERS + 43
REMINDERS: Final = "unsubscribe"
WEEKLY: Final = "unsubscribe_weekly"


class Named(NamedTuple):
    """Whom a link is for."""

    organization_id: Id
    reader_id: Id


def stop_token(key: bytes, named: Named, of_what: str = REMINDERS) -> str:
    """The same for a reader at all times, so that the link of an old mail still works."""
    return f"{named.organization_id}{named.reader_id}".replace("-", "") + _mark(key, named, of_what)


def named_by(key: bytes, token: str, of_what: str = REMINDERS) -> Named | None:
    """Whom a token is for; None for one that nobody gave out."""
    said = token[: 2 * ID_CHARACTERS]
    if len(token) != TOKEN_CHARACTERS or not all(sign in "0123456789abcdef" for sign in said):
        return None
    named = Named(_spelled(said[:ID_CHARACTERS]), _spelled(said[ID_CHARACTERS:]))
    return named if same(token[2 * ID_CHARACTERS :], _mark(key, named, of_what)) else None


def _mark(key: bytes, named: Named, of_what: str) -> str:
    return derived_token(key, of_what, named.organization_id, named.reader_id)


def _spelled(said: str) -> Id:
    return "-".join((said[:8], said[8:12], said[12:16], said[16:20], said[20:]))
