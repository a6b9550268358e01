"""Columns: how each kind of value is stored on both engines, and how it is read and written.

A Tortoise model made of these is the one description of a table. Values cross the driver as wire text (ids,
instants, days, JSON), the same on both engines; `read` and `write` turn them into what a record holds.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, ClassVar, Final, TypeVar

import msgspec
from tortoise.fields.base import Field

from stagebill.kernel.clock import instant_of, instant_text

Convert = Callable[[Any], Any]
T = TypeVar("T")

# A rate of 887.5 basis points is a JSON number: rows are passed on to devices as they are stored.
_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


class Column(Field[T]):
    """What all columns share: conversions both for Tortoise's reads and for the compiled statements."""

    sqlite_type: ClassVar[str]
    read: Convert | None = None  # wire value → record value; None: as it is
    write: Convert | None = None  # record value → wire value

    def to_db_value(self, value: Any, instance: Any) -> Any:
        return value if value is None or self.write is None or isinstance(value, str) else self.write(value)

    def to_python_value(self, value: Any) -> Any:
        return self.read(value) if self.read is not None and isinstance(value, str | int) else value


class IdField(Column[str]):
    field_type = str
    SQL_TYPE = "UUID"

    class _db_sqlite:  # noqa: N801 - Tortoise looks for this name
        SQL_TYPE = "TEXT"


class TextField(Column[str]):
    field_type = str
    SQL_TYPE = "TEXT"


class InstantField(Column[datetime]):
    field_type = datetime
    SQL_TYPE = "TIMESTAMPTZ"
    read = staticmethod(instant_of)
    write = staticmethod(instant_text)

    class _db_sqlite:  # noqa: N801
        SQL_TYPE = "TEXT"


class DayField(Column[date]):
    field_type = date
    SQL_TYPE = "DATE"
    read = staticmethod(date.fromisoformat)
    write = staticmethod(date.isoformat)

    class _db_sqlite:  # noqa: N801
        SQL_TYPE = "TEXT"


class IntField(Column[int]):
    field_type = int
    SQL_TYPE = "BIGINT"

    class _db_sqlite:  # noqa: N801
        SQL_TYPE = "INTEGER"


class MinorField(IntField):
    """Money, in whole minor units of the organization's currency."""


class FlagField(Column[bool]):
    field_type = bool
    SQL_TYPE = "BOOLEAN"
    read = staticmethod(bool)
    write = staticmethod(bool)

    class _db_sqlite:  # noqa: N801
        SQL_TYPE = "INTEGER"


class JsonField(Column[Any]):
    """A nested value, JSON text on the wire; `shape` is what it decodes to, such as a tuple of Structs."""

    field_type = object
    indexable = False
    SQL_TYPE = "JSONB"

    class _db_sqlite:  # noqa: N801
        SQL_TYPE = "TEXT"

    def __init__(self, shape: Any = Any, **options: Any) -> None:
        super().__init__(**options)
        self.shape = shape
        self.read = msgspec.json.Decoder(shape).decode
        self.write = json_text


def json_text(value: Any) -> str:
    return _ENCODER.encode(value).decode()
