"""Which payments a list asks for, page by page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.payments.queries import PaymentRecord, payment_records
from stagebill.sync.command import Scope
from stagebill.sync.scoped import scoped

_PLACES = """
SELECT p.id FROM payment p WHERE {where} ORDER BY p.received_at DESC, p.id DESC LIMIT {limit}
"""
# The customer that a payment is shown with: of its job, else the one that was matched, as merged today.
_OF_CUSTOMER = """
{0} = coalesce((SELECT j.customer_id FROM job j
    WHERE j.organization_id = p.organization_id AND j.id = p.matched_job_id),
  (SELECT coalesce(c.merged_into, c.id) FROM customer c
    WHERE c.organization_id = p.organization_id AND c.id = p.matched_customer_id))"""


class Taken(NamedTuple):
    """Of a job, of a customer, taken since one instant and before another."""

    job_id: Id | None = None
    customer_id: Id | None = None
    since: datetime | None = None
    before: datetime | None = None


async def taken_page(
    reader: Reader, scope: Scope, wanted: Taken, *, limit: int, after: Sequence[Any] | None
) -> list[PaymentRecord]:
    """One page of them and one more, newest first."""
    where = scoped(reader, scope, "p", jobs="p.matched_job_id")
    asked = {
        "p.matched_job_id = {0}": wanted.job_id,
        _OF_CUSTOMER: wanted.customer_id,
        "p.taken_at_adjusted >= {0}": wanted.since,
        "p.taken_at_adjusted < {0}": wanted.before,
    }
    for condition, value in asked.items():
        if value is not None:
            where = where.also(condition, value)
    if after is not None:
        where = where.also("(p.received_at, p.id) < ({0}, {1})", *after)
    rows = await reader.rows(_PLACES.format(where=where.sql, limit=limit + 1), *where.args)
    ids = [row[0] for row in rows]
    found = {each.id: each for each in await payment_records(reader, scope, ids)} if ids else {}
    return [found[each] for each in ids]
