"""Ids: made by this process, or derived from an outside event, so that the same event always has
the same id.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Final

from msgspec import Meta
from uuid_utils import UUID, uuid5, uuid7

# Before a last line break, `$` would match too.
_PATTERN: Final = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?!\n)$"

# Canonical lower-case text everywhere: on the wire, in records and in SQLite. A second spelling of one id
# would be a second idempotency key.
Id = Annotated[str, Meta(pattern=_PATTERN)]

_INSTANT: Final = 13  # this many characters of a UUIDv7 are its timestamp; its version follows
_VERSION: Final = _INSTANT + 1
_NAMESPACE: Final = UUID("6f1a3c52-5b0e-4b57-9d52-57a6ebd1b111")


def _random_id() -> str:
    return str(uuid7())


_make: Callable[[], str] = _random_id


def new_id() -> str:
    """A fresh UUIDv7: ids made later sort later, so indexes grow at one end."""
    return _make()


def derived_id(*parts: str) -> str:
    """The UUIDv5 of these parts: a repeated webhook or import row becomes the same mutation again."""
    # Length prefixes keep ("ab", "c") and ("a", "bc") apart. The standard library's uuid5 is ten times
    # as slow.
    return str(uuid5(_NAMESPACE, "".join(f"{len(part)}:{part}" for part in parts)))


def derived_beside(elder: str, *parts: str) -> str:
    """The id that these parts always give next to another id, whose first 48 bits it shares (a UUIDv8).

    Rows written together with a new UUIDv7 then lie next to each other in their indexes. A fully derived id
    lies anywhere, and each would cost a page of its own to read, log and copy.
    """
    own = derived_id(elder, *parts)
    return f"{elder[:_INSTANT]}-8{own[_VERSION + 1 :]}"


def is_id(text: str) -> bool:
    """Whether it is written as ids are; checked before an outside value is used to look something up."""
    return re.match(_PATTERN, text) is not None


@contextmanager
def ids_made_by(make: Callable[[], str]) -> Iterator[None]:
    """Let a test or the simulator decide the ids that `new_id` hands out."""
    global _make
    before, _make = _make, make
    try:
        yield
    finally:
        _make = before
