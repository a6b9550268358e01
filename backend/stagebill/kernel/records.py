"""Records: frozen facts as rules and devices see them. A new version is made with `replace`."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from stagebill.kernel.ids import Id

__all__ = ["Record", "differing", "replace"]


class Record(Struct, frozen=True, kw_only=True):
    """A fact with an id. What an organization owns also has `organization_id: Id`."""

    id: Id


def differing(now: Mapping[str, Any], seen: Mapping[str, Any]) -> list[str]:
    """The fields whose value differs from what somebody saw of them.

    Values are compared as the wire writes them, so a missing default is no difference.
    """
    return sorted(
        name
        for name, value in seen.items()
        if name not in now or _on_the_wire(now[name]) != _without_nulls(value)
    )


def _on_the_wire(value: Any) -> Any:
    return _without_nulls(msgspec.to_builtins(value))


def _without_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [_without_nulls(each) for each in value]
    return value
