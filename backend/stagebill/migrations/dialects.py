"""The few words in which the two engines' schemas differ, so that a table is written down once."""

from collections.abc import Iterable
from typing import Final

from stagebill.kernel.config import Dialect

_TYPES: Final[dict[Dialect, dict[str, str]]] = {
    "sqlite": {
        "id": "TEXT",
        "text": "TEXT",
        "json": "TEXT",
        "instant": "TEXT",
        "day": "TEXT",
        "int": "INTEGER",
        "minor": "INTEGER",
        "flag": "INTEGER",
        # Without STRICT a money column would take 0.1 or "ten".
        "table": " STRICT",
    },
    "postgres": {
        "id": "UUID",
        "text": "TEXT",
        "json": "JSONB",
        "instant": "TIMESTAMPTZ",
        "day": "DATE",
        "int": "BIGINT",
        "minor": "BIGINT",
        "flag": "BOOLEAN",
        "table": "",
    },
}
_INSERT_ONLY: Final[dict[Dialect, str]] = {
    "sqlite": "CREATE TRIGGER {table}_no_{what} BEFORE {WHAT} ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END",
    "postgres": "CREATE TRIGGER {table}_no_{what} BEFORE {WHAT} ON {table} "
    "FOR EACH {each} EXECUTE FUNCTION refuse_change()",
}
REFUSE_CHANGE: Final = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def spelled(sql: str, dialect: Dialect) -> str:
    """`{id}` becomes this engine's type with NOT NULL, `{id?}` the type alone; `{table}` ends a table."""
    words = dict(_TYPES[dialect])
    for name, kind in _TYPES[dialect].items():
        if name != "table":
            words[f"{name}?"] = kind
            words[name] = f"{kind} NOT NULL"
    return sql.format_map(words)


def insert_only(tables: Iterable[str], dialect: Dialect) -> list[str]:
    """Triggers that refuse every UPDATE and DELETE (and, where it exists, TRUNCATE) of a ledger."""
    events = [("update", "ROW"), ("delete", "ROW")]
    if dialect == "postgres":
        events.append(("truncate", "STATEMENT"))
    return [
        _INSERT_ONLY[dialect].format(table=table, what=what, WHAT=what.upper(), each=each)
        for table in tables
        for what, each in events
    ]
