"""PostgreSQL: transactions on a pool, tried again when the server asks for it, and read-only reads."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Generator, Iterable, Sequence
from types import coroutine
from typing import Any, Final, TypeAlias, TypeVar

import asyncpg

from stagebill.kernel.config import Dialect
from stagebill.kernel.database import failures
from stagebill.kernel.database.futures import look_at, run_callbacks
from stagebill.kernel.database.postgres_failures import DRIVER_ERRORS, RETRIED, of_postgres
from stagebill.kernel.database.postgres_values import SETTINGS, set_codecs
from stagebill.kernel.database.tx import Failpoint, ReadUnit, Rows, Tx, Unit
from stagebill.kernel.errors import Busy

ATTEMPTS_MAX: Final = 6  # the first, and five more
WRITE_POOL_MAX: Final = 10
READ_POOL_MAX: Final = 6
QUEUE_UNITS_MAX: Final = 1000
LIMITS: Final = {
    "statement_timeout": "5000",  # milliseconds
    "lock_timeout": "4000",
    "idle_in_transaction_session_timeout": "10000",
}
_BACKOFF_SECONDS: Final = 0.01

T = TypeVar("T")
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Connection: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"


class _PlainConnection(asyncpg.Connection):
    def get_reset_query(self) -> str:
        # No setting of a session outlives our transactions, and the query costs a round trip each time.
        return ""


async def open_pool(url: str, size_max: int, **settings: str) -> Pool:
    return await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size_max,
        init=set_codecs,
        connection_class=_PlainConnection,
        statement_cache_size=512,
        server_settings={**SETTINGS, **LIMITS, **settings},
    )


class PostgresTx(Tx):
    dialect = "postgres"

    def __init__(self, connection: Connection, failpoint: Failpoint | None) -> None:
        super().__init__()
        self.waits = False  # on the database, the one thing that a unit may wait for
        self._connection = connection
        self._failpoint = failpoint

    async def rows(self, sql: str, *args: Any) -> Rows:
        return [tuple(row) for row in await self._await(self._connection.fetch(sql, *args))]

    async def run(self, sql: str, *args: Any) -> int:
        return _changed(await self._await(self._connection.execute(sql, *args)))

    async def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        await self._await(self._connection.executemany(sql, rows))

    async def _await(self, statement: Coroutine[Any, Any, T]) -> T:
        self.waits = True
        try:
            if self._failpoint is not None:
                self._failpoint("statement")
            return await statement
        except DRIVER_ERRORS as error:
            # Retried errors stay as they are: the transaction begins again, whoever sees them on the way.
            if isinstance(error, RETRIED):
                raise
            raise of_postgres(error) from error
        finally:
            statement.close()
            self.waits = False


class PostgresWrites:
    def __init__(self, pool: Pool, failpoint: Failpoint | None = None) -> None:
        self._pool = pool
        self._failpoint = failpoint
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def write(self, unit: Unit[T]) -> T:
        """Run the unit in a transaction. Cancelling the caller does not cancel the transaction."""
        if self._closed:
            raise failures.unavailable()
        if len(self._tasks) >= QUEUE_UNITS_MAX:
            raise Busy(retry_after_seconds=failures.RETRY_AFTER_SECONDS)
        task = asyncio.create_task(self._persist(unit))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(look_at)
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Finish what has begun, then let go of the connections."""
        self._closed = True
        while self._tasks:
            await asyncio.wait(self._tasks)
        await self._pool.close()

    async def _persist(self, unit: Unit[T]) -> T:
        for attempt in range(1, ATTEMPTS_MAX + 1):
            try:
                tx, value = await self._transact(unit)
            except RETRIED as error:
                if attempt == ATTEMPTS_MAX:
                    raise of_postgres(error) from error
                await asyncio.sleep(_BACKOFF_SECONDS * 2**attempt * random.uniform(0.5, 1.0))
            except DRIVER_ERRORS as error:
                raise of_postgres(error) from error
            else:
                run_callbacks(tx)
                return value
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def _transact(self, unit: Unit[T]) -> tuple[Tx, T]:
        async with self._pool.acquire() as connection:
            tx = PostgresTx(connection, self._failpoint)
            transaction = connection.transaction()
            await transaction.start()
            try:
                value = await guarded(unit(tx), tx)
                self._reach("before_commit")
            except BaseException:
                await transaction.rollback()
                raise
            await transaction.commit()
            self._reach("after_commit")
            return tx, value

    def _reach(self, name: str) -> None:
        if self._failpoint is not None:
            self._failpoint(name)


class PostgresReads:
    """A Reader for single statements, and `read` for several that must see the same moment."""

    dialect: Dialect = "postgres"

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def rows(self, sql: str, *args: Any) -> Rows:
        try:
            async with self._pool.acquire() as connection:
                return [tuple(row) for row in await connection.fetch(sql, *args)]
        except DRIVER_ERRORS as error:
            raise of_postgres(error) from error

    async def read(self, unit: ReadUnit[T]) -> T:
        """Run a unit that awaits only its reader: all its statements see one snapshot."""
        try:
            async with (
                self._pool.acquire() as connection,
                connection.transaction(isolation="repeatable_read", readonly=True),
            ):
                tx = PostgresTx(connection, None)
                return await guarded(unit(tx), tx)
        except DRIVER_ERRORS as error:
            raise of_postgres(error) from error

    async def close(self) -> None:
        await self._pool.close()


@coroutine
def guarded(unit: Coroutine[Any, Any, T], tx: PostgresTx) -> Generator[Any, Any, T]:
    """Await a unit, and stop it if it waits for anything but its tx: such a wait would hold locks."""
    step: Callable[[Any], Any] = unit.send
    given: Any = None
    while True:
        try:
            waited_for = step(given)
        except StopIteration as finished:
            value: T = finished.value
            return value
        if not tx.waits:
            unit.close()
            raise RuntimeError("a unit may await only its tx")
        try:
            step, given = unit.send, (yield waited_for)
        except BaseException as error:
            step, given = unit.throw, error


def _changed(tag: str) -> int:
    """The last word of a command tag such as `UPDATE 3` or `INSERT 0 1`."""
    word = tag.rpartition(" ")[2]
    return int(word) if word.isdigit() else 0
