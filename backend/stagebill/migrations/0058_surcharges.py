"""Card surcharges: the setting, what of an attempt is one, their ledger, and what of one went back.

A refund may be of a surcharge alone: it goes back by itself where the card turns out to be a debit card.
"""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import insert_only, spelled

REBUILDS_ON_SQLITE: Final = ("refund",)

_SURCHARGES: Final = (
    "ALTER TABLE settings ADD COLUMN surcharge {json} DEFAULT '{{}}'",
    """
ALTER TABLE checkout ADD COLUMN surcharge_minor {minor} DEFAULT 0
  CONSTRAINT checkout_surcharge CHECK (surcharge_minor = 0 OR (surcharge_minor > 0 AND method = 'card'))""",
    "ALTER TABLE sandbox_checkout ADD COLUMN surcharge_minor {minor} DEFAULT 0",
    "ALTER TABLE sandbox_checkout ADD COLUMN funding {text} DEFAULT 'credit'",
    """
CREATE TABLE surcharge (
  organization_id {id}, id {id}, payment_id {id}, amount_minor {minor}, created_at {instant},
  mutation_id {id},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT surcharge_amount CHECK (amount_minor > 0),
  CONSTRAINT surcharge_of_payment FOREIGN KEY (organization_id, payment_id)
    REFERENCES payment (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX surcharge_by_payment ON surcharge (organization_id, payment_id, amount_minor)",
    "CREATE INDEX surcharge_by_day ON surcharge (organization_id, created_at)",
    """
ALTER TABLE reversal ADD COLUMN surcharge_minor {minor} DEFAULT 0
  CONSTRAINT reversal_surcharge CHECK (surcharge_minor >= 0)""",
)
_COLUMNS: Final = (
    "organization_id, id, payment_id, invoice_id, method, amount_minor, reason, reference, created_at, "
    "created_by, mutation_id, tip_minor"
)
_AMOUNT: Final = (
    "CHECK (amount_minor >= 0 AND tip_minor >= 0 AND surcharge_minor >= 0 "
    "AND amount_minor + tip_minor + surcharge_minor > 0)"
)
_REFUND_ON_SQLITE: Final = (
    f"""
CREATE TABLE refund_rebuilt (
  organization_id {{id}}, id {{id}}, payment_id {{id}}, invoice_id {{id?}}, method {{text}},
  amount_minor {{minor}}, reason {{text}}, reference {{text}}, created_at {{instant}}, created_by {{id?}},
  mutation_id {{id}}, tip_minor {{minor}} DEFAULT 0, surcharge_minor {{minor}} DEFAULT 0,
  PRIMARY KEY (organization_id, id),
  CONSTRAINT refund_amount {_AMOUNT},
  CONSTRAINT refund_method CHECK (method IN ('cash', 'check', 'card', 'ach', 'financing', 'other')),
  CONSTRAINT refund_of_payment FOREIGN KEY (organization_id, payment_id)
    REFERENCES payment (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT refund_from_invoice FOREIGN KEY (organization_id, invoice_id)
    REFERENCES invoice (organization_id, id) ON DELETE RESTRICT
){{table}}""",
    f"INSERT INTO refund_rebuilt ({_COLUMNS}) SELECT {_COLUMNS} FROM refund ORDER BY rowid",
    "DROP TABLE refund",
    "ALTER TABLE refund_rebuilt RENAME TO refund",
    "CREATE INDEX refund_by_payment ON refund (organization_id, payment_id, amount_minor)",
    "CREATE INDEX refund_by_invoice ON refund (organization_id, invoice_id)",
)
_REFUND_ON_POSTGRES: Final = (
    "ALTER TABLE refund ADD COLUMN surcharge_minor {minor} DEFAULT 0",
    "ALTER TABLE refund DROP CONSTRAINT refund_amount",
    f"ALTER TABLE refund ADD CONSTRAINT refund_amount {_AMOUNT}",
)


def statements(dialect: Dialect) -> list[str]:
    refund = _REFUND_ON_SQLITE if dialect == "sqlite" else _REFUND_ON_POSTGRES
    kept = ("surcharge", "refund") if dialect == "sqlite" else ("surcharge",)
    return [*(spelled(sql, dialect) for sql in (*_SURCHARGES, *refund)), *insert_only(kept, dialect)]
