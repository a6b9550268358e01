"""Examples of what the API takes and answers, made from its own schema: they cannot fall behind it."""

from collections.abc import Container, Mapping
from typing import Any, Final

from stagebill.kernel.ids import derived_id

Json = Mapping[str, Any]

_SCHEMAS: Final = "#/components/schemas/"
_DEPTH_MAX: Final = 8

# What a field of this name usually holds; the name says more than the type.
_BY_NAME: Final[Mapping[str, Any]] = {
    "url": "https://hooks.example/stagebill",
    "name": "Jane Marlow", "email": "jane@customer.example", "mobile": "+1 555 010 4477",
    "phone": "+1 555 010 4477", "title": "New roof", "description": "Labor and material",
    "reason": "Typed twice",
    "street": "18 Alder Street", "city": "Greenfield", "region": "MA", "postal_code": "01301",
    "country": "US", "address": "18 Alder Street", "currency": "USD", "number": "INV-0001",
    "percent_bps": 2000, "quantity": 1,
    "tax_rate_bps": 887.5, "rate_bps": 887.5, "website": "https://alder.example", "accent": "#2b4aa8",
    "zone": "America/New_York", "message": "Thank you", "note": "Back door", "notes": "Gate 7",
    "caption": "Before", "text": "The meter is in the cellar", "site": "18 Alder Street", "words": "Agreed",
    "host": "mail.alder.example", "from_address": "office@alder.example", "username": "alder",
    "to_address": "jane@other.example", "answer": "For the garden tap",
    "account_sid": "AC" + "0a1b2c3d" * 4, "sender": "+15035550100",
    "token": "0123456789abcdef0123456789abcdef",
    "company": "Alder Plumbing", "label": "Tablet 3", "signed_name": "Jane Marlow", "reference": "1182",
    "prefix": "INV-", "milestone": "Rough-in inspected", "consent": "Jane, by phone",
    "password": "four words in a row", "old_password": "four words in a row",
    "new_password": "five other words in a row",
    # A browser's own, as RFC 8291 shows one.
    "endpoint": "https://push.example/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV", "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
}  # fmt: skip
_BY_ENDING: Final[tuple[tuple[str, Any], ...]] = (
    ("_minor", 125_000), ("_bps", 2000), ("_count", 1), ("_at", "2026-03-02T15:00:00.000000Z"),
    ("_on", "2026-03-31"), ("sha256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
)  # fmt: skip
_BY_FORMAT: Final[Mapping[str, Any]] = {
    "uuid": derived_id("example"), "date": "2026-03-31", "date-time": "2026-03-02T15:00:00.000000Z",
    "email": "jane@customer.example", "uri": "https://alder.example",
}  # fmt: skip


# What an example says beside what it must: without it many would ask for nothing, as most fields are one's
# choice. Of an invoice that is a share, of a change what is changed.
SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "attachments.attach_file": ("caption",),
    "books.name_accounts": ("accounts", "tax_rate_name"),
    "change_orders.approve_change_order": ("name", "note"),
    "change_orders.create_change_order": ("words",),
    "change_orders.decline_change_order": ("reason",),
    "change_orders.edit_change_order": ("title", "valid_days"),
    "change_orders.withdraw_change_order": ("reason",),
    "customers.change_customer": ("mobile", "notes"),
    "customers.create_customer": ("email", "mobile"),
    "identity.change_member": ("role",),
    "identity.change_profile": ("language",),
    "invoices.create_invoice": ("percent_bps", "title"),
    "invoices.edit_invoice": ("message",),
    "invoices.install_material": ("amount_minor", "installed_on"),
    "invoices.release_retainage": ("amount_minor",),
    "invoices.replace_invoice": ("percent_bps",),
    "jobs.change_visit": ("starts_at", "ends_at"),
    "jobs.create_job": ("site", "starts_on"),
    "notifications.end_texts": ("note",),
    "notifications.send_again": ("to_address",),
    "notifications.send_owed": ("by",),
    "notifications.send_statement": ("by",),
    "opening.enter_opening_balance": ("billed_minor", "held_minor", "paid_minor", "as_of"),
    "payments.allocate_payment": ("amount_minor",),
    "payments.move_allocation": ("amount_minor",),
    "payments.record_payment": ("invoice_id", "taken_at", "reference"),
    "payments.refund_payment": ("method", "invoice_id"),
    "payments.resolve_decision": ("invoice_id", "note"),
    "webhooks.change_webhook": ("events",),
    "schedules.issue_stage": ("message",),
    "schedules.mark_stage": ("is_ready",),
    "settings.change_number_series": ("prefix", "next_number"),
    "settings.change_settings": ("progress_invoicing", "phone"),
}


def in_path(name: str) -> str:
    """What stands in an address under this name: an id, but for a digest."""
    return next((str(value) for ending, value in _BY_ENDING if name == ending), derived_id("example", name))


def example_of(
    schema: Json, schemas: Json, *, needed_only: bool = False, also: Container[str] = frozenset()
) -> Any:
    """A value that the schema takes. `needed_only` leaves out what may be, but for the fields `also`."""
    whole = _value("", schema, schemas, needed_only, 0)
    if needed_only and isinstance(whole, dict):
        fields = resolved(schema, schemas).get("properties", {})
        return {
            name: whole.get(name, _value(name, field, schemas, needed_only, 1))
            for name, field in fields.items()
            if name in whole or name in also
        }
    return whole


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
