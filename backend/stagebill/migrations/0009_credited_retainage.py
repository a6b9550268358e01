"""A credit note takes back what its invoice held of the credited work; the invoice keeps a copy of the sum.

Credit notes written before this step took nothing back, which is what the defaults say.
"""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_STATEMENTS: Final = (
    """
ALTER TABLE credit_note ADD COLUMN unheld_minor {minor} DEFAULT 0
  CONSTRAINT credit_note_unheld CHECK (unheld_minor <= total_minor)""",
    "ALTER TABLE credit_note ADD COLUMN retained {json} DEFAULT '[]'",
    """
ALTER TABLE invoice ADD COLUMN unheld_minor {minor} DEFAULT 0
  CONSTRAINT invoice_unheld CHECK (unheld_minor = 0 OR credited_minor > 0)""",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _STATEMENTS]
