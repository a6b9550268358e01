"""Chosen lines, retainage, stored material, opening balances: what invoices bill by line and hold back."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import insert_only, spelled

# Held below nothing gives back what a lower rate on all work frees. An invoice leaves something to pay,
# whatever is held; one that releases bills no work, and so no tax.
_COLUMNS: Final = (
    """
ALTER TABLE invoice ADD COLUMN held_minor {minor} DEFAULT 0
  CONSTRAINT invoice_held CHECK (held_minor < total_minor)""",
    """
ALTER TABLE invoice ADD COLUMN released_minor {minor} DEFAULT 0
  CONSTRAINT invoice_released CHECK (released_minor = 0
    OR (released_minor = total_minor AND tax_minor = 0 AND held_minor = 0))""",
    "ALTER TABLE invoice ADD COLUMN retained {json} DEFAULT '[]'",
    "ALTER TABLE invoice ADD COLUMN lines_digest {text?}",
    "ALTER TABLE job ADD COLUMN retainage {json?}",
)
_TABLES: Final = (
    """
CREATE TABLE invoice_line (
  organization_id {id}, id {id}, invoice_id {id}, job_id {id}, line_item_id {id}, position {int},
  goods {text}, description {text}, base_minor {minor}, percent_ppm {int?}, quantity_milli {int?},
  note {text}, attachment_id {id?}, held_rate_ppm {int?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT invoice_line_position_once UNIQUE (organization_id, invoice_id, position),
  CONSTRAINT invoice_line_once UNIQUE (organization_id, invoice_id, line_item_id, goods),
  CONSTRAINT invoice_line_goods CHECK (goods IN ('work', 'stored')),
  CONSTRAINT invoice_line_bills CHECK (base_minor <> 0),
  CONSTRAINT invoice_line_asked CHECK (percent_ppm IS NULL OR quantity_milli IS NULL),
  CONSTRAINT invoice_line_of_invoice FOREIGN KEY (organization_id, invoice_id)
    REFERENCES invoice (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT invoice_line_of_job FOREIGN KEY (organization_id, job_id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT invoice_line_of_line FOREIGN KEY (organization_id, line_item_id)
    REFERENCES line_item (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX invoice_line_by_job ON invoice_line (organization_id, job_id)",
    """
CREATE TABLE installation (
  organization_id {id}, id {id}, invoice_line_id {id}, job_id {id}, line_item_id {id}, amount_minor {minor},
  installed_on {day}, created_at {instant}, created_by {id?}, mutation_id {id},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT installation_amount CHECK (amount_minor > 0),
  CONSTRAINT installation_of_line FOREIGN KEY (organization_id, invoice_line_id)
    REFERENCES invoice_line (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT installation_on_job FOREIGN KEY (organization_id, job_id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX installation_by_line ON installation (organization_id, invoice_line_id, amount_minor)",
    "CREATE INDEX installation_by_job ON installation (organization_id, job_id)",
    """
CREATE TABLE opening_balance (
  organization_id {id}, id {id}, job_id {id}, invoice_id {id}, payment_id {id?}, billed_minor {minor},
  held_minor {minor}, paid_minor {minor}, as_of {day}, signed_name {text}, note {text}, created_at {instant},
  created_by {id}, mutation_id {id},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT opening_balance_invoice_once UNIQUE (organization_id, invoice_id),
  CONSTRAINT opening_balance_signed CHECK (signed_name <> ''),
  CONSTRAINT opening_balance_sums CHECK (billed_minor > 0 AND held_minor >= 0 AND paid_minor >= 0
    AND held_minor < billed_minor AND paid_minor <= billed_minor - held_minor),
  CONSTRAINT opening_balance_paid CHECK ((paid_minor = 0) = (payment_id IS NULL)),
  CONSTRAINT opening_balance_of_job FOREIGN KEY (organization_id, job_id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT opening_balance_invoice FOREIGN KEY (organization_id, invoice_id)
    REFERENCES invoice (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT opening_balance_payment FOREIGN KEY (organization_id, payment_id)
    REFERENCES payment (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX opening_balance_by_job ON opening_balance (organization_id, job_id)",
)
_LEDGERS: Final = ("invoice_line", "installation", "opening_balance")


def statements(dialect: Dialect) -> list[str]:
    made = [spelled(sql, dialect) for sql in (*_COLUMNS, *_TABLES)]
    return [*made, *insert_only(_LEDGERS, dialect)]
