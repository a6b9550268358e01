"""Where uploads and attachments are kept, and who hears of a change."""

from typing import Final

from stagebill.attachments.attachment import Attachment
from stagebill.kernel.database.fields import IdField, InstantField, IntField, TextField
from stagebill.kernel.database.row import Row
from stagebill.kernel.records import Record
from stagebill.sync.effect import Audience


class BlobRow(Row):
    """An upload: under which digest it came, and the digests of what is kept of it. Bytes stand outside the
    write path; this row is written once they are on the disk.
    """

    key = ("organization_id", "sha256")

    organization_id = IdField()
    sha256 = TextField(primary_key=True)
    media_type = TextField()
    file_sha256 = TextField()
    file_bytes = IntField()
    thumbnail_sha256 = TextField(null=True)
    thumbnail_bytes = IntField(null=True)
    width = IntField(null=True)
    height = IntField(null=True)
    uploaded_bytes = IntField()
    uploaded_by = IdField(null=True)
    uploaded_at = InstantField()

    class Meta:
        table = "blob"


KEEP_BLOB: Final = """
INSERT INTO blob (organization_id, sha256, media_type, file_sha256, file_bytes, thumbnail_sha256,
  thumbnail_bytes, width, height, uploaded_bytes, uploaded_by, uploaded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (organization_id, sha256) DO UPDATE SET file_sha256 = excluded.file_sha256,
  file_bytes = excluded.file_bytes, thumbnail_sha256 = excluded.thumbnail_sha256,
  thumbnail_bytes = excluded.thumbnail_bytes
"""
# An upload that came again because its file was lost: what is kept now is what was made now.


class AttachmentRow(Row):
    """A file on a job."""

    record = Attachment
    entity = "attachment"

    organization_id = IdField()
    id = IdField(primary_key=True)
    job_id = IdField()
    kind = TextField()
    sha256 = TextField()
    name = TextField()
    caption = TextField()
    visit_id = IdField(null=True)
    taken_at = InstantField(null=True)
    created_by = IdField(null=True)
    created_at = InstantField()
    removed_at = InstantField(null=True)
    removed_by = IdField(null=True)
    line_item_id = IdField(null=True)

    class Meta:
        table = "attachment"

    @classmethod
    def seen_by(cls, record: Record) -> Audience:
        assert isinstance(record, Attachment)
        return Audience("job", record.job_id)
