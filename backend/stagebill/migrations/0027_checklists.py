"""A company's list of what is checked at each visit, and what of it was checked at one."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_CHECKLISTS: Final = (
    "ALTER TABLE settings ADD COLUMN visit_checklist {json} DEFAULT '[]'",
    "ALTER TABLE visit ADD COLUMN checklist {json} DEFAULT '[]'",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _CHECKLISTS]
