"""What an import must know of what is there already."""

from collections.abc import Sequence

from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.spreadsheets.job_rows import Known
from stagebill.spreadsheets.twin import Somebody
from stagebill.sync.scoped import Where, among

_CUSTOMERS = """
SELECT id, coalesce(merged_into, id), lower(coalesce(email, '')), name FROM customer
WHERE organization_id = $1
"""
_LIVING = """
SELECT id, name, email, mobile FROM customer WHERE organization_id = $1 AND merged_into IS NULL
ORDER BY created_at, id
"""
_JOBS = "SELECT id, number, title FROM job WHERE organization_id = $1"
_SETTLED = "SELECT m.id FROM mutation m WHERE {where} AND m.state <> 'rejected'"


async def what_is_known(reader: Reader, organization_id: Id) -> Known:
    """Every customer and job of the organization; a merged customer stands for the one that was kept."""
    by_email: dict[str, set[Id]] = {}
    by_name: dict[str, set[Id]] = {}
    rows = await reader.rows(_CUSTOMERS, organization_id)
    for _, living_id, email, name in rows:
        by_email.setdefault(email, set()).add(living_id)
        by_name.setdefault(name.casefold(), set()).add(living_id)
    by_email.pop("", None)
    jobs = await reader.rows(_JOBS, organization_id)
    return Known(
        ids=frozenset(row[0] for row in rows),
        by_email={email: tuple(sorted(ids)) for email, ids in by_email.items()},
        by_name={name: tuple(sorted(ids)) for name, ids in by_name.items()},
        jobs={(number, title.casefold()): job_id for job_id, number, title in jobs},
    )


async def living_customers(reader: Reader, organization_id: Id) -> list[Somebody]:
    """Everybody who could be met again in a list, the oldest first."""
    rows = await reader.rows(_LIVING, organization_id)
    return [Somebody(id=row[0], name=row[1], email=row[2], mobile=row[3]) for row in rows]


async def settled(reader: Reader, organization_id: Id, mutation_ids: Sequence[Id]) -> frozenset[Id]:
    """Which of these mutations were applied before."""
    where = among(reader, Where("m.organization_id = $1", (organization_id,)), "m.id", mutation_ids)
    rows = await reader.rows(_SETTLED.format(where=where.sql), *where.args)
    return frozenset(row[0] for row in rows)
