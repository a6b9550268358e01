"""What Stagebill asks of a payment gateway, whoever runs it: the words of the protocol, no code."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, Protocol

import msgspec

from stagebill.paypage.cards.gateway import CardSeen, KeepsCards
from stagebill.paypage.checkout import Funding, Method
from stagebill.paypage.payouts.gateway import PaysOut

Status = Literal["open", "pending", "succeeded", "failed", "canceled", "expired"]


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """What this gateway can take at all; the pay page offers nothing else."""

    methods: frozenset[Method]
    min_minor: int = 1
    max_minor: int = 10**12
    form_origins: tuple[str, ...] = ()
    """Where a pay button leads: Chromium blocks a form's redirect to an origin that the CSP does not name."""
    open_for: timedelta = timedelta(hours=24)
    """How long an attempt may stay open there before it is given up."""
    can_close: bool = True
    """Whether we can close an attempt there. One that was only let go of may still become money."""
    tells_funding: bool = False
    """Whether it says what kind of card paid. Where it does not, no card has a surcharge."""


def methods_for(capabilities: Capabilities, amount_minor: int) -> frozenset[Method]:
    """What the gateway can take for this sum; the edges of its limits are inside (D-56)."""
    inside = capabilities.min_minor <= amount_minor <= capabilities.max_minor
    return capabilities.methods if inside else frozenset()


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt to begin. `key` is ours: the same key again gives the same payment, never a second one.

    `tip_minor` is asked for on top of the amount, as a line of its own that `tip_words` names, and
    `surcharge_minor` as one that `surcharge_words` names. `keeps_card`: the customer agreed that the card is
    kept for charges with nobody at the page.
    """

    key: str
    amount_minor: int
    currency: str
    method: Method
    description: str
    return_url: str
    language: str
    started_at: datetime
    tip_minor: int = 0
    tip_words: str = ""
    keeps_card: bool = False
    surcharge_minor: int = 0
    surcharge_words: str = ""

    @property
    def total_minor(self) -> int:
        """What the customer is charged."""
        return self.amount_minor + self.tip_minor + self.surcharge_minor


class Started(msgspec.Struct, frozen=True, kw_only=True):
    """The gateway's answer: its name for the payment, and the page to send the customer to."""

    gateway_ref: str
    url: str


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """What is true at the gateway now. `succeeded_at`: since when the money is there, if the gateway says so.

    `card`: the one that was kept. `problem`: the gateway's code for why a charge failed. `funding`: what kind
    of card paid.
    """

    gateway_ref: str
    key: str
    status: Status
    amount_minor: int
    currency: str
    succeeded_at: datetime | None = None
    card: CardSeen | None = None
    problem: str | None = None
    funding: Funding | None = None


class RefundSeen(msgspec.Struct, frozen=True, kw_only=True):
    """Money that the gateway gave back, or was to. `key` is ours, where we asked for it."""

    gateway_ref: str
    key: str | None
    amount_minor: int
    state: Literal["sent", "failed"]
    problem: str | None = None


class DisputeMoveSeen(msgspec.Struct, frozen=True, kw_only=True):
    """What a dispute did to the balance: took (below zero) or gave back, and what it cost, or gave back of
    that (below zero).
    """

    gateway_ref: str
    amount_minor: int
    fee_minor: int


class DisputeSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A payment that the customer's bank takes back, or asks to; `due_by` is the gateway's last day."""

    gateway_ref: str
    amount_minor: int
    reason: str
    state: Literal["open", "won", "lost"]
    due_by: datetime | None = None
    moves: tuple[DisputeMoveSeen, ...] = ()


class Aftermath(msgspec.Struct, frozen=True, kw_only=True):
    """What became of money after it was there. `payment_ref`: what refunds and disputes call the payment."""

    payment_ref: str | None = None
    fee_minor: int | None = None
    refunded_minor: int = 0
    """What went back in all, of a gateway that names no single refunds."""
    refunds: tuple[RefundSeen, ...] = ()
    disputes: tuple[DisputeSeen, ...] = ()


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A hint that something changed. `key` is ours, so that even an event that overtakes our commit finds its
    attempt.
    """

    event_id: str
    gateway_ref: str
    key: str | None
    about: Literal["payment", "payout"] = "payment"


class BadSignature(Exception):
    """The bytes were not signed by this gateway, or too long ago."""


class Unreachable(Exception):
    """The gateway did not answer in time: the result of the call is unknown, not failed."""


class KeyDead(Unreachable):
    """The gateway does not take the key that it is asked with, and says nothing to whoever has it."""


class NotThere(Unreachable):
    """The account that it was asked with has nothing of that name: never, or another has it."""


class NobodyKnows(Unreachable):
    """The key that something was begun with is no good any more, and today's leads to another account."""


class StartRefused(Exception):
    """The gateway refuses a call, and always will under this key: `reason` is its code. Nothing was begun
    that anybody could pay.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnknownPayment(Exception):
    """The gateway knows no payment by that name."""


class Gateway(Protocol):
    """One payment processor. It owns none of our rows and decides nothing about invoices."""

    slug: str
    is_test: bool
    """Whether no money moves, though the page looks as if it did: the customer is to be told."""

    @property
    def cards(self) -> KeepsCards | None:
        """Its interface for keeping cards and charging them later, if it has one."""
        ...

    @property
    def payouts(self) -> PaysOut | None:
        """Its interface for payouts to the bank, if it reports them."""
        ...

    def capabilities(self) -> Capabilities:
        """What it can take."""
        ...

    async def start_payment(self, start: Start) -> Started:
        """Begin a payment; idempotent by `start.key`."""
        ...

    async def fetch_status(self, gateway_ref: str) -> Snapshot:
        """What is true now, asked of the gateway."""
        ...

    async def cancel(self, gateway_ref: str) -> Snapshot:
        """Close an attempt that the customer has not finished; the answer says what is true after it."""
        ...

    async def fetch_aftermath(self, gateway_ref: str) -> Aftermath:
        """What became of money that was there; asked repeatedly for some months."""
        ...

    async def refund(self, gateway_ref: str, amount_minor: int, key: str) -> RefundSeen:
        """Send money back; idempotent by `key`. Raises StartRefused when it never will."""
        ...

    def parse_webhook(
        self, headers: Mapping[str, str], body: bytes, now: datetime, word: str
    ) -> tuple[Event, ...]:
        """The events in a delivery, once its signature over the raw bytes is valid. Raises BadSignature.

        `word` is the last part of the address that it came to: a gateway that signs nothing is given one that
        nobody else knows.
        """
        ...
