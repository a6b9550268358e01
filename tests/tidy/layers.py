"""Which folder may import which, and what keeps a rule file pure."""

import ast
from collections.abc import Iterator

from tests.tidy.tree import Files, python

SOURCE = "backend/stagebill/"
ORDER = (
    "kernel", "sync", "identity", "quarantine", "settings", "customers", "attachments", "jobs", "invoices",
    "schedules", "payments", "takings", "opening", "scope", "paypage", "questions", "documents",
    "change_orders", "statements", "notifications", "webhooks", "spreadsheets", "books", "reporting",
    "webapp", "operations", "app", "check", "demo", "handbook", "cli",
)  # fmt: skip
RULED = ("identity", "quarantine", "settings", "customers", "attachments", "jobs", "invoices", "schedules",
         "payments", "takings", "opening", "scope", "paypage", "questions", "documents", "change_orders",
         "statements", "notifications", "webhooks", "spreadsheets", "books", "reporting")  # fmt: skip
# `steps` are parts of a unit that mutations of several slices share. The last two are identity's door: who
# asks is settled before any route, so they belong to no one route.
SHELL = {"__init__", "tables", "queries", "steps", "mutations", "routes", "followers", "companions",
         "gateway", "gateways", "authentication", "sign_in"}  # fmt: skip
PRIVATE = {"tables", "mutations", "routes"}
READS_ANY_TABLE = "backend/stagebill/reporting/queries.py"
IMPURE = {
    "tortoise", "aiosqlite", "asyncpg", "sqlite3", "pysqlite3", "asyncio", "anyio", "httpx", "litestar",
    "jinja2", "time", "random", "secrets", "os", "pathlib", "socket", "subprocess",
    "structlog", "logging", "tempfile",
}  # fmt: skip
CHANCE = {"kernel.ids.new_id", "kernel.secrets.random_token"}
VALUES_OF_SYNC = ["sync", "effect"]  # plain values that a rule may return
IMPURE_KERNEL = {"database", "clock", "config"}  # of secrets, a rule may use what is derived, not drawn


def upward_imports(files: Files) -> list[str]:
    return [
        f"{path}:{line}: {_slice(path)} may not import {target}"
        for path, line, target in _imports(files)
        if _rank(path) is not None and (rank := _rank_of(target)) is not None and rank > (_rank(path) or 0)
    ]


def foreign_shells(files: Files) -> list[str]:
    """No slice imports another slice's tables, mutations or routes; the table of contents does."""
    return [
        f"{path}:{line}: {target} belongs to another slice"
        for path, line, target in _imports(files)
        if _slice(path) in RULED and path != READS_ANY_TABLE
        if (parts := target.split("."))[1] in RULED and parts[1] != _slice(path)
        if len(parts) > 2 and parts[2] in PRIVATE
    ]


def unpure_rules(files: Files) -> list[str]:
    """A rule file has no await, no clock, no chance, no storage, no network."""
    return [
        found for path, _, module in python(files, SOURCE) if is_rule(path) for found in _impure(path, module)
    ]


def is_rule(path: str) -> bool:
    parts = path.removeprefix(SOURCE).removesuffix(".py").split("/")
    return parts[0] in RULED and len(parts) > 1 and not SHELL & set(parts[1:])


def _impure(path: str, module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith):
            yield f"{path}:{node.lineno}: a rule does not wait"
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"open", "print"}
        ):
            yield f"{path}:{node.lineno}: a rule does not {node.func.id}"
    for line, target in imported(module):
        head, *rest = target.split(".")
        if head in IMPURE or (head == "stagebill" and _leads_to_the_shell(rest)):
            yield f"{path}:{line}: a rule does not import {target}"


def _leads_to_the_shell(parts: list[str]) -> bool:
    if parts[:1] == ["kernel"]:
        return bool(set(parts[1:2]) & IMPURE_KERNEL) or ".".join(parts) in CHANCE
    if parts[:2] == VALUES_OF_SYNC:
        return False
    return bool(set(parts[1:]) & SHELL) or parts[:1] in (["sync"], ["app"], ["webapp"])


def imported(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Every module that is named in an import, with the names taken from it where it is a package."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _imports(files: Files) -> Iterator[tuple[str, int, str]]:
    for path, _, module in python(files, SOURCE):
        for line, target in imported(module):
            if target.startswith("stagebill."):
                yield path, line, target


def _slice(path: str) -> str:
    return path.removeprefix(SOURCE).split("/")[0].removesuffix(".py")


def _rank(path: str) -> int | None:
    return ORDER.index(_slice(path)) if _slice(path) in ORDER else None


def _rank_of(target: str) -> int | None:
    name = target.split(".")[1]
    return ORDER.index(name) if name in ORDER else None


def unknown_folders(files: Files) -> list[str]:
    """A new folder or module takes its place in the order before anything is put into it."""
    known = {*ORDER, "migrations", "__init__", "__main__"}
    return sorted(
        {_slice(path) for path in files if path.startswith(SOURCE) and path.endswith(".py")} - known
    )


# What most starts never need and all would wait for: libraries, and our modules that stand on them.
LATE = frozenset(
    {
        "asyncpg",
        "pikepdf",
        "phonenumbers",
        "segno",
        "prometheus_client",
        "stagebill.kernel.database.postgres",
        "stagebill.kernel.sealing",
        "stagebill.operations.figures",
        "stagebill.notifications.gateways.smtp",
        "stagebill.notifications.gateways.twilio",
        "stagebill.notifications.push.encryption",
        "stagebill.reporting.weekly.mail",
    }
)


def late_imports(files: Files) -> list[str]:
    """Imports stand at the top; inside a function only to keep a start short: in cli.py, or one of LATE."""
    return [
        f"{path}:{node.lineno}: import inside {function.name}"
        for path, _, module in python(files, SOURCE)
        if path not in {f"{SOURCE}cli.py"}
        for function in ast.walk(module)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and not LATE.issuperset(_imported(node))
    ]


def _imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    return {f"{node.module}.{alias.name}" for alias in node.names} & LATE or {node.module or ""}
