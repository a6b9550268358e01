"""What a browser carries in place of a link's secret: good for one link, for a while, and signed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from stagebill.kernel.secrets import derived_token, same

PASS_SECONDS: Final = 12 * 3600


def pass_for(key: bytes, use: str, parts: Sequence[str | int], now: datetime) -> str:
    """A pass that names these parts, none of which has a point in it. One for another `use` is none."""
    content = ".".join(map(str, (*parts, int(now.timestamp()) + PASS_SECONDS)))
    return f"{content}.{derived_token(key, use, content)}"


def parts_of(key: bytes, use: str, said: str, now: datetime) -> list[str] | None:
    """The parts as they were written, if we wrote them and it is not too long ago."""
    content, _, mark = said.rpartition(".")
    if not same(mark, derived_token(key, use, content)):
        return None
    *parts, until = content.split(".")
    return parts if now.timestamp() < int(until) else None
