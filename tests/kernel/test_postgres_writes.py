"""PostgreSQL's own troubles: serialization failures, deadlocks, and connections that go away."""

import asyncio

import pytest
from tests.kernel.things import OURS, Thing, a_thing, ids_of, save, thing_id

from stagebill.kernel.config import Config
from stagebill.kernel.database import postgres
from stagebill.kernel.database.database import Database
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.errors import Unavailable
from stagebill.kernel.records import replace

pytestmark = pytest.mark.anyio

CONFLICT = "DO $$ BEGIN RAISE EXCEPTION 'try again' USING ERRCODE = '40001'; END $$"


@pytest.fixture
def config(postgres_config: Config) -> Config:
    return postgres_config


async def test_a_serialization_failure_runs_the_unit_again(things: Database) -> None:
    attempts: list[Tx] = []
    heard: list[int] = []

    async def unit(tx: Tx) -> int:
        attempts.append(tx)
        tx.scope(OURS)
        tx.after_commit(lambda: heard.append(len(attempts)))
        await tx.save(a_thing())
        if len(attempts) < 3:
            await tx.run(CONFLICT)
        return len(attempts)

    assert await things.write(unit) == 3
    assert heard == [3]
    assert await ids_of(things) == [thing_id(1)]


async def test_a_conflict_without_end_is_a_503_after_six_attempts(
    things: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_BACKOFF_SECONDS", 0.0001)
    attempts: list[Tx] = []

    async def unit(tx: Tx) -> None:
        attempts.append(tx)
        await tx.run(CONFLICT)

    with pytest.raises(Unavailable):
        await things.write(unit)
    assert len(attempts) == postgres.ATTEMPTS_MAX == 6


async def test_a_deadlock_costs_time_and_nothing_else(things: Database) -> None:
    await save(things, a_thing(1, price_minor=0), a_thing(2, price_minor=0))
    met = asyncio.Barrier(2)

    async def raised(first: int, second: int) -> None:
        async def unit(tx: Tx) -> None:
            tx.scope(OURS)
            for number in (first, second):
                thing = await tx.lock(Thing, thing_id(number))
                await tx.save(replace(thing, price_minor=thing.price_minor + 1))
                await tx.rows("SELECT pg_sleep(0.1)")

        await met.wait()
        await things.write(unit)

    await asyncio.gather(raised(1, 2), raised(2, 1))
    prices = await things.reader.rows("SELECT price_minor FROM thing ORDER BY id")
    assert prices == [(2,), (2,)]


async def test_a_lock_keeps_updates_from_being_lost(things: Database) -> None:
    await save(things, a_thing(price_minor=0))

    async def unit(tx: Tx) -> None:
        tx.scope(OURS)
        thing = await tx.lock(Thing, thing_id(1))
        await tx.save(replace(thing, price_minor=thing.price_minor + 1))

    await asyncio.gather(*(things.write(unit) for _ in range(50)))
    assert await things.reader.rows("SELECT price_minor FROM thing") == [(50,)]


async def test_a_connection_that_dies_is_a_503_and_the_next_write_works(things: Database) -> None:
    async def unit(tx: Tx) -> None:
        tx.scope(OURS)
        await tx.save(a_thing())
        await tx.rows("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(Unavailable):
        await things.write(unit)
    assert await ids_of(things) == []
    await save(things, a_thing(2))
    assert await ids_of(things) == [thing_id(2)]
