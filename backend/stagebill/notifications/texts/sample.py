"""What a company's texts say, with made-up facts, and how many segments each is billed as."""

from datetime import date, timedelta
from typing import Final

import msgspec

from stagebill.kernel.context import CustomerLanguage
from stagebill.kernel.money import format_money
from stagebill.notifications.texts.segments import length_of
from stagebill.notifications.texts.text import COMPANY_CHARACTERS_MAX, TextKind, closed, plain, short
from stagebill.notifications.texts.words import WORDS, say
from stagebill.paypage.page import figures

AMOUNT_MINOR: Final = 250_000
DAYS: Final = 14
_TOKEN: Final = "x" * 43
_SENTENCES: Final[dict[TextKind, str]] = {
    "invoice": "invoice_day",
    "receipt": "receipt",
    "reminder": "reminder_many",
    "statement": "statement",
}
_TITLES: Final = {"en": "Bathroom, stage 2", "es": "Baño, etapa 2", "ar": "الحمّام، المرحلة 2"}


class Sample(msgspec.Struct, frozen=True):
    """One text in our words. `segments` is what a carrier bills; `is_short`: all its signs are in the short
    alphabet.
    """

    kind: TextKind
    language: CustomerLanguage
    text: str
    places: int
    segments: int
    is_short: bool


class Example(msgspec.Struct, frozen=True):
    """What fills the places of own words in one language, and `stop`, which is said behind them."""

    language: CustomerLanguage
    facts: dict[str, str]
    stop: str


def samples(company: str, currency: str, base_url: str, today: date) -> list[Sample]:
    """Each kind in each language."""
    return [
        _sample(kind, example)
        for example in examples(company, currency, base_url, today)
        for kind in _SENTENCES
    ]


def examples(company: str, currency: str, base_url: str, today: date) -> list[Example]:
    """Made-up facts in each language, as plain as they are in a text."""
    return [
        Example(
            msgspec.convert(language, CustomerLanguage),
            {
                name: plain(fact)
                for name, fact in _facts(language, company, currency, base_url, today).items()
            },
            say(language, "stop"),
        )
        for language in WORDS
    ]


def _facts(language: str, company: str, currency: str, base_url: str, today: date) -> dict[str, str]:
    return {
        "company": short(company, COMPANY_CHARACTERS_MAX),
        "customer": "Jane Marlow",
        "title": _TITLES[language],
        "number": "INV-0042",
        "amount": format_money(AMOUNT_MINOR, currency, language),
        "count": "3",
        "day": figures.day(today + timedelta(days=DAYS), language),
        "link": f"{base_url}/pay/{_TOKEN}",
    }


def _sample(kind: TextKind, example: Example) -> Sample:
    text = closed(say(example.language, _SENTENCES[kind], **example.facts), example.language)
    length = length_of(text)
    return Sample(kind, example.language, text, length.places, length.segments, length.is_short)
