"""Deposits, replaced invoices and planned stages; number series with a year of their own."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import insert_only, spelled

_INVOICES: Final = (
    """
ALTER TABLE invoice ADD COLUMN kind {text} DEFAULT 'progress'
CONSTRAINT invoice_kind CHECK (kind IN ('progress', 'deposit'))""",
    "ALTER TABLE invoice ADD COLUMN replaces_id {id?}",
    "ALTER TABLE invoice ADD COLUMN stage_id {id?}",
    """
CREATE UNIQUE INDEX invoice_replaced_once ON invoice (organization_id, replaces_id)
WHERE replaces_id IS NOT NULL""",
    """
CREATE UNIQUE INDEX invoice_of_stage_once ON invoice (organization_id, stage_id)
WHERE stage_id IS NOT NULL AND status <> 'void'""",
    "CREATE UNIQUE INDEX invoice_number_text_once ON invoice (organization_id, number)",
    "CREATE UNIQUE INDEX credit_note_number_text_once ON credit_note (organization_id, number)",
    "CREATE INDEX invoice_deposit ON invoice (organization_id, job_id) WHERE kind = 'deposit'",
)
_NUMBERS: Final = (
    """
ALTER TABLE number_series ADD COLUMN digits {int} DEFAULT 4
CONSTRAINT number_series_digits CHECK (digits BETWEEN 1 AND 9)""",
    "ALTER TABLE number_series ADD COLUMN yearly {flag} DEFAULT FALSE",
    """
CREATE TABLE number_skip (
  organization_id {id} REFERENCES organization (id) ON DELETE RESTRICT, id {id}, series {text},
  from_number {int}, to_number {int}, created_at {instant}, created_by {id?}, mutation_id {id},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT number_skip_upward CHECK (from_number >= 1 AND to_number >= from_number)
){table}""",
    "CREATE INDEX number_skip_by_series ON number_skip (organization_id, series, from_number)",
)
_SCHEDULES: Final = (
    """
CREATE TABLE schedule (
  organization_id {id}, id {id}, consent {text}, planned_at {instant}, planned_by {id?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT schedule_of_job FOREIGN KEY (organization_id, id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT
){table}""",
    # Neither percent nor amount: the stage bills all that the others leave.
    """
CREATE TABLE stage (
  organization_id {id}, id {id}, job_id {id}, position {int}, kind {text}, title {text}, percent_ppm {int?},
  amount_minor {minor?}, bill_when {json}, due_terms {json?}, ready_at {instant?}, ready_by {id?},
  created_at {instant}, dropped_at {instant?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT stage_kind CHECK (kind IN ('progress', 'deposit')),
  CONSTRAINT stage_share CHECK (percent_ppm IS NULL OR amount_minor IS NULL),
  CONSTRAINT stage_percent CHECK (percent_ppm BETWEEN 1 AND 1000000),
  CONSTRAINT stage_amount CHECK (amount_minor >= 1),
  CONSTRAINT stage_position CHECK (position >= 0),
  CONSTRAINT stage_of_job FOREIGN KEY (organization_id, job_id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX stage_by_job ON stage (organization_id, job_id, position)",
    """
CREATE TABLE schedule_template (
  organization_id {id} REFERENCES organization (id) ON DELETE RESTRICT, id {id}, name {text}, stages {json},
  created_at {instant}, dropped_at {instant?},
  PRIMARY KEY (organization_id, id)
){table}""",
)


def statements(dialect: Dialect) -> list[str]:
    tables = [spelled(sql, dialect) for sql in (*_INVOICES, *_NUMBERS, *_SCHEDULES)]
    return [*tables, *insert_only(("number_skip",), dialect)]
