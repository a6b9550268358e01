"""Accounts of companies at payment processors, with their keys sealed."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_TABLES: Final = (
    """
CREATE TABLE gateway_account (
  organization_id {id} REFERENCES organization (id) ON DELETE RESTRICT, id {id}, gateway {text}, mode {text},
  label {text}, sealed_key {text}, sealed_webhook_secret {text?}, takes_payments {flag}, problem {text?},
  connected_at {instant}, connected_by {id?}, removed_at {instant?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT gateway_account_once UNIQUE (organization_id, gateway),
  CONSTRAINT gateway_account_mode CHECK (mode IN ('test', 'live')),
  CONSTRAINT gateway_account_keys CHECK ((removed_at IS NULL) = (sealed_key <> ''))
){table}""",
    """
CREATE UNIQUE INDEX gateway_account_taking_once ON gateway_account (organization_id)
WHERE takes_payments = TRUE""",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _TABLES]
