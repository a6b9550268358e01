"""The formats in which a journal is exported, and the files that each of them needs."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from stagebill.books.exporters.ledger import Ledger
from stagebill.books.exporters.plain_text import beancount, hledger
from stagebill.books.exporters.spreadsheets import (
    QUICKBOOKS_LINES_MAX,
    XERO_LINES_MAX,
    of_own_currency,
    parts,
    quickbooks,
    xero,
)
from stagebill.books.journal import Entry
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.records import replace

FormName = Literal["quickbooks", "xero", "beancount", "hledger"]


class Form(NamedTuple):
    """How it is written, what its file is called, and how many lines a file may have (None: any number)."""

    write: Callable[[Ledger], Iterator[str]]
    ending: str
    media_type: str
    lines_max: int | None = None
    one_currency: bool = False


class NoSuchPart(Refusal):
    """The files of an export are counted from 1."""

    kind = Kind.MISSING


FORMS: Final[Mapping[FormName, Form]] = {
    "quickbooks": Form(quickbooks, "csv", "text/csv; charset=utf-8", QUICKBOOKS_LINES_MAX),
    "xero": Form(xero, "csv", "text/csv; charset=utf-8", XERO_LINES_MAX, True),
    "beancount": Form(beancount, "beancount", "text/plain; charset=utf-8"),
    "hledger": Form(hledger, "journal", "text/plain; charset=utf-8"),
}


def files_of(name: FormName, ledger: Ledger) -> list[list[Entry]]:
    """The entries of each file in this format."""
    form = FORMS[name]
    entries = of_own_currency(ledger.entries, ledger.currency) if form.one_currency else list(ledger.entries)
    return [entries] if form.lines_max is None else parts(entries, form.lines_max)


def written(name: FormName, ledger: Ledger, part: int = 1) -> str:
    """The text of one file. Raises NoSuchPart."""
    files = files_of(name, ledger)
    if not 1 <= part <= len(files):
        raise NoSuchPart(part=part, parts=len(files))
    return "".join(FORMS[name].write(replace(ledger, entries=files[part - 1])))
