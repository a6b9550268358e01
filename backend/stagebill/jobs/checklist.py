"""What is to be checked at a visit: the company's list, copied when it is planned, ticked item by item."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from stagebill.kernel.errors import Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.text import without_card_numbers


class Item(Struct, frozen=True, kw_only=True):
    """One thing to check; its place in the list is its name. It is done, or it is not yet."""

    text: str
    done_at: datetime | None = None
    done_by: Id | None = None


class NoSuchItem(Refusal):
    """Only items on the visit's checklist can be ticked."""


def listed(texts: Iterable[str]) -> tuple[Item, ...]:
    """A fresh list. What the company asks for later changes nothing of it."""
    return tuple(Item(text=without_card_numbers(text.strip())) for text in texts)


def ticked(
    items: tuple[Item, ...], place: int, *, is_done: bool, at: datetime, by: Id | None
) -> tuple[Item, ...]:
    """The list with one item done, or not done after all. Saying it again changes nothing: the first who did
    it stays named. Raises NoSuchItem.
    """
    if place >= len(items):
        raise NoSuchItem(place=place, item_count=len(items))
    item = items[place]
    if (item.done_at is not None) == is_done:
        return items
    after = replace(item, done_at=at, done_by=by) if is_done else replace(item, done_at=None, done_by=None)
    return (*items[:place], after, *items[place + 1 :])
