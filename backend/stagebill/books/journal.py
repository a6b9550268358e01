"""The journal: what happened, as entries whose debits and credits are equal.

Documents (an invoice, its void, a credit note) have an entry each. Money has one for each mutation: a payment
with what it settled at once, a refund with what it took off an invoice. An entry is dated by the day on which
Stagebill learned of it, so that a past period never gets another entry; the day on which a late payment was
taken is in its description (DO-14). A processor's fee is an entry of its own, because it is often known only
later; a refund does not bring it back, so it stays a cost (D-53).

What is owed is in receivable, what is held back in retainage, unapplied money in credit, tips that came by
card and belong to the crew in tips: each equals the sum that the lists show. Card surcharges are income of
their own.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from msgspec import Struct

from stagebill.books.account import OF_METHOD, AccountKey
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor, RateBps
from stagebill.payments.payment import Method

JOURNAL_NUMBER_HEX: Final = 12


class EntryKind(StrEnum):
    INVOICE = "invoice"
    VOID = "void"
    CANCELED = "canceled"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    REVERSAL = "reversal"
    REFUND = "refund"
    APPLIED = "applied"
    FEE = "fee"
    DISPUTE = "dispute"
    DISPUTE_LOST = "dispute_lost"
    PAYOUT = "payout"
    PAYOUT_BACK = "payout_back"


_KINDS: Final = tuple(EntryKind)


class Posting(Struct, frozen=True):
    """A debit is above zero, a credit below. A tax account is for one rate."""

    account: AccountKey
    amount_minor: Minor
    rate_bps: RateBps | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """One entry. Its id is that of what it stands for, so that a repeated export does not import it twice.

    `number` is that of a document, receipt or check, of the invoice that was paid online, or empty.
    """

    id: Id
    at: datetime
    on: date
    kind: EntryKind
    number: str
    customer: str
    currency: str
    postings: tuple[Posting, ...]
    taken_on: date | None = None

    @property
    def journal_number(self) -> str:
        """Short enough for every program, and the same for ever."""
        return f"SB{self.id.replace('-', '')[:JOURNAL_NUMBER_HEX]}"


class Document(Struct, frozen=True, kw_only=True):
    """An invoice or a credit note in figures. `held_minor` is what it holds back, or gives back of that;
    `released_minor` what it asks for of money held before.
    """

    id: Id
    at: datetime
    on: date
    number: str
    customer: str
    currency: str
    total_minor: Minor
    held_minor: Minor
    released_minor: Minor
    taxes: Sequence[TaxLine]
    is_opening: bool


class Movement(NamedTuple):
    """The money of one mutation: it came or went (`method`), or was put on invoices (`applied_minor`). A fee
    is taken from where the money lies, and is nobody's credit. `tip_minor` of it is owed to the crew,
    `surcharge_minor` was paid on top by credit card.
    """

    mutation_id: Id
    kind: EntryKind
    at: datetime
    on: date
    number: str
    customer: str
    currency: str
    method: Method
    received_minor: Minor
    applied_minor: Minor
    is_opening: bool
    taken_on: date
    tip_minor: Minor = 0
    surcharge_minor: Minor = 0


def issued(invoice: Document) -> Entry | None:
    """What is owed, and what is held back of it, against sales and tax; a release asks for what was held."""
    return _entry(EntryKind.INVOICE, invoice, _postings(invoice))


def credited(note: Document) -> Entry | None:
    """An invoice's entry reversed, for part of it."""
    return _entry(EntryKind.CREDIT_NOTE, note, _turned(_postings(note)))


def ended(kind: EntryKind, invoice: Document, notes: Iterable[Document]) -> Entry | None:
    """All that is left of an invoice after its credit notes is taken back."""
    left = [*_postings(invoice), *(turned for note in notes for turned in _turned(_postings(note)))]
    return _entry(kind, invoice, _turned(left))


def moved(movements: Iterable[Movement]) -> list[Entry]:
    """One entry for the money of each mutation; money that only moved between invoices needs none."""
    found: dict[tuple[Id, str], list[Movement]] = {}
    for each in movements:
        found.setdefault((each.mutation_id, each.currency), []).append(each)
    entries = (_of_money(mutation_id, parts) for (mutation_id, _), parts in found.items())
    return [entry for entry in entries if entry is not None]


def in_order(entries: Iterable[Entry | None]) -> list[Entry]:
    """By time; at the same moment, what comes in before what goes back. The same every time."""
    return sorted(
        (each for each in entries if each is not None),
        key=lambda each: (each.at, _KINDS.index(each.kind), each.number, each.id),
    )


def is_balanced(entry: Entry) -> bool:
    """Whether debits and credits are equal."""
    return not sum(posting.amount_minor for posting in entry.postings)


def balances(entries: Iterable[Entry]) -> dict[tuple[AccountKey, RateBps | None, str], Minor]:
    """The trial balance: the total of each account, by rate and currency."""
    sums: dict[tuple[AccountKey, RateBps | None, str], Minor] = {}
    for entry in entries:
        for posting in entry.postings:
            key = (posting.account, posting.rate_bps, entry.currency)
            sums[key] = sums.get(key, 0) + posting.amount_minor
    return sums


def _postings(document: Document) -> list[Posting]:
    owed_minor = document.total_minor - document.held_minor
    found = [
        Posting(AccountKey.RECEIVABLE, owed_minor),
        Posting(AccountKey.RETAINAGE, document.held_minor - document.released_minor),
    ]
    billed_minor = document.total_minor - document.released_minor
    if document.is_opening:  # its sales and tax are in the books that it comes from
        return [*found, Posting(AccountKey.OPENING, -billed_minor)]
    taxes = [Posting(AccountKey.TAX, -line.tax_minor, line.rate_bps) for line in document.taxes]
    tax_minor = sum(line.tax_minor for line in document.taxes)
    return [*found, Posting(AccountKey.SALES, tax_minor - billed_minor), *taxes]


def _turned(postings: Iterable[Posting]) -> list[Posting]:
    return [Posting(each.account, -each.amount_minor, each.rate_bps) for each in postings]


def entry_of(*, postings: Iterable[Posting], **said: Any) -> Entry | None:
    """An entry of these postings, one per account; None if they add up to nothing."""
    return _checked(Entry(postings=_together(postings), **said))


def _entry(kind: EntryKind, document: Document, postings: Iterable[Posting]) -> Entry | None:
    return _checked(
        Entry(
            id=derived_id("journal", kind, document.id),
            at=document.at,
            on=document.on,
            kind=kind,
            number=document.number,
            customer=document.customer,
            currency=document.currency,
            postings=_together(postings),
        )
    )


def _of_money(mutation_id: Id, parts: Sequence[Movement]) -> Entry | None:
    first = min(parts, key=lambda each: (_KINDS.index(each.kind), each.number))
    postings = [posting for each in parts for posting in _of_movement(each)]
    return _checked(
        Entry(
            id=derived_id("journal", mutation_id, first.currency),
            at=first.at,
            on=first.on,
            kind=first.kind,
            number=first.number,
            customer=first.customer,
            currency=first.currency,
            postings=_together(postings),
            taken_on=first.taken_on if first.taken_on != first.on else None,
        )
    )


def _of_movement(movement: Movement) -> Iterable[Posting]:
    account = AccountKey.OPENING if movement.is_opening else OF_METHOD[movement.method]
    yield Posting(account, movement.received_minor)
    if movement.kind is EntryKind.FEE:
        yield Posting(AccountKey.FEES, -movement.received_minor)
        return
    yield Posting(AccountKey.TIPS, -movement.tip_minor)
    yield Posting(AccountKey.SURCHARGES, -movement.surcharge_minor)
    beside_minor = movement.tip_minor + movement.surcharge_minor
    yield Posting(AccountKey.CREDIT, movement.applied_minor + beside_minor - movement.received_minor)
    yield Posting(AccountKey.RECEIVABLE, -movement.applied_minor)


def _together(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    """One posting for each account; debits first, none of zero."""
    sums: dict[tuple[AccountKey, RateBps | None], Minor] = {}
    for each in postings:
        key = (each.account, each.rate_bps)
        sums[key] = sums.get(key, 0) + each.amount_minor
    found = [Posting(account, amount, rate) for (account, rate), amount in sums.items() if amount]
    return tuple(sorted(found, key=lambda each: each.amount_minor < 0))


def _checked(entry: Entry) -> Entry | None:
    assert is_balanced(entry), entry
    return entry if entry.postings else None
