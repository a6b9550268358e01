"""Allowances as devices see them, and what the rule needs to know before it lends or bills."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from stagebill.invoices.allowance import Allowance, running
from stagebill.jobs.job import JobId
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader, Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.sync.command import Entity, Scope
from stagebill.sync.scoped import Where, among, scoped


class AllowanceView(msgspec.Struct, frozen=True):
    """What a device may invoice of a job without signal, until its hours are over. It is void once the device
    is revoked, or its technician has left or is no longer on the job.
    """

    id: Id
    job_id: JobId
    device_id: Id
    amount_minor: Minor
    expires_at: datetime


class Lendings(msgspec.Struct, frozen=True):
    """What a device has now. `now` is the server's clock, by which the hours count."""

    device_id: Id
    now: datetime
    allowances: list[AllowanceView]


# Who is out of service has no signal to give it back by: it counts no more from that moment.
_COUNTS: Final = """
EXISTS (SELECT 1 FROM device d
  JOIN member m ON m.organization_id = d.organization_id AND m.id = d.member_id
  JOIN assignment s ON s.organization_id = d.organization_id AND s.member_id = d.member_id
 WHERE d.organization_id = a.organization_id AND d.id = a.device_id AND s.job_id = a.job_id
   AND d.revoked_at IS NULL AND m.active AND s.active)
"""
_VIEWS = f"""
SELECT a.id, a.job_id, a.device_id, CASE WHEN {_COUNTS} THEN a.amount_minor ELSE 0 END, a.expires_at
FROM allowance a WHERE {{where}} AND a.ended_at IS NULL ORDER BY a.id
"""
_COUNTING = f"""
SELECT a.id FROM allowance a
WHERE a.organization_id = $1 AND a.job_id = $2 AND a.ended_at IS NULL AND {_COUNTS}
"""
_OWN_JOBS = """
SELECT a.job_id FROM assignment a WHERE {where} AND a.active ORDER BY a.job_id
"""
_TECHNICIANS = """
SELECT a.job_id, CAST(count(*) AS BIGINT) FROM assignment a
JOIN member m ON m.organization_id = a.organization_id AND m.id = a.member_id
WHERE {where} AND a.active AND m.active AND m.role = 'technician' GROUP BY a.job_id
"""
_LEFT = """
SELECT j.id, j.total_minor - CAST(coalesce(sum(i.total_minor - i.released_minor - i.credited_minor), 0)
  AS BIGINT)
FROM job j
LEFT JOIN invoice i ON i.organization_id = j.organization_id AND i.job_id = j.id
  AND i.status IN ('open', 'paid')
WHERE {where} AND j.canceled_at IS NULL GROUP BY j.id, j.total_minor
"""
_OF_JOB_AND_MEMBER = """
SELECT a.id, 'member', a.member_id FROM assignment s
JOIN allowance a ON a.organization_id = s.organization_id AND a.job_id = s.job_id
  AND a.member_id = s.member_id
WHERE s.organization_id = $1 AND s.id = $2 AND a.ended_at IS NULL
"""
_OF_MEMBER = """
SELECT id, 'member', member_id FROM allowance
WHERE organization_id = $1 AND member_id = $2 AND ended_at IS NULL
"""
_OF_REVOKED_DEVICE = """
SELECT a.id, 'member', a.member_id FROM device d
JOIN allowance a ON a.organization_id = d.organization_id AND a.device_id = d.id
WHERE d.organization_id = $1 AND d.id = $2 AND d.revoked_at IS NOT NULL AND a.ended_at IS NULL
"""


class Standing(NamedTuple):
    """A job that may be lent from: what is left of it, and how many technicians work on it."""

    job_id: Id
    left_minor: Minor
    technicians: int


async def allowance_views(reader: Reader, scope: Scope, ids: Sequence[Id] | None) -> list[AllowanceView]:
    """The allowances of these ids (all for None): all of them for the office, their own for technicians."""
    where = scoped(reader, scope, "a", ids=ids, jobs="a.job_id")
    if scope.technician:
        where = where.also("a.member_id = {0}", scope.member_id)
    return [AllowanceView(*row) for row in await reader.rows(_VIEWS.format(where=where.sql), *where.args)]


async def answer_lendings(reader: Reader, context: Context, device_id: Id) -> Lendings:
    """What the device has after a mutation."""
    where = Where("a.organization_id = $1 AND a.device_id = $2", (context.organization_id, device_id))
    rows = await reader.rows(_VIEWS.format(where=where.sql), *where.args)
    return Lendings(device_id, context.now, [AllowanceView(*row) for row in rows])


async def lent_of(tx: Tx, job_id: Id, now: datetime) -> list[Allowance]:
    """The allowances that hold back something of the job, read under its lock. Most jobs have none, which one
    look tells.
    """
    found = running(await tx.select(Allowance, job_id=job_id, ended_at=None), now)
    if not found:
        return []
    counting = {row[0] for row in await tx.rows(_COUNTING, tx.organization_id, job_id)}
    return [each for each in found if each.id in counting]


async def jobs_of(tx: Tx, member_id: Id, ids: Sequence[Id]) -> list[Id]:
    """Which of these jobs the member works on, ordered by id."""
    where = Where("a.organization_id = $1 AND a.member_id = $2", (tx.organization_id, member_id))
    where = among(tx, where, "a.job_id", ids)
    return [row[0] for row in await tx.rows(_OWN_JOBS.format(where=where.sql), *where.args)]


async def standings(tx: Tx, ids: Sequence[Id]) -> list[Standing]:
    """How these jobs stand, read under their locks; a canceled one has nothing to lend."""
    within = Where("a.organization_id = $1", (tx.organization_id,))
    where = among(tx, within, "a.job_id", ids)
    crews: dict[Id, int] = dict(await tx.rows(_TECHNICIANS.format(where=where.sql), *where.args))
    where = among(tx, Where("j.organization_id = $1", within.args), "j.id", ids)
    rows = await tx.rows(_LEFT.format(where=where.sql), *where.args)
    return [Standing(job_id, left, crews.get(job_id, 0)) for job_id, left in rows]


ENTITIES = (
    Entity(
        name="allowance",
        table="allowances",
        view=AllowanceView,
        load=allowance_views,
        follows=(
            ("assignment", _OF_JOB_AND_MEMBER),
            ("member", _OF_MEMBER),
            ("device", _OF_REVOKED_DEVICE),
        ),
    ),
)
