"""Somebody in a list who seems to be a customer that is there already, or to stand in the list twice, and a
job that stands there twice: said before it is imported.
"""

from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct

from stagebill.kernel.ids import Id
from stagebill.spreadsheets.entry import Entry

TWINS_SHOWN: Final = 50
PHONE_DIGITS_MIN: Final = 7  # fewer digits are an extension, which many people share
PHONE_DIGITS: Final = 10  # the country's code is written or left out


class Somebody(Struct, frozen=True, kw_only=True):
    """A customer that is there."""

    id: Id
    name: str
    email: str | None
    mobile: str | None
    of: str = ""  # the customer, where it is a job: many customers have a job of the same name


By = Literal["email", "mobile", "name"]


class Twin(Struct, frozen=True, kw_only=True):
    """A row that would be a new customer, and the one it is like: `by` the same mail, mobile or name. One who
    is like an earlier row of the list, `like_row`, is no customer yet.
    """

    row: int
    name: str
    by: By
    customer_id: Id | None
    customer_name: str
    like_row: int | None = None


def twins(entries: Sequence[Entry], known: frozenset[Id], there: Sequence[Somebody]) -> tuple[Twin, ...]:
    """Of the rows that are new: like one who is there, else like an earlier row. A mail says more than a
    mobile, and a mobile more than a name.
    """
    book = _Book()
    for one in there:
        book.add(one)
    found: list[Twin] = []
    rows: dict[Id, int] = {}
    earlier = _Book()
    for entry in entries:
        somebody = _somebody(entry)
        if entry.mutation_id in known or somebody.id in rows:
            continue
        alike, other = book.like(somebody), earlier.like(somebody)
        if alike is not None:
            found.append(_twin(entry, *alike))
        elif other is not None:
            found.append(_twin(entry, *other, like_row=rows[other[1].id]))
        rows[somebody.id] = entry.rows[0]
        earlier.add(somebody)
    return tuple(found)


class _Book:
    """Customers by what tells people apart; of several alike the first that was added."""

    def __init__(self) -> None:
        self._by: dict[By, dict[str, Somebody]] = {"email": {}, "mobile": {}, "name": {}}

    def add(self, one: Somebody) -> None:
        for by, key in _keys(one):
            self._by[by].setdefault(key, one)

    def like(self, one: Somebody) -> tuple[By, Somebody] | None:
        for by, key in _keys(one):
            found = self._by[by].get(key)
            if found is not None and found.id != one.id:
                return by, found
        return None


def _keys(one: Somebody) -> list[tuple[By, str]]:
    keys: list[tuple[By, str]] = [
        ("email", (one.email or "").casefold()),
        ("mobile", phone_digits(one.mobile)),
        ("name", f"{_plain(one.name)} {one.of}".strip()),
    ]
    return [(by, key) for by, key in keys if key]


def _somebody(entry: Entry) -> Somebody:
    customer_id = entry.body.get("customer_id", "")  # a customer names itself
    return Somebody(
        id=entry.record_id,
        name=entry.name,
        email=entry.body.get("email"),
        mobile=entry.body.get("mobile"),
        of="" if customer_id == entry.record_id else customer_id,
    )


def phone_digits(mobile: str | None) -> str:
    """What two ways of writing one number have in common; nothing where it is too short to tell people by."""
    digits = "".join(filter(str.isdigit, mobile or ""))
    return digits[-PHONE_DIGITS:] if len(digits) >= PHONE_DIGITS_MIN else ""


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _twin(entry: Entry, by: By, one: Somebody, *, like_row: int | None = None) -> Twin:
    return Twin(
        row=entry.rows[0],
        name=entry.name,
        by=by,
        customer_id=one.id if like_row is None else None,
        customer_name=one.name,
        like_row=like_row,
    )
