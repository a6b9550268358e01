"""One attempt may pay several invoices: a row for each, and all but the first name the one that leads."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_LEAD: Final = (
    "ALTER TABLE checkout ADD COLUMN lead_id {id?}",
    "CREATE INDEX checkout_by_lead ON checkout (organization_id, lead_id) WHERE lead_id IS NOT NULL",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _LEAD]
