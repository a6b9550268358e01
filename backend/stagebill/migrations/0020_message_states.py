"""A message has a state, and a company may have a mail server of its own."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_STATES: Final = (
    """
ALTER TABLE message ADD COLUMN state {text} DEFAULT 'written'
  CONSTRAINT message_state CHECK (state IN ('written', 'handed', 'sent', 'refused', 'unknown'))""",
    "ALTER TABLE message ADD COLUMN state_at {instant} DEFAULT '1970-01-01T00:00:00.000000Z'",
    "ALTER TABLE message ADD COLUMN words {text} DEFAULT ''",
    "ALTER TABLE message ADD COLUMN again_of {id?}",
    """
UPDATE message SET state = CASE WHEN delivered_at IS NULL THEN 'written' ELSE 'sent' END,
  state_at = coalesce(delivered_at, created_at)""",
    "CREATE INDEX message_again ON message (organization_id, again_of) WHERE again_of IS NOT NULL",
    """
CREATE INDEX message_troubled ON message (organization_id, state_at, id)
WHERE state IN ('refused', 'unknown')""",
)
_ACCOUNT: Final = """
CREATE TABLE mail_account (
  organization_id {id}, id {id}, is_on {flag}, host {text}, port {int}, security {text}, username {text?},
  password_sealed {text?}, from_address {text}, updated_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT mail_account_own CHECK (id = organization_id),
  CONSTRAINT mail_account_security CHECK (security IN ('tls', 'starttls', 'none')),
  CONSTRAINT mail_account_port CHECK (port BETWEEN 1 AND 65535),
  CONSTRAINT mail_account_of_organization FOREIGN KEY (organization_id)
    REFERENCES organization (id) ON DELETE RESTRICT
){table}"""


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in (*_STATES, _ACCOUNT)]
