"""What the files for QuickBooks and Xero add up to, file by file as each program takes them in."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from stagebill.books.exporters.form import FormName, files_of, written
from stagebill.books.exporters.ledger import Ledger


def quickbooks_sums(found: Ledger) -> Mapping[str, int]:
    """Of each account by its name; each journal balances within its file, and a line is debit or credit."""
    sums: dict[str, int] = defaultdict(int)
    for rows in _files("quickbooks", found):
        journals: dict[str, int] = defaultdict(int)
        for row in rows:
            assert (row["*Debits"] == "") != (row["*Credits"] == ""), row
            amount_minor = _minor(row["*Debits"]) - _minor(row["*Credits"])
            journals[row["*JournalNo"]] += amount_minor
            sums[row["*AccountName"]] += amount_minor
        assert not any(journals.values()), journals
    return sums


def xero_sums(found: Ledger) -> Mapping[str, int]:
    """Of each account by its code; lines of one narration and day are one journal, which balances."""
    sums: dict[str, int] = defaultdict(int)
    for rows in _files("xero", found):
        journals: dict[tuple[str, str], int] = defaultdict(int)
        for row in rows:
            amount_minor = _minor(row["*Amount"])
            journals[row["*Narration"], row["*Date"]] += amount_minor
            sums[row["*AccountCode"]] += amount_minor
        assert not any(journals.values()), journals
    return sums


def _files(name: FormName, found: Ledger) -> Iterator[list[dict[str, str]]]:
    for part, _ in enumerate(files_of(name, found), start=1):
        text = written(name, found, part).removeprefix("\ufeff")
        yield list(csv.DictReader(io.StringIO(text)))


def _minor(typed: str) -> int:
    return int(Decimal(typed or "0").scaleb(2))
