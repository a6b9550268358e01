"""What Stripe takes and gives by its own description (`stripe_description.json`): of one call, one object."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

_TOLD: Final[dict[str, Any]] = json.loads(Path(__file__).with_name("stripe_description.json").read_text())
VERSION: Final[str] = _TOLD["version"]
OBJECTS: Final[dict[str, dict[str, Any]]] = _TOLD["objects"]
_REQUESTS: Final[dict[str, dict[str, Any]]] = _TOLD["requests"]
_JSON: Final[dict[str, type | tuple[type, ...]]] = {
    "string": str, "integer": int, "boolean": bool, "number": (int, float), "object": (dict, list),
}  # fmt: skip
METADATA_KEY_CHARACTERS_MAX: Final = 40
METADATA_CHARACTERS_MAX: Final = 500


def not_taken(method: str, path: str, form: Mapping[str, str]) -> list[str]:
    """The names in a form or a query that Stripe does not know, or whose text it does not take."""
    call = next((each for each in _REQUESTS if _shape(each).fullmatch(f"{method} {path}")), None)
    if call is None:
        return [f"{method} {path}"]
    whole = {"fields": _REQUESTS[call]}
    return [name for name, text in form.items() if not _takes(_at(whole, name), name, text)]


def wrong_in(given: Any, place: str = "") -> list[str]:
    """The fields of an object, or of a list of them, that Stripe would not send like that."""
    kind = given.get("object")
    if kind == "list":
        return [wrong for each in given["data"] for wrong in wrong_in(each, place)]
    if kind not in OBJECTS:
        return [f"{place}{kind}"]
    return list(_wrong_fields(given, OBJECTS[kind], f"{place}{kind}."))


def samples(kind: Any) -> Iterator[Any]:
    """Every form that a field may have, one example of each."""
    match kind:
        case {"any": kinds}:
            for each in kinds:
                yield from samples(each)
        case {"words": words}:
            yield from (*words, "a word of tomorrow")
        case {"object": name}:
            yield {"id": f"{name}_1", "object": name} | _needed(name)
        case {"fields": fields}:
            whole = {name: next(samples(of)) for name, of in fields.items()}
            for name, of in fields.items():
                yield from (whole | {name: each} for each in samples(of))
        case {"map": _}:
            yield from ({}, {"key": "text"})
        case {"list": of}:
            yield from ([], *([each] for each in samples(of)))
        case _:
            yield {"null": None, "string": "text", "integer": 7, "boolean": True}.get(kind, {})


def _needed(name: str) -> dict[str, Any]:
    """What an object of that name never lacks."""
    plain = {"string": "text", "integer": 7}
    return {field: plain[kind] for field, kind in OBJECTS[name].items() if str(kind) in plain} | (
        {"status": "succeeded"} if name == "payment_intent" else {}
    )


def _shape(call: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{id\\}", "[A-Za-z0-9_]+", re.escape(call)))


def _at(kind: Any, name: str) -> Any:
    """The kind of what is called `line_items[0][quantity]`; None where nothing is."""
    for step in re.findall(r"[^\[\]]+", name):
        options = kind.get("any", [kind]) if isinstance(kind, dict) else []
        kind = next((found for each in options if (found := _within(each, step)) is not None), None)
        if kind is None:
            return None
    return kind


def _within(kind: Any, step: str) -> Any:
    match kind:
        case {"fields": fields}:
            return fields.get(step)
        case {"list": of}:
            return of if step.isdigit() else None
        case {"map": of}:
            return of if len(step) <= METADATA_KEY_CHARACTERS_MAX else None
    return None


def _takes(kind: Any, name: str, text: str) -> bool:
    match kind:
        case {"any": kinds}:
            return any(_takes(each, name, text) for each in kinds)
        case {"words": words}:
            return text in words
        case "integer":
            return text.isascii() and text.isdigit()
        case "boolean":
            return text in ("true", "false")
        case "string":
            return "metadata" not in name or len(text) <= METADATA_CHARACTERS_MAX
    return False


def _wrong_fields(given: Mapping[str, Any], fields: Mapping[str, Any], place: str) -> Iterator[str]:
    for name, value in given.items():
        if name not in fields:
            yield place + name
        else:
            yield from _wrong(value, fields[name], place + name)


def _wrong(value: Any, kind: Any, place: str) -> Iterator[str]:
    match kind:
        case {"any": kinds}:
            if all(list(_wrong(value, each, place)) for each in kinds):
                yield place
        case {"object": name}:
            yield from wrong_in(value, f"{place}→") if isinstance(value, dict) else [place]
            if isinstance(value, dict) and value.get("object") != name:
                yield place
        case {"fields": fields}:
            yield from _wrong_fields(value, fields, f"{place}.") if isinstance(value, dict) else [place]
        case {"words": words}:
            yield from [] if value in words else [place]
        case {"list": of}:
            yield from (wrong for each in value for wrong in _wrong(each, of, place))
        case {"map": _}:
            yield from [] if isinstance(value, dict) else [place]
        case "null":
            yield from [] if value is None else [place]
        case _:
            is_wrong = not isinstance(value, _JSON[kind]) or (kind == "integer" and isinstance(value, bool))
            yield from [place] if is_wrong else []
