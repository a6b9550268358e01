"""SQLite's writer when things go wrong: full disks, endless statements, commits that fail under many."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.kernel.things import OURS, Thing, a_thing, ids_of, make_tables, save, thing_id

from stagebill.kernel.config import Config
from stagebill.kernel.database import reads, sqlite, sqlite_file
from stagebill.kernel.database.database import Database
from stagebill.kernel.database.sqlite_file import WrongPlace, connect, refuse_network
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.errors import Integrity, Refusal, Unavailable
from stagebill.kernel.records import replace

pytestmark = pytest.mark.anyio

ENDLESS = """
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT COUNT(*) FROM numbers
"""


@pytest.fixture
def config(sqlite_config: Config) -> Config:
    return sqlite_config


@pytest.fixture
def one_batch(monkeypatch: pytest.MonkeyPatch) -> Iterator["OneBatch"]:
    """Lets a test queue several units so that they are committed together."""
    monkeypatch.setattr(sqlite, "BATCH_SECONDS", 60.0)
    batch = OneBatch()
    yield batch
    batch.go.set()


class OneBatch:
    def __init__(self) -> None:
        self.go = threading.Event()

    async def first(self, tx: Tx) -> None:
        """Holds the writer until the others are queued behind it."""
        self.go.wait(5)


async def test_every_connection_is_set_for_money(config: Config) -> None:
    with closing(connect(config.sqlite_file)) as connection:
        settings = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}


def test_a_connection_never_leaves_its_thread_since_sqlite_does_not_lock_it(tmp_path: Path) -> None:
    refused: list[BaseException] = []

    def elsewhere() -> None:
        try:
            connection.execute("SELECT 1")
        except sqlite3.ProgrammingError as error:
            refused.append(error)

    with closing(connect(tmp_path / "stagebill.db")) as connection:
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert len(refused) == 1


async def test_units_that_wait_share_one_commit(config: Config) -> None:
    commits: list[str] = []
    database = await Database.open(config, failpoint=commits.append)
    await make_tables(database)
    hold = threading.Event()

    async def first(tx: Tx) -> None:
        hold.wait(5)

    commits.clear()
    holding = asyncio.create_task(database.write(first))
    await asyncio.sleep(0.02)
    saving = [asyncio.create_task(save(database, a_thing(number))) for number in range(1, 33)]
    await asyncio.sleep(0)
    hold.set()
    await asyncio.gather(holding, *saving)
    assert commits.count("before_commit") < 10
    assert len(await ids_of(database)) == 32
    await database.close()


async def test_a_failed_commit_fails_every_unit_of_its_batch_and_stores_none_ever(
    things: Database, one_batch: OneBatch
) -> None:
    class Declined(Refusal):
        """A refusal of its own."""

    async def refusing(tx: Tx) -> None:
        raise Declined

    orphan = replace(a_thing(2), twin_id=thing_id(99))
    units = [things.write(one_batch.first), save(things, a_thing(1)), save(things, orphan)]
    tasks = [asyncio.create_task(unit) for unit in (*units, things.write(refusing))]
    await asyncio.sleep(0.01)
    one_batch.go.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(answer) for answer in answers] == [Integrity, Integrity, Integrity, Declined]
    await save(things, a_thing(99))
    assert await ids_of(things) == [thing_id(99)]


async def test_a_connection_that_cannot_even_roll_back_is_replaced(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = threading.Event()

    class Broken(sqlite3.Connection):
        def execute(self, sql: str, args: Any = ()) -> sqlite3.Cursor:
            if broken.is_set() and sql in ("COMMIT", "ROLLBACK"):
                raise sqlite3.OperationalError("disk I/O error")
            return super().execute(sql, args)

    monkeypatch.setattr(vars(sqlite_file)["sqlite3"], "connect", partial(sqlite3.connect, factory=Broken))
    database = await Database.open(config)
    await make_tables(database)
    broken.set()
    with pytest.raises((sqlite3.OperationalError, Unavailable)):
        await save(database, a_thing(1))
    broken.clear()
    await save(database, a_thing(2))
    assert await ids_of(database) == [thing_id(2)]
    await database.close()


async def test_a_full_disk_is_a_503_that_stores_nothing_and_passes(things: Database) -> None:
    await _set_room(things, pages=8)
    big = replace(a_thing(1), note="x" * 400_000)
    with pytest.raises(Unavailable) as refused:
        await save(things, a_thing(2), big)
    assert (refused.value.status, refused.value.facts) == (503, {"retry_after_seconds": 2})
    assert await ids_of(things) == []

    await _set_room(things, pages=1_000_000)
    await save(things, a_thing(2), big)
    assert await ids_of(things) == [thing_id(1), thing_id(2)]
    assert await things.reader.rows("PRAGMA integrity_check") == [("ok",)]


async def test_a_full_disk_fails_the_whole_batch_or_the_one_unit_but_never_half_a_unit(
    things: Database, one_batch: OneBatch
) -> None:
    await _set_room(things, pages=8)
    big = replace(a_thing(2), note="x" * 400_000)
    units = [
        things.write(one_batch.first),
        save(things, a_thing(1)),
        save(things, a_thing(3), big),
        save(things, a_thing(4)),
    ]
    tasks = [asyncio.create_task(unit) for unit in units]
    await asyncio.sleep(0.01)
    one_batch.go.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(answers[2], Unavailable)
    stored = [thing_id(number) for number, answer in ((1, answers[1]), (4, answers[3])) if answer is None]
    assert await ids_of(things) == stored


async def test_a_statement_without_end_is_stopped_and_the_next_unit_runs(
    things: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "UNIT_SECONDS_MAX", 0.1)

    async def endless(tx: Tx) -> None:
        tx.scope(OURS)
        await tx.save(a_thing())
        await tx.rows(ENDLESS)

    with pytest.raises(Unavailable):
        await things.write(endless)
    assert await ids_of(things) == []
    await save(things, a_thing())
    assert await ids_of(things) == [thing_id(1)]


async def test_a_read_without_end_is_stopped(things: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "READ_SECONDS_MAX", 0.1)
    with pytest.raises(Unavailable):
        await things.reader.rows(ENDLESS)
    assert await ids_of(things) == []


async def test_a_tx_ends_with_its_unit(things: Database) -> None:
    kept: list[Tx] = []

    async def unit(tx: Tx) -> None:
        kept.append(tx)

    await things.write(unit)
    with pytest.raises(RuntimeError, match="ends with its unit"):
        await kept[0].run("DELETE FROM thing")


async def test_a_database_held_by_another_process_is_a_503(
    things: Database, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def impatient(tx: Tx) -> None:
        await tx.rows("PRAGMA busy_timeout = 50")

    await things.write(impatient)
    with closing(sqlite3.connect(config.sqlite_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            await save(things, a_thing())
        other.execute("ROLLBACK")
    await save(things, a_thing())
    assert await ids_of(things) == [thing_id(1)]


async def test_two_processes_worth_of_writers_lose_nothing(config: Config) -> None:
    one, other = await Database.open(config), await Database.open(config)
    await make_tables(one)
    await asyncio.gather(
        *(save(one, a_thing(number)) for number in range(1, 101)),
        *(save(other, a_thing(number)) for number in range(101, 201)),
    )
    assert len(await ids_of(one)) == 200
    await one.close()
    await other.close()


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_file_system_is_refused(kind: str, tmp_path: Path) -> None:
    mounts = f"/dev/a / ext4 rw 0 0\nserver:/x {tmp_path} {kind} rw 0 0\n"
    with pytest.raises(WrongPlace, match=kind):
        refuse_network(tmp_path / "stagebill.db", mounts)
    refuse_network(tmp_path.parent / "stagebill.db", mounts)


async def test_a_unit_that_names_no_organization_finds_nothing(things: Database) -> None:
    async def unit(tx: Tx) -> Thing | None:
        return await tx.find(Thing, thing_id(1))

    await save(things, a_thing())
    assert await things.write(unit) is None


async def _set_room(database: Database, pages: int) -> None:
    """Let the file grow by so many pages and no more, as a full disk would."""

    async def unit(tx: Tx) -> None:
        ((count,),) = await tx.rows("PRAGMA page_count")
        await tx.rows(f"PRAGMA max_page_count = {count + pages}")

    await database.write(unit)
