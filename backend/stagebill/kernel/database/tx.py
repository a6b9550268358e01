"""Tx: what a unit of work is given. It loads and saves records of one organization inside one transaction."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from msgspec import Struct

from stagebill.kernel.config import Dialect
from stagebill.kernel.database.statements import select_of, statements_of
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id

R = TypeVar("R", bound=Struct)
T = TypeVar("T")
Rows = list[tuple[Any, ...]]


class Reader(Protocol):
    """Reads by SQL. Ids, instants and days come back as wire text on both engines, JSON as its text."""

    @property
    def dialect(self) -> Dialect: ...

    async def rows(self, sql: str, *args: Any) -> Rows: ...


class Tx(ABC):
    """One transaction. A unit may await nothing else, so it never waits inside one for the outside world."""

    dialect: Dialect

    def __init__(self) -> None:
        self.organization_id: Id = ""
        self.committed: list[Callable[[], None]] = []
        self._loaded: set[tuple[type[Struct], Any]] = set()

    @abstractmethod
    async def rows(self, sql: str, *args: Any) -> Rows:
        """The rows of a SELECT or a RETURNING, by `$1` placeholders."""

    @abstractmethod
    async def run(self, sql: str, *args: Any) -> int:
        """Run a statement; the number of rows it changed."""

    @abstractmethod
    async def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement once per row of values."""

    def scope(self, organization_id: Id) -> None:
        """From now on, load, find, lock, select and save see only this organization."""
        self.organization_id = organization_id

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call back on the event loop once all of this is durable; never if it is not."""
        self.committed.append(callback)

    async def load(self, record: type[R], *key: Any) -> R:
        """The record of this id. Raises `<slice>.missing`, also for a record of another organization."""
        found = await self.find(record, *key)
        if found is None:
            raise Missing.of(record)
        return found

    async def find(self, record: type[R], *key: Any) -> R | None:
        """The record of this id, or None."""
        return await self._one(record, statements_of(record, self.dialect).load, key)

    async def lock(self, record: type[R], *key: Any) -> R:
        """Load it and keep others from changing it until commit; call this before checking its invariant."""
        found = await self._one(record, statements_of(record, self.dialect).lock, key)
        if found is None:
            raise Missing.of(record)
        return found

    async def select(self, record: type[R], **equals: Any) -> list[R]:
        """All records with these values (None: without one), in the order of their ids."""
        statements = statements_of(record, self.dialect)
        nulls = frozenset(name for name, value in equals.items() if value is None)
        sql = select_of(record, self.dialect, tuple(equals), nulls)
        scope = (self.organization_id,) if statements.scoped else ()
        rows = await self.rows(sql, *scope, *(value for value in equals.values() if value is not None))
        found: list[R] = [statements.made(row) for row in rows]
        self._loaded.update((record, statements.key_of(each)) for each in found)
        return found

    async def save(self, record: Struct) -> None:
        """Insert it, or update it if this transaction has loaded it; a ledger only ever grows."""
        kind = type(record)
        statements = statements_of(kind, self.dialect)
        key = statements.key_of(record)
        if statements.scoped and key[0] != self.organization_id:
            raise RuntimeError(f"{kind.__name__} of another organization than the transaction's")
        if statements.insert_only or (kind, key) not in self._loaded:
            await self.run(statements.insert, *statements.values(record))
            self._loaded.add((kind, key))
        elif await self.run(statements.update, *statements.update_values(record)) != 1:
            raise RuntimeError(f"{kind.__name__} {key} vanished while it was being changed")

    async def delete(self, record: Struct) -> None:
        """Delete a record that was never binding; its row class must allow it."""
        statements = statements_of(type(record), self.dialect)
        if not statements.row.deletable:
            raise RuntimeError(f"{type(record).__name__} is never deleted")
        if await self.run(statements.delete, *statements.key_of(record)) != 1:
            raise RuntimeError(f"{type(record).__name__} vanished while it was being deleted")

    async def _one(self, record: type[R], sql: str, key: tuple[Any, ...]) -> R | None:
        statements = statements_of(record, self.dialect)
        scope = (self.organization_id,) if statements.scoped else ()
        rows = await self.rows(sql, *scope, *key)
        if not rows:
            return None
        found: R = statements.made(rows[0])
        self._loaded.add((record, statements.key_of(found)))
        return found


Unit = Callable[[Tx], Coroutine[Any, Any, T]]
ReadUnit = Callable[[Reader], Coroutine[Any, Any, T]]
Failpoint = Callable[[str], None]
