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
    """A file can be attached only to a job that exists here; by a technician, only to one they work or worked
    on.
    """

    kind = Kind.MISSING


class UnknownVisit(Refusal):
    """A file may name a visit of its own job."""

    kind = Kind.MISSING


class UnknownLine(Refusal):
    """A photo may show a line of its own job."""

    kind = Kind.MISSING


class NotUploaded(Refusal):
    """A file can be attached once its bytes are here; upload them, then send the same mutation again."""

    kind = Kind.BUSY


class NotAPhoto(Refusal):
    """A photo is an image; other files are documents."""


class NotYours(Refusal):
    """A technician can only take back files that they attached themselves."""

    kind = Kind.FORBIDDEN


class OnInvoice(Refusal):
    """A file that an invoice shows stays; take it off the invoice first."""

    kind = Kind.STALE


class IsRemoved(Refusal):
    """A file that was taken off its job can no longer be changed."""

    kind = Kind.STALE


def recaptioned(attachment: Attachment, caption: str) -> Attachment:
    """The file with another caption. Raises IsRemoved."""
    if attachment.removed_at is not None:
        raise IsRemoved(attachment_id=attachment.id)
    return replace(attachment, caption=caption)


def tied(attachment: Attachment, line_item_id: Id | None) -> Attachment:
    """The file tied to a line of its job, or to none. Raises IsRemoved."""
    if attachment.removed_at is not None:
        raise IsRemoved(attachment_id=attachment.id)
    return replace(attachment, line_item_id=line_item_id)


def remove(attachment: Attachment, *, removed_at: datetime, removed_by: Id | None) -> Attachment:
    """Mark the file as removed; one that was removed before stays as it was."""
    if attachment.removed_at is not None:
        return attachment
    return replace(attachment, removed_at=removed_at, removed_by=removed_by)
