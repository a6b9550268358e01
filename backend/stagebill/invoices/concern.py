"""A concern is what stands about an invoice beside its money: a question, a dispute, a promised day, a bank
debit and since when it is on its way.
"""

from datetime import date
from typing import Literal

from msgspec import Struct

from stagebill.kernel.money import Minor

ConcernKind = Literal["question", "disputed", "promised", "pending"]


class Concern(Struct, frozen=True):
    """`amount_minor` is what of the invoice is questioned (0: no line in particular), disputed or on its way;
    `on` the promised day, until when the bank wants to hear about a dispute, or since when money is on its
    way. A debit that is on its way for more than ten days is the office's to look into.
    """

    kind: ConcernKind
    amount_minor: Minor = 0
    on: date | None = None
