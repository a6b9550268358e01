"""A credit note says of which lines it takes how much; one written before took the same share of each."""

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_NOTE = "ALTER TABLE credit_note ADD COLUMN lines {json} DEFAULT '[]'"


def statements(dialect: Dialect) -> list[str]:
    return [spelled(_NOTE, dialect)]
