"""Calls that this code never makes, because each of them once lost somebody's money."""

import ast
import re
from collections.abc import Callable, Iterator

from tests.tidy.layers import SOURCE, is_rule
from tests.tidy.tree import Files, python

CLOCK_FILE = f"{SOURCE}kernel/clock.py"
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
          ("time", "time"), ("time", "time_ns")}  # fmt: skip
MONEY_FOLDERS = tuple(f"{SOURCE}{name}/" for name in ("jobs", "invoices", "payments", "opening", "paypage"))
MONEY_FILE = f"{SOURCE}kernel/money.py"
JS_HTML = re.compile(
    r"\.(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML)\b|document\.write\("
)
JS_ROUNDING = re.compile(r"\b(parseFloat|Math\.(round|floor|ceil|trunc))\b|\.toFixed\(")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b|NotImplementedError")
OWN_FOLDER = "tests/tidy/"  # plants what it looks for


def clock_calls(files: Files) -> list[str]:
    """Only kernel/clock.py asks what time it is: a test can then own the time."""
    return [
        f"{path}:{node.lineno}: asks the clock"
        for path, _, module in python(files, SOURCE)
        if path != CLOCK_FILE
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and (_last_name(node.value), node.attr) in CLOCKS
    ]


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def orm_transactions(files: Files) -> list[str]:
    """The ORM's transactions leak their lock when a request is cancelled; all writing goes by write(unit)."""
    word = "in_" + "transaction"
    return [
        f"{path}:{number}: {word}"
        for path, text in files.items()
        if path.endswith(".py") and not path.startswith(OWN_FOLDER)
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(rf"\b{word}\s*\(|import .*\b{word}\b", line)
    ]


def floats(files: Files) -> list[str]:
    """Money is whole minor units: no float, and no division that makes one, where money is decided."""
    return [
        found
        for path, _, module in python(files, SOURCE)
        if path == MONEY_FILE or path.startswith(MONEY_FOLDERS)
        for found in _floats(path, module)
    ]


def _floats(path: str, module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"{path}:{node.lineno}: a float, {node.value}"
        if isinstance(node, ast.Name) and node.id == "float":
            yield f"{path}:{node.lineno}: the type float"
        divides = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
        if divides and (path == MONEY_FILE or is_rule(path)):
            yield f"{path}:{node.lineno}: a bare division; share() and split() are the ones that round"


def rounding_on_the_phone(files: Files) -> list[str]:
    """pwa/domain rounds in money.js alone."""
    return _lines_with(
        JS_ROUNDING, files, lambda path: path.startswith("pwa/domain/") and path != "pwa/domain/money.js"
    )


def html_from_data(files: Files) -> list[str]:
    return _lines_with(JS_HTML, files, lambda path: path.endswith(".js") and not path.startswith("tests/"))


def unfinished_work(files: Files) -> list[str]:
    code = (".py", ".js", ".css", ".sql", ".html")
    return _lines_with(
        UNFINISHED, files, lambda path: path.endswith(code) and not path.startswith(OWN_FOLDER)
    )


def _lines_with(pattern: re.Pattern[str], files: Files, concerns: Callable[[str], bool]) -> list[str]:
    return [
        f"{path}:{number}: {match.group()}"
        for path, text in files.items()
        if concerns(path)
        for number, line in enumerate(text.splitlines(), 1)
        if (match := pattern.search(line))
    ]
