"""Retainage: what an invoice lets the customer hold back, and what a later one releases of it."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

# Held below nothing gives back what a lower rate on all work frees. An invoice leaves something to pay,
# whatever is held; one that releases bills no work, and so no tax.
_INVOICE: Final = (
    """
ALTER TABLE invoice ADD COLUMN held_minor {minor} DEFAULT 0
  CONSTRAINT invoice_held CHECK (held_minor < total_minor)""",
    """
ALTER TABLE invoice ADD COLUMN released_minor {minor} DEFAULT 0
  CONSTRAINT invoice_released CHECK (released_minor = 0
    OR (released_minor = total_minor AND tax_minor = 0 AND held_minor = 0))""",
    "ALTER TABLE invoice ADD COLUMN retained {json} DEFAULT '[]'",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _INVOICE]
