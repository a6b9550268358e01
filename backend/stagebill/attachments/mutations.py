"""What people do with files: hang an uploaded one on a job, and take it off again."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from stagebill.attachments import attachment as rules
from stagebill.attachments.attachment import Attachment, AttachmentId, AttachmentKind
from stagebill.attachments.media import IMAGES, Sha256
from stagebill.attachments.queries import (
    AttachmentView,
    answer_attachment,
    blob,
    invoice_showing,
    is_line_of,
    is_visit_of,
    may_attach_to,
)
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.text import Line, without_card_numbers
from stagebill.sync.command import CREW_ROLES, Command
from stagebill.sync.effect import Effect


class AttachFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Attach an uploaded file to a job. Upload its bytes first, with `PUT /api/blobs/{sha256}`."""

    attachment_id: Id | UnsetType = UNSET
    job_id: Id
    sha256: Sha256
    kind: AttachmentKind = "photo"
    name: Line = ""
    caption: Line = ""
    visit_id: Id | None = None
    taken_at: Annotated[datetime, Meta(tz=True)] | None = None
    line_item_id: Id | None = None


class TieFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Say which line of its job a photo shows; without one, it shows the whole job. Customers see it beside
    that line where they are asked to accept a stage. Technicians can do this only for their own photos.
    """

    attachment_id: Id
    line_item_id: Id | None


class CaptionFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Change a file's caption, which customers read where an invoice shows the file. Technicians can do this
    only for their own files.
    """

    attachment_id: Id
    caption: Line


class RemoveFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take a file off its job. A file that an invoice shows stays; technicians can only take back
    their own.
    """

    attachment_id: Id


async def attach_file(data: AttachFile, context: Context, tx: Tx) -> Effect:
    """Bytes that are not here yet leave no trace: the same mutation is sent again after them."""
    if not await may_attach_to(tx, context, data.job_id):
        raise rules.UnknownJob(job_id=data.job_id)
    if data.visit_id and not await is_visit_of(tx, context.organization_id, data.visit_id, data.job_id):
        raise rules.UnknownVisit(visit_id=data.visit_id)
    await _check_line(tx, context, data.line_item_id, data.job_id)
    kept = await blob(tx, context.organization_id, data.sha256)
    if kept is None:
        raise rules.NotUploaded(sha256=data.sha256)
    if data.kind == "photo" and kept.media_type not in IMAGES:
        raise rules.NotAPhoto(media_type=kept.media_type)
    attachment = Attachment(
        organization_id=context.organization_id,
        id=AttachmentId(context.mutation_id if data.attachment_id is UNSET else data.attachment_id),
        job_id=data.job_id,
        kind=data.kind,
        sha256=data.sha256,
        name=without_card_numbers(data.name),
        caption=without_card_numbers(data.caption),
        visit_id=data.visit_id,
        taken_at=data.taken_at,
        created_by=context.member_id,
        created_at=context.now,
        line_item_id=data.line_item_id,
    )
    return Effect(id=attachment.id, records=(attachment,))


async def tie_file(data: TieFile, context: Context, tx: Tx) -> Effect:
    """Where an invoice shows it, its page shows it there from now on."""
    attachment = await tx.lock(Attachment, data.attachment_id)
    if context.role == "technician" and attachment.created_by != context.member_id:
        raise rules.NotYours(attachment_id=attachment.id)
    await _check_line(tx, context, data.line_item_id, attachment.job_id)
    said = rules.tied(attachment, data.line_item_id)
    return Effect(id=attachment.id, records=(said,))


async def _check_line(tx: Tx, context: Context, line_item_id: Id | None, job_id: Id) -> None:
    if line_item_id and not await is_line_of(tx, context.organization_id, line_item_id, job_id):
        raise rules.UnknownLine(line_item_id=line_item_id)


async def caption_file(data: CaptionFile, context: Context, tx: Tx) -> Effect:
    """An empty caption takes away the one before."""
    attachment = await tx.lock(Attachment, data.attachment_id)
    if context.role == "technician" and attachment.created_by != context.member_id:
        raise rules.NotYours(attachment_id=attachment.id)
    said = rules.recaptioned(attachment, without_card_numbers(data.caption).strip())
    return Effect(id=attachment.id, records=(said,))


async def remove_file(data: RemoveFile, context: Context, tx: Tx) -> Effect:
    """Locked first: an invoice that is just choosing it holds the same lock."""
    attachment = await tx.lock(Attachment, data.attachment_id)
    if context.role == "technician" and attachment.created_by != context.member_id:
        raise rules.NotYours(attachment_id=attachment.id)
    number = await invoice_showing(tx, context.organization_id, attachment.job_id, attachment.id)
    if number is not None:
        raise rules.OnInvoice(attachment_id=attachment.id, number=number)
    removed = rules.remove(attachment, removed_at=context.now, removed_by=context.member_id)
    return Effect(id=attachment.id, records=(removed,))


COMMANDS = (
    Command(
        name="attachments.attach_file",
        input=AttachFile,
        handler=attach_file,
        roles=CREW_ROLES,
        route="POST /api/attachments",
        answer=answer_attachment,
        view=AttachmentView,
        status=201,
    ),
    Command(
        name="attachments.caption_file",
        input=CaptionFile,
        handler=caption_file,
        roles=CREW_ROLES,
        route="PATCH /api/attachments/{attachment_id}",
        answer=answer_attachment,
        view=AttachmentView,
    ),
    Command(
        name="attachments.tie_file",
        input=TieFile,
        handler=tie_file,
        roles=CREW_ROLES,
        route="POST /api/attachments/{attachment_id}/line",
        answer=answer_attachment,
        view=AttachmentView,
    ),
    Command(
        name="attachments.remove_file",
        input=RemoveFile,
        handler=remove_file,
        roles=CREW_ROLES,
        route="POST /api/attachments/{attachment_id}/remove",
        answer=answer_attachment,
        view=AttachmentView,
    ),
)
