"""A customer may stop reminders themselves."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_BY_CUSTOMER: Final = "ALTER TABLE reminder_hold ADD COLUMN by_customer {flag} DEFAULT FALSE"


def statements(dialect: Dialect) -> list[str]:
    return [spelled(_BY_CUSTOMER, dialect)]
