"""Jobs from the rows of a table: one per row with its total, or the rows with one reference as its lines."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import Struct

from stagebill.kernel.ids import Id
from stagebill.kernel.text import Line, Name
from stagebill.spreadsheets.customer_rows import cells_of, heading_of, shape_faults
from stagebill.spreadsheets.entry import Entry, Fault, Wrong, key_of, mutation_id, record_id, wrong
from stagebill.spreadsheets.figure import NotAFigure, day_of, minor_of, number_of, rate_bps, writes_commas
from stagebill.spreadsheets.table import Table

LINES_MAX: Final = 500
QUANTITY_DECIMALS: Final = 3
SAID_ONCE: Final = ("title", "customer", "customer_reference", "customer_email")


class Known(Struct, frozen=True, kw_only=True):
    """The customers that an organization has: by id, and their ids by e-mail and by name, in small letters;
    and its jobs by number and title.
    """

    ids: frozenset[Id]
    by_email: Mapping[str, tuple[Id, ...]]
    by_name: Mapping[str, tuple[Id, ...]]
    jobs: Mapping[tuple[str, str], Id]


class _Reading(Struct, frozen=True, kw_only=True):
    """What all rows of one file share."""

    headings: tuple[str, ...]
    columns: tuple[str, ...]
    organization_id: Id
    decimals: int
    known: Known
    commas: bool


class _Told(NamedTuple):
    """One row and what it says, by field."""

    row: int
    cells: Mapping[str, str]


def jobs_of(
    table: Table, columns: tuple[str, ...], organization_id: Id, decimals: int, known: Known
) -> tuple[list[Entry], list[Wrong]]:
    """Every job that the rows make, and what is wrong with the others. One wrong row stops its whole job."""
    sums = [
        cell
        for row in table.rows
        for field, cell in zip(columns, row.cells, strict=False)
        if field in {"total", "unit_price"}
    ]
    reading = _Reading(
        headings=table.headings, columns=columns, organization_id=organization_id, decimals=decimals,
        known=known, commas=writes_commas(sums),
    )  # fmt: skip
    groups: dict[str, list[tuple[int, dict[str, str], list[Wrong]]]] = {}
    for row in table.rows:
        cells = cells_of(columns, row.cells)
        shape = shape_faults(row.number, row.cells, table.headings, columns)
        key = key_of(cells.get("reference", ""), cells)
        groups.setdefault(key, []).append((row.number, cells, shape))
    entries: list[Entry] = []
    faults: list[Wrong] = []
    for key, rows in groups.items():
        entry, found = _job(reading, key, rows)
        faults.extend(found)
        if entry is not None:
            entries.append(entry)
    return entries, faults


def _job(
    reading: _Reading, key: str, rows: Sequence[tuple[int, dict[str, str], list[Wrong]]]
) -> tuple[Entry | None, list[Wrong]]:
    number, first, _ = rows[0]
    by_reference = key.startswith("reference:")
    # The same row twice, without a reference, is one job that was typed twice.
    told = rows if by_reference else rows[:1]
    faults = [fault for _, _, shape in told for fault in shape]
    if faults:
        return None, faults
    customer_id = _customer(reading, number, first, faults)
    body: dict[str, Any] = {"customer_id": customer_id}
    if "title" not in first:
        faults.append(_fault(reading, number, "title", "missing", first))
    for field, kind in (("title", Name), ("site", Line)):
        _text(reading, _Told(number, first), field, kind, body, faults)
    _day(reading, _Told(number, first), body, faults)
    if len(told) > LINES_MAX:
        faults.append(_fault(reading, told[LINES_MAX][0], "reference", "too_long", first))
    body["line_items"] = [_line(reading, row, cells, first, faults) for row, cells, _ in told]
    for row, cells, _ in told[1:]:
        faults.extend(
            _fault(reading, row, field, "differs", cells)
            for field in SAID_ONCE
            if cells.get(field, first.get(field)) != first.get(field)
        )
    prices = [line.get("unit_price_minor", 1) for line in body["line_items"]]
    if not faults and not any(prices):
        faults.append(_fault(reading, number, "total", "total_is_nothing", first))
    if faults:
        return None, faults
    # A number and a title that a job of ours has: our own list, as it was exported.
    ours = reading.known.jobs.get((first.get("reference", ""), str(body["title"]).casefold()))
    record = ours or record_id(reading.organization_id, "jobs", key)
    return (
        Entry(
            rows=tuple(row for row, _, _ in rows),
            name=str(body["title"]),
            mutation_id=mutation_id(record),
            record_id=record,
            body={"job_id": record, **body},
        ),
        [],
    )


def _day(reading: _Reading, told: _Told, into: dict[str, Any], faults: list[Wrong]) -> None:
    if "starts_on" not in told.cells:
        return
    try:
        into["starts_on"] = day_of(told.cells["starts_on"], commas=reading.commas).isoformat()
    except NotAFigure:
        faults.append(_fault(reading, told.row, "starts_on", "not_a_day", told.cells))


def _customer(reading: _Reading, row: int, cells: Mapping[str, str], faults: list[Wrong]) -> Id | None:
    """By the reference under which they were imported, else by e-mail, else by name; never by a guess."""
    known = reading.known
    if reference := cells.get("customer_reference"):
        if reference in known.ids:
            return reference
        found = record_id(reading.organization_id, "customers", f"reference:{reference}")
        if found in known.ids:
            return found
    for field, ids in (("customer_email", known.by_email), ("customer", known.by_name)):
        candidates = ids.get(cells.get(field, "").casefold(), ())
        if len(candidates) == 1:
            return candidates[0]
        if candidates and field == "customer":
            faults.append(_fault(reading, row, field, "customer_ambiguous", cells))
            return None
    named = next((each for each in ("customer", "customer_reference", "customer_email") if each in cells), "")
    fault: Fault = "customer_unknown" if named else "missing"
    faults.append(_fault(reading, row, named or "customer", fault, cells))
    return None


def _line(
    reading: _Reading, row: int, cells: Mapping[str, str], first: Mapping[str, str], faults: list[Wrong]
) -> dict[str, Any]:
    line: dict[str, Any] = {}
    if "description" in cells:
        _text(reading, _Told(row, cells), "description", Name, line, faults)
    elif "title" in first:
        line["description"] = first["title"]
    price = "unit_price" if "unit_price" in cells else "total"
    if price not in cells:
        faults.append(_fault(reading, row, price, "missing", cells))
    else:
        try:
            sum_minor = minor_of(cells[price], reading.decimals, commas=reading.commas)
            line["unit_price_minor"] = sum_minor
        except NotAFigure:
            faults.append(_fault(reading, row, price, "not_a_number", cells))
    if price == "unit_price" and "quantity" in cells:
        _quantity(reading, row, cells, line, faults)
    if "tax_rate" in cells:
        try:
            rate = rate_bps(cells["tax_rate"], commas=_commas_here(cells["tax_rate"], reading))
            line["tax_rate_bps"] = rate if isinstance(rate, int) else str(rate)
        except NotAFigure:
            faults.append(_fault(reading, row, "tax_rate", "not_a_rate", cells))
    return line


def _quantity(
    reading: _Reading, row: int, cells: Mapping[str, str], line: dict[str, Any], faults: list[Wrong]
) -> None:
    try:
        quantity = number_of(cells["quantity"], commas=_commas_here(cells["quantity"], reading))
    except NotAFigure:
        faults.append(_fault(reading, row, "quantity", "not_a_number", cells))
        return
    if quantity == 0 or quantity != round(quantity, QUANTITY_DECIMALS):
        faults.append(_fault(reading, row, "quantity", "not_a_number", cells))
    line["quantity"] = _plain(quantity)


def _plain(number: Decimal) -> int | str:
    return int(number) if number == number.to_integral_value() else f"{number.normalize():f}"


def _commas_here(cell: str, reading: _Reading) -> bool:
    """A rate or a quantity has no thousands: its one sign is its point, however the sums are written."""
    return "." not in cell and (reading.commas or "," in cell)


def _text(
    reading: _Reading, told: _Told, field: str, shape: Any, into: dict[str, Any], faults: list[Wrong]
) -> None:
    """A text that may be left out."""
    if field not in told.cells:
        return
    try:
        into[field] = msgspec.convert(told.cells[field], shape)
    except msgspec.ValidationError:
        faults.append(_fault(reading, told.row, field, "not_right", told.cells))


def _fault(reading: _Reading, row: int, field: str, fault: Fault, cells: Mapping[str, str]) -> Wrong:
    heading = heading_of(reading.headings, reading.columns, field)
    return wrong(row, heading, field, fault, cells.get(field, ""))
