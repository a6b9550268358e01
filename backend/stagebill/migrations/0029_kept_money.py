"""What of a payment had been decided on before a decision was opened, and is not asked again."""

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_KEPT = "ALTER TABLE decision ADD COLUMN kept_minor {minor} DEFAULT 0"


def statements(dialect: Dialect) -> list[str]:
    return [spelled(_KEPT, dialect)]
