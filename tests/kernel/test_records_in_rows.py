"""Records come back from either engine as they were saved, and their wire text is the same on both."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from tests.kernel.things import OURS, THEIRS, Color, Part, Slip, Thing, ThingRow, a_thing, save, thing_id

from stagebill.kernel.database.database import Database
from stagebill.kernel.database.statements import Statements
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.errors import Integrity, Missing
from stagebill.kernel.records import replace

pytestmark = pytest.mark.anyio

FULL = replace(
    a_thing(),
    seen_at=datetime(2026, 3, 2, 15, 4, 5, 123450, tzinfo=UTC),
    paid_on=date(2024, 2, 29),
    price_minor=2**53 - 1,
    count=-7,
    color=Color.BLUE,
    note='it\'s ñ, "quoted"\n$1 ?1',
    best=Part("axle", date(2026, 2, 1)),
    liked=False,
    twin_id=thing_id(1),
)


async def _loaded(database: Database, number: int = 1) -> Thing:
    async def unit(tx: Tx) -> Thing:
        tx.scope(OURS)
        return await tx.load(Thing, thing_id(number))

    return await database.write(unit)


@pytest.mark.parametrize("thing", [a_thing(), FULL], ids=["bare", "full"])
async def test_a_record_comes_back_as_it_was_saved(things: Database, thing: Thing) -> None:
    await save(things, thing)
    assert await _loaded(things) == thing


async def test_wire_text_is_the_same_on_both_engines(things: Database) -> None:
    await save(things, FULL)
    columns = "organization_id, id, made_at, seen_at, due_on, paid_on, price_minor, parts, best, note"
    assert await things.reader.rows(f"SELECT {columns} FROM thing") == [
        (
            OURS,
            thing_id(1),
            "2026-03-02T15:04:05.000000Z",
            "2026-03-02T15:04:05.123450Z",
            "2026-04-01",
            "2024-02-29",
            2**53 - 1,
            '[{"on":"2026-01-31","name":"wheel"}]'
            if things.dialect == "postgres"
            else '[{"name":"wheel","on":"2026-01-31"}]',
            '{"on":"2026-02-01","name":"axle"}'
            if things.dialect == "postgres"
            else '{"name":"axle","on":"2026-02-01"}',
            FULL.note,
        )
    ]


async def test_an_instant_is_stored_in_utc_wherever_it_came_from(things: Database) -> None:
    local = datetime(2026, 3, 2, 10, 4, 5, tzinfo=timezone(timedelta(hours=-5)))
    await save(things, replace(a_thing(), made_at=local))
    rows = await things.reader.rows("SELECT made_at FROM thing WHERE made_at = $1", local)
    assert rows == [("2026-03-02T15:04:05.000000Z",)]


async def test_a_sum_of_money_is_a_whole_number_and_exact(things: Database) -> None:
    await save(things, *(a_thing(number, price_minor=2**52 + number) for number in range(1, 4)))
    rows = await things.reader.rows("SELECT SUM(price_minor), COUNT(*) FROM thing")
    assert rows == [(3 * 2**52 + 6, 3)]
    assert [type(value) for value in rows[0]] == [int, int]


async def test_saving_what_was_loaded_updates_it(things: Database) -> None:
    await save(things, a_thing())

    async def unit(tx: Tx) -> None:
        tx.scope(OURS)
        thing = await tx.lock(Thing, thing_id(1))
        await tx.save(replace(thing, price_minor=7, note="now with a note"))

    await things.write(unit)
    assert await _loaded(things) == replace(a_thing(), price_minor=7, note="now with a note")


async def test_saving_twice_in_one_unit_inserts_once(things: Database) -> None:
    async def unit(tx: Tx) -> None:
        tx.scope(OURS)
        await tx.save(a_thing())
        await tx.save(a_thing(price_minor=8))

    await things.write(unit)
    assert (await _loaded(things)).price_minor == 8


async def test_saving_what_was_not_loaded_never_overwrites(things: Database) -> None:
    await save(things, a_thing())
    with pytest.raises(Integrity):
        await save(things, a_thing(price_minor=9))
    assert (await _loaded(things)).price_minor == 100


async def test_a_check_of_the_database_is_named_in_its_refusal(things: Database) -> None:
    with pytest.raises(Integrity) as refused:
        await save(things, a_thing(price_minor=-1))
    assert refused.value.constraint == "thing_price"


async def test_another_organizations_record_is_missing(things: Database) -> None:
    async def unit(tx: Tx) -> None:
        tx.scope(THEIRS)
        await tx.save(a_thing(organization_id=THEIRS))

    await things.write(unit)
    with pytest.raises(Missing) as missing:
        await _loaded(things)
    assert missing.value.code == "things.missing"
    assert missing.value.facts == {}


async def test_a_record_of_another_organization_cannot_be_saved(things: Database) -> None:
    with pytest.raises(RuntimeError, match="another organization"):
        await save(things, a_thing(organization_id=THEIRS))


async def test_select_finds_by_values_in_order_of_ids(things: Database) -> None:
    noted = replace(a_thing(2), note="x")
    await save(things, a_thing(3), noted, a_thing(1))

    async def unit(tx: Tx) -> tuple[list[Thing], list[Thing], list[Thing]]:
        tx.scope(OURS)
        return (
            await tx.select(Thing, color=Color.RED),
            await tx.select(Thing, note=None, price_minor=100),
            await tx.select(Thing, note="x"),
        )

    everything, plain, with_note = await things.write(unit)
    assert [thing.id for thing in everything] == [thing_id(1), thing_id(2), thing_id(3)]
    assert plain == [a_thing(1), a_thing(3)]
    assert with_note == [noted]


async def test_select_by_a_name_that_is_no_field_is_a_mistake(things: Database) -> None:
    async def unit(tx: Tx) -> None:
        tx.scope(OURS)
        await tx.select(Thing, **{"1 = 1 OR id": "x"})

    with pytest.raises(TypeError, match="has no field"):
        await things.write(unit)


async def test_a_ledger_row_can_be_added_but_neither_changed_nor_deleted(things: Database) -> None:
    slip = Slip(organization_id=OURS, id=thing_id(1))
    await save(things, slip)
    for sql in (
        "UPDATE slip SET id = id",
        "DELETE FROM slip",
        "INSERT INTO slip (organization_id, id) SELECT organization_id, id FROM slip",
    ):

        async def unit(tx: Tx, sql: str = sql) -> None:
            await tx.run(sql)

        with pytest.raises(Integrity):
            await things.write(unit)
    assert await things.reader.rows("SELECT id FROM slip") == [(slip.id,)]


async def test_a_ledger_row_cannot_be_replaced_either(things: Database) -> None:
    await save(things, Slip(organization_id=OURS, id=thing_id(1)))
    sql = (
        "INSERT OR REPLACE INTO slip (organization_id, id) VALUES ($1, $2)"
        if things.dialect == "sqlite"
        else "INSERT INTO slip VALUES ($1, $2) ON CONFLICT (organization_id, id) DO UPDATE SET id = slip.id"
    )

    async def unit(tx: Tx) -> None:
        await tx.run(sql, OURS, thing_id(1))

    with pytest.raises(Integrity):
        await things.write(unit)


def test_a_record_with_a_field_that_its_row_does_not_describe_is_found_out() -> None:
    class Wider(Thing, frozen=True, kw_only=True):
        weight: int

    with pytest.raises(TypeError, match=r"describes no column for Wider\.weight"):
        Statements(ThingRow, Wider, "sqlite")
