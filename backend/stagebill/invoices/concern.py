"""A concern is what stands about an invoice beside its money: a question, a dispute, what a bank took back, a
promised day, a bank debit and since when it is on its way.
"""

from datetime import date
from typing import Literal

from msgspec import Struct

from stagebill.kernel.money import Minor

ConcernKind = Literal["question", "disputed", "taken_back", "promised", "pending", "accepted"]


class Concern(Struct, frozen=True):
    """`amount_minor` is what of the invoice is questioned (0: no line in particular), disputed, taken back,
    on its way or accepted; `on` the promised day, until when the bank wants to hear about a dispute, when it
    took money back, since when money is on its way, or when `name` accepted the stage. A debit on its way for
    ten days is the office's to see to.
    """

    kind: ConcernKind
    amount_minor: Minor = 0
    on: date | None = None
    name: str = ""
