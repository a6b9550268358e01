"""What to check at a visit: the company's list, copied when the visit is planned, ticked item by item."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from stagebill.kernel.errors import Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.text import without_card_numbers


class Item(Struct, frozen=True, kw_only=True):
    """One thing to check, named by its place in the list. It is done, or not yet."""

    text: str
    done_at: datetime | None = None
    done_by: Id | None = None


class NoSuchItem(Refusal):
    """Only items on the visit's checklist can be ticked."""


def listed(texts: Iterable[str]) -> tuple[Item, ...]:
    """A fresh list. Later changes of the company's list do not affect it."""
    return tuple(Item(text=without_card_numbers(text.strip())) for text in texts)


def ticked(
    items: tuple[Item, ...], place: int, *, is_done: bool, at: datetime, by: Id | None
) -> tuple[Item, ...]:
    """The list with one item marked done, or not done. Repeating it changes nothing: whoever did it first
    stays named. Raises NoSuchItem.
    """
    if place >= len(items):
        raise NoSuchItem(place=place, item_count=len(items))
    item = items[place]
    if (item.done_at is not None) == is_done:
        return items
    after = replace(item, done_at=at, done_by=by) if is_done else replace(item, done_at=None, done_by=None)
    return (*items[:place], after, *items[place + 1 :])
