"""Brings a database up to date: each step with its mark in one transaction, and one process at a time."""

import asyncio
import importlib
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stagebill.kernel.clock import SystemClock, instant_text
from stagebill.kernel.config import Config, Dialect
from stagebill.kernel.database.sqlite_file import connect, connect_reader, refuse_network
from stagebill.kernel.database.sqlite_statistics import assume

if TYPE_CHECKING:
    import asyncpg

_NAME: Final = re.compile(r"\d{4}_[a-z_]+")
_LOCK: Final = 0x57A6EB11  # any number that nothing else on the server uses
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS schema_revision (name TEXT PRIMARY KEY NOT NULL, applied_at TEXT NOT NULL)
"""
_RUN: Final = "run `stagebill migrate` with the same options first"
_HAS_TABLE: Final = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_revision'"
_DONE: Final = "SELECT name FROM schema_revision"
_MARK: Final[dict[Dialect, str]] = {
    "sqlite": "INSERT INTO schema_revision (name, applied_at) VALUES (?, ?)",
    "postgres": "INSERT INTO schema_revision (name, applied_at) VALUES ($1, $2)",
}


class Unready(Exception):
    """The database cannot be used as it is; the words say why, and what to do."""


class NewerSchema(Unready):
    """A later version of Stagebill has migrated this database; this one would not understand it."""


class BrokenReference(Unready):
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


async def prove_ready(config: Config) -> None:
    """Whether every step was applied, and none that is unknown here; nothing is written. Raises Unready."""
    if config.dialect == "postgres":
        done = await _done_postgres(config.database_url)
    elif config.sqlite_file.is_file():
        done = await asyncio.to_thread(_done_sqlite, config.sqlite_file)
    else:
        raise Unready(f"there is no database at {config.sqlite_file}: {_RUN}")
    if missing := _missing(done):
        lack = f"lacks {len(missing)} steps of this version, from {missing[0]} on"
        raise Unready(f"the database {lack if done else 'is empty'}: {_RUN}")


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
        raise NewerSchema(
            f"a newer Stagebill has worked with this database (this one does not know {', '.join(unknown)}): "
            "use that version, or a backup from before it"
        )
    return [name for name in names if name not in done]


def _done_sqlite(path: Path) -> set[str]:
    with closing(_opened_sqlite(path, connect_reader)) as connection:
        return {name for (name,) in connection.execute(_DONE)} if _has_table(connection) else set()


def _opened_sqlite(path: Path, opening: Callable[[Path], sqlite3.Connection]) -> sqlite3.Connection:
    """A file that is no database is only found to be none when it is read."""
    try:
        connection = opening(path)
        _has_table(connection)
    except sqlite3.Error as error:
        raise Unready(f"{path} cannot be used: {error}") from error
    return connection


def _has_table(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute(_HAS_TABLE).fetchone()[0])


def _migrate_sqlite(path: Path) -> list[str]:
    with closing(_opened_sqlite(path, connect)) as connection:
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


async def _opened_postgres(url: str) -> "asyncpg.Connection[Any]":
    import asyncpg  # a start on SQLite does without it

    try:
        return await asyncpg.connect(url)
    except (OSError, asyncpg.PostgresError) as error:
        # The address holds a password, so it is not repeated.
        raise Unready(f"PostgreSQL cannot be reached at DATABASE_URL: {error}") from error


async def _done_postgres(url: str) -> set[str]:
    connection = await _opened_postgres(url)
    try:
        has_table = await connection.fetchval("SELECT to_regclass('schema_revision') IS NOT NULL")
        return {row[0] for row in await connection.fetch(_DONE)} if has_table else set()
    finally:
        await connection.close()


async def _migrate_postgres(url: str) -> list[str]:
    connection = await _opened_postgres(url)
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
