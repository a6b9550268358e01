"""How long a file, a function and a line may be, and which names say nothing."""

import ast
import re
from pathlib import Path

from tests.tidy.tree import Files, python

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 50
LINE_CHARACTERS_MAX = 110
CODE = {".py", ".js", ".css"}
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "base", "manager", "service", "misc"}
EMPTY_CLASS = re.compile(r"(Manager|Helper|Helpers|Utils|Util)$")


def long_files(files: Files) -> list[str]:
    return [
        f"{path}: {text.count(chr(10))} lines, more than {FILE_LINES_MAX}"
        for path, text in files.items()
        if Path(path).suffix in CODE and text.count("\n") > FILE_LINES_MAX
    ]


def long_lines(files: Files) -> list[str]:
    return [
        f"{path}:{number}: {len(line)} characters, more than {LINE_CHARACTERS_MAX}"
        for path, text in files.items()
        if Path(path).suffix in CODE
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > LINE_CHARACTERS_MAX
    ]


def long_functions(files: Files) -> list[str]:
    return [
        f"{path}:{node.lineno}: {node.name} has {_lines(node)} lines, more than {FUNCTION_LINES_MAX}"
        for path, _, module in python(files)
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _lines(node) > FUNCTION_LINES_MAX
    ]


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def empty_names(files: Files) -> list[str]:
    """A file, folder or class whose name says nothing about what it is for."""
    found = [
        path
        for path in files
        if path.endswith((".py", ".js")) and {Path(part).stem for part in Path(path).parts} & EMPTY_NAMES
    ]
    classes = [
        f"{path}:{node.lineno}: class {node.name}"
        for path, _, module in python(files)
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef) and EMPTY_CLASS.search(node.name)
    ]
    return found + classes


def stories_with_code(files: Files) -> list[str]:
    """A slice's __init__.py holds its story in one docstring, and nothing else."""
    return [
        f"{path}: holds more than a docstring"
        for path, _, module in python(files, "backend/stagebill/")
        if _is_of_a_slice(path) and len(module.body) != (1 if ast.get_docstring(module) else 0)
    ]


def slices_without_a_story(files: Files) -> list[str]:
    return [
        f"{path}: has no docstring"
        for path, _, module in python(files, "backend/stagebill/")
        if _is_of_a_slice(path) and not ast.get_docstring(module)
    ]


def _is_of_a_slice(path: str) -> bool:
    return path.endswith("/__init__.py") and path.count("/") == 3
