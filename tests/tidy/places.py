"""What may lie where: the top level, machine paths, SQL that forgets whose rows it reads."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.tidy.layers import SOURCE
from tests.tidy.tree import Files, python

TOP_LEVEL = {
    "README.md", "LICENSE", "pyproject.toml", "uv.lock", "Makefile", ".gitignore", ".ci",
    "backend", "pwa", "service_worker", "tests", "deploy", "docs",
}  # fmt: skip
MACHINE_PATH = re.compile(r"(?<![\w.:-])/(work|root|home|Users)/\w")
OWNED = (
    "member", "device", "customer", "job", "line_item", "assignment", "invoice", "payment", "allocation",
    "reversal", "decision", "checkout", "message", "mutation", "change", "audit", "number_series",
    "credit_note", "refund",
    "blob", "attachment", "visit", "note",
    "change_order",
    "allowance", "handed_in", "push_subscription", "number_skip", "document", "kept_paper", "schedule",
    "stage", "schedule_template", "handover", "handed_payment", "chart_of_accounts", "webhook",
    "dispute_move", "payout", "payout_item", "payout_end",
)  # fmt: skip
STATEMENT = re.compile(rf"\b(?:from|join|update|into)\s+\"?({'|'.join(OWNED)})\"?\b", re.IGNORECASE)
SEES_ALL = (f"{SOURCE}check/", f"{SOURCE}kernel/database/", f"{SOURCE}migrations/")
# `{where}` is filled with a Where of sync/scoped.py, which begins with the organization.
SCOPED = ("organization_id", "WHERE {where}", "every organization:")


def strangers_at_the_top(paths: Iterable[str]) -> list[str]:
    return sorted({Path(path).parts[0] for path in paths} - TOP_LEVEL)


def machine_paths(files: Files) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:80]}"
        for path, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if not path.startswith("tests/tidy/") and MACHINE_PATH.search(line)
    ]


def unscoped_sql(files: Files) -> list[str]:
    """SQL on an organization's table names the organization, or says in the SQL why it reads every one's:
    `-- every organization: the token is the scope`."""
    return [
        f"{path}:{line}: {match.group()}"
        for path, _, module in python(files, SOURCE)
        if not path.startswith(SEES_ALL)
        for line, sql in _strings(module)
        if (match := STATEMENT.search(sql)) and not any(said in sql for said in SCOPED)
        if re.search(r"\b(select|update|insert|delete)\b", sql, re.IGNORECASE)
    ]


def _strings(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Every string in the code, docstrings left out; an f-string with its holes."""
    docstrings = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    within = {
        id(part) for node in ast.walk(module) if isinstance(node, ast.JoinedStr) for part in node.values
    }
    for node in ast.walk(module):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, ast.unparse(node)
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in within | docstrings
        ):
            yield node.lineno, node.value
