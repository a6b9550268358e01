"""What a company's texts say, with made-up facts, and how many segments each is billed as."""

from datetime import date, timedelta
from typing import Final

import msgspec

from stagebill.kernel.context import CustomerLanguage
from stagebill.kernel.money import format_money
from stagebill.notifications.texts.segments import length_of
from stagebill.notifications.texts.text import COMPANY_CHARACTERS_MAX, TextKind, closed, short
from stagebill.notifications.texts.words import WORDS, say
from stagebill.paypage import figures

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
    """One text. `segments` is what a carrier bills; `is_short`: all its signs are in the short alphabet."""

    kind: TextKind
    language: CustomerLanguage
    text: str
    places: int
    segments: int
    is_short: bool


def samples(company: str, currency: str, base_url: str, today: date) -> list[Sample]:
    """Each kind in each language."""
    return [
        _sample(kind, language, company, currency, base_url, today)
        for language in WORDS
        for kind in _SENTENCES
    ]


def _sample(kind: TextKind, language: str, company: str, currency: str, base_url: str, today: date) -> Sample:
    money = format_money(AMOUNT_MINOR, currency, language)
    text = closed(
        say(
            language,
            _SENTENCES[kind],
            company=short(company, COMPANY_CHARACTERS_MAX),
            title=_TITLES[language],
            due=money,
            amount=money,
            count="3",
            day=figures.day(today + timedelta(days=DAYS), language),
            link=f"{base_url}/pay/{_TOKEN}",
        ),
        language,
    )
    length = length_of(text)
    return Sample(
        kind,
        msgspec.convert(language, CustomerLanguage),
        text,
        length.places,
        length.segments,
        length.is_short,
    )
