"""Which SQLite library this process runs on: 3.51.3 or later, or it does not start.

Older libraries can lose commits when two connections check-point the WAL at the same moment. Most
distributions still carry one, so the wheel `pysqlite3`, which brings its own, takes its place.
"""

import importlib
import sqlite3
import sys
from typing import Final

OLDEST: Final = (3, 51, 3)


class OldLibrary(Exception):
    """The SQLite library is too old to be trusted with money."""


def install() -> None:
    """Make `import sqlite3` mean a library that is new enough, for every module imported from now on."""
    if _version(sqlite3.sqlite_version) >= OLDEST or _version(_current()) >= OLDEST:
        return
    if "aiosqlite" in sys.modules:
        raise OldLibrary(
            "import stagebill.kernel.database before aiosqlite: it has bound the old SQLite library"
        )
    try:
        bundled = importlib.import_module("pysqlite3")
        modules = {"sqlite3": bundled, "sqlite3.dbapi2": importlib.import_module("pysqlite3.dbapi2")}
    except ImportError:
        raise OldLibrary(_advice(sqlite3.sqlite_version)) from None
    if _version(bundled.sqlite_version) < OLDEST:
        raise OldLibrary(_advice(bundled.sqlite_version))
    sys.modules.update(modules)


def _current() -> str:
    return str(sys.modules["sqlite3"].sqlite_version)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _advice(found: str) -> str:
    return (
        f"SQLite {found} can lose commits; {'.'.join(map(str, OLDEST))} or later is needed. "
        "Install the package pysqlite3, or a Python with a newer SQLite."
    )
