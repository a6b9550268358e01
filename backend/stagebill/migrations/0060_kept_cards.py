"""Cards on file: whether a company keeps them, what a customer agreed to, which card is kept, and its end."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import insert_only, spelled

_TABLES: Final = (
    "ALTER TABLE settings ADD COLUMN keeps_cards {flag} DEFAULT FALSE",
    """
CREATE TABLE card_agreement (
  organization_id {id}, id {id}, customer_id {id}, words {text}, language {text}, page {text},
  agreed_at {instant}, mutation_id {id},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT card_agreement_of_customer FOREIGN KEY (organization_id, customer_id)
    REFERENCES customer (organization_id, id) ON DELETE RESTRICT
){table}""",
    """
CREATE TABLE kept_card (
  organization_id {id}, id {id}, customer_id {id}, gateway {text}, customer_ref {text}, method_ref {text},
  brand {text}, last_four {text}, expires {text}, kept_at {instant}, mutation_id {id},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT kept_card_last_four CHECK (length(last_four) = 4),
  CONSTRAINT kept_card_agreed FOREIGN KEY (organization_id, id)
    REFERENCES card_agreement (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT kept_card_of_customer FOREIGN KEY (organization_id, customer_id)
    REFERENCES customer (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX kept_card_by_customer ON kept_card (organization_id, customer_id)",
    """
CREATE TABLE card_removal (
  organization_id {id}, id {id}, removed_by {text}, member_id {id?}, removed_at {instant}, mutation_id {id},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT card_removal_of_card FOREIGN KEY (organization_id, id)
    REFERENCES kept_card (organization_id, id) ON DELETE RESTRICT
){table}""",
    "ALTER TABLE checkout ADD COLUMN keeps_card {flag} DEFAULT FALSE",
    "ALTER TABLE checkout ADD COLUMN card_id {id?}",
    "ALTER TABLE checkout ADD COLUMN problem {text?}",
    "ALTER TABLE sandbox_checkout ADD COLUMN keeps_card {flag} DEFAULT FALSE",
    "ALTER TABLE sandbox_checkout ADD COLUMN card {text?}",
)


def statements(dialect: Dialect) -> list[str]:
    return [
        *(spelled(sql, dialect) for sql in _TABLES),
        *insert_only(("card_agreement", "kept_card", "card_removal"), dialect),
    ]
