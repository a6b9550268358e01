"""A concern is what stands about an invoice beside its money: a question, a dispute, a promised day."""

from datetime import date
from typing import Literal

from msgspec import Struct

from stagebill.kernel.money import Minor

ConcernKind = Literal["question", "disputed", "promised"]


class Concern(Struct, frozen=True):
    """`amount_minor` is what of the invoice is questioned (0: no line in particular) or disputed; `on` the
    promised day, or until when the bank wants to hear about a dispute.
    """

    kind: ConcernKind
    amount_minor: Minor = 0
    on: date | None = None
