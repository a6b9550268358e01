"""What members took and gave to the office: a handover, and the payments in it."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_TABLES: Final = (
    """
CREATE TABLE handover (
  organization_id {id}, id {id}, member_id {id}, cash_minor {minor}, check_minor {minor},
  payment_count {int}, handed_at {instant}, received_by {id?}, note {text}, undone_at {instant?},
  undone_by {id?}, mutation_id {id},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT handover_sums CHECK (cash_minor >= 0 AND check_minor >= 0 AND cash_minor + check_minor > 0),
  CONSTRAINT handover_count CHECK (payment_count > 0),
  CONSTRAINT handover_of_member FOREIGN KEY (organization_id, member_id)
    REFERENCES member (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX handover_newest ON handover (organization_id, handed_at DESC, id DESC)",
    """
CREATE TABLE handed_payment (
  organization_id {id}, id {id}, handover_id {id}, payment_id {id}, amount_minor {minor},
  undone_at {instant?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT handed_payment_amount CHECK (amount_minor > 0),
  CONSTRAINT handed_payment_in_handover FOREIGN KEY (organization_id, handover_id)
    REFERENCES handover (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT handed_payment_of_payment FOREIGN KEY (organization_id, payment_id)
    REFERENCES payment (organization_id, id) ON DELETE RESTRICT
){table}""",
    """
CREATE UNIQUE INDEX handed_payment_once ON handed_payment (organization_id, payment_id)
WHERE undone_at IS NULL""",
    "CREATE INDEX handed_payment_by_handover ON handed_payment (organization_id, handover_id)",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _TABLES]
