"""What a company says in its own words: on new invoices, in mail, under a receipt."""

import re
from collections.abc import Mapping
from typing import Final

from msgspec import Struct, structs

from stagebill.kernel.errors import Refusal
from stagebill.kernel.text import Note, without_card_numbers


class Spoken(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One text in each language; an empty one says nothing."""

    en: Note = ""
    es: Note = ""
    ar: Note = ""


class Texts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`invoice_message` is the message of a new invoice that has none of its own; `mail_greeting` begins its
    mail; `receipt_footer` closes a receipt. Subjects and greetings stand in place of ours, and may have the
    places of `PLACES`.
    """

    invoice_message: Spoken = Spoken()
    mail_greeting: Spoken = Spoken()
    receipt_footer: Spoken = Spoken()
    mail_subject: Spoken = Spoken()
    receipt_subject: Spoken = Spoken()
    receipt_greeting: Spoken = Spoken()
    reminder_subject: Spoken = Spoken()
    reminder_greeting: Spoken = Spoken()
    change_order_subject: Spoken = Spoken()
    change_order_greeting: Spoken = Spoken()


_OF_INVOICE: Final = frozenset({"company", "customer", "amount", "title", "number", "day"})
_OF_REMINDER: Final = frozenset({"company", "customer", "amount"})
_OF_CHANGE_ORDER: Final = frozenset({"company", "customer", "amount", "title"})
PLACES: Final[Mapping[str, frozenset[str]]] = {
    "mail_subject": _OF_INVOICE,
    "mail_greeting": _OF_INVOICE,
    "receipt_subject": _OF_INVOICE,
    "receipt_greeting": _OF_INVOICE,
    "reminder_subject": _OF_REMINDER,
    "reminder_greeting": _OF_REMINDER,
    "change_order_subject": _OF_CHANGE_ORDER,
    "change_order_greeting": _OF_CHANGE_ORDER,
}
"""Which places each text may have: `{amount}` becomes the sum."""

_PLACE: Final = re.compile(r"\{([a-z_]+)\}")


class UnknownPlace(Refusal):
    """A text has only places that its mail can fill."""


def check_places(texts: Texts) -> None:
    """Raises UnknownPlace."""
    for name, known in PLACES.items():
        spoken: Spoken = getattr(texts, name)
        found = {place for text in structs.astuple(spoken) for place in _PLACE.findall(text)}
        if unknown := sorted(found - known):
            raise UnknownPlace(field=name, place=unknown[0], places=sorted(known))


def said(text: Spoken, language: str | None) -> str:
    """The text for a reader of this language; in another one where it is said only there."""
    every = structs.asdict(text)
    wanted = every.get(language or "", text.en).strip()
    return wanted or next((other.strip() for other in every.values() if other.strip()), "")


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with its places filled, in one pass: what stands in a fact is never read as a place. A place
    that is not known stays as it was typed.
    """
    return _PLACE.sub(lambda found: facts.get(found[1], found[0]), text)


def without_cards(texts: Texts) -> Texts:
    """The texts as they may be stored and sent."""
    return Texts(
        **{
            name: Spoken(**{key: without_card_numbers(said) for key, said in structs.asdict(text).items()})
            for name, text in structs.asdict(texts).items()
        }
    )
