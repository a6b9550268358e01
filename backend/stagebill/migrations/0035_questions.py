"""What customers ask on their page about an invoice, and what the office answers."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_QUESTIONS: Final = (
    """
CREATE TABLE question (
  organization_id {id}, id {id}, invoice_id {id}, job_id {id}, text {text}, lines {json},
  questioned_minor {minor}, asked_at {instant}, asked_by {id?}, answer {text}, ended_at {instant?},
  ended_by {id?}, ending {text?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT question_sum CHECK (questioned_minor >= 0),
  CONSTRAINT question_ending CHECK (ending IN ('answered', 'closed')),
  CONSTRAINT question_ended CHECK ((ending IS NULL) = (ended_at IS NULL)),
  CONSTRAINT question_answered CHECK ((answer <> '') = coalesce(ending = 'answered', FALSE)),
  CONSTRAINT question_of_invoice FOREIGN KEY (organization_id, invoice_id)
    REFERENCES invoice (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT question_of_job FOREIGN KEY (organization_id, job_id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX question_by_invoice ON question (organization_id, invoice_id)",
    "CREATE INDEX question_by_job ON question (organization_id, job_id)",
    "CREATE INDEX question_open ON question (organization_id, asked_at) WHERE ended_at IS NULL",
    "CREATE INDEX dispute_open ON dispute (organization_id, payment_id) WHERE state = 'open'",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _QUESTIONS]
