"""Reminders by plan: the company's plan, what became of each step, what is held back."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import insert_only, spelled

_REMINDERS: Final = (
    "ALTER TABLE settings ADD COLUMN reminders {json} DEFAULT '{{}}'",
    """
CREATE TABLE reminder (
  organization_id {id}, id {id}, invoice_id {id}, customer_id {id}, step {int}, day {day}, state {text},
  created_at {instant}, mutation_id {id},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT reminder_once UNIQUE (organization_id, invoice_id, step),
  CONSTRAINT reminder_state CHECK (state IN ('sent', 'skipped', 'passed')),
  CONSTRAINT reminder_of_invoice FOREIGN KEY (organization_id, invoice_id)
    REFERENCES invoice (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT reminder_to_customer FOREIGN KEY (organization_id, customer_id)
    REFERENCES customer (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX reminder_by_customer ON reminder (organization_id, customer_id)",
    """
CREATE TABLE reminder_hold (
  organization_id {id}, id {id}, invoice_id {id?}, customer_id {id?}, why {text}, until {day?}, note {text},
  is_on {flag}, updated_at {instant}, updated_by {id?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT reminder_hold_why CHECK (why IN ('off', 'promised', 'question', 'dispute')),
  CONSTRAINT reminder_hold_of_one CHECK ((invoice_id IS NULL) <> (customer_id IS NULL)),
  CONSTRAINT reminder_hold_promise CHECK (why <> 'promised' OR until IS NOT NULL),
  CONSTRAINT reminder_hold_of_invoice FOREIGN KEY (organization_id, invoice_id)
    REFERENCES invoice (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT reminder_hold_of_customer FOREIGN KEY (organization_id, customer_id)
    REFERENCES customer (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX reminder_hold_by_invoice ON reminder_hold (organization_id, invoice_id)",
    "CREATE INDEX reminder_hold_by_customer ON reminder_hold (organization_id, customer_id)",
    """
CREATE TABLE reminder_look (
  organization_id {id} PRIMARY KEY REFERENCES organization (id) ON DELETE RESTRICT, day {day}
){table}""",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _REMINDERS] + insert_only(["reminder"], dialect)
