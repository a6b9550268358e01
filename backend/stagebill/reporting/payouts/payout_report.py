"""Payouts in figures: what was taken, less fees, refunds and disputes, is what arrives."""

from datetime import date, datetime

from msgspec import Struct

from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.payments.payment import Method
from stagebill.paypage.payouts.payout import ItemKind, State


class PayoutView(Struct, frozen=True, kw_only=True):
    """One payout. `gross_minor` less `fee_minor`, plus `refund_minor`, `dispute_minor` and `other_minor`
    (what went back is below zero), is `amount_minor`; below zero, it was taken from the bank. Where
    it is not itemized, the processor says no more than the sum.
    """

    id: Id
    gateway: str
    gateway_ref: str
    made_at: datetime
    arrival_on: date
    state: State
    problem: str | None
    currency: str
    is_itemized: bool
    payment_count: int
    gross_minor: Minor
    fee_minor: Minor
    refund_minor: Minor
    dispute_minor: Minor
    other_minor: Minor
    amount_minor: Minor


class PayoutsElsewhere(Struct, frozen=True, kw_only=True):
    """Payouts in a currency that is not the company's: in no sum of theirs and in no journal."""

    currency: str
    on_its_way_minor: Minor
    arrived_minor: Minor
    rows: list[PayoutView]
    left_off: int


class Payouts(Struct, frozen=True, kw_only=True):
    """Payouts, the newest first. `waiting_minor` is at processors and in no payout yet, `on_its_way_minor` in
    payouts that have not arrived. `barred`: processors whose key may not read payouts. `is_connected`: there
    is a processor, or there was one. `others`: payouts in other currencies, each by itself.
    """

    as_of: date
    currency: str
    is_connected: bool
    barred: list[str]
    waiting_minor: Minor
    on_its_way_minor: Minor
    arrived_minor: Minor
    rows: list[PayoutView]
    left_off: int
    others: list[PayoutsElsewhere]


class PayoutItemView(Struct, frozen=True, kw_only=True):
    """One movement in a payout, with the payment of ours that it is about, where it is about one."""

    id: Id
    kind: ItemKind
    made_at: datetime
    source_ref: str | None
    payment_id: Id | None
    method: Method | None
    job_id: Id | None
    job: str | None
    customer: str | None
    amount_minor: Minor
    fee_minor: Minor
    net_minor: Minor


class PayoutWhole(Struct, frozen=True, kw_only=True):
    """A payout with what is in it; `left_off`: items that are too many to show."""

    payout: PayoutView
    items: list[PayoutItemView]
    left_off: int


class PaymentPaidOut(Struct, frozen=True, kw_only=True):
    """A payout that has something of a payment, and what: `net_minor` of it reached the bank by that, in the
    payout's `currency`.
    """

    payout_id: Id
    gateway: str
    arrival_on: date
    state: State
    currency: str
    kinds: list[ItemKind]
    fee_minor: Minor
    net_minor: Minor


class PaymentPayouts(Struct, frozen=True, kw_only=True):
    """Every payout that has something of a payment, the first first."""

    items: list[PaymentPaidOut]
