"""The company's own words: on new invoices, in mail and texts, under a receipt."""

import re
from collections.abc import Mapping
from typing import Final

from msgspec import Struct, structs

from stagebill.kernel.errors import Refusal
from stagebill.kernel.text import Note, without_card_numbers


class Spoken(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One text in each language; an empty one is not used."""

    en: Note = ""
    es: Note = ""
    ar: Note = ""


class Texts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`invoice_message` is the message of a new invoice that has none of its own; `mail_greeting` opens its
    mail; `receipt_footer` closes a receipt. Subjects, greetings and texts replace ours, and may contain the
    places in `PLACES`; a text needs its link. How to stop texts is added after them.
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
    text_invoice: Spoken = Spoken()
    text_receipt: Spoken = Spoken()
    text_reminder: Spoken = Spoken()
    text_statement: Spoken = Spoken()


_OF_INVOICE: Final = frozenset({"company", "customer", "amount", "title", "number", "day"})
_OF_REMINDER: Final = frozenset({"company", "customer", "amount"})
_OF_CHANGE_ORDER: Final = frozenset({"company", "customer", "amount", "title"})
_LINK: Final = frozenset({"link"})
PLACES: Final[Mapping[str, frozenset[str]]] = {
    "mail_subject": _OF_INVOICE,
    "mail_greeting": _OF_INVOICE,
    "receipt_subject": _OF_INVOICE,
    "receipt_greeting": _OF_INVOICE,
    "reminder_subject": _OF_REMINDER,
    "reminder_greeting": _OF_REMINDER,
    "change_order_subject": _OF_CHANGE_ORDER,
    "change_order_greeting": _OF_CHANGE_ORDER,
    "text_invoice": _OF_INVOICE | _LINK,
    "text_receipt": _OF_INVOICE | _LINK,
    "text_reminder": _OF_REMINDER | {"count"} | _LINK,
    "text_statement": frozenset({"company", "customer", "title"}) | _LINK,
}
"""Which places each text may have: `{amount}` becomes the sum."""

TEXT_CHARACTERS_MAX: Final = 300
"""Of a text as it is typed; its places and how texts end come on top. Each 160 signs are billed."""

_PLACE: Final = re.compile(r"\{([a-z_]+)\}")


class UnknownPlace(Refusal):
    """A message's own words can use only places that it can fill in."""


class LinkMissing(Refusal):
    """A text must contain {link}, which leads to its page."""


class TextTooLong(Refusal):
    """A text has at most 300 characters in each language."""


def check_places(texts: Texts) -> None:
    """Raises UnknownPlace, LinkMissing, TextTooLong."""
    for name, known in PLACES.items():
        spoken: Spoken = getattr(texts, name)
        found = {place for text in structs.astuple(spoken) for place in _PLACE.findall(text)}
        if unknown := sorted(found - known):
            raise UnknownPlace(field=name, place=unknown[0], places=sorted(known))
        if known >= _LINK:
            _check_text(name, spoken)


def _check_text(name: str, spoken: Spoken) -> None:
    typed = [text for text in structs.astuple(spoken) if text.strip()]
    if any("{link}" not in text for text in typed):
        raise LinkMissing(field=name, link="{link}")
    if any(len(text) > TEXT_CHARACTERS_MAX for text in typed):
        raise TextTooLong(field=name, characters_max=TEXT_CHARACTERS_MAX)


def said(text: Spoken, language: str | None) -> str:
    """The text for a reader of this language; in another language if it exists only there."""
    every = structs.asdict(text)
    wanted = every.get(language or "", text.en).strip()
    return wanted or next((other.strip() for other in every.values() if other.strip()), "")


def text_said(text: Spoken, language: str, facts: Mapping[str, str]) -> str:
    """A text in the company's own words for a reader of this language; empty if there is none in it, or if
    one of its places has nothing to be filled with: "by {day}" of an invoice without a day.
    """
    own = str(structs.asdict(text).get(language, "")).strip()
    wanted = _PLACE.findall(own)
    return filled(own, facts) if own and all(facts.get(place) for place in wanted) else ""


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with its places filled in one pass: what stands in a fact is never read as a place. An unknown
    place stays as typed.
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
