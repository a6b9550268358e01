"""Brings a database up to date: each step with its mark in one transaction, and one process at a time."""

import asyncio
import importlib
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stagebill.kernel.clock import SystemClock, instant_text
from stagebill.kernel.config import Config, Dialect
from stagebill.kernel.database.sqlite_file import connect, refuse_network
from stagebill.kernel.database.sqlite_statistics import assume

if TYPE_CHECKING:
    import asyncpg

_NAME: Final = re.compile(r"\d{4}_[a-z_]+")
_LOCK: Final = 0x57A6EB11  # any number that nothing else on the server uses
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS schema_revision (name TEXT PRIMARY KEY NOT NULL, applied_at TEXT NOT NULL)
"""
_DONE: Final = "SELECT name FROM schema_revision"
_MARK: Final[dict[Dialect, str]] = {
    "sqlite": "INSERT INTO schema_revision (name, applied_at) VALUES (?, ?)",
    "postgres": "INSERT INTO schema_revision (name, applied_at) VALUES ($1, $2)",
}


class NewerSchema(Exception):
    """A later version of Stagebill has migrated this database; this one would not understand it."""


class BrokenReference(Exception):
    """A step that builds a table anew left rows that refer to nothing; none of it was kept."""


def step_names() -> list[str]:
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if _NAME.fullmatch(path.stem))


def statements_of(step: str, dialect: Dialect) -> list[str]:
    made: list[str] = importlib.import_module(f"stagebill.migrations.{step}").statements(dialect)
    return made


def rebuilds(step: str) -> tuple[str, ...]:
    """The tables that a step builds anew on SQLite, which cannot change a CHECK in place."""
    named: tuple[str, ...] = getattr(
        importlib.import_module(f"stagebill.migrations.{step}"), "REBUILDS_ON_SQLITE", ()
    )
    return named


async def migrate(config: Config) -> list[str]:
    """Apply what is missing; the names of the steps that were."""
    if config.dialect == "postgres":
        return await _migrate_postgres(config.database_url)
    config.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
    refuse_network(config.sqlite_file)
    return await asyncio.to_thread(_migrate_sqlite, config.sqlite_file)


def _missing(done: set[str]) -> list[str]:
    names = step_names()
    if unknown := sorted(done.difference(names)):
        raise NewerSchema(f"the database holds steps that this version does not know: {', '.join(unknown)}")
    return [name for name in names if name not in done]


def _migrate_sqlite(path: Path) -> list[str]:
    with closing(connect(path)) as connection:
        applied: list[str] = []
        while (step := _next_sqlite(connection)) is not None:
            applied.append(step)
        connection.execute("BEGIN IMMEDIATE")
        assume(connection)
        connection.execute("COMMIT")
        return applied


def _next_sqlite(connection: sqlite3.Connection) -> str | None:
    """Apply one step under the write lock, so that two processes cannot both find it missing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(_TABLE)
        missing = _missing({name for (name,) in connection.execute(_DONE)})
        if missing and rebuilds(missing[0]) and _follows_references(connection):
            # The setting is deaf inside a transaction, and dropping the old table would delete its rows one
            # by one, which what refers to them forbids.
            connection.execute("ROLLBACK")
            connection.execute("PRAGMA foreign_keys = OFF")
            return _next_sqlite(connection)
        for statement in statements_of(missing[0], "sqlite") if missing else ():
            connection.execute(statement)
        if missing:
            connection.execute(_MARK["sqlite"], (missing[0], instant_text(SystemClock().now())))
        if not _follows_references(connection):
            _check_references(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
    return missing[0] if missing else None


def _follows_references(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA foreign_keys").fetchone()[0])


def _check_references(connection: sqlite3.Connection) -> None:
    if broken := connection.execute("PRAGMA foreign_key_check").fetchmany(5):
        tables = ", ".join(sorted({f"{table} to {other}" for table, _, other, _ in broken}))
        raise BrokenReference(f"rows that refer to nothing: {tables}")


async def _migrate_postgres(url: str) -> list[str]:
    import asyncpg  # a start on SQLite does without it

    connection = await asyncpg.connect(url)
    try:
        applied: list[str] = []
        while (step := await _next_postgres(connection)) is not None:
            applied.append(step)
        return applied
    finally:
        await connection.close()


async def _next_postgres(connection: "asyncpg.Connection[Any]") -> str | None:
    """The same under an advisory lock, which ends with the transaction."""
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        await connection.execute(_TABLE)
        missing = _missing({row[0] for row in await connection.fetch(_DONE)})
        for statement in statements_of(missing[0], "postgres") if missing else ():
            await connection.execute(statement)
        if missing:
            await connection.execute(_MARK["postgres"], missing[0], instant_text(SystemClock().now()))
    return missing[0] if missing else None
