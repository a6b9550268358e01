"""The API reference as people read it, made from the OpenAPI document that programs read."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from stagebill.webapp.example import SHOWN, example_of, in_path

Json = Mapping[str, Any]

_METHODS = ("get", "post", "patch", "put", "delete")
_SCHEMAS = "#/components/schemas/"


class Field(NamedTuple):
    """One field of a body or an answer, or one parameter."""

    name: str
    kind: str
    required: bool
    note: str


class Call(NamedTuple):
    """One method of one path."""

    method: str
    path: str
    name: str
    summary: str
    parameters: tuple[Field, ...]
    body: str | None
    answers: tuple[tuple[str, str], ...]
    request_example: str = ""
    answer_example: str = ""


class Shape(NamedTuple):
    """A named object of the wire."""

    name: str
    note: str
    fields: tuple[Field, ...]
    values: tuple[str, ...]


class Error(NamedTuple):
    """One way in which a request is refused."""

    code: str
    status: int
    rule: str


class Reference(NamedTuple):
    """The whole API: calls by what they are about, then the shapes that they exchange."""

    title: str
    version: str
    note: str
    groups: tuple[tuple[str, tuple[Call, ...]], ...]
    shapes: tuple[Shape, ...]
    errors: tuple[Error, ...]


def reference(document: Json, errors: Iterable[Error] = ()) -> Reference:
    """Everything that an OpenAPI 3.1 document says, in the order in which people look for it."""
    groups: dict[str, list[Call]] = {}
    schemas: Json = document.get("components", {}).get("schemas", {})
    for call, tag in _calls(document["paths"], schemas):
        groups.setdefault(tag, []).append(call)
    info = document["info"]
    return Reference(
        info["title"],
        info["version"],
        info.get("description", ""),
        tuple((tag, tuple(calls)) for tag, calls in sorted(groups.items())),
        tuple(_shape(name, schema) for name, schema in sorted(schemas.items())),
        tuple(sorted(errors)),
    )


def _calls(paths: Json, schemas: Json) -> Iterator[tuple[Call, str]]:
    for path, methods in paths.items():
        for method in _METHODS:
            if method in methods and methods[method].get("tags"):
                operation = methods[method]
                yield _call(method.upper(), path, operation, schemas), operation["tags"][0]


def _call(method: str, path: str, operation: Json, schemas: Json) -> Call:
    parameters = tuple(
        Field(
            given["name"],
            kind_of(given.get("schema", {})),
            bool(given.get("required")),
            given.get("description", ""),
        )
        for given in operation.get("parameters", ())
    )
    body = _content(operation.get("requestBody", {}))
    answers = tuple(
        (status, _content(answer) or answer.get("description", ""))
        for status, answer in operation["responses"].items()
        if status.startswith("2")
    )
    return Call(
        method,
        path,
        operation.get("operationId", ""),
        operation.get("summary", ""),
        parameters,
        body,
        answers,
        request_of(method, path, operation, schemas),
        answer_of(operation, schemas),
    )


def request_of(method: str, path: str, operation: Json, schemas: Json) -> str:
    """A request as it goes over the wire: what may be left out is left out."""
    filled = re.sub(r"\{(\w+)(?::\w+)?\}", lambda hole: in_path(hole[1]), path)
    schema = _json_schema(operation.get("requestBody", {}))
    if schema is None:
        return f"{method} {filled}"
    also = SHOWN.get(operation.get("operationId", ""), ())
    return f"{method} {filled}\n\n{_pretty(example_of(schema, schemas, needed_only=True, also=also))}"


def answer_of(operation: Json, schemas: Json) -> str:
    """What a success answers, every field of it."""
    for status, answer in operation["responses"].items():
        schema = _json_schema(answer) if status.startswith("2") else None
        if schema is not None:
            return f"{status}\n\n{_pretty(example_of(schema, schemas))}"
    return ""


def _json_schema(part: Json) -> Json | None:
    found: Json | None = part.get("content", {}).get("application/json", {}).get("schema")
    return found


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _content(part: Json) -> str | None:
    for media in part.get("content", {}).values():
        return kind_of(media.get("schema", {}))
    return None


def _shape(name: str, schema: Json) -> Shape:
    required = set(schema.get("required", ()))
    fields = tuple(
        Field(field, kind_of(kind), field in required, _limits(kind))
        for field, kind in schema.get("properties", {}).items()
    )
    values = tuple(str(value) for value in schema.get("enum", ()))
    return Shape(_called(name), schema.get("description", ""), fields, values)


def kind_of(schema: Json) -> str:
    """A schema in words: `integer`, `list of LineItemView`, `text or null`."""
    if "$ref" in schema:
        return _called(str(schema["$ref"]).removeprefix(_SCHEMAS))
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            return " or ".join(dict.fromkeys(kind_of(each) for each in schema[choice] if each))
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    kind = schema.get("type", "anything")
    if isinstance(kind, list):
        return " or ".join(kind)
    if kind == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    return str(schema.get("format", kind))


def _called(name: str) -> str:
    """A page of something has a name of where it is written, with which nobody can do anything."""
    return re.sub(r"^Page_.*?(\w+)_$", r"\1Page", name)


def _limits(schema: Json) -> str:
    names = {
        "minimum": "≥",
        "maximum": "≤",
        "minLength": "length ≥",
        "maxLength": "length ≤",
        "maxItems": "items ≤",
    }
    said = [f"{word} {schema[name]:g}" for name, word in names.items() if name in schema]
    if "default" in schema:
        said.append(f"default {schema['default']!r}")
    return ", ".join(said)
