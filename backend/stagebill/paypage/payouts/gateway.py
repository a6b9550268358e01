"""What Stagebill asks of a processor that pays out, beside its payments: words of the protocol, no code."""

from datetime import date, datetime
from typing import Protocol

import msgspec

from stagebill.paypage.payouts.payout import Ending, ItemKind


class PayoutSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A payout as the processor has it now. `is_told`: nothing will be added any more to what it says is in
    it; `is_itemized`: it says what is in it at all. A payout that somebody made by hand has no items.
    """

    gateway_ref: str
    amount_minor: int
    currency: str
    arrival_on: date
    made_at: datetime
    is_told: bool
    is_itemized: bool
    ending: Ending | None = None
    problem: str | None = None


class ItemSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One movement in a payout. `key` is ours, where the processor carries it."""

    gateway_ref: str
    kind: ItemKind
    amount_minor: int
    fee_minor: int
    made_at: datetime
    source_ref: str | None = None
    payment_ref: str | None = None
    key: str | None = None


class PayoutPage(msgspec.Struct, frozen=True):
    """Some payouts, the newest first; `after` asks for those before them, None: that was all."""

    payouts: tuple[PayoutSeen, ...]
    after: str | None = None


class ItemPage(msgspec.Struct, frozen=True):
    """Some items of a payout; `after` asks for the next, None: that was all."""

    items: tuple[ItemSeen, ...]
    after: str | None = None


class MayNotRead(Exception):
    """The key has no right to read payouts. Payments need none, so nothing else is wrong."""


class PaysOut(Protocol):
    """The side of a processor that sends money to the bank. Every call raises Unreachable or MayNotRead."""

    async def made_since(self, since: datetime, after: str | None) -> PayoutPage:
        """Payouts that were made since then."""
        ...

    async def made(self, gateway_ref: str) -> PayoutSeen:
        """One payout. Raises UnknownPayment."""
        ...

    async def items(self, gateway_ref: str, after: str | None) -> ItemPage:
        """What is in it."""
        ...

    async def key_of(self, payment_ref: str) -> str | None:
        """Our key of a payment that an item names without it: only the payment itself carries it."""
        ...
