"""What the feed tells a device: changes up to a cursor, or that it must start over."""

from typing import Any, Literal, NamedTuple

import msgspec

from stagebill.kernel.ids import Id
from stagebill.kernel.secrets import derived_token, same

Op = Literal["put", "del", "hide"]

MARK_CHARACTERS = 12
SEAL_CHARACTERS = 16


# Made by the thousand and never in cycles, so the garbage collector need not track them.
class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A record's new version as one device may see it; `hide` says that this member can no longer see it."""

    e: str
    op: Op
    id: Id
    rev: int
    row: Any = None


class Cursor(NamedTuple):
    """How far a device has read. Valid only for the epoch and the view (office or technician) it was made
    for.
    """

    epoch: str
    eyes: str
    rev: int
    mark: str = ""
    seal: str = ""

    def __str__(self) -> str:
        return "~".join((self.epoch, self.eyes, str(self.rev), self.mark, self.seal))

    def sealed(self, key: bytes) -> "Cursor":
        """Nobody else can make one that says that this server's feed has lost something."""
        return self._replace(seal=self._seal(key))

    def is_ours(self, key: bytes) -> bool:
        """Whether this server gave it. One of a release before seals was given too, and proves nothing."""
        return same(self.seal, self._seal(key))

    def _seal(self, key: bytes) -> str:
        told = (self.epoch, self.eyes, str(self.rev), self.mark)
        return derived_token(key, "cursor", *told)[:SEAL_CHARACTERS]

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """The cursor that a device sent back, or None if it is not one of ours."""
        epoch, eyes, rev, mark, seal = (*text.split("~", 4), *[""] * 5)[:5]
        if not epoch or not eyes or not rev.isascii() or not rev.isdigit() or len(rev) > 15:
            return None
        return cls(epoch, eyes, int(rev), mark, seal)


class Pulled(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the feed. `reset` asks the device to take a fresh snapshot; its own unsent work stays
    untouched.
    """

    changes: list[Change]
    cursor: str
    more: bool
    reset: bool
    server_time: str
    epoch: str
    min_client: str = "0"


class Columns(msgspec.Struct, frozen=True):
    """A table in columns: the names once, then one list of values per column (36% fewer bytes than a list of
    objects).
    """

    cols: tuple[str, ...]
    data: list[list[Any]]


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """All records that a member may see, at a cursor."""

    schema: int
    epoch: str
    cursor: str
    server_time: str
    tables: dict[str, Columns]
