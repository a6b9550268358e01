"""Devices have a name and a version; what a device that was shut out hands in is kept until it is decided."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import spelled

_DEVICE: Final = (
    "ALTER TABLE device ADD COLUMN name {text} DEFAULT ''",
    "ALTER TABLE device ADD COLUMN app_version {text} DEFAULT ''",
)
_HANDED_IN: Final = (
    """
CREATE TABLE handed_in (
  organization_id {id}, id {id}, type {text}, sent {json}, member_id {id}, device_id {id?},
  received_at {instant}, state {text}, reason {text} DEFAULT '', decided_by {id?}, decided_at {instant?},
  outcome {text?}, code {text?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT handed_in_state CHECK (state IN ('open', 'accepted', 'declined')),
  CONSTRAINT handed_in_decided CHECK ((state = 'open') = (decided_at IS NULL)),
  CONSTRAINT handed_in_declined CHECK (state <> 'declined' OR length(reason) > 0),
  CONSTRAINT handed_in_outcome CHECK (outcome IS NULL OR state = 'accepted'),
  CONSTRAINT handed_in_by_member FOREIGN KEY (organization_id, member_id)
    REFERENCES member (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT handed_in_by_device FOREIGN KEY (organization_id, device_id)
    REFERENCES device (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX handed_in_open ON handed_in (organization_id, member_id) WHERE state = 'open'",
)


def statements(dialect: Dialect) -> list[str]:
    return [spelled(sql, dialect) for sql in (*_DEVICE, *_HANDED_IN)]
