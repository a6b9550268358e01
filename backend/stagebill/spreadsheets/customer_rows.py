"""Customers from the rows of a table: one per row, or the cells that prevent it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from stagebill.kernel.context import CustomerLanguage
from stagebill.kernel.ids import Id
from stagebill.kernel.text import Email, Name, Note, Phone
from stagebill.spreadsheets.country import country_of
from stagebill.spreadsheets.entry import Entry, Wrong, key_of, mutation_id, record_id, wrong
from stagebill.spreadsheets.table import Table, too_long
from stagebill.spreadsheets.writing import unguarded

PARTS: Final = ("street", "city", "region", "postal_code")
BILLING: Final = "billing_"
_SHAPES: Final[Mapping[str, Any]] = {
    "name": Name, "email": Email, "mobile": Phone, "address": Name, "notes": Note,
    **dict.fromkeys(PARTS, Name), **dict.fromkeys((BILLING + part for part in PARTS), Name),
    "billing_street": Note,
}  # fmt: skip
_LANGUAGES: Final[Mapping[str, CustomerLanguage]] = {
    "en": "en", "english": "en", "ingles": "en", "inglés": "en", "es": "es", "spanish": "es", "espanol": "es",
    "español": "es", "ar": "ar", "arabic": "ar", "arabe": "ar", "árabe": "ar", "العربية": "ar", "عربي": "ar",
}  # fmt: skip


def customers_of(
    table: Table, columns: Sequence[str], organization_id: Id, ids: frozenset[Id]
) -> tuple[list[Entry], list[Wrong]]:
    """Every row that can be a customer, and what is wrong with the others. A reference that is one of our own
    `ids`, as our export writes them, stands for that very customer.
    """
    entries: list[Entry] = []
    faults: list[Wrong] = []
    for row in table.rows:
        cells = cells_of(columns, row.cells)
        found = _faults(row.number, row.cells, cells, table.headings, columns)
        if found:
            faults.extend(found)
            continue
        body = _body(cells)
        reference = cells.get("reference", "")
        is_ours = reference in ids
        record = reference if is_ours else record_id(organization_id, "customers", key_of(reference, body))
        entries.append(
            Entry(
                rows=(row.number,),
                name=body["name"],
                mutation_id=mutation_id(record),
                record_id=record,
                body={"customer_id": record, **body},
            )
        )
    return entries, faults


def cells_of(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """What a row says, by field; empty cells say nothing."""
    said = {field: unguarded(cell).strip() for field, cell in zip(columns, cells, strict=False) if field}
    return {field: cell for field, cell in said.items() if cell}


def shape_faults(
    row: int, raw: Sequence[str], headings: Sequence[str], columns: Sequence[str]
) -> list[Wrong]:
    """What is wrong with a row whatever it means: more cells than headings, or a cell nobody typed."""
    if extra := [cell for cell in raw[len(headings) :] if cell.strip()]:
        return [wrong(row, "", "", "too_many_cells", extra[0])]
    if (place := too_long(raw)) is not None:
        return [wrong(row, headings[place], columns[place], "too_long", raw[place])]
    return []


def heading_of(headings: Sequence[str], columns: Sequence[str], field: str) -> str:
    return headings[columns.index(field)] if field in columns else ""


def _faults(
    row: int, raw: Sequence[str], cells: Mapping[str, str], headings: Sequence[str], columns: Sequence[str]
) -> list[Wrong]:
    if found := shape_faults(row, raw, headings, columns):
        return found
    if "name" not in cells:
        found.append(wrong(row, heading_of(headings, columns, "name"), "name", "missing"))
    if "language" in cells and cells["language"].casefold() not in _LANGUAGES:
        heading = heading_of(headings, columns, "language")
        found.append(wrong(row, heading, "language", "not_a_language", cells["language"]))
    if "billing_country" in cells and country_of(cells["billing_country"]) is None:
        heading = heading_of(headings, columns, "billing_country")
        found.append(wrong(row, heading, "billing_country", "not_a_country", cells["billing_country"]))
    for field, shape in _SHAPES.items():
        if field in cells and not _fits(cells[field], shape):
            heading = heading_of(headings, columns, field)
            found.append(wrong(row, heading, field, "not_right", cells[field]))
    return found


def _fits(cell: str, shape: Any) -> bool:
    try:
        msgspec.convert(cell, shape)
    except msgspec.ValidationError:
        return False
    return True


def _body(cells: Mapping[str, str]) -> dict[str, Any]:
    body: dict[str, Any] = {"name": cells["name"]}
    body.update((field, cells[field]) for field in ("email", "mobile", "notes") if field in cells)
    if "language" in cells:
        body["language"] = _LANGUAGES[cells["language"].casefold()]
    parts = {part: cells[part] for part in PARTS if part in cells}
    address = cells.get("address") or ", ".join(parts.values())
    if address:
        body["sites"] = [{"address": address, **parts}]
    if billing := _billing(cells):
        body["billing_address"] = billing
    return body


def _billing(cells: Mapping[str, str]) -> dict[str, str]:
    """A country alone is no address."""
    parts = {part: cells[BILLING + part] for part in PARTS if BILLING + part in cells}
    country = country_of(cells.get("billing_country", ""))
    return {**parts, "country": country} if parts and country else parts
