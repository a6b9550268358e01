"""The office's working lists: how they are found and added up, reminders, refunds, why money was moved."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import insert_only, spelled

_LISTS: Final = (
    # Sums by state, read from the index alone; and the largest of a state first.
    "CREATE INDEX invoice_largest ON invoice (organization_id, status, total_minor DESC, id DESC)",
    # What has no due date comes last.
    "CREATE INDEX invoice_soonest ON invoice (organization_id, coalesce(due_on, '9999-12-31'), id)",
    "ALTER TABLE invoice ADD COLUMN reminded_at {instant?}",
    """
ALTER TABLE invoice ADD COLUMN reminder_count {int} DEFAULT 0
  CONSTRAINT invoice_reminders CHECK (reminder_count >= 0
    AND (reminder_count = 0) = (reminded_at IS NULL))""",
)
_MONEY: Final = (
    "ALTER TABLE allocation ADD COLUMN reason {text?}",
    """
CREATE TABLE refund (
  organization_id {id}, id {id}, payment_id {id}, invoice_id {id?}, method {text}, amount_minor {minor},
  reason {text}, reference {text}, created_at {instant}, created_by {id?}, mutation_id {id},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT refund_amount CHECK (amount_minor > 0),
  CONSTRAINT refund_method CHECK (method IN ('cash', 'check', 'card', 'ach', 'financing', 'other')),
  CONSTRAINT refund_of_payment FOREIGN KEY (organization_id, payment_id)
    REFERENCES payment (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT refund_from_invoice FOREIGN KEY (organization_id, invoice_id)
    REFERENCES invoice (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX refund_by_payment ON refund (organization_id, payment_id, amount_minor)",
    "CREATE INDEX refund_by_invoice ON refund (organization_id, invoice_id)",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in (*_LISTS, *_MONEY)] + insert_only(["refund"], dialect)
