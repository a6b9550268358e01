"""Texts: a company's account, who agreed to get them, and what became of a message after it had left."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import insert_only, spelled

_TEXTS: Final = (
    """
ALTER TABLE message ADD COLUMN arrival {text?}
  CONSTRAINT message_arrival CHECK (arrival IN ('arrived', 'returned'))""",
    "ALTER TABLE message ADD COLUMN arrival_at {instant?}",
    "ALTER TABLE message ADD COLUMN arrival_words {text} DEFAULT ''",
    "ALTER TABLE message ADD COLUMN carrier_id {text?}",
    "ALTER TABLE message ADD COLUMN job_id {id?}",
    "CREATE INDEX message_returned ON message (organization_id, to_address) WHERE arrival = 'returned'",
    "CREATE INDEX message_by_job ON message (organization_id, job_id) WHERE job_id IS NOT NULL",
    """
CREATE TABLE text_account (
  organization_id {id}, id {id}, is_on {flag}, account_sid {text}, token_sealed {text}, sender {text},
  updated_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT text_account_own CHECK (id = organization_id),
  CONSTRAINT text_account_of_organization FOREIGN KEY (organization_id)
    REFERENCES organization (id) ON DELETE RESTRICT
){table}""",
    """
CREATE TABLE text_consent (
  organization_id {id}, id {id}, customer_id {id?}, number {text}, place {int}, said {text}, how {text},
  note {text}, said_at {instant}, said_by {id?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT text_consent_once UNIQUE (organization_id, number, place),
  CONSTRAINT text_consent_said CHECK (said IN ('given', 'ended', 'stopped', 'started')),
  CONSTRAINT text_consent_how CHECK (how IN ('in_person', 'by_phone', 'in_writing', 'by_text')),
  CONSTRAINT text_consent_of_customer FOREIGN KEY (organization_id, customer_id)
    REFERENCES customer (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX text_consent_by_customer ON text_consent (organization_id, customer_id)",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _TEXTS] + insert_only(["text_consent"], dialect)
