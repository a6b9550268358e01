"""A note is what somebody wrote down about a job. It stays as it was written."""

from datetime import datetime
from typing import NewType

from stagebill.jobs.job import JobId
from stagebill.kernel.errors import Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record

NoteId = NewType("NoteId", Id)


class JobNote(Record, frozen=True, kw_only=True):
    """`noted_at` is when it was written, perhaps without signal; `created_at`, when it arrived."""

    organization_id: Id
    id: NoteId
    job_id: JobId
    text: str
    noted_at: datetime
    created_by: Id | None = None
    created_at: datetime


class NothingSaid(Refusal):
    """A note must not be empty."""


def check_text(text: str) -> None:
    """Raises NothingSaid."""
    if not text.strip():
        raise NothingSaid()
