"""A line item is one priced part of a job's contract: what, how much of it, and at which price."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final, NewType

from stagebill.jobs.job import JobId
from stagebill.kernel.errors import Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor, share
from stagebill.kernel.records import Record

LineItemId = NewType("LineItemId", Id)

MILLI: Final = 1000  # quantities are kept in thousandths: 2.5 hours is 2500
QUANTITY_MAX: Final = 10**6


class NotAQuantity(Refusal):
    """A quantity is more than 0, at most a million, and has at most three decimals."""


class LineItem(Record, frozen=True, kw_only=True):
    organization_id: Id
    id: LineItemId
    job_id: JobId
    position: int
    description: str
    quantity_milli: int
    unit_price_minor: Minor
    tax_rate_ppm: int
    amount_minor: Minor
    group_title: str | None = None  # the heading that it stands under
    exempt: bool = False  # free of tax by law, which a document says; another line may only be untaxed
    removed_at: datetime | None = None  # taken off the job; kept, for what was billed of it


def quantity_milli(quantity: int | Decimal | str) -> int:
    """A quantity from the wire as it is stored. Raises NotAQuantity."""
    try:
        exact = Decimal(quantity)
    except InvalidOperation:
        raise NotAQuantity(quantity=str(quantity)[:40]) from None
    if not exact.is_finite() or not 0 < exact <= QUANTITY_MAX:
        raise NotAQuantity(quantity=str(quantity)[:40])
    thousandths = exact.quantize(Decimal("0.001"))
    if thousandths != exact:
        raise NotAQuantity(quantity=str(quantity)[:40])
    return int(thousandths * MILLI)


def quantity(milli: int) -> int | Decimal:
    """A stored quantity as the wire writes it: 2500 is 2.5, 3000 is 3."""
    whole, rest = divmod(milli, MILLI)
    return whole if not rest else Decimal(milli).scaleb(-3).normalize()


def amount(quantity_milli: int, unit_price_minor: Minor) -> Minor:
    return share(unit_price_minor, quantity_milli, MILLI)
