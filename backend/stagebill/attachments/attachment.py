"""An attachment hangs an uploaded file on a job. It may be taken off, never deleted: who did what stays."""

from datetime import datetime
from typing import Literal, NewType

from stagebill.attachments.media import Sha256
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record, replace

AttachmentId = NewType("AttachmentId", Id)
AttachmentKind = Literal["photo", "document"]


class Attachment(Record, frozen=True, kw_only=True):
    """One file on one job; `sha256` names the upload."""

    organization_id: Id
    id: AttachmentId
    job_id: Id
    kind: AttachmentKind
    sha256: Sha256
    name: str = ""
    caption: str = ""
    visit_id: Id | None = None
    taken_at: datetime | None = None
    created_by: Id | None = None
    created_at: datetime
    removed_at: datetime | None = None
    removed_by: Id | None = None
    line_item_id: Id | None = None  # the line of its job that it shows; none for the whole job


class UnknownJob(Refusal):
    """A file hangs on a job that exists here; a technician's, on a job that they work or worked on."""

    kind = Kind.MISSING


class UnknownVisit(Refusal):
    """A file may name a visit of its own job."""

    kind = Kind.MISSING


class UnknownLine(Refusal):
    """A photo may show a line of its own job."""

    kind = Kind.MISSING


class NotUploaded(Refusal):
    """A file is attached once its bytes are here; upload them, then send the same again."""

    kind = Kind.BUSY


class NotAPhoto(Refusal):
    """A photo is an image; other files are documents."""


class NotYours(Refusal):
    """A technician takes back only what they attached themselves."""

    kind = Kind.FORBIDDEN


class OnInvoice(Refusal):
    """A file that an invoice shows stays; take it off the invoice first."""

    kind = Kind.STALE


class IsRemoved(Refusal):
    """A file that was taken off its job is changed no more."""

    kind = Kind.STALE


def recaptioned(attachment: Attachment, caption: str) -> Attachment:
    """Raises IsRemoved."""
    if attachment.removed_at is not None:
        raise IsRemoved(attachment_id=attachment.id)
    return replace(attachment, caption=caption)


def tied(attachment: Attachment, line_item_id: Id | None) -> Attachment:
    """To a line, or to none any more. Raises IsRemoved."""
    if attachment.removed_at is not None:
        raise IsRemoved(attachment_id=attachment.id)
    return replace(attachment, line_item_id=line_item_id)


def remove(attachment: Attachment, *, removed_at: datetime, removed_by: Id | None) -> Attachment:
    """The tombstone; what was removed before stays removed as it was."""
    if attachment.removed_at is not None:
        return attachment
    return replace(attachment, removed_at=removed_at, removed_by=removed_by)
