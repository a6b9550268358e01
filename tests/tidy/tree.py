"""The repository's own files, as text, for the checks beside this file."""

import ast
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = {".py", ".js", ".css", ".html", ".md", ".sql", ".toml", ".json", ".txt", ".yaml", ".yml", ".service"}

Files = Mapping[str, str]


@cache
def paths() -> tuple[str, ...]:
    """Every file that is committed or about to be, relative to the root."""
    listing = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return tuple(path for path in listing.stdout.splitlines() if (ROOT / path).is_file())


@cache
def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def texts() -> dict[str, str]:
    """Every text file that people wrote; vendored libraries and the lock file are others' work."""
    return {path: read(path) for path in paths() if _is_ours(path)}


def _is_ours(path: str) -> bool:
    named_so = Path(path).suffix in TEXT or Path(path).name in {
        "Makefile",
        "Caddyfile",
        "Containerfile",
        "run",
    }
    return named_so and not path.startswith(("pwa/vendor/", "tests/pwa/vendor/")) and path != "uv.lock"


def python(files: Files, under: str = "") -> Iterator[tuple[str, str, ast.Module]]:
    for path, text in files.items():
        if path.endswith(".py") and path.startswith(under):
            yield path, text, ast.parse(text, path)
