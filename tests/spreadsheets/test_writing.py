"""What goes out to a spreadsheet: it opens as it was, and nothing in it runs."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagebill.spreadsheets.writing import guarded, head, line, money, unguarded

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
RUNS = tuple("=+-@\t\r\n＝＋－＠")


@pytest.mark.parametrize(
    "typed",
    ['=HYPERLINK("http://x.example","Jane")', "+1 555 010 4477", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
     "＝1+1", "\x00=cmd|' /C calc'!A0"],
)  # fmt: skip
def test_a_text_that_would_run_begins_with_a_mark_instead(typed: str) -> None:
    written = guarded(typed)
    assert written == "'" + typed.replace("\x00", "")
    assert unguarded(written) == typed.replace("\x00", "")


@pytest.mark.parametrize("typed", ["Jane", "'quoted'", "5 = 5", "a-b", "", "'", "محمد 👷🏽‍♀️"])
def test_every_other_text_stays_as_it_is(typed: str) -> None:
    assert guarded(typed) == typed
    assert unguarded(typed) == typed


def test_a_row_is_written_as_the_standard_says() -> None:
    cells = ["Jane, Marlow", 'the "old" house', "two\nlines", None, 7, Decimal("-1E+3"), date(2026, 3, 2)]
    assert line(cells) == '"Jane, Marlow","the ""old"" house","two\nlines",,7,-1000,2026-03-02\r\n'


def test_the_first_line_begins_with_the_mark_that_excel_looks_for() -> None:
    assert head(["Name", "Importe"]) == "\ufeffName,Importe\r\n"


@pytest.mark.parametrize(
    ("minor", "decimals", "written"),
    [(123456, 2, "1234.56"), (-5, 2, "-0.05"), (100000, 0, "100000"), (1000125, 3, "1000.125"),
     (10**15, 2, "10000000000000.00"), (0, 2, "0.00")],
)  # fmt: skip
def test_sums_are_plain_decimals_also_below_zero(minor: int, decimals: int, written: str) -> None:
    assert line([money(minor, decimals)]) == f"{written}\r\n"


@given(st.lists(TEXTS, min_size=2, max_size=5))
def test_any_texts_are_read_back_as_they_were_and_none_can_run(texts: list[str]) -> None:
    [read] = csv.reader(io.StringIO(line(texts), newline=""), strict=True)
    assert not any(cell.startswith(RUNS) for cell in read)
    assert [unguarded(cell) for cell in read] == [text.replace("\x00", "") for text in texts]
