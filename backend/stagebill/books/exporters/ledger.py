"""What every exporter gets: entries with the company's account names, and a description for each."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec import Struct

from stagebill.books.account import KINDS, Account, AccountKey, AccountKind
from stagebill.books.journal import Entry, EntryKind, Posting
from stagebill.kernel.context import Language
from stagebill.kernel.money import Minor, RateBps, exponent

_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {
        EntryKind.INVOICE: "Invoice", EntryKind.VOID: "Void invoice", EntryKind.CANCELED: "Canceled invoice",
        EntryKind.CREDIT_NOTE: "Credit note", EntryKind.PAYMENT: "Payment",
        EntryKind.REVERSAL: "Payment taken back", EntryKind.REFUND: "Refund",
        EntryKind.APPLIED: "Credit applied", EntryKind.FEE: "Processing fee",
        EntryKind.DISPUTE: "Dispute", EntryKind.DISPUTE_LOST: "Dispute lost", EntryKind.PAYOUT: "Payout",
        EntryKind.PAYOUT_BACK: "Payout that came back",
        "taken": "taken {day}", "arrival": "to arrive {day}", "nobody": "Unknown customer",
    },
    "es": {
        EntryKind.INVOICE: "Factura", EntryKind.VOID: "Factura anulada",
        EntryKind.CANCELED: "Factura cancelada", EntryKind.CREDIT_NOTE: "Nota de crédito",
        EntryKind.PAYMENT: "Pago", EntryKind.REVERSAL: "Pago devuelto", EntryKind.REFUND: "Reembolso",
        EntryKind.APPLIED: "Saldo aplicado", EntryKind.FEE: "Comisión de cobro",
        EntryKind.DISPUTE: "Disputa", EntryKind.DISPUTE_LOST: "Disputa perdida",
        EntryKind.PAYOUT: "Transferencia al banco", EntryKind.PAYOUT_BACK: "Transferencia devuelta",
        "taken": "cobrado el {day}", "arrival": "llegada el {day}", "nobody": "Cliente desconocido",
    },
}  # fmt: skip

_PAYOUTS: Final = frozenset({EntryKind.PAYOUT, EntryKind.PAYOUT_BACK})


class Ledger(Struct, frozen=True, kw_only=True):
    """The entries of a period, in order."""

    entries: Sequence[Entry]
    accounts: Mapping[AccountKey, Account]
    currency: str
    language: Language
    tax_rate_name: str


class Line(Struct, frozen=True, kw_only=True):
    """One posting with its names."""

    kind: AccountKind
    name: str
    code: str
    amount_minor: Minor


def lines_of(ledger: Ledger, entry: Entry) -> list[Line]:
    """The postings of an entry under the company's account names; tax by its rate."""
    return [_line(ledger, posting) for posting in entry.postings]


def words_of(ledger: Ledger, entry: Entry) -> str:
    """What happened: "Invoice INV-0007", "Payment 1182, taken 2026-10-31"."""
    words = _WORDS[ledger.language]
    told = f"{words[entry.kind]} {entry.number}".strip()
    when = words["arrival" if entry.kind in _PAYOUTS else "taken"]
    return f"{told}, {when.format(day=entry.taken_on)}" if entry.taken_on else told


def customer_of(ledger: Ledger, entry: Entry) -> str:
    """The entry's customer."""
    return entry.customer or _WORDS[ledger.language]["nobody"]


def decimal_text(minor: Minor, currency: str) -> str:
    """An amount as programs read it: 1234.50, -0.07, 330 for JPY."""
    places = exponent(currency)
    digits = str(abs(minor)).rjust(places + 1, "0")
    sign = "-" if minor < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def rate_text(rate_bps: RateBps) -> str:
    """A rate in percent: 8.25, 8.875, 7."""
    return f"{Decimal(rate_bps).scaleb(-2).normalize():f}"


def first_day(ledger: Ledger) -> date:
    """The day of the first entry."""
    return min((entry.on for entry in ledger.entries), default=date(1970, 1, 1))


def account_name(account: Account, rate_bps: RateBps | None) -> str:
    """A tax account names its rate; the others are named as they are."""
    return account.name if rate_bps is None else f"{account.name} {rate_text(rate_bps)}%"


def _line(ledger: Ledger, posting: Posting) -> Line:
    account = ledger.accounts[posting.account]
    return Line(
        kind=KINDS[posting.account],
        name=account_name(account, posting.rate_bps),
        code=account.code,
        amount_minor=posting.amount_minor,
    )
