"""Parts of a unit that several mutations share: whether a technician works on the job."""

from msgspec import Struct

from stagebill.jobs.assignment import Assignment
from stagebill.jobs.job import Job
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id


async def check_on_the_job(tx: Tx, context: Context, job_id: Id, named: type[Struct] = Job) -> None:
    """A technician cannot see what belongs to a job they do not work on: `named` is what they named of it.
    Raises its Missing.
    """
    if context.role != "technician":
        return
    if not await tx.select(Assignment, job_id=job_id, member_id=context.member_id, active=True):
        raise Missing.of(named)


async def crew_of(tx: Tx, job_id: Id) -> tuple[Id, ...]:
    """The technicians who are on the job now."""
    return tuple(row.member_id for row in await tx.select(Assignment, job_id=job_id, active=True))
