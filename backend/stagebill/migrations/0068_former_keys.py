"""Which key of a processor an attempt to pay was begun with, and the keys before today's, sealed."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_TABLES: Final = (
    "ALTER TABLE gateway_account ADD COLUMN key_no {int} DEFAULT 1",
    "ALTER TABLE checkout ADD COLUMN key_no {int} DEFAULT 1",
    """
CREATE TABLE former_key (
  organization_id {id}, id {id}, gateway {text}, key_no {int}, mode {text}, label {text}, sealed_key {text},
  replaced_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT former_key_of_company FOREIGN KEY (organization_id) REFERENCES organization (id)
    ON DELETE RESTRICT
){table}""",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _TABLES]
