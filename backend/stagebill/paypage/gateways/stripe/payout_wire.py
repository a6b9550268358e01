"""What Stripe calls payouts and what is in them, and what that means here.

By https://docs.stripe.com/payouts/reconciliation and https://docs.stripe.com/reports/reporting-categories:
only automatic payouts have their movements told (`reconciliation_status`), a payout may be paid first and
fail within five business days, and `reporting_category` says finer than `type` what a movement is.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import msgspec

from stagebill.paypage.gateways.stripe.wire import instant
from stagebill.paypage.payouts.gateway import ItemSeen, PayoutSeen
from stagebill.paypage.payouts.payout import Ending, ItemKind

PAYOUT_EVENTS: Final = "payout."
HALF_A_DAY: Final = timedelta(hours=12)

_KINDS: Final[Mapping[str, ItemKind]] = {
    "charge": "charge",
    "refund": "refund",
    "partial_capture_reversal": "refund",
    "refund_failure": "refund_failed",
    "dispute": "dispute",
    "dispute_reversal": "dispute",
    "fee": "fee",
    "network_cost": "fee",
    "tax": "fee",
    "payout_reversal": "returned",
    "risk_reserved_funds": "held",
    "payout_minimum_balance_hold": "held",
    "payout_minimum_balance_release": "held",
}
_ENDINGS: Final[Mapping[str, Ending]] = {"paid": "paid", "failed": "failed", "canceled": "canceled"}
_ITSELF: Final = "payout"


class Payout(msgspec.Struct, frozen=True, kw_only=True):
    """Money on its way to the bank, or from it."""

    id: str
    amount: int
    currency: str
    status: str
    arrival_date: int
    created: int
    reconciliation_status: str = "not_applicable"
    failure_code: str | None = None
    failure_message: str | None = None


class Payouts(msgspec.Struct, frozen=True):
    data: list[Payout]
    has_more: bool = False


class Session(msgspec.Struct, frozen=True):
    """The page where a payment was made: it carries our key."""

    client_reference_id: str | None = None


class Sessions(msgspec.Struct, frozen=True):
    data: list[Session]


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What a movement is about: a charge, a refund, a dispute, another payout."""

    id: str = ""
    object: str = ""
    payment_intent: str | None = None
    metadata: dict[str, str] | None = None


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """A movement of the account's balance."""

    id: str
    amount: int
    fee: int
    currency: str
    created: int
    reporting_category: str = ""
    source: Source | str | None = None


class Balances(msgspec.Struct, frozen=True):
    data: list[Balance]
    has_more: bool = False


def payout_seen(payout: Payout) -> PayoutSeen:
    """The day of arrival is Stripe's midnight of it, by whatever clock that was written down."""
    return PayoutSeen(
        gateway_ref=payout.id,
        amount_minor=payout.amount,
        currency=payout.currency.upper(),
        arrival_on=(instant(payout.arrival_date) + HALF_A_DAY).date(),
        made_at=instant(payout.created),
        is_told=payout.reconciliation_status != "in_progress",
        is_itemized=payout.reconciliation_status == "completed",
        ending=_ENDINGS.get(payout.status),
        problem=(payout.failure_code or payout.failure_message or "").replace("_", " ") or None,
    )


def item_seen(moved: Balance) -> ItemSeen | None:
    """None for the payout itself, which is among its own movements."""
    if moved.reporting_category == _ITSELF:
        return None
    source = moved.source
    about = source if isinstance(source, Source) else None
    return ItemSeen(
        gateway_ref=moved.id,
        kind=_KINDS.get(moved.reporting_category, "other"),
        amount_minor=moved.amount,
        fee_minor=moved.fee,
        made_at=instant(moved.created),
        source_ref=(about.id if about else source if isinstance(source, str) else None) or None,
        payment_ref=about.payment_intent if about else None,
        key=(about.metadata or {}).get("key") if about else None,
    )
