"""What is lent of jobs to phones: never more than a job has left, and never for longer than hours."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from stagebill.check.invariant import Invariant, Violation
from stagebill.check.snapshot import Snapshot

_HOURS_MAX = timedelta(hours=8)
_HOURS = """
SELECT CAST(organization_id AS TEXT), CAST(id AS TEXT), CAST(lent_at AS TEXT), CAST(expires_at AS TEXT)
FROM allowance
"""


async def _too_long(snapshot: Snapshot) -> AsyncIterator[Violation]:
    async for rows in snapshot.chunks(_HOURS):
        for organization_id, row_id, lent_at, expires_at in rows:
            if datetime.fromisoformat(expires_at) - datetime.fromisoformat(lent_at) > _HOURS_MAX:
                yield Violation(organization_id, row_id)


INVARIANTS = (
    Invariant(
        id="AL1",
        # A job that became smaller since, or a technician who came back to it, may find less than was lent:
        # then the cap decides, as it does for every invoice.
        claim="What live invoices bill of a job and what is lent of it to phones fit into the job together.",
        sql="""
SELECT j.organization_id, CAST(j.id AS TEXT) FROM job j
  JOIN (SELECT a.organization_id, a.job_id, SUM(a.amount_minor) AS lent FROM allowance a
          JOIN device d ON d.organization_id = a.organization_id AND d.id = a.device_id
          JOIN assignment s ON s.organization_id = a.organization_id AND s.job_id = a.job_id
           AND s.member_id = a.member_id
         WHERE a.ended_at IS NULL AND d.revoked_at IS NULL AND s.changed_at <= a.lent_at
           AND NOT EXISTS (SELECT 1 FROM change c WHERE c.organization_id = a.organization_id
             AND c.entity = 'member' AND c.record_id = a.member_id AND c.at > a.lent_at)
           AND NOT EXISTS (SELECT 1 FROM job b WHERE b.organization_id = a.organization_id
             AND b.id = a.job_id AND b.changed_at >= a.lent_at)
           AND NOT EXISTS (SELECT 1 FROM invoice i WHERE i.organization_id = a.organization_id
             AND i.job_id = a.job_id
             AND (i.issued_at >= a.expires_at OR (i.issued_at >= a.lent_at AND i.series LIKE 'opening%')))
         GROUP BY a.organization_id, a.job_id) l
    ON l.organization_id = j.organization_id AND l.job_id = j.id
  LEFT JOIN (SELECT organization_id, job_id, SUM(total_minor - released_minor - credited_minor) AS invoiced
          FROM invoice
         WHERE issued_at IS NOT NULL AND voided_at IS NULL AND canceled_at IS NULL
         GROUP BY organization_id, job_id) i
    ON i.organization_id = j.organization_id AND i.job_id = j.id
 WHERE j.canceled_at IS NULL AND COALESCE(i.invoiced, 0) + l.lent > j.total_minor
""",
    ),
    Invariant(
        id="AL2",
        claim="What is lent is lent to a device's own member, and for a day's hours at the most.",
        scan=_too_long,
        sql="""
SELECT a.organization_id, CAST(a.id AS TEXT) FROM allowance a
  JOIN device d ON d.organization_id = a.organization_id AND d.id = a.device_id
 WHERE d.member_id <> a.member_id
""",
    ),
)
