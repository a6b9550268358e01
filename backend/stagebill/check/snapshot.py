"""One read-only view of the whole database at one moment, on SQLite or PostgreSQL."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Protocol

import asyncpg

from stagebill.kernel.config import Config
from stagebill.kernel.database.sqlite_file import connect_reader

if TYPE_CHECKING:
    from sqlite3 import Connection  # at run time the kernel decides which library that is

CHUNK_ROWS = 5_000
# The written form of an instant that both engines are asked for: INSTANT(at) in the SQL of this folder.
_INSTANT = re.compile(r"INSTANT\(([\w.]+)\)")
_POSTGRES_INSTANT = r"""to_char(\1 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


class NoDatabase(Exception):
    """There is nothing to check: an empty database made on the spot would be found without fault."""


class Snapshot(Protocol):
    """Rows come in chunks, so that a million of them never lie in memory at once."""

    dialect: str

    def chunks(self, sql: str) -> AsyncIterator[list[tuple[Any, ...]]]: ...


class _Sqlite:
    dialect = "sqlite"

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection

    async def chunks(self, sql: str) -> AsyncIterator[list[tuple[Any, ...]]]:
        cursor = self._connection.execute(_INSTANT.sub(r"\1", sql))
        while rows := cursor.fetchmany(CHUNK_ROWS):
            yield rows


class _Postgres:
    dialect = "postgres"

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self._connection = connection

    async def chunks(self, sql: str) -> AsyncIterator[list[tuple[Any, ...]]]:
        cursor = await self._connection.cursor(_INSTANT.sub(_POSTGRES_INSTANT, sql))
        while rows := await cursor.fetch(CHUNK_ROWS):
            yield [tuple(row) for row in rows]


@asynccontextmanager
async def open_snapshot(config: Config) -> AsyncIterator[Snapshot]:
    """Open the database of `config` so that nothing can be written through it, and see one moment of it."""
    if config.dialect == "postgres":
        connection = await asyncpg.connect(config.database_url)
        try:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                yield _Postgres(connection)
        finally:
            await connection.close()
        return
    if not config.sqlite_file.is_file():
        raise NoDatabase(f"there is no database at {config.sqlite_file}")
    file = connect_reader(config.sqlite_file)
    try:
        file.execute("BEGIN")
        yield _Sqlite(file)
    finally:
        file.close()
