"""Somebody in a list who seems to be a customer that is there already: said before it is imported."""

from collections.abc import Iterable, Sequence
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


class Twin(Struct, frozen=True, kw_only=True):
    """A row that would be a new customer, and the one it is like: `by` the same mail, mobile or name."""

    row: int
    name: str
    by: Literal["email", "mobile", "name"]
    customer_id: Id
    customer_name: str


def twins(entries: Iterable[Entry], known: frozenset[Id], there: Sequence[Somebody]) -> tuple[Twin, ...]:
    """Of the rows that are new. A mail says more than a mobile, and a mobile more than a name."""
    by_email = {one.email.casefold(): one for one in reversed(there) if one.email}
    by_mobile = {digits: one for one in reversed(there) if (digits := phone_digits(one.mobile))}
    by_name = {_plain(one.name): one for one in reversed(there)}
    found = []
    for entry in entries:
        if entry.mutation_id in known:
            continue
        email, mobile = entry.body.get("email"), phone_digits(entry.body.get("mobile"))
        ways: tuple[tuple[Literal["email", "mobile", "name"], Somebody | None], ...] = (
            ("email", by_email.get(email.casefold()) if email else None),
            ("mobile", by_mobile.get(mobile) if mobile else None),
            ("name", by_name.get(_plain(entry.name))),
        )
        found += [_twin(entry, by, one) for by, one in ways if one is not None and one.id != entry.record_id][
            :1
        ]
    return tuple(found)


def phone_digits(mobile: str | None) -> str:
    """What two ways of writing one number have in common; nothing where it is too short to tell people by."""
    digits = "".join(filter(str.isdigit, mobile or ""))
    return digits[-PHONE_DIGITS:] if len(digits) >= PHONE_DIGITS_MIN else ""


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _twin(entry: Entry, by: Literal["email", "mobile", "name"], one: Somebody) -> Twin:
    return Twin(row=entry.rows[0], name=entry.name, by=by, customer_id=one.id, customer_name=one.name)
