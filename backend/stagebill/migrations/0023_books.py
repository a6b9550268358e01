"""What a company calls the accounts of its journal."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_TABLE: Final = """
CREATE TABLE chart_of_accounts (
  organization_id {id} REFERENCES organization (id) ON DELETE RESTRICT, id {id}, accounts {json},
  tax_rate_name {text?}, updated_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT chart_of_accounts_once CHECK (id = organization_id)
){table}"""


def statements(dialect: Dialect) -> list[str]:
    return [spelled(_TABLE, dialect)]
