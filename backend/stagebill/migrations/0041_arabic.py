"""Customers may be written to in Arabic."""

from typing import Final

from stagebill.kernel.config import Dialect

_OLD: Final = "CHECK (language IN ('en', 'es'))"
_NEW: Final = "CHECK (language IN ('en', 'es', 'ar'))"
# A wider CHECK changes nothing that is stored, so its words alone are changed, as SQLite's own guide to ALTER
# TABLE has it (part 7): a rebuild would write every customer anew. Only 3.53 can do it by a statement.
# RESET reads the schema again; nobody else has the file open while it is migrated.
_ON_SQLITE: Final = (
    "PRAGMA writable_schema = ON",
    f"""
UPDATE sqlite_schema SET sql = replace(sql, '{_OLD.replace("'", "''")}', '{_NEW.replace("'", "''")}')
  WHERE type = 'table' AND name = 'customer'""",
    "PRAGMA writable_schema = RESET",
)
_ON_POSTGRES: Final = (
    "ALTER TABLE customer DROP CONSTRAINT customer_language",
    f"ALTER TABLE customer ADD CONSTRAINT customer_language {_NEW}",
)


def statements(dialect: Dialect) -> list[str]:
    return list(_ON_SQLITE if dialect == "sqlite" else _ON_POSTGRES)
