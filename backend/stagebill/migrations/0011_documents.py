"""Documents that were set: what each says, and the digest under which its bytes lie on the disk."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import insert_only, spelled

_TABLE: Final = """
CREATE TABLE document (
  organization_id {id}, id {id}, invoice_id {id}, rendition {text}, content {json}, sha256 {text},
  file_bytes {int}, missing {text}, created_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT document_once UNIQUE (organization_id, invoice_id, rendition),
  CONSTRAINT document_rendition CHECK (rendition IN ('issued', 'void', 'canceled')),
  CONSTRAINT document_file CHECK (length(sha256) = 64 AND file_bytes > 0),
  CONSTRAINT document_of_invoice FOREIGN KEY (organization_id, invoice_id)
    REFERENCES invoice (organization_id, id) ON DELETE RESTRICT
){table}"""


def statements(dialect: Dialect) -> list[str]:
    return [spelled(_TABLE, dialect), *insert_only(("document",), dialect)]
