"""Attachments as screens and devices see them, and the uploads that they stand on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from stagebill.attachments.attachment import AttachmentId, AttachmentKind
from stagebill.attachments.media import MediaType, Sha256
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.sync.command import Entity, Scope
from stagebill.sync.scoped import Where, among, scoped


class Blob(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of an upload: the file, and for an image its size and a small copy."""

    sha256: Sha256
    media_type: MediaType
    file_sha256: Sha256
    file_bytes: int
    thumbnail_sha256: Sha256 | None = None
    thumbnail_bytes: int | None = None
    width: int | None = None
    height: int | None = None


class AttachmentView(msgspec.Struct, frozen=True):
    """A file of a job. Once it was taken off it has its `removed_at`, and its bytes are given out no more."""

    id: AttachmentId
    job_id: Id
    kind: AttachmentKind
    sha256: Sha256
    name: str
    caption: str
    visit_id: Id | None
    taken_at: datetime | None
    media_type: MediaType
    file_bytes: int
    width: int | None
    height: int | None
    created_by: Id | None
    created_at: datetime
    removed_at: datetime | None
    line_item_id: Id | None = None  # none in answers that were stored before files had one


class ShownFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file as an invoice shows it to the customer."""

    id: AttachmentId
    kind: AttachmentKind
    name: str
    caption: str
    media_type: MediaType
    width: int | None
    height: int | None
    line_item_id: Id | None


_BLOB_COLUMNS = """b.sha256, b.media_type, b.file_sha256, b.file_bytes, b.thumbnail_sha256, b.thumbnail_bytes,
  b.width, b.height"""
_BLOB = f"SELECT {_BLOB_COLUMNS} FROM blob b WHERE b.organization_id = $1 AND b.sha256 = $2"
_ATTACHMENTS = """
SELECT f.id, f.job_id, f.kind, f.sha256, f.name, f.caption, f.visit_id, f.taken_at, b.media_type,
  b.file_bytes, b.width, b.height, f.created_by, f.created_at, f.removed_at, f.line_item_id
FROM attachment f JOIN blob b ON b.organization_id = f.organization_id AND b.sha256 = f.sha256
WHERE {where} ORDER BY f.created_at DESC, f.id DESC
"""
_FILE = f"""
SELECT f.name, {_BLOB_COLUMNS}
FROM attachment f JOIN blob b ON b.organization_id = f.organization_id AND b.sha256 = f.sha256
WHERE {{where}} AND f.removed_at IS NULL
"""
_SHOWN = """
SELECT f.id, f.kind, f.name, f.caption, b.media_type, b.width, b.height, f.line_item_id
FROM attachment f JOIN blob b ON b.organization_id = f.organization_id AND b.sha256 = f.sha256
WHERE {where} AND f.removed_at IS NULL
"""
_UPLOADED_SINCE = """
SELECT CAST(coalesce(sum(uploaded_bytes), 0) AS BIGINT) FROM blob
WHERE organization_id = $1 AND uploaded_by = $2 AND uploaded_at > $3
"""
_JOB = "SELECT 1 FROM job WHERE organization_id = $1 AND id = $2"
# Whoever was taken off the job keeps the right to hand in what they photographed while they were on it.
_JOB_OF_TECHNICIAN = "SELECT 1 FROM assignment WHERE organization_id = $1 AND job_id = $2 AND member_id = $3"
_VISIT = "SELECT 1 FROM visit WHERE organization_id = $1 AND id = $2 AND job_id = $3"
# A line that was taken off the job since is still the one that older invoices bill.
_LINE = "SELECT 1 FROM line_item WHERE organization_id = $1 AND id = $2 AND job_id = $3"
_SHOWN_ON = """
SELECT coalesce(number, '') FROM invoice
WHERE organization_id = $1 AND job_id = $2 AND status <> 'void' AND CAST(attachment_ids AS TEXT) LIKE $3
LIMIT 1
"""


async def blob(reader: Reader, organization_id: Id, sha256: str) -> Blob | None:
    """The upload of this digest, once it was kept."""
    rows = await reader.rows(_BLOB, organization_id, sha256)
    return _blob(rows[0]) if rows else None


def _blob(row: Sequence[Any]) -> Blob:
    return msgspec.convert(dict(zip(Blob.__struct_fields__, row, strict=True)), Blob)


async def attachment_views(
    reader: Reader, scope: Scope, ids: Sequence[Id] | None, job_id: Id | None = None
) -> list[AttachmentView]:
    """The attachments of these ids (all for None) that the scope may see, newest first."""
    where = scoped(reader, scope, "f", ids=ids, jobs="f.job_id")
    if job_id is not None:
        where = where.also("f.job_id = {0}", job_id)
    return [
        AttachmentView(*row) for row in await reader.rows(_ATTACHMENTS.format(where=where.sql), *where.args)
    ]


async def attachment_view(reader: Reader, scope: Scope, attachment_id: Id) -> AttachmentView:
    """One attachment. Raises attachments.missing."""
    found = await attachment_views(reader, scope, [attachment_id])
    if not found:
        raise Missing.of(AttachmentView)
    return found[0]


async def answer_attachment(reader: Reader, context: Context, attachment_id: Id) -> AttachmentView:
    """The attachment as the office sees it: the answer to a mutation."""
    scope = Scope(context.organization_id, context.member_id or attachment_id, False)
    return await attachment_view(reader, scope, attachment_id)


async def file_of(reader: Reader, scope: Scope, attachment_id: Id) -> tuple[str, Blob]:
    """The name and the bytes' place of an attachment that is there to be seen. Raises attachments.missing."""
    where = scoped(reader, scope, "f", ids=[attachment_id], jobs="f.job_id")
    rows = await reader.rows(_FILE.format(where=where.sql), *where.args)
    if not rows:
        raise Missing.of(AttachmentView)
    return rows[0][0], _blob(rows[0][1:])


async def shown_files(reader: Reader, organization_id: Id, ids: Sequence[Id]) -> tuple[ShownFile, ...]:
    """The files that an invoice names, in its order."""
    if not ids:
        return ()
    where = among(reader, Where("f.organization_id = $1", (organization_id,)), "f.id", ids)
    rows = await reader.rows(_SHOWN.format(where=where.sql), *where.args)
    found = {row[0]: row for row in rows}
    fields = ShownFile.__struct_fields__
    return tuple(
        msgspec.convert(dict(zip(fields, found[each], strict=True)), ShownFile)
        for each in ids
        if each in found
    )


async def uploaded_since(reader: Reader, organization_id: Id, member_id: Id, since: datetime) -> int:
    """How many bytes a member has uploaded since then."""
    return int((await reader.rows(_UPLOADED_SINCE, organization_id, member_id, since))[0][0])


async def may_attach_to(reader: Reader, context: Context, job_id: Id) -> bool:
    """Whether the job is there, for this person."""
    if context.role == "technician":
        args = (context.organization_id, job_id, context.member_id)
        return bool(await reader.rows(_JOB_OF_TECHNICIAN, *args))
    return bool(await reader.rows(_JOB, context.organization_id, job_id))


async def is_visit_of(reader: Reader, organization_id: Id, visit_id: Id, job_id: Id) -> bool:
    """Whether the visit is one of the job's."""
    return bool(await reader.rows(_VISIT, organization_id, visit_id, job_id))


async def is_line_of(reader: Reader, organization_id: Id, line_item_id: Id, job_id: Id) -> bool:
    """Whether the line is, or was, one of the job's."""
    return bool(await reader.rows(_LINE, organization_id, line_item_id, job_id))


async def invoice_showing(reader: Reader, organization_id: Id, job_id: Id, attachment_id: Id) -> str | None:
    """The number of an invoice that shows this file; None when none does."""
    rows = await reader.rows(_SHOWN_ON, organization_id, job_id, f'%"{attachment_id}"%')
    return str(rows[0][0]) if rows else None


ENTITIES = (Entity(name="attachment", table="attachments", view=AttachmentView, load=attachment_views),)
