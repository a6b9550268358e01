"""Rows of a spreadsheet as CSV: text that cannot run as a formula, numbers as plain decimals, RFC 4180."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from stagebill.kernel.money import Minor

Cell = str | int | Decimal | date | None

MARK: Final = "\ufeff"
"""The byte order mark at a file's head: without it Excel reads UTF-8 as the code page of the country."""

GUARD: Final = "'"
"""Stands before a text that a spreadsheet would run; people see it, and reading takes it away again."""

# Also the wide signs of East Asian keyboards, which Excel takes for the narrow ones.
_RUNS = re.compile("^[=+\\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile("^'[=+\\-@\t\r\n＝＋－＠]")
_QUOTED = re.compile("[\",;'\t\r\n]|^\\s|\\s$")
_NUL = "\x00"


def head(names: Iterable[str]) -> str:
    """The first line, with the mark before it."""
    return MARK + line(names)


def line(cells: Iterable[Cell]) -> str:
    """One row, ended as the standard ends it."""
    return ",".join(_written(cell) for cell in cells) + "\r\n"


def money(minor: Minor, decimals: int) -> Decimal:
    """A sum as spreadsheets reckon with it: 123456 with two decimals is 1234.56."""
    return Decimal(minor).scaleb(-decimals)


def guarded(text: str) -> str:
    """The text as a cell may hold it: what would run as a formula begins with a mark instead."""
    plain = text.replace(_NUL, "")
    return GUARD + plain if _RUNS.match(plain) else plain


def unguarded(cell: str) -> str:
    """A cell that was written here, as it was before."""
    return cell[len(GUARD) :] if _GUARDED.match(cell) else cell


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        safe = guarded(cell)
        return '"' + safe.replace('"', '""') + '"' if _QUOTED.search(safe) else safe
    # Never 1E+3, and a negative sum stays a number.
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
