"""Addresses in parts: the company's own, which was one text until now, and where a customer's bills go."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_BILLING: Final = "ALTER TABLE customer ADD COLUMN billing_address {json?}"
# What was said stands on paper as it did: all of it as the lines of the street.
_IN_PARTS: Final[dict[Dialect, str]] = {
    "sqlite": "UPDATE settings SET address = json_object('street', address) WHERE address IS NOT NULL",
    "postgres": "ALTER TABLE settings ALTER COLUMN address TYPE JSONB USING "
    "CASE WHEN address IS NOT NULL THEN jsonb_build_object('street', address) END",
}


def statements(dialect: Dialect) -> list[str]:
    return [spelled(_BILLING, dialect), _IN_PARTS[dialect]]
