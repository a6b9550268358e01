"""Entries of payouts and of disputes.

A payout moves clearing to the bank: of each item, what it adds. The fee of a payment was booked when it
became known and is not booked again; only what the processor charges beside payments is a cost here. What no
payment of ours explains is the processor's other activity. One that comes back lies at the processor again,
in the clearing of cards, and a later payout brings it from there.

What a dispute takes is an asset until it is decided. Won, it comes back; lost, the payment's own reversal
takes it off clearing, so it goes there.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final, NamedTuple

from stagebill.books.account import OF_METHOD, AccountKey
from stagebill.books.journal import Entry, EntryKind, Posting, entry_of
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor
from stagebill.payments.payment import Method

PROCESSORS: Final[Mapping[str, str]] = {"stripe": "Stripe", "wisetack": "Wisetack", "sandbox": "Sandbox"}
_OF_PAYMENTS: Final = frozenset({"charge", "refund", "refund_failed", "dispute"})
_AT_PROCESSOR: Final = frozenset({"returned", "held"})


class Part(NamedTuple):
    """What the items of one kind and method add to a payout; None: no payment of ours."""

    kind: str
    method: Method | None
    net_minor: Minor


class PaidOut(NamedTuple):
    """A payout that reached the bank, or came back. `was_paid`: it was booked to the bank before that.
    `is_late`: it had come back, booked as its bare sum, before what is in it was said.
    """

    id: Id
    at: datetime
    on: date
    gateway: str
    gateway_ref: str
    currency: str
    amount_minor: Minor
    arrival_on: date
    came_back: bool
    was_paid: bool
    parts: tuple[Part, ...]
    is_late: bool = False


class DisputeMoved(NamedTuple):
    """What a dispute took from the balance (below zero) or gave back, and its fee; `is_lost`: its end."""

    id: Id
    at: datetime
    on: date
    number: str
    customer: str
    currency: str
    method: Method
    amount_minor: Minor
    fee_minor: Minor
    is_lost: bool


def paid_out(payouts: Iterable[PaidOut]) -> list[Entry]:
    """An entry for each that reached the bank, and for each that came back."""
    return [entry for entry in map(_of_payout, payouts) if entry is not None]


def disputed(moves: Iterable[DisputeMoved]) -> list[Entry]:
    """An entry for what was taken or given back, and one for what is lost of that."""
    return [entry for entry in map(_of_move, moves) if entry is not None]


def _of_payout(payout: PaidOut) -> Entry | None:
    brought = [Posting(_account(part), -part.net_minor) for part in payout.parts] or [
        Posting(AccountKey.CARD_CLEARING, -payout.amount_minor)
    ]
    to = AccountKey.CARD_CLEARING if payout.came_back else AccountKey.BANK
    if payout.came_back and payout.was_paid and not payout.is_late:
        brought = [Posting(AccountKey.BANK, -payout.amount_minor)]
    kind = EntryKind.PAYOUT_BACK if payout.came_back else EntryKind.PAYOUT
    return entry_of(
        id=derived_id("journal", kind, payout.id, *(("told",) if payout.is_late else ())),
        at=payout.at,
        on=payout.on,
        kind=kind,
        number=payout.gateway_ref,
        customer=PROCESSORS.get(payout.gateway, payout.gateway),
        currency=payout.currency,
        postings=[Posting(to, payout.amount_minor), *brought],
        taken_on=payout.arrival_on,
    )


def _account(part: Part) -> AccountKey:
    if part.kind == "fee":
        return AccountKey.FEES
    if part.kind in _AT_PROCESSOR:
        return AccountKey.CARD_CLEARING
    is_ours = part.method is not None and part.kind in _OF_PAYMENTS
    return OF_METHOD[part.method] if is_ours else AccountKey.PROCESSOR_OTHER  # type: ignore[index]


def _of_move(move: DisputeMoved) -> Entry | None:
    clearing = OF_METHOD[move.method]
    kind = EntryKind.DISPUTE_LOST if move.is_lost else EntryKind.DISPUTE
    postings = (
        [Posting(AccountKey.DISPUTED, move.amount_minor), Posting(clearing, -move.amount_minor)]
        if move.is_lost
        else [
            Posting(AccountKey.DISPUTED, -move.amount_minor),
            Posting(clearing, move.amount_minor - move.fee_minor),
            Posting(AccountKey.FEES, move.fee_minor),
        ]
    )
    return entry_of(
        id=derived_id("journal", kind, move.id),
        at=move.at,
        on=move.on,
        kind=kind,
        number=move.number,
        customer=move.customer,
        currency=move.currency,
        postings=postings,
    )
