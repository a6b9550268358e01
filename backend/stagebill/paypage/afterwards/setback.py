"""What a bank did to a payment after its customer thought it done: their page says it, or nobody does."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

from stagebill.kernel.money import Minor

Kind = Literal["debit_failed", "taken_back", "disputed"]


class Setback(Struct, frozen=True):
    """`amount_minor`: what of the payment was for this invoice. `at`: when we heard of it."""

    kind: Kind
    amount_minor: Minor
    at: datetime


def shown_of(setbacks: Sequence[Setback]) -> Setback | None:
    """The one that the page speaks of: what the bank has not decided yet, else the latest."""
    return max(setbacks, key=lambda one: (one.kind == "disputed", one.at), default=None)
