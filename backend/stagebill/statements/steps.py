"""What the commands on links that stay share."""

from stagebill.customers.customer import Customer
from stagebill.jobs.job import Job
from stagebill.kernel.database.tx import Tx
from stagebill.statements.statement_link import Link


async def link_to(tx: Tx, kind: type[Link], what: Job | Customer) -> Link:
    """The link to a job or customer: as it is kept, or the first one, which no row is kept of."""
    kept = await tx.find(kind, what.id)
    return kept or kind(organization_id=what.organization_id, id=what.id)
