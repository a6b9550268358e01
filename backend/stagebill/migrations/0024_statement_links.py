"""Links to statements that were revoked or made anew. Every other job's link follows from the job alone."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_TABLE: Final = """
CREATE TABLE statement_link (
  organization_id {id}, id {id}, generation {int}, revoked_at {instant?}, changed_at {instant?},
  changed_by {id?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT statement_link_generation CHECK (generation >= 1),
  CONSTRAINT statement_link_of_job FOREIGN KEY (organization_id, id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT
){table}"""


def statements(dialect: Dialect) -> list[str]:
    return [spelled(_TABLE, dialect)]
