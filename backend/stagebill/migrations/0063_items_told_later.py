"""What is in a payout may be told only after it came back: when that was, so that books of past days stay."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_TABLES: Final = ("ALTER TABLE payout_item ADD COLUMN told_at {instant?}",)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _TABLES]
