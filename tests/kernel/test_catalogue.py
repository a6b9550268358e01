"""Both databases are what the models say: each table is described once, and the description is true."""

import importlib
import re

import pytest
from tests.kernel import catalogue
from tests.kernel.catalogue import ColumnOf

from stagebill.kernel.config import Dialect
from stagebill.kernel.database.database import Database
from stagebill.kernel.database.orm import table_modules
from stagebill.kernel.database.row import Row, rows_known
from stagebill.migrations.runner import statements_of, step_names

pytestmark = pytest.mark.anyio

# Tables that nothing in the product reads or writes through a model.
WITHOUT_MODEL = {"schema_revision": "the migrations' own list of what was applied"}
# Owned tables whose key is the outside world's, or must be found before the organization is known.
KEYED_OTHERWISE = {
    "session": "whoever shows a token has not said which organization",
    "sign_in_link": "whoever shows a token has not said which organization",
    "outbox": "the dispatcher works for all organizations",
}
UNIQUE_BEYOND_ORGANIZATIONS = {"pay_link_token_once", "change_order_link_once", "sandbox_checkout_once"}


def _models() -> dict[str, type[Row]]:
    for module in table_modules():
        importlib.import_module(module)
    return {row._meta.db_table: row for row in rows_known() if row.__module__.startswith("stagebill.")}


def _described(row: type[Row], dialect: Dialect) -> dict[str, ColumnOf]:
    found = {}
    for name, field in row._meta.fields_map.items():
        kind = field.SQL_TYPE
        if dialect == "sqlite":
            kind = getattr(getattr(field, "_db_sqlite", field), "SQL_TYPE", kind)
        found[name] = ColumnOf(kind, field.null)
    return found


def _all_statements(dialect: Dialect) -> str:
    return "\n".join(statement for step in step_names() for statement in statements_of(step, dialect))


async def test_every_table_has_a_model_and_every_model_a_table(database: Database) -> None:
    tables = await catalogue.columns(database.reader)
    assert sorted(tables.keys() - WITHOUT_MODEL.keys()) == sorted(_models())


async def test_columns_types_and_nullability_are_as_the_models_say(database: Database) -> None:
    tables = await catalogue.columns(database.reader)
    models = {name: row for name, row in _models().items() if name in tables}
    assert {name: _described(row, database.dialect) for name, row in models.items()} == {
        name: tables[name] for name in models
    }


async def test_keys_are_as_the_models_say_and_begin_with_the_organization(database: Database) -> None:
    keys = await catalogue.primary_keys(database.reader)
    columns = await catalogue.columns(database.reader)
    wrong = {
        name: keys[name]
        for name in columns
        if "organization_id" in columns[name]
        and name not in KEYED_OTHERWISE
        and keys[name][0] != "organization_id"
    }
    assert wrong == {}
    stored = {name: row for name, row in _models().items() if row.record is not None}
    assert {name: row.key for name, row in stored.items()} == {name: keys[name] for name in stored}


async def test_every_reference_stays_in_its_organization_and_restricts(database: Database) -> None:
    references = await catalogue.references(database.reader)
    assert len(references) > 30
    assert {(each.on_delete, each.on_update) for each in references} == {("RESTRICT", "NO ACTION")}
    tables_to = {(each.table, each.other_table) for each in references}
    scoped = {
        (each.table, each.other_table)
        for each in references
        if each.column == "organization_id" and each.other_column in ("organization_id", "id")
    }
    assert tables_to == scoped


async def test_every_named_constraint_index_and_trigger_of_the_migrations_exists(database: Database) -> None:
    text = _all_statements(database.dialect)
    wanted = set(re.findall(r"(?:CONSTRAINT|INDEX|TRIGGER) ([a-z_]+)", text))
    assert len(wanted) > 90
    assert wanted - await catalogue.names_in(database.reader) == set()


def test_both_engines_have_the_same_names() -> None:
    named = [
        set(re.findall(r"(?:CONSTRAINT|INDEX|TRIGGER|TABLE) ([a-z_]+)", _all_statements(dialect)))
        for dialect in ("sqlite", "postgres")
    ]
    only_postgres = {name for name in named[1] if name.endswith("_no_truncate")}
    named[0] = {name for name in named[0] if not name.endswith("_rebuilt")}
    assert named[0] == named[1] - only_postgres


def test_unique_keys_begin_with_the_organization() -> None:
    text = _all_statements("sqlite")
    unique = re.findall(r"CONSTRAINT ([a-z_]+) UNIQUE \(([a-z_]+)", text)
    unique += re.findall(r"CREATE UNIQUE INDEX ([a-z_]+) ON [a-z_]+ \(([a-z_]+)", text)
    assert {name for name, first in unique if first != "organization_id"} == UNIQUE_BEYOND_ORGANIZATIONS


async def test_every_insert_only_row_is_guarded_by_triggers(database: Database) -> None:
    ledgers = {name for name, row in _models().items() if row.insert_only}
    assert {"payment", "allocation", "reversal", "audit", "mutation"} <= ledgers
    wanted = {f"{name}_no_{what}" for name in ledgers for what in ("update", "delete")}
    assert wanted - await catalogue.names_in(database.reader) == set()
