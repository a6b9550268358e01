"""A lender takes what customers pay over time, beside the processor that takes all else."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_ROLES: Final = (
    "ALTER TABLE gateway_account ADD COLUMN role {text} DEFAULT 'processor' "
    "CONSTRAINT gateway_account_role CHECK (role IN ('processor', 'lender'))",
    "DROP INDEX gateway_account_taking_once",
    """
CREATE UNIQUE INDEX gateway_account_taking_once ON gateway_account (organization_id, role)
WHERE takes_payments = TRUE""",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _ROLES]
