"""One sentence of the story that the laws are told."""

from typing import Any, NamedTuple

from stagebill.kernel.ids import Id


class Line(NamedTuple):
    """One mutation of the story and who does it."""

    type: str
    body: dict[str, Any]
    role: Any = "owner"
    mutation_id: Id | None = None
