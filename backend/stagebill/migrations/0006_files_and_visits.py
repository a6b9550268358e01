"""Files of a job, its visits, and the notes that people leave on it."""

from typing import Final

from stagebill.kernel.config import Dialect
from stagebill.migrations.dialects import insert_only, spelled

_TABLES: Final = (
    """
CREATE TABLE blob (
  organization_id {id} REFERENCES organization (id) ON DELETE RESTRICT, sha256 {text}, media_type {text},
  file_sha256 {text}, file_bytes {int}, thumbnail_sha256 {text?}, thumbnail_bytes {int?}, width {int?},
  height {int?}, uploaded_bytes {int}, uploaded_by {id?}, uploaded_at {instant},
  PRIMARY KEY (organization_id, sha256),
  CONSTRAINT blob_digests CHECK (length(sha256) = 64 AND length(file_sha256) = 64),
  CONSTRAINT blob_sizes CHECK (file_bytes > 0 AND uploaded_bytes > 0),
  CONSTRAINT blob_of_image CHECK (CASE WHEN media_type = 'application/pdf'
    THEN thumbnail_sha256 IS NULL AND thumbnail_bytes IS NULL AND width IS NULL AND height IS NULL
    ELSE length(thumbnail_sha256) = 64 AND thumbnail_bytes > 0 AND width > 0 AND height > 0
      AND thumbnail_sha256 IS NOT NULL AND thumbnail_bytes IS NOT NULL AND width IS NOT NULL
      AND height IS NOT NULL END),
  CONSTRAINT blob_media_type CHECK (media_type IN ('image/jpeg', 'image/png', 'application/pdf'))
){table}""",
    "CREATE INDEX blob_by_member ON blob (organization_id, uploaded_by, uploaded_at)",
    """
CREATE TABLE visit (
  organization_id {id}, id {id}, job_id {id}, starts_at {instant}, ends_at {instant}, starts_on {day},
  ends_on {day}, technician_ids {json}, note {text}, state {text}, done_at {instant?}, done_by {id?},
  created_by {id?}, created_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT visit_order CHECK (starts_at < ends_at AND starts_on <= ends_on),
  CONSTRAINT visit_state CHECK (state IN ('planned', 'on_the_way', 'done', 'canceled')),
  CONSTRAINT visit_done CHECK ((state = 'done') = (done_at IS NOT NULL)),
  CONSTRAINT visit_of_job FOREIGN KEY (organization_id, job_id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX visit_by_job ON visit (organization_id, job_id, starts_on, ends_on)",
    "CREATE INDEX visit_by_time ON visit (organization_id, starts_at, id)",
    """
CREATE TABLE note (
  organization_id {id}, id {id}, job_id {id}, text {text}, noted_at {instant}, created_by {id?},
  created_at {instant},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT note_says_something CHECK (length(text) > 0),
  CONSTRAINT note_on_job FOREIGN KEY (organization_id, job_id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX note_by_job ON note (organization_id, job_id, created_at)",
    """
CREATE TABLE attachment (
  organization_id {id}, id {id}, job_id {id}, kind {text}, sha256 {text}, name {text}, caption {text},
  visit_id {id?}, taken_at {instant?}, created_by {id?}, created_at {instant}, removed_at {instant?},
  removed_by {id?},
  PRIMARY KEY (organization_id, id),
  CONSTRAINT attachment_kind CHECK (kind IN ('photo', 'document')),
  CONSTRAINT attachment_of_job FOREIGN KEY (organization_id, job_id)
    REFERENCES job (organization_id, id) ON DELETE RESTRICT,
  CONSTRAINT attachment_of_blob FOREIGN KEY (organization_id, sha256)
    REFERENCES blob (organization_id, sha256) ON DELETE RESTRICT,
  CONSTRAINT attachment_on_visit FOREIGN KEY (organization_id, visit_id)
    REFERENCES visit (organization_id, id) ON DELETE RESTRICT
){table}""",
    "CREATE INDEX attachment_by_job ON attachment (organization_id, job_id, created_at DESC, id DESC)",
    "CREATE INDEX attachment_by_blob ON attachment (organization_id, sha256)",
)


def statements(dialect: Dialect) -> list[str]:
    return [*(spelled(sql, dialect) for sql in _TABLES), *insert_only(("note",), dialect)]
