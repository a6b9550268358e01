"""Files as other programs write them, and as nobody should: read, or refused by a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stagebill.kernel.errors import Refusal
from stagebill.spreadsheets.column import ColumnMissing, UnknownColumn, chosen, guessed
from stagebill.spreadsheets.table import (
    ROWS_MAX,
    NotATable,
    NothingInIt,
    QuotesUnbalanced,
    TooManyRows,
    table_of,
)

PLAIN = "Name,Correo\nJosé Núñez,jose@x.example\n"


@pytest.mark.parametrize(
    ("content", "encoding", "separator"),
    [
        (PLAIN.encode(), "utf-8", ","),
        (b"\xef\xbb\xbf" + PLAIN.encode(), "utf-8", ","),
        (PLAIN.encode("cp1252"), "windows-1252", ","),
        (PLAIN.encode("utf-16"), "utf-16", ","),
        (PLAIN.replace(",", ";").encode(), "utf-8", ";"),
        (PLAIN.replace(",", "\t").encode(), "utf-8", "\t"),
        (("sep=;\r\n" + PLAIN.replace(",", ";")).encode(), "utf-8", ";"),
        (PLAIN.replace("\n", "\r\n").encode(), "utf-8", ","),
        (PLAIN.replace("\n", "\r").encode(), "utf-8", ","),
        (b"Name,Correo\r\nJos\xc3\xa9 N\xc3\xba\xc3\xb1ez,jose@x.example\n\r\n\n", "utf-8", ","),
        ('"Name","Correo"\n"José Núñez","jose@x.example"\n'.encode(), "utf-8", ","),
    ],
)
def test_a_table_is_read_however_it_was_saved(content: bytes, encoding: str, separator: str) -> None:
    table = table_of(content)
    assert (table.encoding, table.separator) == (encoding, separator)
    assert table.headings == ("Name", "Correo")
    assert [row.cells for row in table.rows] == [("José Núñez", "jose@x.example")]


def test_rows_are_counted_as_a_spreadsheet_shows_them() -> None:
    table = table_of(b'Name,Notes\n"A","two\nlines"\n,\nB,"a ""quoted"" word, and a comma"\n')
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, ("A", "two\nlines")),
        (4, ("B", 'a "quoted" word, and a comma')),
    ]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", NothingInIt),
        (b"Name\n", NothingInIt),
        (b"\n\n , \n", NothingInIt),
        (b"Name\nJane\x00\n", NotATable),
        (b"\x89PNG\r\n\x1a\n\x00\x00", NotATable),
        (b"\xff\xfeN", NotATable),
        (b"Name\n\x81\x8d\n", NotATable),
        (b'Name,Mail\n"Jane,j@x.example\nBen,b@x.example\n', QuotesUnbalanced),
        (b'Name\n"Jane"x\n', QuotesUnbalanced),
        (b"Name\n" + b"x" * 3_000_000 + b"\n", NotATable),
        (b",".join([b"h"] * 101) + b"\nx\n", NotATable),
        (b"Name\n" + b"x\n" * (ROWS_MAX + 1), TooManyRows),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_table_is_refused_by_its_name(content: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        table_of(content)


def test_ten_thousand_rows_are_read() -> None:
    assert len(table_of(b"Name\n" + b"x\n" * ROWS_MAX).rows) == ROWS_MAX


def test_the_row_of_a_quotation_mark_that_is_not_closed_is_said() -> None:
    with pytest.raises(QuotesUnbalanced) as refused:
        table_of(b'Name\nA\nB\n"C\nD\n')
    assert refused.value.facts == {"row": 4}


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_refusal(content: bytes) -> None:
    try:
        table = table_of(b"Name,Mail\n" + content)
    except Refusal:
        return
    assert table.rows


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (["Name", "E-Mail", "Phone"], ("name", "email", "mobile")),
        (["Nombre del cliente", "Correo electrónico", "Teléfono", "Código postal"],
         ("name", "email", "mobile", "postal_code")),
        (["Customer ID", "Company", "Shoe size"], ("reference", "name", "")),
        (["ID", "Display Name", "Customer"], ("reference", "name", "")),
        (["Customer #", "Customer name", "E-mail address", "Cell phone"],
         ("reference", "name", "email", "mobile")),
    ],
)  # fmt: skip
def test_columns_of_customers_are_guessed_from_their_headings(
    headings: list[str], fields: tuple[str, ...]
) -> None:
    assert guessed("customers", headings) == fields


def test_columns_of_jobs_are_guessed_from_their_headings() -> None:
    headings = ["Job #", "Customer", "Job title", "Amount", "Tax %", "Start date"]
    assert guessed("jobs", headings) == ("reference", "customer", "title", "total", "tax_rate", "starts_on")
    spanish = ["Cliente", "Trabajo", "Concepto", "Cantidad", "Precio unitario"]
    assert guessed("jobs", spanish) == ("customer", "title", "description", "quantity", "unit_price")


def test_columns_are_chosen_once_each_and_what_is_needed_is_there() -> None:
    assert chosen("customers", ["", "name"], 3) == ("", "name", "")
    for columns in (["name", "name"], ["shoe"], ["name", "", "", ""]):
        with pytest.raises(UnknownColumn):
            chosen("customers", columns, 3)
    with pytest.raises(ColumnMissing):
        chosen("customers", ["email"], 3)
    for columns in (["title", "total"], ["customer", "title"]):
        with pytest.raises(ColumnMissing):
            chosen("jobs", columns, 3)
