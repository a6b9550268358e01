"""Database: the one door to storage. Units of work write, readers read, and nothing else touches it."""

from typing import Protocol, TypeVar

from tortoise.context import TortoiseContext

from stagebill.kernel.config import Config, Dialect
from stagebill.kernel.database.orm import close_orm, open_orm
from stagebill.kernel.database.reads import SqliteReads
from stagebill.kernel.database.sqlite import Writer
from stagebill.kernel.database.sqlite_file import refuse_network
from stagebill.kernel.database.tx import Failpoint, Reader, ReadUnit, Unit

T = TypeVar("T")


class Writes(Protocol):
    async def write(self, unit: Unit[T]) -> T: ...

    async def close(self) -> None: ...


class Reads(Reader, Protocol):
    async def read(self, unit: ReadUnit[T]) -> T: ...

    async def close(self) -> None: ...


class Database:
    """Open it once per process, on the event loop that uses it; it must have been migrated before."""

    def __init__(self, dialect: Dialect, writes: Writes, reads: Reads, orm: TortoiseContext) -> None:
        self.dialect = dialect
        self._writes = writes
        self._reads = reads
        self._orm = orm

    @classmethod
    async def open(cls, config: Config, *, failpoint: Failpoint | None = None) -> "Database":
        """Tests may pass a `failpoint` that raises; it is called with "statement", "before_commit" and
        "after_commit".
        """
        writes, reads = await (_postgres if config.dialect == "postgres" else _sqlite)(config, failpoint)
        try:
            orm = await open_orm(config)
        except BaseException:
            await reads.close()
            await writes.close()
            raise
        return cls(config.dialect, writes, reads, orm)

    @property
    def reader(self) -> Reader:
        """For single statements; it sees whatever has been committed."""
        return self._reads

    async def write(self, unit: Unit[T]) -> T:
        """Run `unit(tx)` in one transaction: on return all of it is durable, or none of it is stored.

        A unit awaits only its tx and may run more than once. Cancelling the caller does not cancel the unit.
        Raises `kernel.busy` when too many units wait, `kernel.unavailable` when the database cannot take it
        now.
        """
        return await self._writes.write(unit)

    async def read(self, unit: ReadUnit[T]) -> T:
        """Run `unit(reader)`: all its statements see one moment of the database."""
        return await self._reads.read(unit)

    async def close(self) -> None:
        """Finish the writes under way and close every connection."""
        await self._writes.close()
        await self._reads.close()
        await close_orm(self._orm)


async def _sqlite(config: Config, failpoint: Failpoint | None) -> tuple[Writes, Reads]:
    refuse_network(config.sqlite_file)
    writer = Writer(config.sqlite_file, failpoint)
    await writer.start()
    return writer, SqliteReads(config.sqlite_file)


async def _postgres(config: Config, failpoint: Failpoint | None) -> tuple[Writes, Reads]:
    # Importing its driver takes a fiftieth of a cold start, and most never need it.
    from stagebill.kernel.database import postgres

    writing = await postgres.open_pool(config.database_url, postgres.WRITE_POOL_MAX)
    reading = await postgres.open_pool(
        config.database_url, postgres.READ_POOL_MAX, default_transaction_read_only="on"
    )
    return postgres.PostgresWrites(writing, failpoint), postgres.PostgresReads(reading)
