"""A capture is what a processor knows of a payment that it took: its own name for it, and the fee it kept."""

from datetime import datetime, timedelta
from typing import Final

from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record
from stagebill.payments.payment import PaymentId

LOOK_FIRST: Final = timedelta(hours=1)
LOOK_DAILY_FOR: Final = timedelta(days=4)
LOOK_WEEKLY: Final = timedelta(days=7)
LOOK_UNTIL: Final = timedelta(days=130)  # banks take money back for up to 120 days
_KEY_PARTS: Final = 3


class Capture(Record, frozen=True, kw_only=True):
    """Under the id of its payment. `payment_ref` is what refunds and disputes call it."""

    organization_id: Id
    id: PaymentId
    gateway: str
    gateway_ref: str
    payment_ref: str | None = None
    fee_minor: Minor | None = None
    updated_at: datetime


def next_look(settled_at: datetime, now: datetime) -> datetime | None:
    """When to ask again what became of money: after an hour, daily for some days, weekly for some months."""
    if now < settled_at + LOOK_FIRST:
        return settled_at + LOOK_FIRST
    if now < settled_at + LOOK_DAILY_FOR:
        return now + timedelta(days=1)
    return now + LOOK_WEEKLY if now < settled_at + LOOK_UNTIL else None


def refund_key(organization_id: Id, refund_id: Id) -> str:
    """Our name for a refund at the processor: a repeated call gives the money back once."""
    return f"refund:{organization_id}:{refund_id}"


def refund_of_key(organization_id: Id, key: str | None) -> Id | None:
    """The refund that a key of ours names."""
    parts = (key or "").split(":")
    is_ours = len(parts) == _KEY_PARTS and parts[:2] == ["refund", organization_id]
    return parts[2] if is_ours else None
