"""What happens when a job's total changes: versions of its lines, credit notes, and jobs that are canceled.

A canceled invoice needs another CHECK on `invoice.status`. SQLite cannot change one, so the table is built
anew there, by hand: with foreign keys off, every row carried over, and every index made again (it has no
triggers). The runner asks SQLite for broken references before it commits.
"""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import insert_only, spelled

REBUILDS_ON_SQLITE: Final = ("invoice",)

_JOB: Final = (
    """
ALTER TABLE job ADD COLUMN tax_mode {text} DEFAULT 'per_invoice'
  CONSTRAINT job_tax_mode CHECK (tax_mode IN ('per_invoice', 'per_line'))""",
    "ALTER TABLE job ADD COLUMN revision {int} DEFAULT 0 CONSTRAINT job_revision CHECK (revision >= 0)",
    "ALTER TABLE job ADD COLUMN changed_at {instant?}",
    "ALTER TABLE job ADD COLUMN changed_by {id?}",
    "ALTER TABLE job ADD COLUMN canceled_at {instant?}",
    "ALTER TABLE job ADD COLUMN canceled_by {id?}",
    """
ALTER TABLE job ADD COLUMN cancel_reason {text?}
  CONSTRAINT job_canceled CHECK ((cancel_reason IS NULL) = (canceled_at IS NULL))""",
    "ALTER TABLE line_item ADD COLUMN group_title {text?}",
    """
ALTER TABLE line_item ADD COLUMN exempt {flag} DEFAULT FALSE
  CONSTRAINT line_item_exempt CHECK (NOT exempt OR tax_rate_ppm = 0)""",
    "ALTER TABLE line_item ADD COLUMN removed_at {instant?}",
)
_INVOICE_COLUMNS: Final = """
  organization_id, id, job_id, customer_id, status, title, series, number, number_seq, share, percent_ppm,
  total_minor, base_minor, tax_minor, taxes, due_terms, due_on, payment_options, visible_fields, message,
  attachment_ids, digest, created_by, created_at, issued_at, issued_on, sent_at, voided_at, voided_by,
  void_reason"""
_INVOICE_ON_SQLITE: Final = (
    """
CREATE TABLE invoice_rebuilt (
  organization_id {id}, id {id}, job_id {id}, customer_id {id}, status {text}, title {text}, series {text?},
  number {text?}, number_seq {int?}, share {json}, percent_ppm {int}, total_minor {minor}, base_minor {minor},
  tax_minor {minor}, taxes {json}, due_terms {json}, due_on {day?}, payment_options {json},
  visible_fields {json}, message {text}, attachment_ids {json}, digest {text?},
  created_by {id?}, created_at {instant}, issued_at {instant?}, issued_on {day?}, sent_at {instant?},
  voided_at {instant?}, voided_by {id?}, void_reason {text?}, canceled_at {instant?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT invoice_number_once UNIQUE (organization_id, series, number_seq),
  CONSTRAINT invoice_total CHECK (total_minor > 0 AND total_minor = base_minor + tax_minor),
  CONSTRAINT invoice_status CHECK (status IN ('draft', 'open', 'paid', 'void', 'canceled')),
  CONSTRAINT invoice_void CHECK ((status = 'void') = (voided_at IS NOT NULL)),
  CONSTRAINT invoice_canceled CHECK ((status = 'canceled') = (canceled_at IS NOT NULL)),
  CONSTRAINT invoice_draft CHECK (status <> 'draft' OR issued_at IS NULL),
  CONSTRAINT invoice_issued CHECK (status NOT IN ('open', 'paid', 'canceled') OR issued_at IS NOT NULL),
  CONSTRAINT invoice_numbered CHECK (
    CASE WHEN issued_at IS NULL
      THEN series IS NULL AND number IS NULL AND number_seq IS NULL AND issued_on IS NULL AND digest IS NULL
      ELSE series IS NOT NULL AND number IS NOT NULL AND number_seq >= 1 AND number_seq IS NOT NULL
        AND issued_on IS NOT NULL AND digest IS NOT NULL END),
  CONSTRAINT invoice_of_job FOREIGN KEY (organization_id, job_id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT invoice_to_customer FOREIGN KEY (organization_id, customer_id)
    REFERENCES customer (organization_id, id) ON DELETE RESTRICT
){table}""",
    f"INSERT INTO invoice_rebuilt ({_INVOICE_COLUMNS}) SELECT {_INVOICE_COLUMNS} FROM invoice ORDER BY rowid",
    "DROP TABLE invoice",
    "ALTER TABLE invoice_rebuilt RENAME TO invoice",
    "CREATE INDEX invoice_newest ON invoice (organization_id, created_at DESC, id DESC)",
    "CREATE INDEX invoice_by_status ON invoice (organization_id, status, created_at DESC, id DESC)",
    "CREATE INDEX invoice_by_job ON invoice (organization_id, job_id, created_at)",
    "CREATE INDEX invoice_by_customer ON invoice (organization_id, customer_id, status)",
    "CREATE INDEX invoice_due ON invoice (organization_id, due_on) WHERE status = 'open'",
)
_INVOICE_ON_POSTGRES: Final = (
    "ALTER TABLE invoice ADD COLUMN canceled_at {instant?}",
    "ALTER TABLE invoice DROP CONSTRAINT invoice_status",
    """
ALTER TABLE invoice ADD CONSTRAINT invoice_status
  CHECK (status IN ('draft', 'open', 'paid', 'void', 'canceled'))""",
    """
ALTER TABLE invoice ADD CONSTRAINT invoice_canceled
  CHECK ((status = 'canceled') = (canceled_at IS NOT NULL))""",
    "ALTER TABLE invoice DROP CONSTRAINT invoice_issued",
    """
ALTER TABLE invoice ADD CONSTRAINT invoice_issued
  CHECK (status NOT IN ('open', 'paid', 'canceled') OR issued_at IS NOT NULL)""",
)
_CREDIT_NOTE: Final = (
    """
CREATE TABLE credit_note (
  organization_id {id}, id {id}, invoice_id {id}, job_id {id}, customer_id {id}, series {text}, number {text},
  number_seq {int}, reason {text}, total_minor {minor}, base_minor {minor}, tax_minor {minor}, taxes {json},
  issued_on {day}, created_at {instant}, created_by {id?}, mutation_id {id},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT credit_note_number_once UNIQUE (organization_id, series, number_seq),
  CONSTRAINT credit_note_number CHECK (number_seq >= 1 AND number <> ''),
  CONSTRAINT credit_note_total CHECK (total_minor > 0 AND base_minor >= 0 AND tax_minor >= 0
    AND total_minor = base_minor + tax_minor),
  CONSTRAINT credit_note_reason CHECK (reason <> ''),
  CONSTRAINT credit_note_of_invoice FOREIGN KEY (organization_id, invoice_id)
    REFERENCES invoice (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT credit_note_of_job FOREIGN KEY (organization_id, job_id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT credit_note_to_customer FOREIGN KEY (organization_id, customer_id)
    REFERENCES customer (organization_id, id) ON DELETE RESTRICT
){table}""",
    # With the amount, so that what is credited is read from the index alone.
    "CREATE INDEX credit_note_by_invoice ON credit_note (organization_id, invoice_id, total_minor)",
    "CREATE INDEX credit_note_by_job ON credit_note (organization_id, job_id, created_at)",
    "CREATE INDEX credit_note_newest ON credit_note (organization_id, created_at DESC, id DESC)",
)


def statements(dialect: Dialect) -> list[str]:
    invoice = _INVOICE_ON_SQLITE if dialect == "sqlite" else _INVOICE_ON_POSTGRES
    tables = [spelled(sql, dialect) for sql in (*_JOB, *invoice, *_CREDIT_NOTE)]
    return [*tables, *insert_only(("credit_note",), dialect)]
