"""Payouts of processors to the company's bank with all that is in each, and what disputes took and cost."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import insert_only, spelled

_TABLES: Final = (
    "ALTER TABLE gateway_account ADD COLUMN payouts {text?}",
    "ALTER TABLE dispute ADD COLUMN lost_at {instant?}",
    "UPDATE dispute SET lost_at = closed_at WHERE state = 'lost'",
    """
CREATE TABLE dispute_move (
  organization_id {id}, id {id}, dispute_id {id}, payment_id {id}, gateway_ref {text}, amount_minor {minor},
  fee_minor {minor}, created_at {instant}, mutation_id {id},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT dispute_move_once UNIQUE (organization_id, gateway_ref),
  CONSTRAINT dispute_move_of_dispute FOREIGN KEY (organization_id, dispute_id)
    REFERENCES dispute (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT dispute_move_of_payment FOREIGN KEY (organization_id, payment_id)
    REFERENCES payment (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX dispute_move_by_dispute ON dispute_move (organization_id, dispute_id)",
    """
CREATE TABLE payout (
  organization_id {id} REFERENCES organization (id) ON DELETE RESTRICT, id {id}, gateway {text},
  gateway_ref {text}, amount_minor {minor}, currency {text}, arrival_on {day}, made_at {instant},
  created_at {instant}, mutation_id {id},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT payout_once UNIQUE (organization_id, gateway, gateway_ref)
){table}""",
    "CREATE INDEX payout_by_day ON payout (organization_id, arrival_on, id)",
    """
CREATE TABLE payout_item (
  organization_id {id}, id {id}, payout_id {id}, gateway_ref {text}, kind {text}, source_ref {text?},
  payment_ref {text?}, payment_id {id?}, amount_minor {minor}, fee_minor {minor}, made_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT payout_item_once UNIQUE (organization_id, payout_id, gateway_ref),
  CONSTRAINT payout_item_kind CHECK (kind IN
    ('charge', 'refund', 'refund_failed', 'dispute', 'fee', 'returned', 'held', 'other')),
  CONSTRAINT payout_item_of_payout FOREIGN KEY (organization_id, payout_id)
    REFERENCES payout (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT payout_item_of_payment FOREIGN KEY (organization_id, payment_id)
    REFERENCES payment (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX payout_item_by_payment ON payout_item (organization_id, payment_id)",
    """
CREATE TABLE payout_end (
  organization_id {id}, id {id}, payout_id {id}, ending {text}, problem {text?}, created_at {instant},
  mutation_id {id},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT payout_end_once UNIQUE (organization_id, payout_id, ending),
  CONSTRAINT payout_end_kind CHECK (ending IN ('paid', 'failed', 'canceled')),
  CONSTRAINT payout_end_of_payout FOREIGN KEY (organization_id, payout_id)
    REFERENCES payout (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX payout_end_by_day ON payout_end (organization_id, created_at)",
    """
CREATE TABLE sandbox_payout (
  id {id} PRIMARY KEY, company_id {id}, currency {text}, amount_minor {minor}, state {text},
  created_at {instant}, CONSTRAINT sandbox_payout_state CHECK (state IN ('paid', 'failed'))
){table}""",
    "CREATE INDEX sandbox_payout_of ON sandbox_payout (company_id, created_at)",
    """
CREATE TABLE sandbox_payout_item (
  id {text} PRIMARY KEY, payout_id {id}, kind {text},
  checkout_id {id?}, amount_minor {minor}, fee_minor {minor}, created_at {instant}
){table}""",
    "CREATE INDEX sandbox_payout_item_of ON sandbox_payout_item (payout_id)",
)


def statements(dialect: Dialect) -> list[str]:
    ledgers = ("dispute_move", "payout", "payout_item", "payout_end")
    return [spelled(sql, dialect) for sql in _TABLES] + insert_only(ledgers, dialect)
