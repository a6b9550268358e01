"""A table that holds one of everything, for the tests of the database."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NewType

from msgspec import Struct

from stagebill.kernel.config import Dialect
from stagebill.kernel.database.database import Database
from stagebill.kernel.database.fields import (
    DayField,
    FlagField,
    IdField,
    InstantField,
    IntField,
    JsonField,
    MinorField,
    TextField,
)
from stagebill.kernel.database.row import Row
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record
from stagebill.migrations.dialects import insert_only, spelled

ThingId = NewType("ThingId", Id)
OURS = "00000000-0000-7000-8000-0000000000aa"
THEIRS = "00000000-0000-7000-8000-0000000000bb"

_THING = """
CREATE TABLE thing (
  organization_id {id}, id {id}, made_at {instant}, seen_at {instant?}, due_on {day}, paid_on {day?},
  price_minor {minor}, count {int?}, color {text}, note {text?}, parts {json}, best {json?}, wanted {flag},
  liked {flag?}, twin_id {id?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT thing_price CHECK (price_minor >= 0),
  FOREIGN KEY (organization_id, twin_id) REFERENCES thing (organization_id, id) DEFERRABLE INITIALLY DEFERRED
){table}"""
_SLIP = "CREATE TABLE slip (organization_id {id}, id {id}, PRIMARY KEY (organization_id, id)){table}"


class Color(StrEnum):
    RED = "red"
    BLUE = "blue"


class Part(Struct, frozen=True):
    name: str
    on: date


class Thing(Record, frozen=True, kw_only=True):
    organization_id: Id
    id: ThingId
    made_at: datetime
    seen_at: datetime | None = None
    due_on: date
    paid_on: date | None = None
    price_minor: int
    count: int | None = None
    color: Color
    note: str | None = None
    parts: tuple[Part, ...]
    best: Part | None = None
    wanted: bool
    liked: bool | None = None
    twin_id: ThingId | None = None


class ThingRow(Row):
    record = Thing

    organization_id = IdField()
    id = IdField(primary_key=True)
    made_at = InstantField()
    seen_at = InstantField(null=True)
    due_on = DayField()
    paid_on = DayField(null=True)
    price_minor = MinorField()
    count = IntField(null=True)
    color = TextField()
    note = TextField(null=True)
    parts = JsonField(tuple[Part, ...])
    best = JsonField(Part, null=True)
    wanted = FlagField()
    liked = FlagField(null=True)
    twin_id = IdField(null=True)

    class Meta:
        table = "thing"


class Slip(Record, frozen=True, kw_only=True):
    organization_id: Id


class SlipRow(Row):
    record = Slip
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)

    class Meta:
        table = "slip"


def thing_id(number: int) -> ThingId:
    return ThingId(f"00000000-0000-7000-8000-{number:012x}")


def a_thing(number: int = 1, organization_id: Id = OURS, price_minor: int = 100) -> Thing:
    return Thing(
        organization_id=organization_id,
        id=thing_id(number),
        made_at=datetime(2026, 3, 2, 15, 4, 5, tzinfo=UTC),
        due_on=date(2026, 4, 1),
        price_minor=price_minor,
        color=Color.RED,
        parts=(Part("wheel", date(2026, 1, 31)),),
        wanted=True,
    )


async def make_tables(database: Database) -> None:
    """Beside the migrated schema, in a database that is thrown away."""

    async def unit(tx: Tx) -> None:
        for statement in _statements(tx.dialect):
            await tx.run(statement)

    await database.write(unit)


def _statements(dialect: Dialect) -> list[str]:
    return [spelled(_THING, dialect), spelled(_SLIP, dialect), *insert_only(["slip"], dialect)]


async def save(database: Database, *things: Record) -> None:
    async def unit(tx: Tx) -> None:
        tx.scope(OURS)
        for thing in things:
            await tx.save(thing)

    await database.write(unit)


async def ids_of(database: Database) -> list[str]:
    rows = await database.reader.rows("SELECT id FROM thing WHERE organization_id = $1 ORDER BY id", OURS)
    return [row[0] for row in rows]
