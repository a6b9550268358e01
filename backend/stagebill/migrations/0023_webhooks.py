"""Addresses of other programs that are told of events, and how far the feed was looked through for them."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_TABLES: Final = (
    """
CREATE TABLE webhook (
  organization_id {id} REFERENCES organization (id) ON DELETE RESTRICT, id {id}, url {text}, events {json},
  created_at {instant}, created_by {id?}, paused_at {instant?}, paused_because {text?},
  removed_at {instant?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT webhook_url CHECK (length(url) BETWEEN 10 AND 1000),
  CONSTRAINT webhook_paused CHECK ((paused_at IS NULL) = (paused_because IS NULL)),
  CONSTRAINT webhook_because CHECK (paused_because IN ('no_answer', 'gone', 'asked'))
){table}""",
    """
CREATE TABLE webhook_cursor (
  organization_id {id} PRIMARY KEY REFERENCES organization (id) ON DELETE RESTRICT, rev {int}
){table}""",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _TABLES]
