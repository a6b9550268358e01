"""What stood around a fact at its moment, for its paper; and what sends an invoice to a program."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import insert_only, spelled

_AS_TOLD: Final = """
CREATE TABLE as_told (
  organization_id {id}, id {id}, kind {text}, subject_id {id}, told {json}, created_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT as_told_once UNIQUE (organization_id, kind, subject_id),
  CONSTRAINT as_told_kind CHECK (kind IN ('receipt', 'credit_note', 'change_order')),
  CONSTRAINT as_told_organization FOREIGN KEY (organization_id)
    REFERENCES organization (id) ON DELETE RESTRICT
){table}"""
_COLUMNS: Final = (
    "ALTER TABLE settings ADD COLUMN electronic_address {json?}",
    "ALTER TABLE settings ADD COLUMN bank_account {json?}",
    "ALTER TABLE customer ADD COLUMN electronic_address {json?}",
    "ALTER TABLE customer ADD COLUMN buyer_reference {text?}",
    "ALTER TABLE job ADD COLUMN purchase_order {text?}",
)


def statements(dialect: Dialect) -> list[str]:
    return [
        *(spelled(sql, dialect) for sql in (_AS_TOLD, *_COLUMNS)),
        *insert_only(("as_told",), dialect),
    ]
