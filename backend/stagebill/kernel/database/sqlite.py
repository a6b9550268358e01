"""SQLite's writer: one thread owns the one writing connection, and many units share one commit.

A unit is a coroutine that awaits only its tx, so the thread drives it to its end with a single `send`: no
event loop, no hop between threads per statement. Each unit has its savepoint; a batch has one durable COMMIT.
"""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Coroutine, Iterable, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final, NamedTuple, TypeVar, cast

import structlog

from stagebill.kernel.clock import monotonic
from stagebill.kernel.database import failures
from stagebill.kernel.database.futures import fail, look_at, run_callbacks
from stagebill.kernel.database.sqlite_file import connect
from stagebill.kernel.database.statements import numbered
from stagebill.kernel.database.tx import Failpoint, Rows, Tx, Unit
from stagebill.kernel.errors import Busy

BATCH_UNITS_MAX: Final = 64
# While the event loop answers one batch, it and this thread wait for each other at every statement: few large
# batches, and the two take turns (decision 0022).
BATCH_SECONDS: Final = 0.02
QUEUE_UNITS_MAX: Final = 1000
UNIT_SECONDS_MAX: Final = 2.0
UNIT_SECONDS_SLOW: Final = 0.2
_OPCODES_PER_LOOK: Final = 50_000

T = TypeVar("T")
_log = structlog.get_logger(__name__)


class SqliteTx(Tx):
    dialect = "sqlite"

    def __init__(self, connection: sqlite3.Connection, failpoint: Failpoint | None) -> None:
        super().__init__()
        self._connection = connection
        self._failpoint = failpoint
        self._open = True

    async def rows(self, sql: str, *args: Any) -> Rows:
        return self._execute(sql, args).fetchall()

    async def run(self, sql: str, *args: Any) -> int:
        return self._execute(sql, args).rowcount

    async def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            self._execute(sql, row)

    def close(self) -> None:
        self._open = False

    def _execute(self, sql: str, args: Sequence[Any]) -> sqlite3.Cursor:
        if not self._open:
            raise RuntimeError("a tx ends with its unit")
        try:
            if self._failpoint is not None:
                self._failpoint("statement")
            return self._connection.execute(numbered(sql), args)
        except (sqlite3.Error, *failures.UNREADABLE) as error:
            raise failures.of_sqlite(error) from error


class _Job(NamedTuple):
    unit: Unit[Any]
    future: "asyncio.Future[Any]"


class _Done(NamedTuple):
    job: _Job
    tx: Tx | None
    value: Any
    error: BaseException | None


class _Lost(Exception):
    """A unit's failure took the whole transaction with it."""

    def __init__(self, job: _Job, reason: BaseException) -> None:
        super().__init__(str(reason))
        self.job = job
        self.reason = reason


def drive(unit: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never has to wait; one that does is awaiting something other than its tx."""
    try:
        unit.send(None)
    except StopIteration as finished:
        return cast(T, finished.value)
    unit.close()
    raise RuntimeError("a unit may await only its tx")


def _translated(error: BaseException) -> BaseException:
    return failures.of_sqlite(error) if isinstance(error, sqlite3.Error) else error


class Writer:
    def __init__(self, path: Path, failpoint: Failpoint | None = None) -> None:
        self._path = path
        self._failpoint = failpoint
        self._loop = asyncio.get_running_loop()
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._waiting = 0
        self._closed = False
        self._deadline = 0.0
        self._connection: sqlite3.Connection
        self._broken = False
        self._thread = threading.Thread(target=self._run, name="sqlite-writer", daemon=True)

    async def start(self) -> None:
        opened: asyncio.Future[None] = self._loop.create_future()
        self._opened = opened
        self._thread.start()
        await opened

    async def write(self, unit: Unit[T]) -> T:
        """Run the unit in a transaction. Cancelling the caller does not cancel the transaction."""
        if self._closed:
            raise failures.unavailable()
        if self._waiting >= QUEUE_UNITS_MAX:
            raise Busy(retry_after_seconds=failures.RETRY_AFTER_SECONDS)
        future: asyncio.Future[T] = self._loop.create_future()
        future.add_done_callback(look_at)
        self._waiting += 1
        self._jobs.put(_Job(unit, future))
        return await asyncio.shield(future)

    async def close(self) -> None:
        """Finish what is queued, then let go of the file."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
            await asyncio.to_thread(self._thread.join)

    # From here on to `_deliver`, everything runs on the writer's thread.

    def _run(self) -> None:
        try:
            self._reopen()
        except Exception as error:
            self._call(fail, self._opened, error)
            return
        self._call(self._opened.set_result, None)
        while (job := self._jobs.get()) is not None and self._batch(job):
            pass
        self._connection.close()

    def _reopen(self) -> None:
        self._connection = connect(self._path)
        self._connection.set_progress_handler(self._is_late, _OPCODES_PER_LOOK)
        self._broken = False

    def _is_late(self) -> int:
        return int(monotonic() > self._deadline)

    def _batch(self, job: _Job) -> bool:
        """Run this unit and those that wait behind it, commit them together; False: that was the last."""
        done: list[_Done] = []
        following: _Job | None = job
        goes_on = True
        started = monotonic()
        try:
            self._begin(started)
            while following is not None:
                done.append(self._unit(following))
                following = None
                if len(done) < BATCH_UNITS_MAX and monotonic() - started < BATCH_SECONDS:
                    try:
                        following = self._jobs.get_nowait()
                        goes_on = following is not None
                    except Empty:
                        pass
            self._commit()
        except BaseException as error:
            done = self._abandon(done or [_Done(job, None, None, None)], error)
        self._call(self._deliver, done)
        return goes_on

    def _begin(self, now: float) -> None:
        self._deadline = now + UNIT_SECONDS_MAX
        if self._broken:
            self._reopen()
        self._connection.execute("BEGIN IMMEDIATE")

    def _unit(self, job: _Job) -> _Done:
        tx = SqliteTx(self._connection, self._failpoint)
        try:
            self._connection.execute("SAVEPOINT unit")
            return self._within(job, tx)
        except BaseException as error:
            raise _Lost(job, error) from error
        finally:
            tx.close()

    def _within(self, job: _Job, tx: SqliteTx) -> _Done:
        """Whatever the unit raises is its own affair, unless SQLite gave up the whole batch with it."""
        started = monotonic()
        self._deadline = started + UNIT_SECONDS_MAX
        try:
            value = drive(job.unit(tx))
            seconds = monotonic() - started
            if seconds > UNIT_SECONDS_SLOW:
                _log.warning("slow_unit", milliseconds=round(seconds * 1000))
            if seconds > UNIT_SECONDS_MAX:
                raise failures.unavailable()
            self._connection.execute("RELEASE unit")
            return _Done(job, tx, value, None)
        except BaseException as error:
            if not self._connection.in_transaction:
                raise  # disk full, I/O error or time-out
            self._connection.execute("ROLLBACK TO unit")
            self._connection.execute("RELEASE unit")
            return _Done(job, tx, None, error)

    def _commit(self) -> None:
        if self._failpoint is not None:
            self._failpoint("before_commit")
        self._connection.execute("COMMIT")
        if self._failpoint is not None:
            self._failpoint("after_commit")

    def _abandon(self, done: list[_Done], error: BaseException) -> list[_Done]:
        """Store nothing of this batch, ever: a failed COMMIT stays open, and the next would finish it."""
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error:
            self._connection.close()
            self._broken = True
        if isinstance(error, _Lost):
            done = [*done, _Done(error.job, None, None, _translated(error.reason))]
            error = failures.unavailable()
        error = _translated(error)
        return [each if each.error is not None else each._replace(error=error) for each in done]

    def _call(self, callback: Any, *args: Any) -> None:
        # A closed loop has nobody left who waits for the answer.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(callback, *args)

    # Back on the event loop.

    def _deliver(self, done: list[_Done]) -> None:
        self._waiting -= len(done)
        for job, tx, value, error in done:
            if error is not None:
                fail(job.future, error)
                continue
            run_callbacks(tx)
            if not job.future.done():
                job.future.set_result(value)
