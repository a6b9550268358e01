"""Numbers of documents: a gap-free counter per series, moved only with the issue that takes one (D-19)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from stagebill.kernel.errors import Refusal
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.records import Record, replace
from stagebill.kernel.text import LINE_PATTERN

INVOICES: Final = "invoice"
DEPOSITS: Final = "deposit"
CREDIT_NOTES: Final = "credit_note"
PREFIXES: Final = {INVOICES: "INV-", DEPOSITS: "D-", CREDIT_NOTES: "CN-"}
PREFIX_MAX: Final = 20
DIGITS_MAX: Final = 9
NUMBER_MAX: Final = 999_999_999
YEAR: Final = "{YYYY}"
SHORT_YEAR: Final = "{YY}"

SeriesName = Literal["invoice", "deposit", "credit_note"]
Prefix = Annotated[
    str, Meta(max_length=PREFIX_MAX, pattern=LINE_PATTERN + r"[^{}]*(?:\{YYYY\}|\{YY\})?[^{}]*$")
]
"""What stands before the digits, where `{YYYY}` or `{YY}` becomes the year of issue."""

Digits = Annotated[int, Meta(ge=1, le=DIGITS_MAX)]
NextNumber = Annotated[int, Meta(ge=1, le=NUMBER_MAX)]


class NumberSeries(Record, frozen=True, kw_only=True):
    """One counter and how its numbers are printed. Whoever issues locks it and saves what `taken` returns.

    A series that starts again each year keeps its format here and counts in one row per year.
    """

    organization_id: Id
    id: Id
    series: str
    prefix: Prefix
    next_number: NextNumber
    digits: Digits = 4
    yearly: bool = False


class NumberSkip(Record, frozen=True, kw_only=True):
    """Numbers that another system used before: they are missing here for a recorded reason."""

    organization_id: Id
    id: Id
    series: str
    from_number: NextNumber
    to_number: NextNumber
    created_at: datetime
    created_by: Id | None
    mutation_id: Id


class TakenNumber(Struct, frozen=True, kw_only=True):
    """A number for one document; `records` hold the advanced counter, and are saved with the document."""

    series: str
    number: str
    number_seq: int
    records: tuple[Record, ...]


class NumberBackwards(Refusal):
    """The next number of a series only goes up: a number that was given out is not given out again."""


class YearMissing(Refusal):
    """A series that starts again each year must print the year, or its numbers would repeat."""


class NumberTaken(Refusal):
    """No two documents of a company have the same number."""


class NumbersAhead(Refusal):
    """A series must not run into numbers that are already in use: it continues after them."""


def series_id(organization_id: Id, series: str) -> Id:
    """The id of a company's series: derived, so that it can be locked without a lookup."""
    return derived_id("number_series", organization_id, series)


def first_series(organization_id: Id, series: str = INVOICES, prefix: str | None = None) -> NumberSeries:
    """The series that a company starts with."""
    return NumberSeries(
        organization_id=organization_id,
        id=series_id(organization_id, series),
        series=series,
        prefix=PREFIXES[series] if prefix is None else prefix,
        next_number=1,
    )


def counter_name(series: NumberSeries, on: date) -> str:
    """The series in which a document of this day is counted."""
    return f"{series.series}:{on.year}" if series.yearly else series.series


def first_of_year(series: NumberSeries, on: date) -> NumberSeries:
    """The counter of a year, before its first number."""
    name = counter_name(series, on)
    return replace(series, id=series_id(series.organization_id, name), series=name, next_number=1)


def label(series: NumberSeries, number: int, on: date) -> str:
    """A number as printed: INV-0001, or 2026-0001 with the prefix `{YYYY}-`."""
    prefix = series.prefix.replace(YEAR, f"{on.year:04d}").replace(SHORT_YEAR, f"{on.year % 100:02d}")
    return f"{prefix}{number:0{series.digits}d}"


def check_ahead(form: NumberSeries, next_number: int, printed: Iterable[str], on: date) -> None:
    """`printed` are the used numbers with this series' prefix. Raises NumbersAhead."""
    start = len(label(form, 0, on)) - form.digits
    counts = [(int(number[start:]), number) for number in printed if number[start:].isdecimal()]
    ahead = [
        (count, number)
        for count, number in counts
        if count >= next_number and number == label(form, count, on)
    ]
    if ahead:
        last, number = max(ahead)
        raise NumbersAhead(number=number, next_number=last + 1)


def taken(series: NumberSeries) -> NumberSeries:
    """The series after its next number was taken."""
    return replace(series, next_number=series.next_number + 1)


def check_form(series: NumberSeries) -> None:
    """Raises YearMissing if one year's numbers would repeat those of another."""
    if series.yearly and YEAR not in series.prefix and SHORT_YEAR not in series.prefix:
        raise YearMissing(prefix=series.prefix)


def skipped_to(
    counter: NumberSeries, next_number: int, *, created_at: datetime, created_by: Id | None, mutation_id: Id
) -> tuple[Record, ...]:
    """The counter raised to a number that an older system has reached, with what was skipped."""
    if next_number < counter.next_number:
        raise NumberBackwards(next_number=counter.next_number, asked_number=next_number)
    if next_number == counter.next_number:
        return ()
    skip = NumberSkip(
        organization_id=counter.organization_id,
        id=derived_id("number_skip", mutation_id, counter.series),
        series=counter.series,
        from_number=counter.next_number,
        to_number=next_number - 1,
        created_at=created_at,
        created_by=created_by,
        mutation_id=mutation_id,
    )
    return (replace(counter, next_number=next_number), skip)
