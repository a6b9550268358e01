"""What an invoice said around its figures when it was issued; and a document for each edition of it."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import insert_only, spelled

REBUILDS_ON_SQLITE: Final = ("document",)

_AS_ISSUED: Final = """
CREATE TABLE as_issued (
  organization_id {id}, id {id}, said {json}, created_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT as_issued_invoice FOREIGN KEY (organization_id, id)
    REFERENCES invoice (organization_id, id) ON DELETE RESTRICT
){table}"""
_COLUMNS: Final = (
    "organization_id, id, invoice_id, rendition, content, sha256, file_bytes, missing, created_at"
)
# An edition is what may still change of an issued invoice. '' is that of documents from before there were
# any.
_DOCUMENT_ON_SQLITE: Final = (
    """
CREATE TABLE document_rebuilt (
  organization_id {id}, id {id}, invoice_id {id}, rendition {text}, content {json}, sha256 {text},
  file_bytes {int}, missing {text}, created_at {instant}, edition {text} DEFAULT '',
  PRIMARY KEY (organization_id, id),
  CONSTRAINT document_once UNIQUE (organization_id, invoice_id, rendition, edition),
  CONSTRAINT document_rendition CHECK (rendition IN ('issued', 'void', 'canceled')),
  CONSTRAINT document_file CHECK (length(sha256) = 64 AND file_bytes > 0),
  CONSTRAINT document_of_invoice FOREIGN KEY (organization_id, invoice_id)
    REFERENCES invoice (organization_id, id) ON DELETE RESTRICT
){table}""",
    f"INSERT INTO document_rebuilt ({_COLUMNS}) SELECT {_COLUMNS} FROM document ORDER BY rowid",
    "DROP TABLE document",
    "ALTER TABLE document_rebuilt RENAME TO document",
)
_DOCUMENT_ON_POSTGRES: Final = (
    "ALTER TABLE document ADD COLUMN edition {text} DEFAULT ''",
    "ALTER TABLE document DROP CONSTRAINT document_once",
    """
ALTER TABLE document ADD CONSTRAINT document_once
  UNIQUE (organization_id, invoice_id, rendition, edition)""",
)


def statements(dialect: Dialect) -> list[str]:
    document = _DOCUMENT_ON_SQLITE if dialect == "sqlite" else _DOCUMENT_ON_POSTGRES
    kept = insert_only(("document",), dialect) if dialect == "sqlite" else []
    return [
        *(spelled(sql, dialect) for sql in (_AS_ISSUED, *document)),
        *kept,
        *insert_only(("as_issued",), dialect),
    ]
