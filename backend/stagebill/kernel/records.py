"""Records: frozen facts as rules and devices see them. A new version is made with `replace`."""

from msgspec import Struct
from msgspec.structs import replace

from stagebill.kernel.ids import Id

__all__ = ["Record", "replace"]


class Record(Struct, frozen=True, kw_only=True):
    """A fact with an id. What an organization owns also has `organization_id: Id`."""

    id: Id
