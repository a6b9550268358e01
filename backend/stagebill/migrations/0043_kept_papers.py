"""Papers of facts are kept as invoices are: what one says, and the digest of its bytes."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import insert_only, spelled

_TABLE: Final = """
CREATE TABLE kept_paper (
  organization_id {id}, id {id}, kind {text}, subject_id {id}, edition {text}, content {json}, sha256 {text},
  file_bytes {int}, missing {text}, created_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT kept_paper_once UNIQUE (organization_id, kind, subject_id, edition),
  CONSTRAINT kept_paper_kind CHECK (kind IN ('receipt', 'credit_note', 'change_order', 'application')),
  CONSTRAINT kept_paper_file CHECK (length(sha256) = 64 AND file_bytes > 0),
  CONSTRAINT kept_paper_organization FOREIGN KEY (organization_id)
    REFERENCES organization (id) ON DELETE RESTRICT
){table}"""


def statements(dialect: Dialect) -> list[str]:
    return [spelled(_TABLE, dialect), *insert_only(("kept_paper",), dialect)]
