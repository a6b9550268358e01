"""The planned stages of jobs as they are read, with the invoices that bill them, and the jobs' deposits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from stagebill.jobs.deposit import Asked, Deposit, asked_percent, live_deposits, top_up
from stagebill.jobs.schedule import Slot, planned_amounts
from stagebill.jobs.stage import BillWhen, StageId, StageKind
from stagebill.kernel import wire
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor, PercentBps, in_bps
from stagebill.settings.payment_terms import DueTerms
from stagebill.sync.scoped import Where, among


class StageView(msgspec.Struct, frozen=True):
    """A planned stage. It asks for a percent, an amount, or (with neither) the rest; `planned_minor` is what
    that comes to today, or what its invoice bills.
    """

    id: StageId
    kind: StageKind
    title: str
    percent_bps: PercentBps | None
    amount_minor: Minor | None
    rest: bool
    planned_minor: Minor
    bill_when: BillWhen
    due_terms: DueTerms | None
    ready_at: datetime | None
    invoice_id: Id | None
    invoice_number: str | None
    invoice_status: str | None


class ScheduleView(msgspec.Struct, frozen=True):
    """The plan of a job's stages, in order. `consent` is who agreed to its last change."""

    stages: list[StageView]
    planned_minor: Minor
    unplanned_minor: Minor
    consent: str
    planned_at: datetime


class NextStage(msgspec.Struct, frozen=True):
    """The next planned stage to bill. `is_ready`: what it waited for has happened."""

    stage_id: StageId
    title: str
    place: int
    amount_minor: Minor
    is_ready: bool


class DepositView(msgspec.Struct, frozen=True):
    """The job's deposits. `top_up_minor` brings them back to their percent after the job has grown."""

    billed_minor: Minor
    percent_bps: PercentBps | None
    top_up_minor: Minor


_STAGES = """
SELECT s.job_id, s.id, s.kind, s.title, s.percent_ppm, s.amount_minor, s.bill_when, s.due_terms, s.ready_at,
  i.id, i.number, i.status, i.total_minor - i.credited_minor, c.consent, c.planned_at
FROM stage s
JOIN schedule c ON c.organization_id = s.organization_id AND c.id = s.job_id
LEFT JOIN invoice i ON i.organization_id = s.organization_id AND i.stage_id = s.id AND i.status <> 'void'
WHERE {where} AND s.dropped_at IS NULL ORDER BY s.job_id, s.position
"""
_DEPOSITS = """
SELECT d.job_id, d.id, d.replaces_id, d.status, d.share, d.percent_ppm, d.total_minor - d.credited_minor
FROM invoice d WHERE {where} AND d.kind = 'deposit' AND d.status IN ('open', 'paid', 'void')
ORDER BY d.job_id, d.issued_at, d.id
"""


async def stages_of(reader: Reader, within: Where, ids: Sequence[Id]) -> dict[Id, list[tuple[Any, ...]]]:
    where = among(reader, Where(within.sql.format("s"), within.args), "s.job_id", ids)
    found: dict[Id, list[tuple[Any, ...]]] = {}
    for job_id, *stage in await reader.rows(_STAGES.format(where=where.sql), *where.args):
        found.setdefault(job_id, []).append(tuple(stage))
    return found


def schedule_view(
    stages: list[tuple[Any, ...]], total_minor: Minor, invoiced_minor: Minor
) -> ScheduleView | None:
    if not stages:
        return None
    slots = [Slot(percent_ppm=row[3], amount_minor=row[4], billed_minor=row[11]) for row in stages]
    amounts = planned_amounts(slots, total_minor, invoiced_minor)
    open_minor = sum(amount for amount, row in zip(amounts, stages, strict=True) if row[11] is None)
    return ScheduleView(
        stages=[_stage(row, amount) for row, amount in zip(stages, amounts, strict=True)],
        planned_minor=sum(amounts),
        unplanned_minor=max(total_minor - invoiced_minor - open_minor, 0),
        consent=stages[0][12],
        planned_at=stages[0][13],
    )


def _stage(row: tuple[Any, ...], planned_minor: Minor) -> StageView:
    stage_id, kind, title, ppm, amount, bill_when, due_terms, ready_at, invoice_id, number, status, *_ = row
    percent = None if ppm is None else in_bps(ppm)
    is_rest = ppm is None and amount is None
    return StageView(
        stage_id, kind, title, percent, amount, is_rest, planned_minor,
        wire.raw(bill_when),  # type: ignore[arg-type]
        wire.raw(due_terms),  # type: ignore[arg-type]
        ready_at, invoice_id, number, status,
    )  # fmt: skip


def next_stage(schedule: ScheduleView | None) -> NextStage | None:
    """The first that is ready, or else the first not billed; stages that shrank to nothing are skipped."""
    stages = enumerate(schedule.stages if schedule else (), 1)
    waiting = [(place, each) for place, each in stages if each.invoice_id is None and each.planned_minor > 0]
    ready = [(place, each) for place, each in waiting if each.ready_at is not None]
    for place, stage in ready or waiting:
        is_ready = stage.ready_at is not None
        return NextStage(stage.id, stage.title, place, stage.planned_minor, is_ready)
    return None


def due_count(schedule: ScheduleView | None) -> int:
    stages = schedule.stages if schedule else ()
    return sum(
        each.ready_at is not None and each.invoice_id is None and each.planned_minor > 0 for each in stages
    )


async def deposits_of(reader: Reader, within: Where, ids: Sequence[Id]) -> dict[Id, list[Deposit]]:
    where = among(reader, Where(within.sql.format("d"), within.args), "d.job_id", ids)
    found: dict[Id, list[Asked]] = {}
    rows = await reader.rows(_DEPOSITS.format(where=where.sql), *where.args)
    for job_id, invoice_id, replaces_id, status, share, shown_ppm, total_minor in rows:
        asked = Asked(
            id=invoice_id,
            replaces_id=replaces_id,
            is_live=status != "void",
            asked_ppm=msgspec.json.decode(share).get("percent_ppm"),
            shown_ppm=shown_ppm,
            total_minor=total_minor,
        )
        found.setdefault(job_id, []).append(asked)
    return {job_id: live for job_id, asked in found.items() if (live := live_deposits(asked))}


def deposit_view(deposits: list[Deposit], total_minor: Minor, left_minor: Minor) -> DepositView | None:
    if not deposits:
        return None
    percent_ppm = asked_percent(deposits)
    return DepositView(
        sum(deposit.total_minor for deposit in deposits),
        None if percent_ppm is None else in_bps(percent_ppm),
        top_up(deposits, total_minor, left_minor),
    )
