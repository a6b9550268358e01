"""Parts of a unit that choose a job's files, for whatever shows them."""

from collections.abc import Sequence

from stagebill.attachments.attachment import Attachment
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id


async def chosen_files(tx: Tx, job_id: Id, ids: Sequence[Id]) -> tuple[Id, ...]:
    """The ids, each once, of files that hang on this job. Raises attachments.missing for any other.

    They are locked, in one order for everybody, so that none is taken off the job before this is committed.
    """
    for attachment_id in sorted(set(ids)):
        attachment = await tx.lock(Attachment, attachment_id)
        if attachment.job_id != job_id or attachment.removed_at is not None:
            raise Missing.of(Attachment)
    return tuple(dict.fromkeys(ids))
