"""What a row of an import would become, or what is wrong with it, by row and column."""

from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from stagebill.kernel.ids import Id, derived_id
from stagebill.spreadsheets.column import ImportKind

VALUE_SHOWN_MAX: Final = 60

Fault = Literal[
    "missing", "not_right", "too_long", "not_a_number", "not_a_day", "not_a_language", "not_a_country",
    "not_a_rate", "customer_unknown", "customer_ambiguous", "too_many_cells", "total_is_nothing", "refused",
    "differs",
]  # fmt: skip


class Wrong(Struct, frozen=True, kw_only=True):
    """What is wrong in one cell. `column` is its heading, `field` what the column means."""

    row: int
    column: str
    field: str
    fault: Fault
    value: str = ""


class Entry(Struct, frozen=True, kw_only=True):
    """One thing to create: the rows it comes from, its mutation's body, and the ids it will always have."""

    rows: tuple[int, ...]
    name: str
    mutation_id: Id
    record_id: Id
    body: Mapping[str, Any]


def record_id(organization_id: Id, kind: ImportKind, key: str) -> Id:
    """The id for a key: the same file again means the same records."""
    return derived_id("import", organization_id, kind, key)


def mutation_id(record: Id) -> Id:
    return derived_id("import_mutation", record)


def key_of(reference: str, body: Mapping[str, Any]) -> str:
    """The reference that another program gave it; without one, everything that the row says."""
    if reference:
        return f"reference:{reference}"
    return "row:" + msgspec.json.encode(body, order="deterministic").decode()


def wrong(row: int, column: str, field: str, fault: Fault, value: str = "") -> Wrong:
    return Wrong(row=row, column=column, field=field, fault=fault, value=value[:VALUE_SHOWN_MAX])
