"""The weekly mail: who wants it, which week was told last, and messages to members."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_WEEKLY: Final = (
    """
CREATE TABLE weekly_choice (
  organization_id {id}, id {id}, is_on {flag}, changed_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT weekly_choice_of_member FOREIGN KEY (organization_id, id)
    REFERENCES member (organization_id, id) ON DELETE RESTRICT
){table}""",
    """
CREATE TABLE weekly_look (
  organization_id {id} PRIMARY KEY REFERENCES organization (id) ON DELETE RESTRICT, monday {day}
){table}""",
    "ALTER TABLE message ADD COLUMN member_id {id?}",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in _WEEKLY]
