"""What a unit of work promises on both engines: all of it or nothing, whoever goes away meanwhile."""

import asyncio
import contextlib
import random
import sqlite3
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest
from tests.kernel.things import OURS, Thing, a_thing, ids_of, make_tables, save, thing_id

from stagebill.kernel.config import Config
from stagebill.kernel.database import postgres, sqlite
from stagebill.kernel.database.database import Database
from stagebill.kernel.database.tx import Reader, Tx
from stagebill.kernel.errors import Busy, Integrity, Refusal, Unavailable, Unreadable
from stagebill.kernel.records import replace

pytestmark = pytest.mark.anyio


class TooMany(Refusal):
    """A test may say no."""


async def test_a_unit_that_refuses_stores_nothing_and_its_neighbours_are_stored(things: Database) -> None:
    async def refused(tx: Tx) -> None:
        tx.scope(OURS)
        await tx.save(a_thing(50))
        raise TooMany(most=1)

    answers = await asyncio.gather(
        *(save(things, a_thing(number)) for number in range(1, 6)),
        things.write(refused),
        *(save(things, a_thing(number)) for number in range(6, 11)),
        return_exceptions=True,
    )
    assert [answer for answer in answers if answer is not None] == [answers[5]]
    assert isinstance(answers[5], TooMany)
    assert await ids_of(things) == [thing_id(number) for number in range(1, 11)]


async def test_what_a_constraint_stops_leaves_its_neighbours_alone(things: Database) -> None:
    answers = await asyncio.gather(
        save(things, a_thing(1)), save(things, a_thing(1)), save(things, a_thing(2)), return_exceptions=True
    )
    assert sum(isinstance(answer, Integrity) for answer in answers) == 1
    assert await ids_of(things) == [thing_id(1), thing_id(2)]


async def test_a_failed_commit_stores_nothing_then_or_later(things: Database) -> None:
    orphan = replace(a_thing(1), twin_id=thing_id(99))  # its foreign key is looked at only by COMMIT
    with pytest.raises(Integrity):
        await save(things, orphan)
    assert await ids_of(things) == []
    await save(things, a_thing(2), a_thing(99))
    assert await ids_of(things) == [thing_id(2), thing_id(99)]


async def test_a_unit_sees_what_it_has_written_and_others_do_not_yet(things: Database) -> None:
    async def unit(tx: Tx) -> list[Thing]:
        tx.scope(OURS)
        await tx.save(a_thing())
        return await tx.select(Thing)

    assert await things.write(unit) == [a_thing()]


async def test_a_cancelled_caller_does_not_cancel_the_transaction(things: Database) -> None:
    task = asyncio.create_task(save(things, a_thing()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await save(things, a_thing(2))
    await _until(lambda: ids_of(things), [thing_id(1), thing_id(2)])


async def test_four_hundred_cancelled_callers_leave_nothing_behind(things: Database) -> None:
    chance = random.Random(7)

    async def twins(number: int) -> None:
        """Both or neither."""
        await save(things, a_thing(2 * number), a_thing(2 * number + 1))

    tasks = []
    for number in range(1, 401):
        tasks.append(asyncio.create_task(twins(number)))
        if chance.random() < 0.5:
            await asyncio.sleep(chance.random() * 0.002)
        chance.choice(tasks).cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    waits = [await _seconds_of(save(things, a_thing(number))) for number in range(10_000, 10_005)]
    stored = [int(each[-12:], 16) for each in await ids_of(things)]
    halves = [number for number in stored if number < 10_000 and number ^ 1 not in stored]
    assert halves == []
    assert min(waits) < 0.1  # the quickest of five: a busy machine may hold up any one of them
    if things.dialect == "postgres":
        left_open = (
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE $1"
        )
        await _until(lambda: things.reader.rows(left_open, "idle in transaction%"), [(0,)])


async def test_a_unit_that_waits_for_anything_but_its_tx_is_stopped(things: Database) -> None:
    async def patient(tx: Tx) -> None:
        tx.scope(OURS)
        await tx.save(a_thing())
        await asyncio.sleep(0)

    async def talkative(tx: Tx) -> None:
        tx.scope(OURS)
        await tx.save(a_thing())
        await asyncio.sleep(0.01)

    for unit in (patient, talkative):
        with pytest.raises(RuntimeError):
            await things.write(unit)
    assert await ids_of(things) == []
    await save(things, a_thing())
    assert await ids_of(things) == [thing_id(1)]


async def test_callbacks_run_on_the_event_loop_once_it_is_durable_and_never_after_a_refusal(
    things: Database,
) -> None:
    heard: list[object] = []

    async def unit(tx: Tx) -> None:
        tx.scope(OURS)
        tx.after_commit(lambda: heard.append(asyncio.get_running_loop()))
        await tx.save(a_thing())

    await things.write(unit)
    with pytest.raises(Integrity):
        await things.write(unit)
    assert heard == [asyncio.get_running_loop()]


async def test_a_full_queue_refuses_at_once(things: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for engine in (sqlite, postgres):
        monkeypatch.setattr(engine, "QUEUE_UNITS_MAX", 5)
    answers = await asyncio.gather(
        *(save(things, a_thing(number)) for number in range(1, 9)), return_exceptions=True
    )
    refused = [answer for answer in answers if isinstance(answer, Busy)]
    assert len(refused) == 3
    assert (refused[0].status, refused[0].code) == (503, "kernel.busy")
    assert refused[0].facts == {"retry_after_seconds": 2}
    await save(things, a_thing(9))
    assert await ids_of(things) == [thing_id(number) for number in (1, 2, 3, 4, 5, 9)]


async def test_after_close_a_write_is_refused_and_what_was_queued_is_stored(config: Config) -> None:
    database = await Database.open(config)
    await make_tables(database)
    tasks = [asyncio.create_task(save(database, a_thing(number))) for number in range(1, 30)]
    await asyncio.sleep(0)
    await database.close()
    await asyncio.gather(*tasks)
    with pytest.raises(Unavailable):
        await save(database, a_thing(99))

    again = await Database.open(config)
    assert len(await ids_of(again)) == 29
    await again.close()


@pytest.mark.parametrize("place", ["statement", "before_commit", "after_commit"])
async def test_a_fail_point_stops_a_unit_where_it_says(config: Config, place: str) -> None:
    reached: list[str] = []
    armed = False

    def failpoint(name: str) -> None:
        reached.append(name)
        if armed and name == place:
            raise ConnectionAbortedError(name)

    database = await Database.open(config, failpoint=failpoint)
    await make_tables(database)
    armed = True
    # On PostgreSQL a lost connection is what a driver reports, so it is translated.
    with pytest.raises((ConnectionAbortedError, Unavailable)):
        await save(database, a_thing())
    armed = False
    assert place in reached
    assert await ids_of(database) == ([thing_id(1)] if place == "after_commit" else [])
    await save(database, a_thing(2))
    await database.close()


async def test_a_read_unit_sees_one_moment(things: Database) -> None:
    await save(things, a_thing(1))
    begun, stored = threading.Event(), threading.Event()

    async def unit(reader: Reader) -> tuple[int, int]:
        ((before,),) = await reader.rows("SELECT COUNT(*) FROM thing")
        begun.set()
        if reader.dialect == "sqlite":
            stored.wait(5)
        else:
            await reader.rows("SELECT pg_sleep(0.3)")
        ((after,),) = await reader.rows("SELECT COUNT(*) FROM thing")
        return before, after

    reading = asyncio.create_task(things.read(unit))
    await asyncio.to_thread(begun.wait)
    await save(things, a_thing(2))
    stored.set()
    assert await reading == (1, 1)
    assert len(await ids_of(things)) == 2


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("SELECT 1 FROM thing WHERE id = $1", "no-id"),
        ("SELECT 1 FROM thing WHERE made_at = $1", "yesterday"),
        ("SELECT 1 FROM thing WHERE due_on = $1", "2026-02-31"),
        ("SELECT 1 FROM thing WHERE price_minor = $1", 2**63),
        ("SELECT 1 FROM thing WHERE note = $1", "nul \0"),
        ("SELECT 1 FROM thing WHERE note = $1", "half \ud800"),
    ],
)
async def test_what_no_column_can_hold_is_found_nowhere(things: Database, sql: str, value: object) -> None:
    found: object = None
    with contextlib.suppress(Unreadable):
        found = await things.reader.rows(sql, value)
    assert found in (None, [])


async def test_a_reader_cannot_write(things: Database) -> None:
    with pytest.raises((sqlite3.OperationalError, asyncpg.ReadOnlySQLTransactionError)):
        await things.reader.rows("DELETE FROM thing")


async def _seconds_of(work: Awaitable[None]) -> float:
    started = time.perf_counter()
    await work
    return time.perf_counter() - started


async def _until(ask: Callable[[], Awaitable[Any]], wanted: Any, seconds: float = 2.0) -> None:
    deadline = time.monotonic() + seconds
    while (found := await ask()) != wanted:
        assert time.monotonic() < deadline, found
        await asyncio.sleep(0.01)
