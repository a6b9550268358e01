"""Change orders: what is added to a running job or taken off it, once the customer has approved it.

`line_item` and `message` only learn which change order they come from; SQLite could take a two-column
reference into a table that exists only by building it anew. `stagebill check` (CO3) looks after it instead.
"""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_TABLES: Final = (
    """
CREATE TABLE change_order (
  organization_id {id}, id {id}, job_id {id}, number {int}, title {text}, words {text}, state {text},
  lines {json}, subtotal_minor {minor}, tax_minor {minor}, total_minor {minor}, taxes {json},
  seen_total_minor {minor}, valid_days {int}, link_digest {text}, created_by {id?}, created_at {instant},
  sent_at {instant?}, expires_at {instant?}, ended_at {instant?}, ended_by {id?}, end_reason {text?},
  approval {json?}, stale_approval {json?}, digest {text?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT change_order_number_once UNIQUE (organization_id, job_id, number),
  CONSTRAINT change_order_link_once UNIQUE (link_digest),
  CONSTRAINT change_order_number CHECK (number >= 1),
  CONSTRAINT change_order_total CHECK (total_minor = subtotal_minor + tax_minor),
  CONSTRAINT change_order_days CHECK (valid_days BETWEEN 1 AND 365),
  CONSTRAINT change_order_state CHECK (
    state IN ('draft', 'sent', 'approved', 'declined', 'expired', 'withdrawn')),
  CONSTRAINT change_order_sent CHECK (
    CASE state WHEN 'draft' THEN sent_at IS NULL WHEN 'sent' THEN sent_at IS NOT NULL ELSE TRUE END),
  CONSTRAINT change_order_expires CHECK ((sent_at IS NULL) = (expires_at IS NULL)),
  CONSTRAINT change_order_ended CHECK ((state IN ('draft', 'sent')) = (ended_at IS NULL)),
  CONSTRAINT change_order_approved CHECK (
    CASE state WHEN 'approved' THEN approval IS NOT NULL AND digest IS NOT NULL
      ELSE approval IS NULL AND digest IS NULL END),
  CONSTRAINT change_order_of_job FOREIGN KEY (organization_id, job_id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT
){table}""",
    "ALTER TABLE line_item ADD COLUMN change_order_id {id?}",
    "CREATE INDEX line_item_by_change ON line_item (organization_id, change_order_id)"
    " WHERE change_order_id IS NOT NULL",
    "ALTER TABLE message ADD COLUMN change_order_id {id?}",
    """
ALTER TABLE settings ADD COLUMN change_order_days {int} DEFAULT 14
  CONSTRAINT settings_change_order_days CHECK (change_order_days BETWEEN 1 AND 365)""",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _TABLES]
