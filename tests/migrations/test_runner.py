"""Migrating is safe at any time: twice, by two processes at once, and when it is killed half-way."""

import asyncio
import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tests.postgres_server import database_url

from stagebill.kernel.config import Config, Dialect
from stagebill.kernel.database.database import Database
from stagebill.migrations import runner
from stagebill.migrations.runner import (
    NewerSchema,
    Unready,
    migrate,
    prove_ready,
    rebuilds,
    statements_of,
    step_names,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> Config:
    return Config(data=tmp_path / "not" / "yet" / "there")


@pytest.fixture
def empty_postgres(postgres: str, tmp_path: Path) -> Iterator[Config]:
    asyncio.run(_run(database_url(postgres, "postgres"), "CREATE DATABASE empty"))
    yield Config(data=tmp_path, database_url=database_url(postgres, "empty"))
    asyncio.run(_run(database_url(postgres, "postgres"), "DROP DATABASE empty WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest) -> Config:
    found: Config = request.getfixturevalue(f"empty_{request.param}")
    return found


async def test_an_empty_database_gets_every_step_once(empty: Config) -> None:
    assert await migrate(empty) == step_names()
    assert await migrate(empty) == []
    database = await Database.open(empty)
    names = await database.reader.rows("SELECT name FROM schema_revision ORDER BY name")
    assert [name for (name,) in names] == step_names()
    assert await database.reader.rows("SELECT COUNT(*) FROM payment") == [(0,)]
    await database.close()


async def test_what_lacks_is_told_before_anything_reads_the_database(empty: Config) -> None:
    with pytest.raises(Unready, match="stagebill migrate"):
        await prove_ready(empty)
    await migrate(empty)
    await prove_ready(empty)


async def test_a_step_that_dies_half_way_leaves_nothing_and_the_next_run_completes_it(
    empty: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(step: str, dialect: Dialect) -> list[str]:
        statements = statements_of(step, dialect)
        return [*statements[: len(statements) // 2], "SELECT no_such_column FROM nowhere"]

    with monkeypatch.context() as broken:
        broken.setattr(runner, "statements_of", half)
        with pytest.raises((sqlite3.OperationalError, asyncpg.UndefinedTableError)):
            await migrate(empty)
    assert await migrate(empty) == step_names()


async def test_a_killed_process_leaves_no_half(empty_sqlite: Config) -> None:
    spawn = multiprocessing.get_context("spawn")
    process = spawn.Process(target=_migrate_and_die, args=(empty_sqlite,))
    process.start()
    await asyncio.to_thread(process.join, 30)
    assert process.exitcode == -9
    with closing(sqlite3.connect(empty_sqlite.sqlite_file)) as connection:
        assert connection.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone() == (0,)
    assert await migrate(empty_sqlite) == step_names()


async def test_two_that_migrate_at_once_apply_each_step_once(empty: Config) -> None:
    answers = await asyncio.gather(migrate(empty), migrate(empty), migrate(empty))
    assert sorted(step for answer in answers for step in answer) == step_names()


async def test_a_database_from_a_later_version_is_left_alone(empty: Config) -> None:
    await migrate(empty)
    database = await Database.open(empty)

    async def unit(tx: Any) -> None:
        await tx.run("INSERT INTO schema_revision (name, applied_at) VALUES ($1, $2)", "9999_later", "then")

    await database.write(unit)
    await database.close()
    with pytest.raises(NewerSchema, match="9999_later"):
        await migrate(empty)


def test_no_step_is_generated_and_only_one_that_says_so_rebuilds_a_table() -> None:
    """Tortoise's rebuild of a SQLite table deletes what refers to it, and drops its indexes and triggers."""
    folder = Path(runner.__file__).parent
    for path in folder.glob("[0-9]*.py"):
        text = path.read_text()
        assert "tortoise" not in text, path.name
    for step in step_names():
        for dialect in ("sqlite", "postgres"):
            for statement in statements_of(step, dialect):
                words = statement.upper()
                assert "CASCADE" not in words, step
                if dialect == "postgres" or not any(name.upper() in words for name in rebuilds(step)):
                    assert "DROP TABLE" not in words, step
                    assert "RENAME TO" not in words, step


def _migrate_and_die(config: Config) -> None:
    """Runs in a process of its own, which is killed with a step's tables made and its mark not yet."""
    runner._MARK["sqlite"] = "SELECT die(?, ?)"

    def connect(path: Path) -> sqlite3.Connection:
        connection: sqlite3.Connection = original(path)
        connection.create_function("die", 2, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        return connection

    names = vars(runner)
    original = names["connect"]
    names["connect"] = connect
    asyncio.run(migrate(config))


async def _run(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
