"""Jobs as screens and devices see them: the contract with what is invoiced, paid and left."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from stagebill.jobs.contract import Discount, TaxLine
from stagebill.jobs.job import JobId
from stagebill.jobs.line_item import quantity
from stagebill.kernel import wire
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor, RateBps, in_bps
from stagebill.sync.command import Entity, Scope
from stagebill.sync.scoped import Where, among, containing, scoped


class LineItemView(msgspec.Struct, frozen=True):
    """A priced line. `quantity` has up to three decimals."""

    id: Id
    description: str
    quantity: int | Decimal
    unit_price_minor: Minor
    tax_rate_bps: RateBps
    amount_minor: Minor


class JobView(msgspec.Struct, frozen=True):
    """One contract with one customer. `paid_minor` is what is allocated to its invoices; `unapplied_minor` is
    money received for the job that no invoice has yet; `held_minor` is retainage that is billed, held back by
    the customer and not released yet."""

    id: JobId
    number: str
    title: str
    site: str | None
    customer_id: Id
    customer_name: str
    progress_invoicing: bool
    currency: str
    discount: Discount | None
    subtotal_minor: Minor
    discount_minor: Minor
    tax_minor: Minor
    total_minor: Minor
    taxes: list[TaxLine]
    invoiced_minor: Minor
    left_to_invoice_minor: Minor
    held_minor: Minor
    paid_minor: Minor
    unapplied_minor: Minor
    starts_on: date | None
    completes_on: date | None
    created_at: datetime
    line_items: list[LineItemView]
    technician_ids: list[Id]


_JOBS = """
SELECT j.id, j.number, j.title, j.site, j.customer_id, c.name, j.progress_invoicing, o.currency, j.discount,
  j.subtotal_minor, j.discount_minor, j.tax_minor, j.total_minor, j.taxes,
  CAST((SELECT coalesce(sum(i.total_minor - i.released_minor), 0) FROM invoice i
    WHERE i.organization_id = j.organization_id AND i.job_id = j.id
      AND i.status IN ('open', 'paid')) AS BIGINT),
  CAST((SELECT coalesce(sum(i.held_minor - i.released_minor), 0) FROM invoice i
    WHERE i.organization_id = j.organization_id AND i.job_id = j.id
      AND i.status IN ('open', 'paid')) AS BIGINT),
  CAST((SELECT coalesce(sum(a.amount_minor), 0) FROM invoice i
    JOIN allocation a ON a.organization_id = i.organization_id AND a.invoice_id = i.id
    WHERE i.organization_id = j.organization_id AND i.job_id = j.id) AS BIGINT),
  CAST((SELECT coalesce(sum(p.amount_minor), 0) FROM payment p
    WHERE p.organization_id = j.organization_id AND p.matched_job_id = j.id) AS BIGINT)
  - CAST((SELECT coalesce(sum(r.amount_minor), 0) FROM payment p
    JOIN reversal r ON r.organization_id = p.organization_id AND r.payment_id = p.id
    WHERE p.organization_id = j.organization_id AND p.matched_job_id = j.id) AS BIGINT)
  - CAST((SELECT coalesce(sum(a.amount_minor), 0) FROM payment p
    JOIN allocation a ON a.organization_id = p.organization_id AND a.payment_id = p.id
    WHERE p.organization_id = j.organization_id AND p.matched_job_id = j.id) AS BIGINT),
  j.starts_on, j.completes_on, j.created_at
FROM job j
JOIN customer c ON c.organization_id = j.organization_id AND c.id = j.customer_id
JOIN organization o ON o.id = j.organization_id
WHERE {where} ORDER BY j.created_at DESC, j.id DESC{limit}
"""
_LINES = """
SELECT l.job_id, l.id, l.description, l.quantity_milli, l.unit_price_minor, l.tax_rate_ppm, l.amount_minor
FROM line_item l WHERE {where} ORDER BY l.job_id, l.position
"""
_TECHNICIANS = """
SELECT a.job_id, a.member_id FROM assignment a WHERE {where} AND a.active ORDER BY a.job_id, a.member_id
"""
_NEXT_NUMBER = "SELECT CAST(count(*) AS BIGINT) FROM job WHERE organization_id = $1"


async def job_views(reader: Reader, scope: Scope, ids: Sequence[Id] | None) -> list[JobView]:
    """The jobs of these ids that the scope may see, newest first; all of them for None."""
    return await _views(reader, scoped(reader, scope, "j", ids=ids, jobs="j.id"))


async def job_page(
    reader: Reader, scope: Scope, *, limit: int, after: Sequence[Any] | None, search: str | None
) -> list[JobView]:
    """One page of jobs and one row more, newest first; `search` looks in title, number and customer's
    name.
    """
    where = scoped(reader, scope, "j", jobs="j.id")
    if after is not None:
        where = where.also("(j.created_at, j.id) < ({0}, {1})", *after)
    if search:
        where = where.also(
            "(lower(j.title) LIKE {0} ESCAPE '\\' OR lower(j.number) LIKE {0} ESCAPE '\\'"
            " OR lower(c.name) LIKE {0} ESCAPE '\\')",
            containing(search),
        )
    return await _views(reader, where, f" LIMIT {limit + 1:d}")


async def job_view(reader: Reader, scope: Scope, job_id: Id) -> JobView:
    """One job. Raises jobs.missing for one that does not exist or that the scope may not see."""
    found = await job_views(reader, scope, [job_id])
    if not found:
        raise Missing.of(JobView, id=job_id)
    return found[0]


async def answer_job(reader: Reader, context: Context, job_id: Id) -> JobView:
    """The job as the office sees it: the answer to a mutation."""
    return await job_view(reader, Scope(context.organization_id, context.member_id or job_id, False), job_id)


async def _views(reader: Reader, where: Where, limit: str = "") -> list[JobView]:
    rows = await reader.rows(_JOBS.format(where=where.sql, limit=limit), *where.args)
    if not rows:
        return []
    ids = [row[0] for row in rows]
    within = Where("{0}.organization_id = $1", (where.args[0],))
    lines = await _lines(reader, within, ids)
    technicians = await _technicians(reader, within, ids)
    return [_view(row, lines.get(row[0], []), technicians.get(row[0], [])) for row in rows]


def _view(row: tuple[Any, ...], lines: list[LineItemView], technicians: list[Id]) -> JobView:
    (job_id, number, title, site, customer_id, customer_name, progress, currency, discount, subtotal,
     off, tax, total, taxes, invoiced, held, paid, unapplied, starts_on, completes_on,
     created_at) = row  # fmt: skip
    return JobView(
        job_id, number, title, site, customer_id, customer_name, bool(progress), currency,
        wire.raw(discount), subtotal, off, tax, total, wire.raw(taxes),  # type: ignore[arg-type]
        invoiced, total - invoiced, held, paid, unapplied,
        starts_on, completes_on, created_at, lines, technicians,
    )  # fmt: skip


async def _lines(reader: Reader, within: Where, ids: Sequence[Id]) -> dict[Id, list[LineItemView]]:
    where = among(reader, Where(within.sql.format("l"), within.args), "l.job_id", ids)
    found: dict[Id, list[LineItemView]] = {}
    for job_id, line_id, description, milli, price, ppm, amount in await reader.rows(
        _LINES.format(where=where.sql), *where.args
    ):
        line = LineItemView(line_id, description, quantity(milli), price, in_bps(ppm), amount)
        found.setdefault(job_id, []).append(line)
    return found


async def _technicians(reader: Reader, within: Where, ids: Sequence[Id]) -> dict[Id, list[Id]]:
    where = among(reader, Where(within.sql.format("a"), within.args), "a.job_id", ids)
    found: dict[Id, list[Id]] = {}
    for job_id, member_id in await reader.rows(_TECHNICIANS.format(where=where.sql), *where.args):
        found.setdefault(job_id, []).append(member_id)
    return found


async def jobs_so_far(reader: Reader, organization_id: Id) -> int:
    """How many jobs the organization has: the next job's number is one more, read under the writer's lock."""
    return int((await reader.rows(_NEXT_NUMBER, organization_id))[0][0])


ENTITIES = (
    Entity(
        name="job",
        table="jobs",
        view=JobView,
        load=job_views,
        follows=(
            ("customer", "SELECT id, 'job', id FROM job WHERE organization_id = $1 AND customer_id = $2"),
        ),
    ),
)
