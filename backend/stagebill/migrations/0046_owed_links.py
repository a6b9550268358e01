"""Links to all that a customer owes, where one was revoked or made anew; and messages about a customer."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

# It names a customer without a foreign key: a customer on whom nothing hangs can be deleted, and what is kept
# of their link then opens nothing.
_TABLE: Final = (
    """
CREATE TABLE owed_link (
  organization_id {id}, id {id}, generation {int}, revoked_at {instant?}, changed_at {instant?},
  changed_by {id?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT owed_link_generation CHECK (generation >= 1),
  CONSTRAINT owed_link_of_organization FOREIGN KEY (organization_id)
    REFERENCES organization (id) ON DELETE RESTRICT
){table}""",
    "ALTER TABLE message ADD COLUMN customer_id {id?}",
    "CREATE INDEX message_by_customer ON message (organization_id, customer_id) "
    "WHERE customer_id IS NOT NULL",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _TABLE]
