"""Money is whole minor units of the organization's currency. Only `share`, `share_at_most`, `split` round."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Final

from babel import Locale
from babel.numbers import (
    format_currency,
    format_decimal,
    get_currency_precision,
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
)
from babel.numbers import format_percent as percent_of_locale
from msgspec import Meta

from stagebill.kernel.directions import TO_LEFT, TO_RIGHT, direction, unturned
from stagebill.kernel.errors import Refusal

MINOR_MAX: Final = 2**53 - 1  # the largest whole number that a phone's JavaScript holds exactly
AMOUNT_MAX: Final = 10**12  # one contract, invoice or payment; sums of thousands of them stay below MINOR_MAX

Minor = Annotated[int, Meta(ge=-MINOR_MAX, le=MINOR_MAX)]
PositiveMinor = Annotated[int, Meta(ge=1, le=AMOUNT_MAX)]
NonNegativeMinor = Annotated[int, Meta(ge=0, le=AMOUNT_MAX)]

Bps = int | Decimal
"""Basis points as the wire writes them: 3333 is 33.33%, 887.5 is 8.875%. Whole ones are ints, so that every
JSON encoder writes a number; `percent_ppm` and `rate_ppm` say which ones are allowed."""
PercentBps = Bps
RateBps = Bps

PPM: Final = 1_000_000  # parts per million: how percents and rates are stored and calculated, 1 bps = 100 ppm
_BPS_MAX: Final = 10 * PPM  # beyond any percent or rate

# Arabic is written with the digits that the customer's bank, card and invoice number have (decision 0073).
LOCALES: Final = {"en": "en_US", "es": "es", "ar": "ar"}
# Spanish is written with a decimal comma in Spain and with a decimal point in the United States and Mexico.
LOCALES_BY_CURRENCY: Final = {("es", "USD"): "es_US", ("es", "MXN"): "es_MX", ("en", "GBP"): "en_GB"}
_ARABIC_KEYS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩٫٬", "0123456789.,")


class NotAPercent(Refusal):
    """A percent is more than 0, at most 100, and has at most four decimals."""


class NotARate(Refusal):
    """A tax rate lies between 0% and 100% and has at most four decimals."""


class NotAnAmount(Refusal):
    """An amount is digits as the language writes them, with no more decimals than the currency has."""


def share(amount: int, numerator: int, denominator: int) -> int:
    """`amount × numerator ÷ denominator`, half up; a negative amount rounds as its mirror image."""
    assert denominator > 0
    product = amount * numerator
    rounded = (2 * abs(product) + denominator) // (2 * denominator)
    return rounded if product >= 0 else -rounded


def share_at_most(amount: int, numerator: int, denominator: int) -> int:
    """`amount × numerator ÷ denominator` of a non-negative amount, rounded down: for what has a limit."""
    assert amount >= 0
    assert denominator > 0
    return amount * numerator // denominator


def split(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Parts in proportion to the weights that add up to the amount exactly.

    Leftover units go to the largest remainders; among equal ones, to the first.
    """
    whole = sum(weights)
    assert all(weight >= 0 for weight in weights)
    if not whole:
        assert amount == 0
        return (0,) * len(weights)
    floors, remainders = zip(*(divmod(abs(amount) * weight, whole) for weight in weights), strict=True)
    left = abs(amount) - sum(floors)
    largest_first = sorted(range(len(weights)), key=lambda place: -remainders[place])
    lucky = set(largest_first[:left])
    sign = 1 if amount >= 0 else -1
    return tuple(sign * (floor + (place in lucky)) for place, floor in enumerate(floors))


def percent_ppm(bps: Bps) -> int:
    """A percent from the wire in ppm, as it is stored. Raises NotAPercent."""
    ppm = _ppm(bps)
    if ppm is None or not 1 <= ppm <= PPM:
        raise NotAPercent(percent_bps=str(bps))
    return ppm


def rate_ppm(bps: Bps) -> int:
    """A tax rate from the wire in ppm, as it is stored. Raises NotARate."""
    ppm = _ppm(bps)
    if ppm is None or not 0 <= ppm <= PPM:
        raise NotARate(rate_bps=str(bps))
    return ppm


def stored_rate_ppm(bps: Bps) -> int:
    """A stored rate as it is used in calculations; rates above 100% were once accepted."""
    ppm = _ppm(bps)
    assert ppm is not None
    return ppm


def _ppm(bps: Bps) -> int | None:
    """Exact, or None: half a millionth is a typing error, not something to round."""
    exact = Decimal(bps)
    if not exact.is_finite() or not -_BPS_MAX <= exact <= _BPS_MAX:
        return None
    hundredths = exact.quantize(Decimal("0.01"))
    return int(hundredths * 100) if hundredths == exact else None


def in_bps(ppm: int) -> Bps:
    """A stored percent or rate in basis points, as the wire writes it: 333300 is 3333, 333330 is 3333.3."""
    whole, rest = divmod(ppm, 100)
    return whole if not rest else Decimal(ppm).scaleb(-2).normalize()


def exponent(currency: str) -> int:
    """How many decimals the currency has: JPY 0, USD 2, KWD 3."""
    return get_currency_precision(currency)


def format_money(minor: int, currency: str, language: str) -> str:
    """The amount as people read it: $1,000.00; ¥33,330; 1.000,00 €."""
    amount = Decimal(minor).scaleb(-exponent(currency))
    written = format_currency(amount, currency, locale=_locale(language, currency))
    spaced = re.sub(r"(?<=[A-Za-z])(?=[0-9])", "\N{NO-BREAK SPACE}", written)  # Babel writes KWD1,000.125
    return _turned(spaced) if direction(language) == "rtl" else spaced


def with_sign(sign: str, written: str) -> str:
    """An amount after a sign of its own, inside the marks that isolate its digits."""
    bare = written.lstrip(TO_LEFT + TO_RIGHT)
    return written[: len(written) - len(bare)] + sign + bare


def format_percent(share: Decimal, currency: str, language: str) -> str:
    """A share as people read it next to money: 33.33%; 33,33 %. All of its decimals, without
    trailing zeros.
    """
    return str(percent_of_locale(share, locale=_locale(language, currency), decimal_quantization=False))


def format_number(number: Decimal, currency: str, language: str) -> str:
    """A number as people read it next to money: 1,250.5; 1250,5."""
    return str(format_decimal(number, locale=_locale(language, currency), decimal_quantization=False))


def parse_money(text: str, currency: str, language: str) -> int:
    """Minor units of what a person typed, read in their language's format and never guessed.

    Raises NotAnAmount for signs, exponents, foreign digits, misplaced separators, too many decimals, zero,
    and more than AMOUNT_MAX.
    """
    locale = _locale(language, currency)
    symbol = re.escape(get_currency_symbol(currency, locale=locale))
    group, point = re.escape(get_group_symbol(locale)), re.escape(get_decimal_symbol(locale))
    decimals = exponent(currency)
    fraction = rf"(?:{point}([0-9]{{0,{decimals}}}))?" if decimals else "()"
    shape = rf"(?:{symbol})?\s*([0-9]+|[0-9]{{1,3}}(?:{group}[0-9]{{3}})+){fraction}\s*(?:{symbol})?"
    match = re.fullmatch(shape, _typed(text, language).strip())
    if match is None:
        raise NotAnAmount(text=text[:40])
    whole = re.sub(r"[^0-9]", "", match[1])
    minor = int(whole.lstrip("0")[:20] + (match[2] or "").ljust(decimals, "0") or "0")
    if not 1 <= minor <= AMOUNT_MAX:
        raise NotAnAmount(text=text[:40])
    return minor


def _typed(text: str, language: str) -> str:
    """Arabic keyboards have digits and separators of their own, which are unambiguous."""
    return unturned(text).translate(_ARABIC_KEYS) if direction(language) == "rtl" else text


def _turned(written: str) -> str:
    """Between right-to-left words, keep the minus before its digits, and keep US$ from becoming $US."""
    digits = re.sub(r"-?[0-9][0-9.,]*", lambda found: f"{TO_RIGHT}{found[0]}{TO_LEFT}", written, count=1)
    return f"{digits}{TO_RIGHT}" if re.search(r"[A-Za-z][^A-Za-z]$", digits) else digits


def _locale(language: str, currency: str) -> Locale:
    return Locale.parse(LOCALES_BY_CURRENCY.get((language, currency), LOCALES[language]))
