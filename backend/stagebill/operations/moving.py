"""All that is stored goes from SQLite to PostgreSQL: every row of every table, or nothing."""

from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import asyncpg

from stagebill.kernel.config import Config
from stagebill.kernel.database.postgres_values import SETTINGS, set_codecs
from stagebill.kernel.database.sqlite_file import connect
from stagebill.migrations.runner import migrate

if TYPE_CHECKING:
    from sqlite3 import Connection  # at run time the kernel decides which library that is

CHUNK_ROWS: Final = 1_000
_FLAG: Final = "boolean"
_KEPT_BY_THE_RUNNER: Final = "schema_revision"
_COLUMNS: Final = """
SELECT table_name, column_name, data_type FROM information_schema.columns
WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position
"""
_REFERENCES: Final = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2
"""


class NotMoved(Exception):
    """Nothing was moved; the words say why."""


class _Table(NamedTuple):
    name: str
    columns: tuple[str, ...]
    flags: frozenset[int]


async def move(source: Config, target: Config) -> dict[str, int]:
    """How many rows of each table stand in the target now, which had none before; the source stays as it is.

    Nothing is written to the source meanwhile: what would, waits a moment and is then told to come again.
    """
    await migrate(target)
    connection = await asyncpg.connect(target.database_url, server_settings=SETTINGS)
    try:
        await set_codecs(connection)
        with closing(connect(source.sqlite_file)) as reading:
            reading.execute("BEGIN IMMEDIATE")
            async with connection.transaction():
                counts = await _copied(reading, connection)
            reading.execute("ROLLBACK")
        # Without figures of its own PostgreSQL would plan the first hours of questions for empty tables.
        await connection.execute("ANALYZE")
        return counts
    except asyncpg.PostgresError as error:
        raise NotMoved(f"PostgreSQL did not take it, and nothing is there: {error}") from error
    finally:
        await connection.close()


async def _copied(reading: "Connection", connection: "asyncpg.Connection[Any]") -> dict[str, int]:
    tables = _tables(await connection.fetch(_COLUMNS))
    for table in tables:
        if await connection.fetchval(f"SELECT EXISTS (SELECT 1 FROM {table.name})"):
            raise NotMoved(f"there are rows in {table.name} already: name a database that is empty")
    # Rows refer to others of any table, their own included: it is asked once all of them are there.
    references = await connection.fetch(_REFERENCES)
    for name, constraint, _ in references:
        await connection.execute(f"ALTER TABLE {name} DROP CONSTRAINT {constraint}")
    counts = {table.name: await _copied_table(table, reading, connection) for table in tables}
    for name, constraint, definition in references:
        await connection.execute(f"ALTER TABLE {name} ADD CONSTRAINT {constraint} {definition}")
    for name, count in counts.items():
        if await connection.fetchval(f"SELECT count(*) FROM {name}") != count:
            raise NotMoved(f"not all rows of {name} arrived")
    return counts


def _tables(rows: list[Any]) -> list[_Table]:
    columns = sorted((tuple(row) for row in rows), key=itemgetter(0))
    return [
        _Table(name, tuple(each[1] for each in found), frozenset(
            place for place, each in enumerate(found) if each[2] == _FLAG
        ))
        for name, found in ((name, list(group)) for name, group in groupby(columns, itemgetter(0)))
        if name != _KEPT_BY_THE_RUNNER
    ]  # fmt: skip


async def _copied_table(table: _Table, reading: "Connection", connection: "asyncpg.Connection[Any]") -> int:
    columns = ", ".join(f'"{column}"' for column in table.columns)
    places = ", ".join(f"${place}" for place in range(1, len(table.columns) + 1))
    insert = f"INSERT INTO {table.name} ({columns}) VALUES ({places})"
    cursor = reading.execute(f"SELECT {columns} FROM {table.name} ORDER BY rowid")
    count = 0
    while rows := cursor.fetchmany(CHUNK_ROWS):
        await connection.executemany(insert, [tuple(_values(row, table.flags)) for row in rows])
        count += len(rows)
    return count


def _values(row: tuple[Any, ...], flags: frozenset[int]) -> Iterator[Any]:
    """SQLite knows no truth, only 0 and 1; all else is written alike."""
    for place, value in enumerate(row):
        yield bool(value) if place in flags and value is not None else value
