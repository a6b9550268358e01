"""Money, days and shares as the customer reads them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final, NamedTuple, get_args
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_interval, format_skeleton

from stagebill.kernel.context import CustomerLanguage
from stagebill.kernel.directions import unturned
from stagebill.kernel.money import Bps, exponent, format_money, format_number, format_percent

LANGUAGES: Final = get_args(CustomerLanguage)
DEFAULT_LANGUAGE = "en"

_LONG, _VAST = 8, 12


class MoneyParts(NamedTuple):
    """An amount cut where the cents begin, so that a page can set them small and raised."""

    whole: str
    cents: str
    after: str


def known_language(*wishes: str | None) -> str:
    """The first wish that the product speaks."""
    for wish in wishes:
        short = (wish or "").lower().replace("_", "-").split("-")[0]
        if short in LANGUAGES:
            return short
    return DEFAULT_LANGUAGE


def money_parts(amount_minor: int, currency: str, language: str) -> MoneyParts:
    """`$2,500`, `.00`, and what a locale writes behind it."""
    text = format_money(amount_minor, currency, language)
    decimals = exponent(currency)
    end = 1 + max(place for place, sign in enumerate(text) if sign.isdigit())
    cut = end - decimals - 1 if decimals else end
    return MoneyParts(text[:cut], text[cut:end], text[end:])


def day(on: date, language: str) -> str:
    """`December 23, 2026` or `23 de diciembre de 2026`."""
    return format_date(on, "long", locale=language)


def days(first: date, last: date, language: str) -> str:
    """`Mar 4 – 6, 2026`, and a single day as short: `Mar 4, 2026`."""
    if first == last:
        return format_skeleton("yMMMd", first, locale=language)
    return format_interval(first, last, "yMMMd", locale=language)


def day_of(moment: datetime, zone: str, language: str) -> str:
    """The day of an instant where the company is."""
    return day(moment.astimezone(ZoneInfo(zone)).date(), language)


def percent(bps: Bps, currency: str, language: str) -> str:
    """`8.25%` from 825 basis points, without the zeros that say nothing."""
    return format_percent(Decimal(bps).scaleb(-4).normalize(), currency, language)


def quantity(milli: int, currency: str, language: str) -> str:
    """`2.5` from 2500 thousandths."""
    return format_number(Decimal(milli).scaleb(-3).normalize(), currency, language)


def size_of(parts: MoneyParts, *, signs: int = 0) -> str:
    """A class for amounts too long for the largest type on a narrow phone; `signs` stand before them."""
    seen = unturned(parts.whole + parts.after)
    length = len(seen) + sum(sign.isalpha() for sign in seen) + signs  # US$ is wider than three digits
    return " vast" if length > _VAST else " long" if length > _LONG else ""


def initials(name: str) -> str:
    """Two letters that stand for a company without a logo."""
    words = [word for word in name.split() if word[0].isalnum()] or [name.strip() or "·"]
    return "".join(word[0] for word in words[:2]).upper()
