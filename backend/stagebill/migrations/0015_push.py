"""Phones that asked to be told, and how far the feed was looked through for them."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_TABLES: Final = (
    """
CREATE TABLE push_subscription (
  organization_id {id}, id {id}, member_id {id}, device_id {id}, endpoint {text}, p256dh {text}, auth {text},
  wants {json}, created_at {instant}, ended_at {instant?}, ended_because {text?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT push_subscription_ended CHECK ((ended_at IS NULL) = (ended_because IS NULL)),
  CONSTRAINT push_subscription_of_member FOREIGN KEY (organization_id, member_id)
    REFERENCES member (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT push_subscription_on_device FOREIGN KEY (organization_id, device_id)
    REFERENCES device (organization_id, id) ON DELETE RESTRICT
){table}""",
    """
CREATE INDEX push_subscription_live ON push_subscription (organization_id, member_id)
WHERE ended_at IS NULL""",
    """
CREATE TABLE push_cursor (
  organization_id {id} PRIMARY KEY REFERENCES organization (id) ON DELETE RESTRICT, rev {int}
){table}""",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _TABLES]
