"""The outbox: every errand is carried out at least once, by one worker at a time, and never forgotten."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import new_id
from stagebill.sync import feed
from stagebill.sync.command import Registry
from stagebill.sync.dispatcher import ATTEMPTS_MAX, Dispatcher, Errand, Handler, Hopeless, NotYet, pause_after
from stagebill.sync.effect import Outgoing
from stagebill.sync.services import Services

pytestmark = pytest.mark.anyio

ORGANIZATION = new_id()


class Recorder:
    """A handler that remembers its errands and fails as it is told."""

    def __init__(self, *outcomes: BaseException | None) -> None:
        self.errands: list[Errand] = []
        self.outcomes = list(outcomes)

    async def __call__(self, errand: Errand, services: Services) -> None:
        self.errands.append(errand)
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome is not None:
            raise outcome


@pytest.fixture
async def services(config: Config, database: Database, clock: FrozenClock) -> Services:
    return Services(config, database, clock, Registry((), ()))


async def post(services: Services, *messages: Outgoing) -> None:
    async def unit(tx: Tx) -> None:
        tx.scope(ORGANIZATION)
        await feed.post(tx, messages, services.clock.now())

    await services.database.write(unit)


def errand(key: str = "a", kind: str = "test", **payload: Any) -> Outgoing:
    return Outgoing(kind=kind, dedupe_key=key, payload=payload)


async def states(services: Services) -> list[tuple[Any, ...]]:
    return await services.database.reader.rows(
        "SELECT state, attempts, last_error FROM outbox ORDER BY dedupe_key"
    )


def dispatcher(services: Services, **handlers: Handler) -> Dispatcher:
    return Dispatcher(services, handlers)


async def test_an_errand_is_carried_out_once_with_its_payload(services: Services) -> None:
    done = Recorder()
    await post(services, errand(amount=7))
    work = dispatcher(services, test=done)
    assert await work.run_due() == 1
    assert await work.run_due() == 0
    assert [(each.kind, each.payload, each.organization_id) for each in done.errands] == [
        ("test", {"amount": 7}, ORGANIZATION)
    ]
    assert await states(services) == [("done", 1, None)]


async def test_the_same_dedupe_key_is_one_errand(services: Services) -> None:
    done = Recorder()
    await post(services, errand("a", n=1), errand("a", n=2))
    await post(services, errand("a", n=3))
    await dispatcher(services, test=done).run_due()
    await post(services, errand("a", n=4))
    await dispatcher(services, test=done).run_due()
    assert [each.payload for each in done.errands] == [{"n": 1}]


async def test_a_failure_is_tried_again_after_a_growing_pause(services: Services, clock: FrozenClock) -> None:
    flaky = Recorder(OSError("line down"), OSError("line down"))
    await post(services, errand())
    work = dispatcher(services, test=flaky)
    await work.run_due()
    assert await states(services) == [("waiting", 1, "OSError: line down")]
    clock.advance(timedelta(seconds=4))
    assert await work.run_due() == 0
    clock.advance(timedelta(seconds=1))
    await work.run_due()
    clock.advance(timedelta(seconds=9))
    assert await work.run_due() == 0
    clock.advance(timedelta(seconds=1))
    await work.run_due()
    assert await states(services) == [("done", 3, None)]


async def test_what_never_works_ends_dead_after_a_day_with_its_reason(
    services: Services, clock: FrozenClock
) -> None:
    broken = Recorder(*[OSError("no such host")] * 50)
    await post(services, errand())
    work = dispatcher(services, test=broken)
    for _ in range(2 * ATTEMPTS_MAX):
        await work.run_due()
        clock.advance(timedelta(hours=3))
    assert len(broken.errands) == ATTEMPTS_MAX
    assert await states(services) == [("dead", ATTEMPTS_MAX, "OSError: no such host")]
    total = sum((pause_after(attempt) for attempt in range(1, ATTEMPTS_MAX)), timedelta())
    assert timedelta(hours=20) < total < timedelta(hours=28)


async def test_what_is_hopeless_is_dead_at_once(services: Services) -> None:
    await post(services, errand(), errand("b", kind="unheard_of"))
    await dispatcher(services, test=Recorder(Hopeless("no such message"))).run_due()
    assert await states(services) == [
        ("dead", 1, "no such message"),
        ("dead", 1, "nobody does errands of the kind unheard_of"),
    ]


async def test_a_timer_waits_for_its_time_and_may_be_set_again(
    services: Services, clock: FrozenClock
) -> None:
    at = clock.now() + timedelta(hours=1)
    look = Recorder(NotYet(at + timedelta(hours=6)), OSError("down"))
    await post(services, Outgoing(kind="test", dedupe_key="a", payload={}, run_at=at))
    work = dispatcher(services, test=look)
    assert await work.run_due() == 0
    clock.advance(timedelta(hours=1))
    assert await work.run_due() == 1
    assert await states(services) == [("waiting", 0, None)]
    clock.advance(timedelta(hours=6))
    await work.run_due()
    assert await states(services) == [("waiting", 1, "OSError: down")]


async def test_a_worker_that_died_leaves_the_errand_to_the_next_one(
    services: Services, clock: FrozenClock
) -> None:
    """The crash between doing and marking: it is done again, by the same id, and only after the lease."""
    sent: dict[str, int] = {}

    async def send_then_die(errand: Errand, services: Services) -> None:
        sent[errand.id] = sent.get(errand.id, 0) + 1
        raise asyncio.CancelledError

    async def send(errand: Errand, services: Services) -> None:
        sent[errand.id] = sent.get(errand.id, 0) + 1

    await post(services, errand())
    with pytest.raises(asyncio.CancelledError):
        await dispatcher(services, test=send_then_die).run_due()
    assert await dispatcher(services, test=send).run_due() == 0
    clock.advance(timedelta(seconds=60))
    assert await dispatcher(services, test=send).run_due() == 1
    assert list(sent.values()) == [2]
    assert await states(services) == [("done", 2, None)]


async def test_who_lost_the_lease_cannot_mark_the_errand(services: Services, clock: FrozenClock) -> None:
    slow_started, slow_may_end = asyncio.Event(), asyncio.Event()

    async def slow(errand: Errand, services: Services) -> None:
        slow_started.set()
        await slow_may_end.wait()
        raise OSError("too late to matter")

    await post(services, errand())
    late = asyncio.create_task(dispatcher(services, test=slow)._once())
    await slow_started.wait()
    clock.advance(timedelta(seconds=61))
    await dispatcher(services, test=Recorder()).run_due()
    slow_may_end.set()
    await late
    assert await states(services) == [("done", 2, None)]


async def test_many_workers_do_each_errand_once(services: Services) -> None:
    done = Recorder()
    await post(services, *(errand(f"{number:03d}") for number in range(90)))
    await asyncio.gather(*(dispatcher(services, test=done).run_due() for _ in range(4)))
    assert sorted(each.dedupe_key for each in done.errands) == [f"{number:03d}" for number in range(90)]


async def test_an_errand_that_makes_another_has_it_done_in_the_same_run(services: Services) -> None:
    done = Recorder()

    async def first(errand_: Errand, services: Services) -> None:
        await post(services, errand("b", kind="second"))

    await post(services, errand("a", kind="first"))
    assert await dispatcher(services, first=first, second=done).run_due() == 2
    assert len(done.errands) == 1


async def test_it_wakes_at_once_after_a_commit_and_stops_cleanly(services: Services) -> None:
    done = asyncio.Event()

    async def handler(errand: Errand, services: Services) -> None:
        done.set()

    work = dispatcher(services, test=handler)
    work.start()
    try:
        await asyncio.sleep(0.1)
        await post(services, errand())
        services.hub.outbox_due.set()
        await asyncio.wait_for(done.wait(), 1)
    finally:
        await work.stop()
    assert await states(services) == [("done", 1, None)]


async def test_stopping_lets_what_is_under_way_finish(services: Services) -> None:
    started, finished = asyncio.Event(), []

    async def handler(errand: Errand, services: Services) -> None:
        started.set()
        await asyncio.sleep(0.2)
        finished.append(errand.id)

    await post(services, errand())
    work = dispatcher(services, test=handler)
    work.start()
    await started.wait()
    await work.stop()
    assert len(finished) == 1
    assert await states(services) == [("done", 1, None)]


async def test_a_round_that_fails_does_not_end_the_worker(services: Services) -> None:
    rounds = 0

    async def failing(services: Services) -> int:
        nonlocal rounds
        rounds += 1
        raise OSError("the database is away")

    handlers: Mapping[str, Handler] = {}
    work = Dispatcher(services, handlers, [failing])
    work.start()
    for _ in range(3):
        services.hub.outbox_due.set()
        await asyncio.sleep(0.05)
    await work.stop()
    assert rounds >= 2
