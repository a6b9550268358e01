"""Stages that customers accepted, and which of an invoice's lines they questioned."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import insert_only, spelled

_ACCEPTANCE: Final = """
CREATE TABLE acceptance (
  organization_id {id}, id {id}, job_id {id}, name {text}, total_minor {minor}, accepted_at {instant},
  mutation_id {id},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT acceptance_named CHECK (name <> ''),
  CONSTRAINT acceptance_of_invoice FOREIGN KEY (organization_id, id)
    REFERENCES invoice (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT acceptance_of_job FOREIGN KEY (organization_id, job_id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT
){table}"""


def statements(dialect: Dialect) -> list[str]:
    return [
        spelled(_ACCEPTANCE, dialect),
        "CREATE INDEX acceptance_by_job ON acceptance (organization_id, job_id)",
        *insert_only(["acceptance"], dialect),
    ]
