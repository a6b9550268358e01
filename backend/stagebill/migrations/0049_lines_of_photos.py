"""Which line of its job a photo shows."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_LINE: Final = "ALTER TABLE attachment ADD COLUMN line_item_id {id?}"


def statements(dialect: Dialect) -> list[str]:
    return [spelled(_LINE, dialect)]
