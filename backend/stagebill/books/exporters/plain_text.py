"""The journal for plain-text accounting: beancount and hledger. Both check that every entry balances."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from stagebill.books.account import AccountKind
from stagebill.books.exporters.ledger import (
    Ledger,
    Line,
    customer_of,
    decimal_text,
    first_day,
    lines_of,
    words_of,
)
from stagebill.books.journal import Entry
from stagebill.kernel.money import exponent

_ROOTS: Final = {
    AccountKind.ASSET: "Assets",
    AccountKind.LIABILITY: "Liabilities",
    AccountKind.EQUITY: "Equity",
    AccountKind.INCOME: "Income",
    AccountKind.EXPENSE: "Expenses",
}
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9]+")
_SPACES: Final = re.compile(r"\s+")


def beancount(ledger: Ledger) -> Iterator[str]:
    """Versions 2 and 3 read it."""
    yield f'option "operating_currency" "{ledger.currency}"\n\n'
    for account in _accounts(ledger):
        yield f"{first_day(ledger)} open {account}\n"
    for entry in ledger.entries:
        yield (
            f'\n{entry.on} * "{_quoted(customer_of(ledger, entry))}" "{_quoted(words_of(ledger, entry))}"\n'
            f'  entry: "{entry.id}"\n'
        )
        for line in lines_of(ledger, entry):
            yield f"  {_account(line)}  {decimal_text(line.amount_minor, entry.currency)} {entry.currency}\n"


def hledger(ledger: Ledger) -> Iterator[str]:
    """Accounts, commodities and payees are declared, so that `hledger check` can be strict."""
    for currency in sorted({ledger.currency, *(entry.currency for entry in ledger.entries)}):
        yield f"commodity 1000.{'0' * exponent(currency)} {currency}\n"
    for account in _accounts(ledger):
        yield f"account {account}\n"
    for payee in sorted({_payee(ledger, entry) for entry in ledger.entries}):
        yield f"payee {payee}\n"
    for entry in ledger.entries:
        yield (
            f"\n{entry.on} * {_payee(ledger, entry)} | {_bare(words_of(ledger, entry))}"
            f"  ; entry: {entry.id}\n"
        )
        for line in lines_of(ledger, entry):
            amount = decimal_text(line.amount_minor, entry.currency)
            yield f"    {_account(line)}  {amount} {entry.currency}\n"


def _accounts(ledger: Ledger) -> list[str]:
    return sorted({_account(line) for entry in ledger.entries for line in lines_of(ledger, entry)})


def _account(line: Line) -> str:
    """Both read letters, digits and dashes, each part starting with a capital or a digit."""
    plain = unicodedata.normalize("NFKD", line.name).encode("ascii", "ignore").decode()
    words = _NO_NAME.sub("-", plain).strip("-")
    named = (words[:1].upper() + words[1:]) if words else f"Account-{line.code or 'X'}"
    return f"{_ROOTS[line.kind]}:{named}"


def _payee(ledger: Ledger, entry: Entry) -> str:
    return _bare(customer_of(ledger, entry))


def _quoted(text: str) -> str:
    return _SPACES.sub(" ", text).replace("\\", "\\\\").replace('"', '\\"')


def _bare(text: str) -> str:
    """Without anything that would start a comment, a note or another status."""
    return _SPACES.sub(" ", re.sub(r"[;|]", "/", text)).strip().lstrip("*!(") or "-"
