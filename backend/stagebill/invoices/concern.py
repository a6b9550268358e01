"""A concern is what is open about an invoice besides its money: a question, a dispute, money a bank took
back, a promised day, a bank debit that failed or has been on its way for a while, a payment that
nobody can check.
"""

from datetime import date
from typing import Literal

from msgspec import Struct

from stagebill.kernel.money import Minor

ConcernKind = Literal[
    "question", "disputed", "taken_back", "debit_failed", "promised", "pending", "accepted", "in_doubt"
]  # fmt: skip


class Concern(Struct, frozen=True):
    """`amount_minor` is what of the invoice is in question (0: no particular line), disputed, taken back,
    lost with a failed debit, on its way or accepted. `on` is the promised day, the deadline for a dispute,
    the day the bank took money back, the day a debit failed, the day money was sent, or the day `name`
    accepted the stage. A debit on its way for ten days needs the office's attention. `in_doubt`: the
    office has to say of an attempt that began then whether the processor took the money.
    """

    kind: ConcernKind
    amount_minor: Minor = 0
    on: date | None = None
    name: str = ""
