"""Statements: the SQL that loads and saves a record, compiled once from its row for each engine."""

import re
from collections.abc import Callable, Sequence
from enum import Enum
from functools import cache, lru_cache
from operator import attrgetter
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from msgspec import Struct

from stagebill.kernel.config import Dialect
from stagebill.kernel.database.fields import Column, Convert
from stagebill.kernel.database.row import Row, row_of

_PLACEHOLDER = re.compile(r"\$(\d+)")


@lru_cache(maxsize=4096)
def numbered(sql: str) -> str:
    """`$1` is PostgreSQL's placeholder; SQLite would take it for a name, and calls the same thing `?1`."""
    return _PLACEHOLDER.sub(r"?\1", sql)


def marks(count: int, start: int = 1) -> str:
    """`$1, $2, $3`: for IN lists and VALUES."""
    return ", ".join(f"${place}" for place in range(start, start + count))


class Statements:
    """One record's SQL, and the way between its fields and a row's values."""

    def __init__(self, row: type[Row], record: type[Struct], dialect: Dialect) -> None:
        table = row._meta.db_table
        hints = get_type_hints(record)
        columns = record.__struct_fields__
        described = row._meta.fields_map
        if unknown := [name for name in columns if name not in described]:
            raise TypeError(f"{row.__name__} describes no column for {record.__name__}.{', '.join(unknown)}")
        if key_missing := [name for name in row.key if name not in columns]:
            raise TypeError(f"{record.__name__} lacks the key of {row.__name__}: {', '.join(key_missing)}")
        self.row = row
        self.record = record
        self.insert_only = row.insert_only
        self.scoped = row.key[0] == "organization_id"
        self.key_of: Callable[[Struct], Any] = attrgetter(*row.key)
        self._names = columns
        self._values = attrgetter(*columns)
        self._reads = _conversions(columns, hints, described, "read")
        self._writes = _conversions(columns, hints, described, "write")

        quoted = [f'"{name}"' for name in columns]
        rest = [name for name in columns if name not in row.key]
        self._update_order = [columns.index(name) for name in (*row.key, *rest)]
        where = " AND ".join(f'"{name}" = ${place}' for place, name in enumerate(row.key, 1))
        sets = ", ".join(f'"{name}" = ${place}' for place, name in enumerate(rest, len(row.key) + 1))
        everything = f'SELECT {", ".join(quoted)} FROM "{table}" WHERE '
        self._select_start = everything
        self._dialect = dialect
        self.load = self._text(everything + where)
        self.lock = self._text(everything + where + (" FOR UPDATE" if dialect == "postgres" else ""))
        self.insert = self._text(
            f'INSERT INTO "{table}" ({", ".join(quoted)}) VALUES ({marks(len(columns))})'
        )
        self.delete = self._text(f'DELETE FROM "{table}" WHERE {where}')
        self.update = self._text(f'UPDATE "{table}" SET {sets} WHERE {where}')

    def select(self, names: tuple[str, ...], nulls: frozenset[str]) -> str:
        """The SQL for all records with the given column values, ordered by id."""
        if unknown := [name for name in names if name not in self._names]:
            raise TypeError(f"{self.record.__name__} has no field {', '.join(unknown)}")
        given = [
            name for name in (*(("organization_id",) if self.scoped else ()), *names) if name not in nulls
        ]
        tests = [f'"{name}" = ${place}' for place, name in enumerate(given, 1)]
        tests += [f'"{name}" IS NULL' for name in sorted(nulls)]
        order = ", ".join(f'"{name}"' for name in self.row.key)
        return self._text(self._select_start + (" AND ".join(tests) or "1 = 1") + f" ORDER BY {order}")

    def values(self, record: Struct) -> list[Any]:
        """The record as INSERT values, in column order."""
        values = list(self._values(record))
        for place, convert in self._writes:
            if values[place] is not None:
                values[place] = convert(values[place])
        return values

    def update_values(self, record: Struct) -> list[Any]:
        """The record as UPDATE values: its key first."""
        values = self.values(record)
        return [values[place] for place in self._update_order]

    def made(self, row: Sequence[Any]) -> Any:
        """The record in a row of `load` or `select`."""
        values = list(row)
        for place, convert in self._reads:
            if values[place] is not None:
                values[place] = convert(values[place])
        return self.record(**dict(zip(self._names, values, strict=True)))

    def _text(self, sql: str) -> str:
        return numbered(sql) if self._dialect == "sqlite" else sql


@cache
def statements_of(record: type[Struct], dialect: Dialect) -> Statements:
    return Statements(row_of(record), record, dialect)


@cache
def select_of(record: type[Struct], dialect: Dialect, names: tuple[str, ...], nulls: frozenset[str]) -> str:
    return statements_of(record, dialect).select(names, nulls)


def _conversions(
    columns: Sequence[str], hints: dict[str, Any], described: dict[str, Any], way: str
) -> list[tuple[int, Convert]]:
    found = []
    for place, name in enumerate(columns):
        convert = _conversion(cast(Column[Any], described[name]), _plain(hints[name]), way)
        if convert is not None:
            found.append((place, convert))
    return found


def _conversion(column: Column[Any], hint: Any, way: str) -> Convert | None:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint if way == "read" else attrgetter("value")
    # A record may keep the wire text itself; then nothing has to be converted.
    return None if hint is str else cast("Convert | None", getattr(column, way))


def _plain(hint: Any) -> Any:
    """The type hint without `| None`, and without any NewType or Annotated around it."""
    while True:
        if get_origin(hint) in (Union, UnionType):
            options = [option for option in get_args(hint) if option is not type(None)]
            if len(options) != 1:
                return hint
            hint = options[0]
        elif hasattr(hint, "__supertype__"):
            hint = hint.__supertype__
        elif hasattr(hint, "__metadata__"):
            hint = get_args(hint)[0]
        else:
            return hint
