"""An assignment puts a technician on a job: only then does the job come to their phone."""

from collections.abc import Collection, Iterable
from datetime import datetime

from msgspec.structs import replace

from stagebill.jobs.job import Job
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.records import Record


class UnknownMember(Refusal):
    """Only members of the organization can be put on a job."""

    kind = Kind.MISSING


class Assignment(Record, frozen=True, kw_only=True):
    """One technician on one job, now or formerly."""

    organization_id: Id
    job_id: Id
    member_id: Id
    active: bool
    changed_at: datetime


def assign(
    job: Job, wanted: Collection[Id], before: Iterable[Assignment], members: Collection[Id], now: datetime
) -> list[Assignment]:
    """The assignments that must change so that exactly the wanted members are on the job."""
    for member_id in wanted:
        if member_id not in members:
            raise UnknownMember(member_id=member_id)
    known = {assignment.member_id: assignment for assignment in before}
    changed = [
        replace(assignment, active=member_id in wanted, changed_at=now)
        for member_id, assignment in known.items()
        if assignment.active != (member_id in wanted)
    ]
    added = [
        Assignment(
            organization_id=job.organization_id,
            id=derived_id("assignment", job.id, member_id),
            job_id=job.id,
            member_id=member_id,
            active=True,
            changed_at=now,
        )
        for member_id in dict.fromkeys(wanted)
        if member_id not in known
    ]
    return changed + added
