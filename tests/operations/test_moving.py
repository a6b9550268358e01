"""A company goes from SQLite to PostgreSQL whole, proven, and able to go on; or not at all."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from click.testing import CliRunner
from tests.demo_folder import DemoFolder

from stagebill import cli
from stagebill.check.run import check
from stagebill.kernel.config import Config
from stagebill.kernel.database.postgres_values import SETTINGS, set_codecs
from stagebill.operations.moving import NotMoved, move

pytestmark = pytest.mark.anyio


@pytest.fixture
def told(demo_folder: DemoFolder, tmp_path: Path) -> Config:
    """The demo company on SQLite: every room of the product has written something."""
    shutil.copytree(demo_folder.told(), tmp_path / "told")
    return Config(data=tmp_path / "told")


async def asked(config: Config, sql: str) -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(config.database_url, server_settings=SETTINGS)
    await set_codecs(connection)
    try:
        return [tuple(row) for row in await connection.fetch(sql)]
    finally:
        await connection.close()


def kept(config: Config, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(config.sqlite_file)) as reader:
        return reader.execute(sql).fetchall()


async def test_every_row_of_every_table_arrives_and_holds(told: Config, postgres_config: Config) -> None:
    counts = await move(told, postgres_config)
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    there = {name for (name,) in kept(told, names)} - {"schema_revision"}
    assert counts == {name: kept(told, f"SELECT count(*) FROM {name}")[0][0] for name in sorted(there)}
    assert sum(1 for count in counts.values() if count) > 30
    payments = "SELECT id, amount_minor, taken_at, method FROM payment ORDER BY id"
    members = "SELECT id, active, email, created_at FROM member ORDER BY id"
    audit = "SELECT organization_id, n, hash FROM audit ORDER BY organization_id, n"
    for sql in (payments, members, audit):
        assert await asked(postgres_config, sql) == kept(told, sql)
    assert await check(postgres_config) == []


async def test_what_follows_is_written_there_as_before(told: Config, postgres_config: Config) -> None:
    """References, triggers and the counters of the feed are in force again."""
    await move(told, postgres_config)
    with pytest.raises(asyncpg.PostgresError, match="insert-only"):
        await asked(postgres_config, "UPDATE payment SET amount_minor = 1")
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await asked(postgres_config, "DELETE FROM customer")


async def test_a_database_with_something_in_it_is_left_as_it_is(
    told: Config, postgres_config: Config
) -> None:
    await move(told, postgres_config)
    before = await asked(postgres_config, "SELECT count(*) FROM payment")
    with pytest.raises(NotMoved, match="name a database that is empty"):
        await move(told, postgres_config)
    assert await asked(postgres_config, "SELECT count(*) FROM payment") == before


async def test_a_row_that_refers_to_nothing_stops_the_whole(told: Config, postgres_config: Config) -> None:
    with closing(sqlite3.connect(told.sqlite_file)) as writer, writer:
        writer.execute("PRAGMA foreign_keys = OFF")
        writer.execute("DELETE FROM customer WHERE id = (SELECT customer_id FROM job LIMIT 1)")
    with pytest.raises(NotMoved, match="did not take it, and nothing is there"):
        await move(told, postgres_config)
    assert await asked(postgres_config, "SELECT count(*) FROM organization") == [(0,)]


def test_the_command_goes_one_way_only_and_says_so(told: Config, tmp_path: Path) -> None:
    given = {"STAGEBILL_SECRET": "", "DATABASE_URL": ""}
    words = ["copy", "--data", str(told.data), "--to", f"sqlite://{tmp_path}/other.db"]
    done = CliRunner().invoke(cli.main, words, env=given)
    assert (done.exit_code, "from SQLite to PostgreSQL" in done.output) == (1, True)
    assert not (tmp_path / "other.db").exists()


def test_the_command_says_how_much_went_and_what_is_next(told: Config, postgres_config: Config) -> None:
    given = {"STAGEBILL_SECRET": "", "DATABASE_URL": ""}
    words = ["copy", "--data", str(told.data), "--to", postgres_config.database_url]
    done = CliRunner().invoke(cli.main, words, env=given)
    assert done.exit_code == 0, done.output
    assert "rows of" in done.output
    assert done.output.endswith("Set DATABASE_URL before the server starts again.\n")
