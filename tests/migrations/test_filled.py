"""A database that was filled at an earlier revision keeps every row, reference, index and trigger."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tests.check.conftest import SECRET
from tests.migrations.test_runner import empty, empty_postgres, empty_sqlite

from stagebill.check.run import check
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.database.sqlite_file import connect
from stagebill.kernel.postal_address import PostalAddress, read_address
from stagebill.migrations import runner
from stagebill.migrations.runner import BrokenReference, migrate, rebuilds, statements_of, step_names

__all__ = ["empty", "empty_postgres", "empty_sqlite"]

FILLED = (Path(__file__).parent / "filled_0001.sql").read_text()
FIRST = "0001_initial"


def fill_at_the_first_revision(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as early:
        early.setattr(runner, "step_names", lambda: [FIRST])
        asyncio.run(migrate(config))
    if config.dialect == "postgres":
        asyncio.run(_fill_postgres(config.database_url))
        return
    with closing(connect(config.sqlite_file)) as connection:
        connection.executescript(FILLED)


async def _fill_postgres(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(FILLED)
    finally:
        await connection.close()


def test_every_row_of_the_first_revision_is_there_after_all_steps_and_every_check_holds(
    empty: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_at_the_first_revision(empty, monkeypatch)
    before = rows_of(empty)
    assert asyncio.run(migrate(empty)) == step_names()[1:]
    after = rows_of(empty)
    assert {table: len(rows) for table, rows in after.items() if table in before} == {
        table: len(rows) for table, rows in before.items()
    }
    for table, rows in before.items():
        kept = [{name: row[name] for name in rows[0]} for row in after[table]]
        assert sorted(map(repr, kept)) == sorted(map(repr, rows)), table
    config = Config(data=empty.data, database_url=empty.database_url, secret=SECRET)
    assert asyncio.run(check(config)) == []


def test_a_table_that_is_built_anew_keeps_its_indexes_and_what_refers_to_it(
    empty_sqlite: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_at_the_first_revision(empty_sqlite, monkeypatch)
    with closing(sqlite3.connect(empty_sqlite.sqlite_file)) as connection:
        names = _indexes_and_triggers(connection)
    asyncio.run(migrate(empty_sqlite))
    with closing(connect(empty_sqlite.sqlite_file)) as connection:
        assert names <= _indexes_and_triggers(connection)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        (wrong,) = connection.execute(
            "SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%_rebuilt%'"
        ).fetchone()
        assert wrong == 0
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("DELETE FROM invoice WHERE issued_at IS NOT NULL")
        with pytest.raises(sqlite3.IntegrityError, match="invoice_status"):
            connection.execute("UPDATE invoice SET status = 'lost'")


def test_a_rebuild_that_loses_a_row_is_taken_back_whole(
    empty_sqlite: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_at_the_first_revision(empty_sqlite, monkeypatch)
    before = rows_of(empty_sqlite)

    def careless(step: str, dialect: Any) -> list[str]:
        copies = [
            sql for sql in statements_of(step, dialect) if sql.startswith("INSERT INTO invoice_rebuilt")
        ]
        return [
            f"{sql.removesuffix('ORDER BY rowid')} WHERE number_seq IS NULL" if sql in copies else sql
            for sql in statements_of(step, dialect)
        ]

    with monkeypatch.context() as broken:
        broken.setattr(runner, "statements_of", careless)
        with pytest.raises(BrokenReference, match="pay_link to invoice"):
            asyncio.run(migrate(empty_sqlite))
    assert rows_of(empty_sqlite) == before
    assert asyncio.run(migrate(empty_sqlite)) == step_names()[1:]


def test_a_step_rebuilds_what_it_says(empty_sqlite: Config) -> None:
    for step in step_names():
        dropped = [sql.split()[2] for sql in statements_of(step, "sqlite") if sql.startswith("DROP TABLE")]
        assert tuple(dropped) == rebuilds(step), step


def _indexes_and_triggers(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type IN ('index', 'trigger')")
    return {name for (name,) in rows}


def rows_of(config: Config) -> dict[str, list[dict[str, Any]]]:
    """Every table's rows; what the migrations keep for themselves left out."""
    found = asyncio.run(_rows_of_postgres(config.database_url)) if config.dialect == "postgres" else None
    if found is None:
        with closing(sqlite3.connect(config.sqlite_file)) as connection:
            connection.row_factory = sqlite3.Row
            tables = [
                row["name"]
                for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            ]
            found = {
                table: [dict(row) for row in connection.execute(f"SELECT * FROM {table}")] for table in tables
            }
    return {
        table: rows
        for table, rows in found.items()
        if rows and table != "schema_revision" and not table.startswith("sqlite_")
    }


async def _rows_of_postgres(url: str) -> dict[str, list[dict[str, Any]]]:
    connection = await asyncpg.connect(url)
    try:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return {
            name: [dict(row) for row in await connection.fetch(f'SELECT * FROM "{name}"')]
            for (name,) in tables
        }
    finally:
        await connection.close()


async def _said(config: Config, sql: str) -> Any:
    database = await Database.open(config)
    try:
        return (await database.reader.rows(sql))[0][0]
    finally:
        await database.close()


async def _run(config: Config, sql: str) -> None:
    if config.dialect == "postgres":
        connection = await asyncpg.connect(config.database_url)
        await connection.execute(sql)
        await connection.close()
        return
    with closing(sqlite3.connect(config.sqlite_file)) as sqlite:
        sqlite.execute(sql)
        sqlite.commit()


def test_a_companys_address_of_one_text_becomes_the_lines_of_a_street(
    empty: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_at_the_first_revision(empty, monkeypatch)
    with monkeypatch.context() as early:
        early.setattr(runner, "step_names", lambda: [name for name in step_names() if name < "0028"])
        asyncio.run(migrate(empty))
    asyncio.run(_run(empty, "UPDATE settings SET address = '9 \"Old\" Mill\nGreenfield'"))
    asyncio.run(migrate(empty))
    stored = asyncio.run(_said(empty, "SELECT address FROM settings"))
    assert read_address(stored) == PostalAddress(street='9 "Old" Mill\nGreenfield')
