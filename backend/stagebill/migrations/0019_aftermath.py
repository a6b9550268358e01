"""What happens with money after a processor took it: fees, refunds through it, disputes."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_TABLES: Final = (
    "ALTER TABLE decision ADD COLUMN due_by {instant?}",
    """
CREATE TABLE sending (
  organization_id {id}, id {id}, payment_id {id}, gateway {text}, gateway_ref {text?}, state {text},
  problem {text?}, asked_at {instant}, updated_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT sending_state CHECK (state IN ('asked', 'sent', 'failed')),
  CONSTRAINT sending_named CHECK (state <> 'sent' OR gateway_ref IS NOT NULL),
  CONSTRAINT sending_of_refund FOREIGN KEY (organization_id, id)
    REFERENCES refund (organization_id, id) ON DELETE RESTRICT
){table}""",
    """
CREATE TABLE dispute (
  organization_id {id}, id {id}, payment_id {id}, gateway_ref {text}, amount_minor {minor}, reason {text},
  state {text}, due_by {instant?}, opened_at {instant}, closed_at {instant?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT dispute_amount CHECK (amount_minor > 0),
  CONSTRAINT dispute_state CHECK (state IN ('open', 'won', 'lost')),
  CONSTRAINT dispute_closed CHECK ((state = 'open') = (closed_at IS NULL)),
  CONSTRAINT dispute_of_payment FOREIGN KEY (organization_id, payment_id)
    REFERENCES payment (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX dispute_by_payment ON dispute (organization_id, payment_id)",
    """
CREATE TABLE capture (
  organization_id {id}, id {id}, gateway {text}, gateway_ref {text}, payment_ref {text?}, fee_minor {minor?},
  updated_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT capture_of_payment FOREIGN KEY (organization_id, id)
    REFERENCES payment (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX capture_by_ref ON capture (gateway, payment_ref)",
    """
CREATE TABLE sandbox_aftermath (
  id {id} PRIMARY KEY, checkout_id {id}, kind {text},
  our_ref {text}, amount_minor {minor}, state {text}, reason {text}, due_by {instant?}, created_at {instant},
  CONSTRAINT sandbox_aftermath_kind CHECK (kind IN ('refund', 'dispute'))
){table}""",
    "CREATE INDEX sandbox_aftermath_of ON sandbox_aftermath (checkout_id)",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _TABLES]
