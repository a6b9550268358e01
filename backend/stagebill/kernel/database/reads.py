"""Reads beside the writer. SQLite: two threads that cannot write, and snapshots of one moment."""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final, TypeVar

from stagebill.kernel.clock import monotonic
from stagebill.kernel.config import Dialect
from stagebill.kernel.database import failures
from stagebill.kernel.database.futures import fail, look_at
from stagebill.kernel.database.sqlite import drive
from stagebill.kernel.database.sqlite_file import connect_reader
from stagebill.kernel.database.statements import numbered
from stagebill.kernel.database.tx import ReadUnit, Rows

READER_THREADS: Final = 2
READ_SECONDS_MAX: Final = 5.0
_OPCODES_PER_LOOK: Final = 20_000
# Two reads at once take the interpreter from each other at every row, and a read on a thread that has slept
# finds its processor cold: each can double what a read costs. So one thread reads while the other waits, and
# a read that has lasted this long gives its turn away (decision 0022).
_TURN_SECONDS: Final = 0.025

T = TypeVar("T")
_Work = Callable[["_Reading"], Any]


class SqliteReads:
    """A Reader for single statements, and `read` for several that must see the same moment."""

    dialect: Dialect = "sqlite"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._loop = asyncio.get_running_loop()
        self._work: SimpleQueue[tuple[_Work, asyncio.Future[Any]] | None] = SimpleQueue()
        self._closed = False
        self._turn = threading.Lock()
        self._threads = [
            threading.Thread(target=self._run, name=f"sqlite-reader-{number}", daemon=True)
            for number in range(READER_THREADS)
        ]
        for thread in self._threads:
            thread.start()

    async def rows(self, sql: str, *args: Any) -> Rows:
        return await self._do(lambda reading: reading.fetch(sql, args))

    async def read(self, unit: ReadUnit[T]) -> T:
        """Run a unit that awaits only its reader: all its statements see one snapshot."""
        return await self._do(lambda reading: reading.snapshot(unit))

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            for _ in self._threads:
                self._work.put(None)
            for thread in self._threads:
                await asyncio.to_thread(thread.join)

    async def _do(self, work: Callable[["_Reading"], T]) -> T:
        if self._closed:
            raise failures.unavailable()
        future: asyncio.Future[T] = self._loop.create_future()
        future.add_done_callback(look_at)
        self._work.put((work, future))
        return await future

    def _run(self) -> None:
        reading: _Reading | None = None
        turn = _Turn(self._turn)
        while (job := turn.take(self._work.get)) is not None:
            work, future = job
            try:
                reading = reading or _Reading(self._path, turn)
                deliver = partial(_succeed, future, work(reading))
            except BaseException as error:
                deliver = partial(fail, future, error)
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(deliver)
            # Otherwise the last result would stay in memory until the next read.
            del job, work, future, deliver
        turn.give()
        if reading is not None:
            reading.close()


class _Turn:
    """A thread's share of the right to read. A thread keeps its turn between reads, unless one takes long."""

    def __init__(self, lock: threading.Lock) -> None:
        self._lock = lock
        self._is_ours = False
        self._begun = 0.0

    def take(self, wait: Callable[[], T]) -> T:
        """The next read, once it is this thread's turn."""
        if not self._is_ours:
            self._lock.acquire()
            self._is_ours = True
        found = wait()
        self._begun = monotonic()
        return found

    def look(self, now: float) -> None:
        """Give the turn away once this read has lasted long enough."""
        if self._is_ours and now - self._begun > _TURN_SECONDS:
            self.give()

    def give(self) -> None:
        """Let the other thread read."""
        if self._is_ours:
            self._is_ours = False
            self._lock.release()


class _Reading:
    """One thread's connection, as the Reader of the unit that runs on it."""

    dialect: Dialect = "sqlite"

    def __init__(self, path: Path, turn: "_Turn") -> None:
        self._deadline = 0.0
        self._turn = turn
        self._connection = connect_reader(path)
        self._connection.set_progress_handler(self._is_late, _OPCODES_PER_LOOK)

    def close(self) -> None:
        self._connection.close()

    async def rows(self, sql: str, *args: Any) -> Rows:
        return self._execute(sql, args)

    def fetch(self, sql: str, args: tuple[Any, ...]) -> Rows:
        self._deadline = monotonic() + READ_SECONDS_MAX
        return self._execute(sql, args)

    def snapshot(self, unit: ReadUnit[T]) -> T:
        self._deadline = monotonic() + READ_SECONDS_MAX
        self._connection.execute("BEGIN")
        try:
            return drive(unit(self))
        finally:
            if self._connection.in_transaction:
                self._connection.execute("COMMIT")

    def _execute(self, sql: str, args: tuple[Any, ...]) -> Rows:
        try:
            return self._connection.execute(numbered(sql), args).fetchall()
        except (sqlite3.Error, *failures.UNREADABLE) as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY:
                raise  # a mistake of the caller: this connection can never write
            raise failures.of_sqlite(error) from error

    def _is_late(self) -> int:
        now = monotonic()
        self._turn.look(now)
        return int(now > self._deadline)


def _succeed(future: "asyncio.Future[Any]", value: Any) -> None:
    if not future.done():
        future.set_result(value)
