"""The pages that are written from the code: docs/MUTATIONS.md, docs/ERRORS.md and docs/INVARIANTS.md."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from stagebill.app import COMMANDS
from stagebill.check.invariant import Invariant
from stagebill.check.run import INVARIANTS
from stagebill.kernel.errors import Refusal, declared, status_of
from stagebill.sync.command import Command

_DOCS = Path(__file__).parents[2] / "docs"
_NOTE = "Written by `make docs` from the code; do not edit."


def pages() -> dict[Path, str]:
    """Each page's place and its text as of now."""
    return {
        _DOCS / "MUTATIONS.md": mutations_page(COMMANDS),
        _DOCS / "ERRORS.md": errors_page(declared()),
        _DOCS / "INVARIANTS.md": invariants_page(INVARIANTS),
    }


def mutations_page(commands: Iterable[Command]) -> str:
    """Every kind of mutation: who may send it, its REST address, what it holds."""
    parts = [
        "# Mutations",
        f"{_NOTE} A mutation is one thing that somebody did; it is applied once, whichever way it comes "
        "(`POST /api/sync/push`, its REST address, a webhook).",
    ]
    for command in sorted(commands, key=lambda each: each.name):
        parts += [f"## {command.name}", command.summary, _facts(command), _fields(command.input)]
    return "\n\n".join(parts) + "\n"


def _facts(command: Command) -> str:
    route = f"`{command.route}` → {command.status}" if command.route else "no REST address"
    fact = " · a fact: never refused for a lost role" if command.fact else ""
    return f"{route} · {', '.join(sorted(command.roles))}{fact}"


def _fields(struct: type[msgspec.Struct]) -> str:
    rows = [
        f"| `{field.encode_name}` | {_type(field.type)} | {'yes' if field.required else ''} |"
        for field in msgspec.structs.fields(struct)
    ]
    return "\n".join(["| field | type | required |", "|---|---|---|", *rows])


def _type(annotation: object) -> str:
    """The JSON type in words, without the limits: those are in the OpenAPI document."""
    schema = msgspec.json.schema(annotation)
    return _schema_words(schema, schema.get("$defs", {}))


def _schema_words(schema: dict[str, object], known: dict[str, object]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        options = schema["anyOf"]
        assert isinstance(options, list)
        return " or ".join(dict.fromkeys(_schema_words(option, known) for option in options))
    if "enum" in schema:
        options = schema["enum"]
        assert isinstance(options, list)
        return " or ".join(f"`{option}`" for option in options)
    if schema.get("type") == "array":
        items = schema.get("items", {})
        assert isinstance(items, dict)
        return f"list of {_schema_words(items, known)}" if items else "list"
    return str(schema.get("format") or schema.get("type") or "any")


def errors_page(known: Iterable[type[Refusal]]) -> str:
    """Every code by which the product says no, its HTTP status, and the rule that it states."""
    rows = [f"| `{each.code}` | {status_of(each)} | {each.title} |" for each in known]
    head = [
        "# Errors",
        "",
        f"{_NOTE} Errors are `application/problem+json` with `type`, `title`, `status`, `code` and facts.",
        "In a push the same codes are outcomes of state `rejected`.",
        "",
        "| code | status | rule |",
        "|---|---|---|",
    ]
    return "\n".join([*head, *rows]) + "\n"


def invariants_page(known: Iterable[Invariant]) -> str:
    """What `stagebill check` proves of a database."""
    rows = [f"| {invariant.id} | {invariant.claim} |" for invariant in known]
    head = [
        "# Invariants",
        "",
        f"{_NOTE} `stagebill check` proves each from the database alone, with SQL of its own.",
        "M: money, S: sync, W: what leaves and arrives, A: audit, T: organizations kept apart, C: clocks,",
        "K: customers, F: files and visits.",
        "",
        "| id | claim |",
        "|---|---|",
    ]
    return "\n".join([*head, *rows]) + "\n"
