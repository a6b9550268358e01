"""Customers with contacts and an end, the name an issued invoice keeps, what a company says of itself.

Invoices issued before this step take the name their customer has now: it is what their readers were shown.
"""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_STATEMENTS: Final = (
    "ALTER TABLE customer ADD COLUMN contacts {json} DEFAULT '[]'",
    "ALTER TABLE customer ADD COLUMN notes {text} DEFAULT ''",
    "ALTER TABLE customer ADD COLUMN archived_at {instant?}",
    "ALTER TABLE customer ADD COLUMN merged_into {id?}"
    " CONSTRAINT customer_merged CHECK (merged_into IS NULL OR archived_at IS NOT NULL)",
    "ALTER TABLE customer ADD COLUMN merge_reason {text?}"
    " CONSTRAINT customer_merge_reason CHECK ((merged_into IS NULL) = (merge_reason IS NULL))",
    """
CREATE INDEX customer_merged_into ON customer (organization_id, merged_into)
WHERE merged_into IS NOT NULL""",
    "ALTER TABLE invoice ADD COLUMN customer_name {text?}",
    """
UPDATE invoice SET customer_name = (SELECT c.name FROM customer c
  WHERE c.organization_id = invoice.organization_id AND c.id = invoice.customer_id)
WHERE issued_at IS NOT NULL""",
    "ALTER TABLE settings ADD COLUMN legal_name {text?}",
    "ALTER TABLE settings ADD COLUMN address {text?}",
    "ALTER TABLE settings ADD COLUMN website {text?}",
    "ALTER TABLE settings ADD COLUMN tax_number {text?}",
    "ALTER TABLE settings ADD COLUMN logo_sha256 {text?}",
    "ALTER TABLE settings ADD COLUMN tax_rates {json} DEFAULT '[]'",
    "ALTER TABLE settings ADD COLUMN texts {json} DEFAULT '{{}}'",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _STATEMENTS]
