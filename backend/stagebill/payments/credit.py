"""Credit is unapplied money of a job, drawn upon when an invoice is issued: oldest payment first."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from stagebill.kernel.money import Minor
from stagebill.payments.payment import PaymentId


class Credit(Struct, frozen=True, kw_only=True):
    payment_id: PaymentId
    unapplied_minor: Minor
    taken_at: datetime


class Draw(Struct, frozen=True):
    payment_id: PaymentId
    amount_minor: Minor


def draw(due_minor: Minor, credits: Iterable[Credit], *, whole_only: bool = False) -> tuple[Draw, ...]:
    """What settles a new invoice at once. With `whole_only` nothing does unless the credits cover it."""
    draws: list[Draw] = []
    left_minor = due_minor
    for credit in sorted(credits, key=lambda credit: (credit.taken_at, credit.payment_id)):
        amount_minor = min(left_minor, credit.unapplied_minor)
        if amount_minor > 0:
            draws.append(Draw(credit.payment_id, amount_minor))
            left_minor -= amount_minor
    return () if whole_only and left_minor > 0 else tuple(draws)
