"""Several processes on one SQLite file: no commit is lost, and a kill takes nothing acknowledged."""

import asyncio
import multiprocessing
import os
import signal
from multiprocessing.connection import Connection

import pytest
from tests.kernel.things import a_thing, ids_of, make_tables, save, thing_id

from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.database.tx import Tx

pytestmark = [pytest.mark.anyio, pytest.mark.fault]

_spawn = multiprocessing.get_context("spawn")
EACH = 250


@pytest.fixture
def config(sqlite_config: Config) -> Config:
    return sqlite_config


async def test_two_processes_that_check_point_all_the_time_lose_nothing(config: Config) -> None:
    database = await Database.open(config)
    await make_tables(database)
    processes = [_spawn.Process(target=_write_many, args=(config, first)) for first in (1, 1 + EACH)]
    for process in processes:
        process.start()
    for process in processes:
        await asyncio.to_thread(process.join, 60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert await ids_of(database) == [thing_id(number) for number in range(1, 2 * EACH + 1)]
    assert await database.reader.rows("PRAGMA integrity_check") == [("ok",)]
    await database.close()


async def test_a_kill_takes_nothing_that_was_acknowledged(config: Config) -> None:
    database = await Database.open(config)
    await make_tables(database)
    await database.close()

    ours, theirs = _spawn.Pipe(duplex=False)
    process = _spawn.Process(target=_write_and_tell, args=(config, theirs))
    process.start()
    theirs.close()
    acknowledged = [await asyncio.to_thread(ours.recv) for _ in range(40)]
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    await asyncio.to_thread(process.join, 30)
    while ours.poll():
        try:
            acknowledged.append(ours.recv())
        except EOFError:
            break

    again = await Database.open(config)
    stored = await ids_of(again)
    assert set(acknowledged) <= set(stored)
    assert stored == [thing_id(number) for number in range(1, len(stored) + 1)]
    await save(again, a_thing(100_000))
    await again.close()


def _write_many(config: Config, first: int) -> None:
    async def main() -> None:
        database = await Database.open(config)

        async def often(tx: Tx) -> None:
            await tx.rows("PRAGMA wal_autocheckpoint = 5")

        await database.write(often)
        for number in range(first, first + EACH):
            await save(database, a_thing(number))
        await database.close()

    asyncio.run(main())


def _write_and_tell(config: Config, told: Connection) -> None:
    async def main() -> None:
        database = await Database.open(config)
        for number in range(1, 100_000):
            await save(database, a_thing(number))
            told.send(thing_id(number))

    asyncio.run(main())
