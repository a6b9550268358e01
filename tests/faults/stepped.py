"""The real writer of SQLite, out of its thread: a history decides when a batch runs, and what kills it."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from stagebill.kernel.database import sqlite
from stagebill.kernel.database.database import Database
from stagebill.kernel.database.reads import _Reading, _Turn
from stagebill.kernel.database.tx import ReadUnit, Rows

T = TypeVar("T")
DATABASE_FILE = "stagebill.db"


class Crash(Exception):
    """The process is gone: whatever it would have answered, nobody hears it."""


class SteppedWriter(sqlite.Writer):
    """Batches, savepoints and commits are the product's own; only the thread is missing."""

    async def start(self) -> None:
        self._reopen()

    def step(self) -> bool:
        """Run the next batch, if anything waits."""
        if self._jobs.empty():
            return False
        job = self._jobs.get_nowait()
        if job is not None:
            self._batch(job)
        return True

    def die(self) -> None:
        """Let go of the file as a killed process does: nothing is finished, nothing is tidied."""
        self._closed = True
        self._connection.close()

    async def close(self) -> None:
        self.die()

    def _call(self, callback: Callable[..., Any], *args: Any) -> None:
        callback(*args)


class SteppedReads:
    """Reads in the same thread, each of one moment."""

    dialect = "sqlite"

    def __init__(self, path: Path) -> None:
        self._reading = _Reading(path, _Turn(threading.Lock()))

    async def rows(self, sql: str, *args: Any) -> Rows:
        return self._reading.fetch(sql, args)

    async def read(self, unit: ReadUnit[T]) -> T:
        return self._reading.snapshot(unit)

    async def close(self) -> None:
        self._reading.close()


class Disk:
    """One database file in memory-backed storage, made from a template, and what survives a crash of it.

    A killed process leaves exactly the bytes it had handed to the system: the file and its log as they are at
    that moment. So a crash copies both, and the next start opens the copies.
    """

    def __init__(self, folder: Path, template: Path) -> None:
        self._folder = folder
        self._starts = 0
        self.file = self._next()
        shutil.copyfile(template, self.file)
        self.survivors: Path | None = None

    def _next(self) -> Path:
        self._starts += 1
        place = self._folder / str(self._starts)
        place.mkdir(parents=True)
        return place / DATABASE_FILE

    def freeze(self) -> None:
        """Keep what a kill would leave now; the first freeze counts, a dead process writes no more."""
        if self.survivors is not None:
            return
        self.survivors = self._next()
        shutil.copyfile(self.file, self.survivors)
        log = self.file.with_name(DATABASE_FILE + "-wal")
        if log.exists():
            shutil.copyfile(log, self.survivors.with_name(DATABASE_FILE + "-wal"))

    def restart(self) -> None:
        if self.survivors is not None:
            shutil.rmtree(self.file.parent)
            self.file, self.survivors = self.survivors, None


async def open_stepped(disk: Disk, failpoint: Callable[[str], None], writer: type[SteppedWriter]) -> Database:
    """The product's Database over a stepped writer; nothing here reads through the ORM."""
    stepped = writer(disk.file, failpoint)
    await stepped.start()
    return Database("sqlite", stepped, SteppedReads(disk.file), None)  # type: ignore[arg-type]


async def close_stepped(database: Database) -> None:
    await database._writes.close()
    await database._reads.close()
