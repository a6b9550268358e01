"""Invoice numbers: a counter per series, gap-free: only an issue in the same transaction moves it (D-19)."""

from typing import Annotated

from msgspec import Meta

from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.records import Record, replace

INVOICES = "invoice"
CREDIT_NOTES = "credit_note"
PREFIX_MAX = 12
DIGITS_MIN = 4


class NumberSeries(Record, frozen=True, kw_only=True):
    """One counter. Whoever issues locks it, takes `next_number`, and saves what `taken` returns."""

    organization_id: Id
    id: Id
    series: str
    prefix: Annotated[str, Meta(max_length=PREFIX_MAX)]
    next_number: Annotated[int, Meta(ge=1)]

    @property
    def label(self) -> str:
        """The next number as it will be printed: INV-0001."""
        return f"{self.prefix}{self.next_number:0{DIGITS_MIN}d}"


def series_id(organization_id: Id, series: str) -> Id:
    """The id of a company's series: derived, so that nobody has to look for it before locking it."""
    return derived_id("number_series", organization_id, series)


def first_series(organization_id: Id, series: str = INVOICES, prefix: str = "INV-") -> NumberSeries:
    """The series a company begins with."""
    return NumberSeries(
        organization_id=organization_id,
        id=series_id(organization_id, series),
        series=series,
        prefix=prefix,
        next_number=1,
    )


def taken(series: NumberSeries) -> NumberSeries:
    """The series after its next number was given out."""
    return replace(series, next_number=series.next_number + 1)
