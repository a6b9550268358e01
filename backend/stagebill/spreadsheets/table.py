"""A table out of a file's bytes, whatever program wrote it: its encoding, its separator, its rows."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from stagebill.kernel.errors import Refusal

ROWS_MAX: Final = 10_000
BYTES_MAX: Final = 8 * 1024 * 1024
COLUMNS_MAX: Final = 100
CELL_CHARACTERS_MAX: Final = 4000
SEPARATORS: Final = (",", ";", "\t")

_SAYS_SEPARATOR = re.compile(r"sep=(.)\r?\n?")
_QUOTED_PART = re.compile(r'"[^"]*"')
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class NotATable(Refusal):
    """A file to import must be text in rows and columns, as a spreadsheet saves it."""


class NothingInIt(Refusal):
    """A file to import needs a line of headings and rows below it."""


class TooManyRows(Refusal):
    """A file to import has at most ten thousand rows; split a longer one."""


class QuotesUnbalanced(Refusal):
    """A quotation mark that opens a cell must be closed; `row` says where one is not."""


class Row(Struct, frozen=True):
    """One row: its number as a spreadsheet shows it, and its cells."""

    number: int
    cells: tuple[str, ...]


class Table(Struct, frozen=True, kw_only=True):
    """What was read, and how it had been written."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    separator: str


def table_of(content: bytes) -> Table:
    """Raises NotATable, NothingInIt, TooManyRows, QuotesUnbalanced."""
    text, encoding = _decoded(content)
    if "\x00" in text:
        raise NotATable()
    said = _SAYS_SEPARATOR.match(text)
    body = text[said.end() :] if said else text
    separator = said[1] if said and said[1] in SEPARATORS else _separator(body)
    found = _rows(body, separator)
    filled = [row for row in found if any(cell.strip() for cell in row.cells)]
    if len(filled) < 2:
        raise NothingInIt()
    if len(filled) - 1 > ROWS_MAX:
        raise TooManyRows(rows=len(filled) - 1, rows_max=ROWS_MAX)
    headings, *rows = filled
    if len(headings.cells) > COLUMNS_MAX:
        raise NotATable(columns=len(headings.cells))
    return Table(
        headings=tuple(cell.strip() for cell in headings.cells),
        rows=tuple(rows),
        encoding=encoding,
        separator=separator,
    )


def _decoded(content: bytes) -> tuple[str, str]:
    """By its mark, else as UTF-8, else as Excel in Western Europe and America saves."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding.removesuffix("-sig")
            except UnicodeDecodeError:
                raise NotATable() from None
    for encoding in ("utf-8", "windows-1252"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise NotATable()


def _separator(text: str) -> str:
    """The one that the line of headings has most of, outside of quotation marks."""
    first = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0][: COLUMNS_MAX * 100]
    bare = _QUOTED_PART.sub("", first)
    return max(SEPARATORS, key=lambda each: (bare.count(each), -SEPARATORS.index(each)))


def _rows(text: str, separator: str) -> list[Row]:
    """Rows are counted as a spreadsheet does: a cell of several lines is in one row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return rows
        except csv.Error as error:
            raise _wrong(error, len(rows) + 1) from None
        if len(rows) > ROWS_MAX * 2:
            raise TooManyRows(rows=len(rows), rows_max=ROWS_MAX)
        rows.append(Row(len(rows) + 1, tuple(cells)))


def _wrong(error: csv.Error, row: int) -> Refusal:
    if "field larger" in str(error):
        return NotATable(row=row)
    return QuotesUnbalanced(row=row)


def too_long(cells: Sequence[str]) -> int | None:
    """The place of a cell that nobody typed by hand."""
    return next((place for place, cell in enumerate(cells) if len(cell) > CELL_CHARACTERS_MAX), None)
