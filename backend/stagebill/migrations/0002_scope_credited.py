"""What credit notes take off an invoice, copied to it: what is owed is then the arithmetic of one row."""

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_INVOICE = """
ALTER TABLE invoice ADD COLUMN credited_minor {minor} DEFAULT 0
  CONSTRAINT invoice_credited CHECK (credited_minor BETWEEN 0 AND total_minor)"""


def statements(dialect: Dialect) -> list[str]:
    return [spelled(_INVOICE, dialect)]
