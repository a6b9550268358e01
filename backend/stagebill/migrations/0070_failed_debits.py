"""Bank debits that failed are few among all attempts to pay, and every list of invoices looks for them."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_FAILED: Final = (
    "CREATE INDEX checkout_failed_debit ON checkout (organization_id, invoice_id) "
    "WHERE state = 'failed' AND method = 'ach'",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _FAILED]
