"""One seed is one history: a storm of lost, doubled and reordered messages and sudden deaths, then calm.

    .venv/bin/python -m tests.faults.simulate SEED      plays one history again, with what it found

What runs is the product: `push_all` and `apply`, the writer's batches and commits, the handlers, the feed.
What is made up: the clock, the ids, the network, the order of things, and when the process dies.
"""

import asyncio
import random
import sys
import tempfile
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.device import Device, differences
from tests.faults.clients import Client, Intent
from tests.faults.history import History, Verdict, judge
from tests.faults.stepped import Crash, Disk, SteppedWriter, close_stepped, open_stepped
from tests.faults.template import Company, company
from tests.faults.workload import Workload

from stagebill.check.run import check
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.database import sqlite
from stagebill.kernel.database.database import Database
from stagebill.kernel.errors import Refusal
from stagebill.sync.push import Push, push_all

STORM_ROUNDS_MAX = 12
CALM_ROUNDS_MAX = 400
PHONES_MAX = 4
FAST = "/dev/shm" if Path("/dev/shm").is_dir() else None


@dataclass(frozen=True)
class Weather:
    """How bad the storm is; the ranges are those of reliability.md's F6."""

    drop: float
    replay: float
    crash: float

    @classmethod
    def of(cls, chance: random.Random) -> "Weather":
        return cls(
            chance.uniform(0, 0.3), chance.uniform(0, 0.5), chance.uniform(0, 0.08) * chance.choice([0, 1])
        )


CALM = Weather(0, 0, 0)


class Simulation:
    """The world of one seed. `writer` may be one with a planted bug; so may `client`."""

    def __init__(
        self, seed: int, made: Company, folder: Path,
        *, writer: type[SteppedWriter] = SteppedWriter, client: type[Client] = Client,
    ) -> None:  # fmt: skip
        self._chance = random.Random(seed)
        self._made = made
        self._writer = writer
        self._disk = Disk(folder, made.file)
        self._clock = FrozenClock(made.now)
        self._weather = Weather.of(self._chance)
        self._dead = False
        self.history = History()
        self.crashes = 0
        phones = self._chance.randint(2, PHONES_MAX)
        self.phones = [
            client(made.technicians[place], f"T{place + 1:02d}", self.history, self._chance)
            for place in range(phones)
        ]
        self.office = client(made.dispatcher, "OFFICE", self.history, self._chance)
        self.clients = [*self.phones, self.office]

    async def run(self) -> Verdict:
        await self._boot()
        device = Device(self._services, self._chance.choice(self.clients).context)
        await device.catch_up()
        try:
            for _ in range(self._chance.randint(3, STORM_ROUNDS_MAX)):
                await self._round(storm=True)
            self._weather = CALM
            for _ in range(CALM_ROUNDS_MAX):
                if not any(client.outbox for client in self.clients):
                    break
                await self._round(storm=False)
            return await self._verdict(device)
        finally:
            await self._close()

    async def _boot(self) -> None:
        self._dead = False
        database = await self._open()
        self._services = replace(self._made.services, database=database, clock=self._clock)
        self._work = Workload(database.reader, self._made.organization_id, self._chance)

    async def _open(self) -> Database:
        self._disk.restart()
        return await open_stepped(self._disk, self._failpoint, self._writer)

    async def _close(self) -> None:
        await close_stepped(self._services.database)

    def _config(self) -> Config:
        """Where `check` finds the database."""
        return Config(data=self._disk.file.parent)

    def _failpoint(self, _: str) -> None:
        if not self._dead and self._chance.random() < self._weather.crash:
            self._dead = True
            self.crashes += 1
            self._disk.freeze()
        if self._dead:
            raise Crash

    async def _round(self, *, storm: bool) -> None:
        self._clock.advance(timedelta(seconds=self._chance.randint(0, 3600)))
        for client in self.clients if storm else ():
            if self._chance.random() < 0.6:
                means = self._work.office_means if client is self.office else self._work.technician_means
                await means(client)
        sending = [client for client in self.clients if client.outbox]
        self._chance.shuffle(sending)
        await self._together([self._send(client) for client in sending])
        if self._dead:
            await self._close()
            await self._boot()

    async def _together(self, sends: list[Coroutine[Any, Any, None]]) -> None:
        """Run them at once; the writer takes its next batch whenever they all wait for it."""
        tasks = [asyncio.ensure_future(send) for send in sends]
        writer: Any = self._services.database._writes
        while not all(task.done() for task in tasks):
            for _ in range(5):
                await asyncio.sleep(0)
            writer.step()
        for task in tasks:
            task.result()
        writer.step()

    async def _send(self, client: Client) -> None:
        batch = client.batch()
        copies = 1 + (self._chance.random() < self._weather.replay)
        answers = [self._deliver(client, batch, twisted=bool(place)) for place in range(copies)]
        for outcomes in await asyncio.gather(*answers):
            if outcomes is not None and self._chance.random() >= self._weather.drop:
                client.hear(outcomes)

    async def _deliver(self, client: Client, batch: list[Intent], *, twisted: bool) -> list[Any] | None:
        """The outcomes, or None when the request or the process was lost. A copy may come in any order."""
        if self._chance.random() < self._weather.drop:
            return None
        mutations = [intent.wire() for intent in batch]
        if twisted:
            self._chance.shuffle(mutations)
        context = client.context
        push = Push(device_id=context.device_id, cursor="", mutations=mutations)
        with suppress(Crash, Refusal):
            pushed = await push_all(self._services, context, push)
            return None if self._dead else pushed.outcomes
        return None

    async def _verdict(self, device: Device) -> Verdict:
        """What clients were told stands, the invariants hold, and a device holds what the server has."""
        findings = [str(each) for each in await check(self._config())]
        device.services = self._services
        await device.catch_up(limit=self._chance.randint(2, 50))
        findings += await differences(device)
        stuck = [intent.id for client in self.clients for intent in client.outbox]
        database = self._services.database
        return await judge(self.history, database.reader, self._made.organization_id, stuck, findings)


Play = Callable[[int], Awaitable[Verdict]]


async def play(seed: int, made: Company, **planted: Any) -> Verdict:
    """The verdict on one seed, in memory-backed storage where there is some."""
    with tempfile.TemporaryDirectory(dir=FAST, prefix="stagebill-") as folder:
        return await Simulation(seed, made, Path(folder), **planted).run()


def without_time_limits() -> None:
    """A batch ends by its size alone, so that one seed is one history on any machine."""
    sqlite.BATCH_SECONDS = float("inf")  # type: ignore[misc]


async def _main(seed: int) -> None:
    without_time_limits()
    with tempfile.TemporaryDirectory() as folder:
        verdict = await play(seed, await company(Path(folder)))
    sys.stdout.write(f"{verdict}\n")
    sys.exit(not verdict.holds)


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
