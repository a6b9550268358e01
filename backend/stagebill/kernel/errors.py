"""Refusals: how a rule says no, and what HTTP makes of it."""

from enum import StrEnum
from typing import Any, Final

# What JSON can hold; facts are shown to programs, so they must survive the wire.
JSON = Any


class Kind(StrEnum):
    INVALID = "invalid"  # fix the input
    FORBIDDEN = "forbidden"  # somebody else may
    MISSING = "missing"  # not there, or not yours: the answer is the same
    STALE = "stale"  # right when it was written; a person must look
    BUSY = "busy"  # nothing is wrong with the input; try again later
    TOO_LARGE = "too_large"  # more bytes than are taken here
    UNSUPPORTED = "unsupported"  # content of another kind than is taken here
    TOO_MANY = "too_many"  # enough for now; again after a while


STATUS: Final[dict[Kind, int]] = {
    Kind.INVALID: 422,
    Kind.FORBIDDEN: 403,
    Kind.MISSING: 404,
    Kind.STALE: 409,
    Kind.BUSY: 503,
    Kind.TOO_LARGE: 413,
    Kind.UNSUPPORTED: 415,
    Kind.TOO_MANY: 429,
}


def slice_of(named: type) -> str:
    """The folder under `stagebill` (or the first module, in tests) in which a class is declared."""
    parts = named.__module__.split(".")
    return parts[1] if parts[0] == "stagebill" and len(parts) > 1 else parts[-1]


def snake_case(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


class Refusal(Exception):
    """A rule says no. Each refusal's docstring states its rule in one sentence; facts carry the figures."""

    kind: Kind = Kind.INVALID
    code: str = "kernel.refusal"
    title: str = "A rule says no."

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" not in cls.__dict__:
            cls.code = f"{slice_of(cls)}.{snake_case(cls.__name__)}"
        if cls.__doc__:
            cls.title = " ".join(cls.__doc__.partition("\n\n")[0].split())

    def __init__(self, **facts: JSON) -> None:
        super().__init__(self.code)
        self.facts: dict[str, JSON] = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code

    @property
    def status(self) -> int:
        return STATUS[self.kind]


class Missing(Refusal):
    """What was asked for does not exist in this organization."""

    kind = Kind.MISSING

    @classmethod
    def of(cls, record: type, **facts: JSON) -> "Missing":
        """Named for the slice that owns the record: `jobs.missing`."""
        refusal = cls(**facts)
        refusal.code = f"{slice_of(record)}.missing"
        refusal.args = (refusal.code,)
        return refusal


class Busy(Refusal):
    """More work is waiting than can be done soon; try again in a moment."""

    kind = Kind.BUSY


class Unavailable(Refusal):
    """The database cannot take this right now; nothing was stored."""

    kind = Kind.BUSY


class Unreadable(Refusal):
    """An id, date, number or text has a form that cannot be stored, so no record can have it."""


class Integrity(Exception):
    """A constraint stopped a write that the rules let through; `constraint` names it where known."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


def declared() -> list[type[Refusal]]:
    """Every refusal that the product declares, by code."""
    found: dict[str, type[Refusal]] = {}
    waiting = list(Refusal.__subclasses__())
    while waiting:
        refusal = waiting.pop()
        waiting += refusal.__subclasses__()
        if refusal.__module__.startswith("stagebill."):
            found[refusal.code] = refusal
    return [found[code] for code in sorted(found)]


def status_of(refusal: type[Refusal]) -> int:
    """The HTTP status that it is answered with, before there is any fact."""
    return refusal.__new__(refusal).status
