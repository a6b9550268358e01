"""Examples of what the API takes and answers, made from its own schema: they cannot fall behind it."""

from collections.abc import Mapping
from typing import Any, Final

from stagebill.kernel.ids import derived_id

Json = Mapping[str, Any]

_SCHEMAS: Final = "#/components/schemas/"
_DEPTH_MAX: Final = 8

# What a field of this name usually holds; the name says more than the type.
_BY_NAME: Final[Mapping[str, Any]] = {
    "name": "Jane Marlow", "email": "jane@customer.example", "mobile": "+1 555 010 4477",
    "phone": "+1 555 010 4477", "title": "New roof", "description": "Labor and material",
    "reason": "Typed twice",
    "address": "18 Alder Street", "currency": "USD", "number": "INV-0001", "percent_bps": 2000, "quantity": 1,
    "tax_rate_bps": 887.5, "rate_bps": 887.5, "website": "https://alder.example", "accent": "#2b4aa8",
    "zone": "America/New_York", "message": "Thank you", "note": "Back door", "notes": "Gate 7",
}  # fmt: skip
_BY_ENDING: Final[tuple[tuple[str, Any], ...]] = (
    ("_minor", 125_000), ("_bps", 2000), ("_count", 1), ("_at", "2026-03-02T15:00:00.000000Z"),
    ("_on", "2026-03-31"), ("sha256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
)  # fmt: skip
_BY_FORMAT: Final[Mapping[str, Any]] = {
    "uuid": derived_id("example"), "date": "2026-03-31", "date-time": "2026-03-02T15:00:00.000000Z",
    "email": "jane@customer.example", "uri": "https://alder.example",
}  # fmt: skip


def example_of(schema: Json, schemas: Json, *, needed_only: bool = False) -> Any:
    """A value that the schema takes; with `needed_only` what may be left out is."""
    return _value("", schema, schemas, needed_only, 0)


def _value(name: str, schema: Json, schemas: Json, needed_only: bool, depth: int) -> Any:
    schema = resolved(schema, schemas)
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return next(value for value in schema["enum"] if value is not None or len(schema["enum"]) == 1)
    for choice in ("oneOf", "anyOf"):
        if schema.get(choice):
            options = [each for each in schema[choice] if each and each.get("type") != "null"]
            return _value(name, options[0], schemas, needed_only, depth) if options else None
    kind = schema.get("type")
    kind = next((each for each in kind if each != "null"), None) if isinstance(kind, list) else kind
    if kind == "object" or "properties" in schema:
        return _object(schema, schemas, needed_only, depth)
    if kind == "array":
        items = schema.get("items")
        many = max(1, schema.get("minItems", 1))
        return (
            [_value(name, items, schemas, needed_only, depth + 1)] * many
            if items and depth < _DEPTH_MAX
            else []
        )
    return _plain(name, kind, schema)


def _object(schema: Json, schemas: Json, needed_only: bool, depth: int) -> dict[str, Any]:
    required = set(schema.get("required", ()))
    return {
        name: _value(name, field, schemas, needed_only, depth + 1)
        for name, field in schema.get("properties", {}).items()
        if depth < _DEPTH_MAX and (name in required or not needed_only)
    }


def _plain(name: str, kind: str | None, schema: Json) -> Any:
    if kind == "boolean":
        return schema.get("default", True)
    if kind in {"integer", "number"}:
        return _number(name, schema)
    if name in {"id", "ids"} or name.endswith(("_id", "_ids")) or _is_id(schema):
        return derived_id("example", name)
    if name in _BY_NAME and isinstance(_BY_NAME[name], str):
        return _BY_NAME[name]
    for ending, value in _BY_ENDING:
        if name.endswith(ending) and isinstance(value, str):
            return value
    return _BY_FORMAT.get(schema.get("format", ""), schema.get("default", "text"))


def _number(name: str, schema: Json) -> Any:
    named = _BY_NAME.get(name)
    if isinstance(named, int | float) and not isinstance(named, bool):
        return named
    value = next((each for ending, each in _BY_ENDING if name.endswith(ending) and isinstance(each, int)), 1)
    return max(value, schema.get("minimum", value))


def _is_id(schema: Json) -> bool:
    return schema.get("format") == "uuid" or "[0-9a-f]{8}" in str(schema.get("pattern", ""))


def resolved(schema: Json, schemas: Json) -> Json:
    """The schema itself, where it only names another."""
    while "$ref" in schema:
        schema = schemas.get(str(schema["$ref"]).removeprefix(_SCHEMAS), {})
    return schema
