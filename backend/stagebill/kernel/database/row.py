"""Rows: each table is described once, by a Tortoise model that names the record it stores."""

from typing import Any, ClassVar

import tortoise.models
from msgspec import Struct
from tortoise.models import Model

from stagebill.kernel.ids import Id

_ROWS: dict[type[Struct], "type[Row]"] = {}

# For the `#:` comments of each model, which nobody here writes, Tortoise reads and parses the source of all
# tables again: measured, an eighth of a cold start.
tortoise.models._get_comments = lambda cls: {}


class Row(Model):
    """A table. Its columns have the names of its record's fields; `Meta.table` is the name in the
    migrations.
    """

    record: ClassVar[type[Struct] | None] = None  # None: written by SQL of its own slice only
    entity: ClassVar[str | None] = None  # its name in the change feed; None: devices never see it
    insert_only: ClassVar[bool] = False  # a ledger: corrections are new rows, and a trigger says so too
    deletable: ClassVar[bool] = False  # facts stay; only what was never binding may vanish
    key: ClassVar[tuple[str, ...]] = ("organization_id", "id")

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        record = cls.__dict__.get("record")
        if record is None:
            return
        known = _ROWS.setdefault(record, cls)
        if known.__qualname__ != cls.__qualname__ or known.__module__ != cls.__module__:
            raise TypeError(f"{record.__name__} already has its row: {known.__name__}")
        _ROWS[record] = cls

    @classmethod
    def seen_by(cls, record: Any) -> tuple[Any, Id | None]:
        """Who may see a change of this record: everyone, the office, or those tied to one job or member."""
        return ("everyone", None)

    @classmethod
    def touches(cls, record: Any) -> Any:
        """What else looks different on a device once this record has changed."""
        return ()

    class Meta:
        abstract = True


def row_of(record: type[Struct]) -> type[Row]:
    """The row class that stores a record class; its slice's tables.py must have been imported."""
    try:
        return _ROWS[record]
    except KeyError:
        raise TypeError(
            f"no row stores {record.__module__}.{record.__name__}: import its tables.py"
        ) from None


def rows_known() -> tuple[type[Row], ...]:
    return tuple(_subclasses(Row))


def _subclasses(row: type[Row]) -> list[type[Row]]:
    found: list[type[Row]] = []
    for subclass in row.__subclasses__():
        if not subclass._meta.abstract:
            found.append(subclass)
        found += _subclasses(subclass)
    return found
