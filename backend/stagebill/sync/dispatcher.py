"""The outbox dispatcher does after commit what mutations asked of the outside world: mail and timers alike.

At least once: an errand is leased, carried out, and only then marked done, so a crash in between repeats it.
What it does must therefore be repeatable; its id and dedupe key identify the errand.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, NamedTuple

import msgspec
import structlog

from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.sync.services import Services

BATCH_MAX: Final = 20
LEASE: Final = timedelta(seconds=60)
WORK_SECONDS_MAX: Final = 45
# 5 s, 10 s, 20 s … 3 h: eighteen tries last a day, then a person has to look (state "dead").
RETRY_FIRST: Final = timedelta(seconds=5)
RETRY_LAST: Final = timedelta(hours=3)
ATTEMPTS_MAX: Final = 18
LOOK_SECONDS: Final = 2
# Commits come by the hundred when phones sync; their errands are gathered for a moment.
GATHER_SECONDS: Final = 0.02
GRACE_SECONDS: Final = 10
ERROR_CHARACTERS_MAX: Final = 500

_ANY_DUE = """
SELECT 1 FROM outbox
 WHERE state = 'waiting' AND run_at <= $1 AND (lease_until IS NULL OR lease_until <= $1) LIMIT 1
"""
_CLAIM = """
UPDATE outbox SET lease_until = $2, attempts = attempts + 1 WHERE id IN (
  SELECT id FROM outbox
   WHERE state = 'waiting' AND run_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)
   ORDER BY run_at LIMIT $3 {lock})
RETURNING id, organization_id, kind, dedupe_key, payload, attempts
"""
# The lease is the fence: whoever lost it to another worker no longer has a say in what became of the errand.
_DONE = """
UPDATE outbox SET state = 'done', done_at = $3, lease_until = NULL, last_error = NULL
 WHERE id = $1 AND lease_until = $2 AND state = 'waiting'
"""
_AGAIN = """
UPDATE outbox SET run_at = $3, attempts = $4, last_error = $5, lease_until = NULL
 WHERE id = $1 AND lease_until = $2 AND state = 'waiting'
"""
_DEAD = """
UPDATE outbox SET state = 'dead', done_at = $3, last_error = $4, lease_until = NULL
 WHERE id = $1 AND lease_until = $2 AND state = 'waiting'
"""

_log = structlog.get_logger(__name__)


class Errand(NamedTuple):
    """One outbox row that this worker holds."""

    id: Id
    organization_id: Id
    kind: str
    dedupe_key: str
    payload: Mapping[str, Any]
    attempts: int
    lease_until: datetime


class NotYet(Exception):
    """Nothing went wrong, it is only too early: try again at `run_at`."""

    def __init__(self, run_at: datetime) -> None:
        super().__init__(run_at.isoformat())
        self.run_at = run_at


class Hopeless(Exception):
    """Repeating cannot help: the errand is dead now, for this reason."""


Handler = Callable[[Errand, Services], Awaitable[None]]
Round = Callable[[Services], Awaitable[int]]


class Dispatcher:
    """Runs errands until it is stopped. `rounds` are other queues worked in the same rhythm (webhooks)."""

    def __init__(
        self, services: Services, handlers: Mapping[str, Handler], rounds: Sequence[Round] = ()
    ) -> None:
        self._services = services
        self._handlers = handlers
        self._rounds = tuple(rounds)
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start on the running event loop."""
        self._task = asyncio.create_task(self._run(), name="outbox-dispatcher")

    async def stop(self) -> None:
        """Let what is under way finish, within a grace period; what cannot finish is left to its lease and
        repeated.
        """
        if self._task is None:
            return
        self._stopping = True
        self._services.hub.outbox_due.set()
        _, late = await asyncio.wait({self._task}, timeout=GRACE_SECONDS)
        if late:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._task = None

    async def run_due(self) -> int:
        """Run everything that is due now, and what becomes due because of it; returns the number of
        errands.
        """
        total = 0
        while worked := await self._once():
            total += worked
        return total

    async def _run(self) -> None:
        due = self._services.hub.outbox_due
        while not self._stopping:
            due.clear()
            try:
                worked = await self._once()
            except Exception:
                # The database is away or full. Nothing is lost by waiting, everything by giving up.
                _log.exception("outbox_round_failed")
                worked = 0
            if not worked and not self._stopping:
                await _either(due, LOOK_SECONDS)
                await asyncio.sleep(GATHER_SECONDS)

    async def _once(self) -> int:
        errands = await self._claim()
        ends = await asyncio.gather(*map(self._carry_out, errands), return_exceptions=True)
        for end in ends:
            if end is not None:
                raise end
        worked = [await work(self._services) for work in self._rounds]
        return len(errands) + sum(worked)

    async def _claim(self) -> list[Errand]:
        now = self._services.clock.now()
        database = self._services.database
        if not await database.reader.rows(_ANY_DUE, now):
            return []
        until = now + LEASE
        rows = await database.write(partial(_claim, now, until))
        return [
            Errand(row[0], row[1], row[2], row[3], msgspec.json.decode(row[4]), row[5], until) for row in rows
        ]

    async def _carry_out(self, errand: Errand) -> None:
        handler = self._handlers.get(errand.kind)
        try:
            if handler is None:
                raise Hopeless(f"nobody does errands of the kind {errand.kind}")
            async with asyncio.timeout(WORK_SECONDS_MAX):
                await handler(errand, self._services)
        except NotYet as early:
            await self._mark(_AGAIN, errand, early.run_at, 0, None)
        except Hopeless as reason:
            await self._bury(errand, str(reason))
        except Exception as error:
            await self._failed(errand, error)
        else:
            await self._mark(_DONE, errand, self._services.clock.now())

    async def _failed(self, errand: Errand, error: Exception) -> None:
        reason = f"{type(error).__name__}: {error}"
        if errand.attempts >= ATTEMPTS_MAX:
            await self._bury(errand, reason)
            return
        _log.warning("errand_failed", id=errand.id, kind=errand.kind, attempts=errand.attempts, reason=reason)
        run_at = self._services.clock.now() + pause_after(errand.attempts)
        await self._mark(_AGAIN, errand, run_at, errand.attempts, reason[:ERROR_CHARACTERS_MAX])

    async def _bury(self, errand: Errand, reason: str) -> None:
        _log.error("errand_dead", id=errand.id, kind=errand.kind, attempts=errand.attempts, reason=reason)
        await self._mark(_DEAD, errand, self._services.clock.now(), reason[:ERROR_CHARACTERS_MAX])

    async def _mark(self, sql: str, errand: Errand, *values: object) -> None:
        await self._services.database.write(partial(_mark, sql, errand, values))


def pause_after(attempts: int) -> timedelta:
    """How long to wait after the n-th failure: doubling each time, up to three hours."""
    doubled: timedelta = RETRY_FIRST * (1 << (attempts - 1))
    return min(doubled, RETRY_LAST)


async def _claim(now: datetime, until: datetime, tx: Tx) -> list[tuple[Any, ...]]:
    lock = "FOR UPDATE SKIP LOCKED" if tx.dialect == "postgres" else ""
    return await tx.rows(_CLAIM.format(lock=lock), now, until, BATCH_MAX)


async def _mark(sql: str, errand: Errand, values: Sequence[object], tx: Tx) -> None:
    await tx.run(sql, errand.id, errand.lease_until, *values)


async def _either(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
