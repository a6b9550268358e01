"""What a database itself says about its tables, in the same words for both engines."""

from typing import NamedTuple

from stagebill.kernel.database.tx import Reader

# PostgreSQL's names of types, as the fields of the kernel write them.
_POSTGRES_TYPES = {
    "uuid": "UUID",
    "text": "TEXT",
    "timestamp with time zone": "TIMESTAMPTZ",
    "date": "DATE",
    "bigint": "BIGINT",
    "jsonb": "JSONB",
    "boolean": "BOOLEAN",
}
_COLUMNS = {
    "sqlite": """
SELECT t.name, c.name, c.type, c."notnull" FROM sqlite_schema t JOIN pragma_table_info(t.name) c
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'
""",
    "postgres": """
SELECT t.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull
FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace
""",
}
_PRIMARY_KEYS = {
    "sqlite": """
SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
WHERE t.type = 'table' AND c.pk > 0 ORDER BY t.name, c.pk
""",
    "postgres": """
SELECT c.conrelid::regclass::text, a.attname::text
FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k(number, place)
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number
WHERE c.contype = 'p' AND c.connamespace = current_schema()::regnamespace ORDER BY 1, k.place
""",
}
_FOREIGN_KEYS = {
    "sqlite": """
SELECT t.name, f."from", f."table", f."to", f.on_delete, f.on_update
FROM sqlite_schema t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table'
""",
    "postgres": """
SELECT c.conrelid::regclass::text, own.attname::text, c.confrelid::regclass::text, other.attname::text,
  CASE c.confdeltype WHEN 'r' THEN 'RESTRICT' ELSE c.confdeltype::text END,
  CASE c.confupdtype WHEN 'a' THEN 'NO ACTION' ELSE c.confupdtype::text END
FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k(own, other)
JOIN pg_attribute own ON own.attrelid = c.conrelid AND own.attnum = k.own
JOIN pg_attribute other ON other.attrelid = c.confrelid AND other.attnum = k.other
WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace
""",
}
_NAMES = {
    "sqlite": "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL",
    "postgres": """
SELECT conname::text FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
UNION ALL SELECT c.relname::text FROM pg_class c
  WHERE c.relkind = 'i' AND c.relnamespace = current_schema()::regnamespace
UNION ALL SELECT t.tgname::text FROM pg_trigger t WHERE NOT t.tgisinternal
""",
}


class ColumnOf(NamedTuple):
    type: str
    nullable: bool


class Reference(NamedTuple):
    table: str
    column: str
    other_table: str
    other_column: str
    on_delete: str
    on_update: str


async def columns(reader: Reader) -> dict[str, dict[str, ColumnOf]]:
    found: dict[str, dict[str, ColumnOf]] = {}
    for table, column, kind, not_null in await reader.rows(_COLUMNS[reader.dialect]):
        spelled = _POSTGRES_TYPES.get(kind, kind) if reader.dialect == "postgres" else kind
        found.setdefault(table, {})[column] = ColumnOf(str(spelled), not not_null)
    return found


async def primary_keys(reader: Reader) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for table, column in await reader.rows(_PRIMARY_KEYS[reader.dialect]):
        found[table] = (*found.get(table, ()), column)
    return found


async def references(reader: Reader) -> set[Reference]:
    return {Reference(*row) for row in await reader.rows(_FOREIGN_KEYS[reader.dialect])}


async def names_in(reader: Reader) -> set[str]:
    """All constraints, indexes and triggers by name; SQLite keeps names of constraints in its text alone."""
    words: set[str] = set()
    for (text,) in await reader.rows(_NAMES[reader.dialect]):
        words.update(text.replace("(", " ").split())
    return words
