"""Technicians may make invoices; a part of what a job has left is lent to a phone for some hours."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

# An update of the program gives nobody a right that they did not have: the office switches it on.
_RIGHT: Final = "ALTER TABLE settings ADD COLUMN technicians_invoice {flag} DEFAULT FALSE"
_ALLOWANCES: Final = (
    """
CREATE TABLE allowance (
  organization_id {id}, id {id}, job_id {id}, device_id {id}, member_id {id}, amount_minor {minor},
  lent_at {instant}, expires_at {instant}, ended_at {instant?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT allowance_once UNIQUE (organization_id, device_id, job_id),
  CONSTRAINT allowance_amount CHECK (amount_minor >= 0 AND (amount_minor > 0 OR ended_at IS NOT NULL)),
  CONSTRAINT allowance_time CHECK (expires_at > lent_at),
  CONSTRAINT allowance_of_job FOREIGN KEY (organization_id, job_id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT allowance_of_device FOREIGN KEY (organization_id, device_id)
    REFERENCES device (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT allowance_of_member FOREIGN KEY (organization_id, member_id)
    REFERENCES member (organization_id, id) ON DELETE RESTRICT
){table}""",
    # Asked with every invoice: only the few that run are in it.
    "CREATE INDEX allowance_running ON allowance (organization_id, job_id) WHERE ended_at IS NULL",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in (_RIGHT, *_ALLOWANCES)]
