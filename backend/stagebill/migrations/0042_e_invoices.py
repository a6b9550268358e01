"""A company may have each PDF carry the same invoice for a program to read."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_SWITCH: Final = "ALTER TABLE settings ADD COLUMN e_invoices {flag} DEFAULT FALSE"


def statements(dialect: Dialect) -> list[str]:
    return [spelled(_SWITCH, dialect)]
