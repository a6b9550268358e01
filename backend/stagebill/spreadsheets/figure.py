"""Sums, rates, quantities and days as spreadsheets write them; nothing is guessed from one cell alone."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from stagebill.kernel.errors import Refusal
from stagebill.kernel.money import AMOUNT_MAX

_COMMA_DECIMALS = re.compile(r"\d,\d{1,2}(?!\d)\D*$")
_POINT_DECIMALS = re.compile(r"\d\.\d{1,2}(?!\d)\D*$")
_SIGNS = re.compile(r"[\s\u00a0\u202f]|[$€£]|[A-Z]{3}(?![a-z])|%")
_RATE_MAX: Final = 100
_BPS: Final = 100
_DAYS: Final = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?"), "ymd"),
    (re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})"), "?"),
)


class NotAFigure(Refusal):
    """A number in a table is plain digits, written like the other numbers in its file."""


def writes_commas(cells: Iterable[str]) -> bool:
    """Whether a file writes 1.234,50 for what others write as 1,234.50: decided from all its sums
    together.
    """
    commas = points = 0
    for cell in cells:
        commas += bool(_COMMA_DECIMALS.search(cell.strip()))
        points += bool(_POINT_DECIMALS.search(cell.strip()))
    return commas > points


def number_of(text: str, *, commas: bool) -> Decimal:
    """A number of 0 or more, its thousands grouped or not. Raises NotAFigure for signs, exponents, foreign
    digits.
    """
    bare = _SIGNS.sub("", text)
    group, point = (r"\.", ",") if commas else (",", r"\.")
    match = re.fullmatch(
        rf"([0-9]{{1,15}}|[0-9]{{1,3}}(?:{group}[0-9]{{3}})+)(?:{point}([0-9]{{1,6}}))?", bare
    )
    if match is None:
        raise NotAFigure(text=text[:40])
    return Decimal(f"{re.sub('[^0-9]', '', match[1])}.{match[2] or '0'}")


def minor_of(text: str, decimals: int, *, commas: bool) -> int:
    """A sum in the currency's smallest unit. Raises NotAFigure for more decimals than the currency has."""
    minor = number_of(text, commas=commas).scaleb(decimals)
    if minor != minor.to_integral_value() or minor > AMOUNT_MAX:
        raise NotAFigure(text=text[:40])
    return int(minor)


def rate_bps(text: str, *, commas: bool) -> int | Decimal:
    """A percent in basis points: 8.875 is 887.5."""
    percent = number_of(text, commas=commas)
    if percent > _RATE_MAX:
        raise NotAFigure(text=text[:40])
    bps = (percent * _BPS).normalize()
    return int(bps) if bps == bps.to_integral_value() else bps


def day_of(text: str, *, commas: bool) -> date:
    """An ISO day, or one with the year last: the day before the month where numbers have a decimal comma,
    unless only the other way is a day at all.
    """
    for shape, order in _DAYS:
        match = shape.fullmatch(text.strip())
        if match is None:
            continue
        first, second, third = (int(part) for part in match.groups())
        tried = (
            [(first, second, third)] if order == "ymd" else [(third, second, first), (third, first, second)]
        )
        for year, month, day in tried if commas or order == "ymd" else reversed(tried):
            try:
                return date(year, month, day)
            except ValueError:
                continue
    raise NotAFigure(text=text[:40])
