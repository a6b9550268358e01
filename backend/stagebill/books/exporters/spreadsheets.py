"""The journal for QuickBooks Online and for Xero, as the CSV files that each imports."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from stagebill.books.exporters.ledger import Ledger, Line, customer_of, lines_of, words_of
from stagebill.books.journal import Entry
from stagebill.kernel.money import exponent
from stagebill.spreadsheets import writing

QUICKBOOKS_LINES_MAX: Final = 1_000
XERO_LINES_MAX: Final = 300
"""What each takes in one file; an entry is never torn in two."""

_QUICKBOOKS: Final = (
    "*JournalNo", "*JournalDate", "*AccountName", "*Debits", "*Credits", "Description", "Name", "Currency",
)  # fmt: skip
_XERO: Final = ("*Narration", "*Date", "Description", "*AccountCode", "*TaxRate", "*Amount")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def quickbooks(ledger: Ledger) -> Iterator[str]:
    """One line per posting; the customer is on every line, because receivables need one."""
    yield writing.line(_QUICKBOOKS)
    for entry in ledger.entries:
        for line in lines_of(ledger, entry):
            amount = writing.money(abs(line.amount_minor), exponent(entry.currency))
            debit, credit = (amount, None) if line.amount_minor > 0 else (None, amount)
            yield writing.line((
                entry.journal_number, f"{entry.on:%m/%d/%Y}", line.name, debit, credit,
                words_of(ledger, entry), customer_of(ledger, entry), entry.currency,
            ))  # fmt: skip


def xero(ledger: Ledger) -> Iterator[str]:
    """Manual journals: lines with the same narration and day form one journal, so the narration names the
    entry. Xero reads accounts by code, and every amount in the company's own currency.
    """
    yield writing.line(_XERO)
    for entry in ledger.entries:
        narration = f"{words_of(ledger, entry)} ({entry.journal_number})"
        for line in lines_of(ledger, entry):
            yield writing.line((
                narration, _day(entry.on), customer_of(ledger, entry), _code(line), ledger.tax_rate_name,
                writing.money(line.amount_minor, exponent(entry.currency)),
            ))  # fmt: skip


def parts(entries: Sequence[Entry], lines_max: int) -> list[list[Entry]]:
    """The entries of each file, in order; at least one file."""
    found: list[list[Entry]] = [[]]
    count = 0
    for entry in entries:
        if found[-1] and count + len(entry.postings) > lines_max:
            found.append([])
            count = 0
        found[-1].append(entry)
        count += len(entry.postings)
    return found


def of_own_currency(entries: Sequence[Entry], currency: str) -> list[Entry]:
    """Without the few entries that a single-currency program would mistake for the company's own currency."""
    return [entry for entry in entries if entry.currency == currency]


def _code(line: Line) -> str:
    return line.code or line.name


def _day(day: date) -> str:
    """The one way to write a day that every country reads alike: 30 Jun 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
