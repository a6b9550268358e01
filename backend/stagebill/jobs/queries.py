"""Jobs as screens and devices see them: the contract with what is invoiced, paid and left."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from stagebill.jobs.checklist import Item
from stagebill.jobs.contract import Discount, TaxLine, TaxMode
from stagebill.jobs.deposit import Deposit
from stagebill.jobs.job import Job, JobId
from stagebill.jobs.line_item import LineItem
from stagebill.jobs.lines.queries import (
    LineItemView,
    OpeningView,
    billed_lines,
    line_views,
    opening_views,
    standing,
)
from stagebill.jobs.note import NoteId
from stagebill.jobs.retainage_terms import RetainageTerms
from stagebill.jobs.stages.queries import (
    DepositView,
    NextStage,
    ScheduleView,
    deposit_view,
    deposits_of,
    due_count,
    next_stage,
    schedule_view,
    stages_of,
)
from stagebill.jobs.visit import VisitId, VisitState
from stagebill.kernel import wire
from stagebill.kernel.context import Context
from stagebill.kernel.database.statements import select_of, statements_of
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import replace
from stagebill.sync.command import Entity, Scope
from stagebill.sync.scoped import Where, among, containing, scoped

BilledBy = Literal["job", "lines"]


class JobView(msgspec.Struct, frozen=True):
    """One contract with one customer. `paid_minor` is what is allocated to its invoices; `unapplied_minor` is
    money received for the job that is on no invoice yet; `held_minor` is retainage that was billed and not
    released yet. `changes_minor` is what approved change orders added to the total, less deductions;
    `unbilled_changes_minor` is the part of that which no invoice covers yet: stages bill the original work
    before additions. `billed_by` is how its invoices bill it, null before the first.
    """

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
    retainage: RetainageTerms | None
    billed_by: BilledBy | None
    tax_mode: TaxMode
    revision: int
    changed_at: datetime | None
    changed_by: Id | None
    canceled_at: datetime | None
    cancel_reason: str | None
    invoiced_minor: Minor
    left_to_invoice_minor: Minor
    held_minor: Minor
    paid_minor: Minor
    unapplied_minor: Minor
    changes_minor: Minor
    unbilled_changes_minor: Minor
    starts_on: date | None
    completes_on: date | None
    created_at: datetime
    line_items: list[LineItemView]
    technician_ids: list[Id]
    opening: OpeningView | None
    schedule: ScheduleView | None
    next_stage: NextStage | None
    stages_due_count: int
    deposit: DepositView | None
    purchase_order: str | None = None


class VisitView(msgspec.Struct, frozen=True):
    """An appointment on a job. `starts_on` and `ends_on` are its days in the organization's zone."""

    id: VisitId
    job_id: JobId
    starts_at: datetime
    ends_at: datetime
    starts_on: date
    ends_on: date
    technician_ids: list[Id]
    note: str
    state: VisitState
    done_at: datetime | None
    done_by: Id | None
    created_at: datetime
    checklist: list[Item]


class NoteView(msgspec.Struct, frozen=True):
    """A note on a job: what was written, by whom, and when."""

    id: NoteId
    job_id: JobId
    text: str
    noted_at: datetime
    created_by: Id | None
    created_at: datetime


# Days set by hand stay; without them a job begins with its first visit and ends with its last.
_FIRST_DAY = """coalesce(j.starts_on, (SELECT min(v.starts_on) FROM visit v
    WHERE v.organization_id = j.organization_id AND v.job_id = j.id AND v.state <> 'canceled'))"""
_LAST_DAY = """coalesce(j.completes_on, (SELECT max(v.ends_on) FROM visit v
    WHERE v.organization_id = j.organization_id AND v.job_id = j.id AND v.state <> 'canceled'))"""
_DISCOUNT, _BY_LINE = 10, 15  # where a row of _JOBS has them
_DAYS = f"SELECT {_FIRST_DAY}, {_LAST_DAY} FROM job j WHERE j.organization_id = $1 AND j.id = $2"
_VISITS = """
SELECT v.id, v.job_id, v.starts_at, v.ends_at, v.starts_on, v.ends_on, v.technician_ids, v.note, v.state,
  v.done_at, v.done_by, v.created_at, v.checklist
FROM visit v WHERE {where} ORDER BY v.starts_at, v.id{limit}
"""
_NOTES = """
SELECT n.id, n.job_id, n.text, n.noted_at, n.created_by, n.created_at
FROM note n WHERE {where} ORDER BY n.created_at DESC, n.id DESC
"""
_JOBS = f"""
SELECT j.id, j.number, j.title, j.site, j.customer_id, c.name, j.progress_invoicing, o.currency, j.discount,
  j.subtotal_minor, j.discount_minor, j.tax_minor, j.total_minor, j.taxes, j.retainage,
  (SELECT max(CASE WHEN i.lines_digest IS NULL THEN 'job' ELSE 'lines' END) FROM invoice i
    WHERE i.organization_id = j.organization_id AND i.job_id = j.id
      AND i.status IN ('open', 'paid') AND i.base_minor > i.released_minor),
  j.tax_mode, j.revision, j.changed_at, j.changed_by, j.canceled_at, j.cancel_reason,
  CAST((SELECT coalesce(sum(i.total_minor - i.released_minor - i.credited_minor), 0) FROM invoice i
    WHERE i.organization_id = j.organization_id AND i.job_id = j.id
      AND i.status IN ('open', 'paid')) AS BIGINT),
  CAST((SELECT coalesce(sum(i.held_minor - i.unheld_minor - i.released_minor), 0) FROM invoice i
    WHERE i.organization_id = j.organization_id AND i.job_id = j.id
      AND i.status IN ('open', 'paid')) AS BIGINT),
  CAST((SELECT coalesce(sum(a.amount_minor), 0) FROM invoice i
    JOIN allocation a ON a.organization_id = i.organization_id AND a.invoice_id = i.id
    WHERE i.organization_id = j.organization_id AND i.job_id = j.id) AS BIGINT),
  CAST((SELECT coalesce(sum(p.amount_minor), 0) FROM payment p
    WHERE p.organization_id = j.organization_id AND p.matched_job_id = j.id AND p.currency = o.currency
  ) AS BIGINT)
  - CAST((SELECT coalesce(sum(r.amount_minor), 0) FROM payment p
    JOIN (SELECT organization_id, payment_id, amount_minor FROM reversal UNION ALL
      SELECT organization_id, payment_id, amount_minor FROM refund) r
      ON r.organization_id = p.organization_id AND r.payment_id = p.id
    WHERE p.organization_id = j.organization_id AND p.matched_job_id = j.id AND p.currency = o.currency
  ) AS BIGINT)
  - CAST((SELECT coalesce(sum(a.amount_minor), 0) FROM payment p
    JOIN allocation a ON a.organization_id = p.organization_id AND a.payment_id = p.id
    WHERE p.organization_id = j.organization_id AND p.matched_job_id = j.id AND p.currency = o.currency
  ) AS BIGINT),
  CAST((SELECT coalesce(sum(x.total_minor), 0) FROM change_order x
    WHERE x.organization_id = j.organization_id AND x.job_id = j.id AND x.state = 'approved') AS BIGINT),
  {_FIRST_DAY}, {_LAST_DAY}, j.created_at, j.purchase_order
FROM job j
JOIN customer c ON c.organization_id = j.organization_id AND c.id = j.customer_id
JOIN organization o ON o.id = j.organization_id
WHERE {{where}} ORDER BY j.created_at DESC, j.id DESC{{limit}}
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
    """One page of jobs plus one row, newest first; `search` looks in title, number and customer name."""
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


async def job_of(reader: Reader, organization_id: Id, job_id: Id) -> Job:
    """The job as rules see it, for reads only. Raises jobs.missing."""
    statements = statements_of(Job, reader.dialect)
    rows = await reader.rows(statements.load, organization_id, job_id)
    if not rows:
        raise Missing.of(Job, id=job_id)
    job: Job = statements.made(rows[0])
    return job


async def lines_of(reader: Reader, organization_id: Id, job_id: Id) -> list[LineItem]:
    """The job's current lines as rules see them, for reads only."""
    sql = select_of(LineItem, reader.dialect, ("job_id", "removed_at"), frozenset({"removed_at"}))
    statements = statements_of(LineItem, reader.dialect)
    return [statements.made(row) for row in await reader.rows(sql, organization_id, job_id)]


async def answer_job(reader: Reader, context: Context, job_id: Id) -> JobView:
    """The job as the office sees it: the answer to a mutation."""
    return await job_view(reader, Scope(context.organization_id, context.member_id or job_id, False), job_id)


async def _views(reader: Reader, where: Where, limit: str = "") -> list[JobView]:
    rows = await reader.rows(_JOBS.format(where=where.sql, limit=limit), *where.args)
    if not rows:
        return []
    ids = [row[0] for row in rows]
    within = Where("{0}.organization_id = $1", (where.args[0],))
    lines = await line_views(reader, within, ids)
    billed = await billed_lines(reader, within, [row[0] for row in rows if row[_BY_LINE] == "lines"])
    technicians = await _technicians(reader, within, ids)
    openings = await opening_views(reader, within, ids)
    stages = await stages_of(reader, within, ids)
    deposits = await deposits_of(reader, within, ids)
    return [
        _view(
            row,
            standing(row[_DISCOUNT], lines.get(row[0], []), billed),
            technicians.get(row[0], []),
            openings.get(row[0]),
            stages.get(row[0], []),
            deposits.get(row[0], []),
        )
        for row in rows
    ]


def _view(
    row: tuple[Any, ...],
    lines: list[LineItemView],
    technicians: list[Id],
    opening: OpeningView | None,
    stages: list[tuple[Any, ...]],
    deposits: list[Deposit],
) -> JobView:
    (job_id, number, title, site, customer_id, customer_name, progress, currency, discount, subtotal,
     off, tax, total, taxes, retainage, billed_by, mode, revision, changed_at, changed_by, canceled_at,
     cancel_reason, invoiced, held, paid, unapplied, changes, starts_on, completes_on,
     created_at, purchase_order) = row  # fmt: skip
    left = 0 if canceled_at else total - invoiced
    schedule = schedule_view(stages, total, total - left)
    return JobView(
        job_id, number, title, site, customer_id, customer_name, bool(progress), currency,
        wire.raw(discount), subtotal, off, tax, total, wire.raw(taxes),  # type: ignore[arg-type]
        wire.raw(retainage), billed_by,  # type: ignore[arg-type]
        mode, revision, changed_at, changed_by, canceled_at, cancel_reason,
        invoiced, left, held, paid, unapplied, changes, max(min(changes, left), 0),
        starts_on, completes_on, created_at, lines, technicians, opening,
        schedule, next_stage(schedule), due_count(schedule), deposit_view(deposits, total, left),
        purchase_order,
    )  # fmt: skip


async def _technicians(reader: Reader, within: Where, ids: Sequence[Id]) -> dict[Id, list[Id]]:
    where = among(reader, Where(within.sql.format("a"), within.args), "a.job_id", ids)
    found: dict[Id, list[Id]] = {}
    for job_id, member_id in await reader.rows(_TECHNICIANS.format(where=where.sql), *where.args):
        found.setdefault(job_id, []).append(member_id)
    return found


async def visit_views(reader: Reader, scope: Scope, ids: Sequence[Id] | None) -> list[VisitView]:
    """The visits of these ids (all for None) that the scope may see, the earliest first."""
    return await _visits(reader, scoped(reader, scope, "v", ids=ids, jobs="v.job_id"))


async def visit_page(
    reader: Reader, scope: Scope, wanted: "WantedVisits", *, limit: int, after: Sequence[Any] | None
) -> list[VisitView]:
    """One page of visits plus one row, earliest first."""
    where = scoped(reader, scope, "v", jobs="v.job_id")
    if after is not None:
        where = where.also("(v.starts_at, v.id) > ({0}, {1})", *after)
    if wanted.job_id is not None:
        where = where.also("v.job_id = {0}", wanted.job_id)
    if wanted.on_or_after is not None:
        where = where.also("v.ends_on >= {0}", wanted.on_or_after.isoformat())
    if wanted.on_or_before is not None:
        where = where.also("v.starts_on <= {0}", wanted.on_or_before.isoformat())
    return await _visits(reader, where, f" LIMIT {limit + 1:d}")


class WantedVisits(msgspec.Struct, frozen=True, kw_only=True):
    """Which visits a list asks for: of a job, and of these days."""

    job_id: Id | None = None
    on_or_after: date | None = None
    on_or_before: date | None = None


async def _visits(reader: Reader, where: Where, limit: str = "") -> list[VisitView]:
    rows = await reader.rows(_VISITS.format(where=where.sql, limit=limit), *where.args)
    return [
        VisitView(*row[:6], wire.raw(row[6]), *row[7:12], wire.raw(row[12]))  # type: ignore[call-arg]
        for row in rows
    ]


async def note_views(
    reader: Reader, scope: Scope, ids: Sequence[Id] | None, job_id: Id | None = None
) -> list[NoteView]:
    """The notes of these ids (all for None) that the scope may see, the newest first."""
    where = scoped(reader, scope, "n", ids=ids, jobs="n.job_id")
    if job_id is not None:
        where = where.also("n.job_id = {0}", job_id)
    return [NoteView(*row) for row in await reader.rows(_NOTES.format(where=where.sql), *where.args)]


async def answer_visit(reader: Reader, context: Context, visit_id: Id) -> VisitView:
    """The visit as the office sees it: the answer to a mutation."""
    scope = Scope(context.organization_id, context.member_id or visit_id, False)
    return (await visit_views(reader, scope, [visit_id]))[0]


async def answer_note(reader: Reader, context: Context, note_id: Id) -> NoteView:
    """The note as the office sees it: the answer to a mutation."""
    scope = Scope(context.organization_id, context.member_id or note_id, False)
    return (await note_views(reader, scope, [note_id]))[0]


async def with_days(reader: Reader, job: Job) -> Job:
    """The job with its first and last day, also where they follow from its visits."""
    first, last = (await reader.rows(_DAYS, job.organization_id, job.id))[0]
    return replace(
        job,
        starts_on=date.fromisoformat(first) if first else None,
        completes_on=date.fromisoformat(last) if last else None,
    )


async def jobs_so_far(reader: Reader, organization_id: Id) -> int:
    """How many jobs the organization has; the next job's number is one more, read under the writer's lock."""
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
    Entity(name="visit", table="visits", view=VisitView, load=visit_views),
    Entity(name="note", table="notes", view=NoteView, load=note_views),
)
