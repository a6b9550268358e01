"""A webhook's secret can be renewed: how often it was, and when last."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_COLUMNS: Final = (
    "ALTER TABLE webhook ADD COLUMN secret_n {int} DEFAULT 0",
    "ALTER TABLE webhook ADD COLUMN secret_renewed_at {instant?}",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _COLUMNS]
