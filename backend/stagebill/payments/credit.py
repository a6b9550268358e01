"""What settles a new invoice at once: money that named it before it came, then its job's credit, the oldest
first.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from msgspec import Struct

from stagebill.kernel.money import Minor
from stagebill.payments.payment import PaymentId, Reason

# Money that names an invoice which is not there yet, or not issued, waits for nothing else.
WAITS_FOR_INVOICE: Final = frozenset({Reason.INVOICE_UNKNOWN, Reason.INVOICE_DRAFT})


class Credit(Struct, frozen=True, kw_only=True):
    """Money that a new invoice may take; `is_named` if it was received for this very invoice."""

    payment_id: PaymentId
    unapplied_minor: Minor
    taken_at: datetime
    is_named: bool = False


class Draw(Struct, frozen=True):
    payment_id: PaymentId
    amount_minor: Minor


def draw(due_minor: Minor, credits: Iterable[Credit], *, whole_only: bool = False) -> tuple[Draw, ...]:
    """What settles a new invoice at once. With `whole_only`, nothing does unless the credits cover it."""
    draws: list[Draw] = []
    left_minor = due_minor
    for credit in sorted(credits, key=_place):
        amount_minor = min(left_minor, credit.unapplied_minor)
        if amount_minor > 0:
            draws.append(Draw(credit.payment_id, amount_minor))
            left_minor -= amount_minor
    return () if whole_only and left_minor > 0 else tuple(draws)


def _place(credit: Credit) -> tuple[bool, datetime, PaymentId]:
    return (not credit.is_named, credit.taken_at, credit.payment_id)
