"""A line item is one priced part of a job's contract: what, how much of it, and at which price."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final, NewType

from msgspec import UNSET, Struct, UnsetType

from stagebill.jobs.job import JobId
from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor, NonNegativeMinor, RateBps, rate_ppm, share
from stagebill.kernel.records import Record, replace
from stagebill.kernel.text import Name, without_card_numbers

LineItemId = NewType("LineItemId", Id)

MILLI: Final = 1000  # quantities are kept in thousandths: 2.5 hours is 2500
LINES_MAX: Final = 500
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
    change_order_id: Id | None = None  # an approved change order brought it, and alone may change it

    @property
    def is_change(self) -> bool:
        return self.change_order_id is not None


class NewLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A priced line, as people write it. `quantity` has up to three decimals; consecutive lines with the same
    `group_title` are shown under that heading; `exempt` says why a line has no tax.
    """

    line_item_id: Id | UnsetType = UNSET
    description: Name
    quantity: int | Decimal = 1  # a JSON number, or its decimal text
    unit_price_minor: NonNegativeMinor
    tax_rate_bps: RateBps = 0
    exempt: bool = False
    group_title: Name | None = None


class ExemptWithRate(Refusal):
    """A line that is exempt from tax has no tax rate."""


class LineTwice(Refusal):
    """Each line of a job is listed once."""


class LineOfChange(Refusal):
    """The lines of an approved change order cannot be edited; another change order takes them off."""

    kind = Kind.STALE


def line_item(line: NewLine, *, organization_id: Id, job_id: JobId, line_id: Id, position: int) -> LineItem:
    """The line as it is stored. Raises NotAQuantity, NotARate, ExemptWithRate."""
    milli, rate = quantity_milli(line.quantity), rate_ppm(line.tax_rate_bps)
    if line.exempt and rate:
        raise ExemptWithRate(description=line.description, tax_rate_bps=str(line.tax_rate_bps))
    return LineItem(
        organization_id=organization_id,
        id=LineItemId(line_id),
        job_id=job_id,
        position=position,
        description=without_card_numbers(line.description),
        quantity_milli=milli,
        unit_price_minor=line.unit_price_minor,
        tax_rate_ppm=rate,
        amount_minor=amount(milli, line.unit_price_minor),
        group_title=None if line.group_title is None else without_card_numbers(line.group_title),
        exempt=line.exempt,
    )


def replaced(
    job_id: JobId, before: Sequence[LineItem], wanted: Sequence[NewLine], context: Context
) -> tuple[LineItem, ...]:
    """The job's new lines in order, and those that were removed.

    Lines of approved change orders are not listed, and stay.

    Positions only ever grow, so that no two lines share one at any moment of the change.
    """
    first = max((line.position for line in before), default=-1) + 1
    known = {line.id: line for line in before}
    kept: dict[Id, LineItem] = {}
    for place, line in enumerate(wanted):
        line_id = line.line_item_id
        if line_id is UNSET:
            line_id = derived_id("line_item", context.mutation_id, str(place))
        if line_id in kept:
            raise LineTwice(line_item_id=line_id)
        if any(one.id == line_id and one.is_change for one in before):
            raise LineOfChange(line_item_id=line_id)
        kept[line_id] = line_item(
            line,
            organization_id=context.organization_id,
            job_id=job_id,
            line_id=line_id,
            position=first + place,
        )
    others = [line for line in known.values() if line.id not in kept and line.removed_at is None]
    gone = [replace(line, removed_at=context.now) for line in others if not line.is_change]
    return (*kept.values(), *(line for line in others if line.is_change), *gone)


def in_order(lines: Iterable[LineItem]) -> list[LineItem]:
    """In their order on the job. A discount is spread in this order, to the last unit."""
    return sorted(lines, key=lambda line: line.position)


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
