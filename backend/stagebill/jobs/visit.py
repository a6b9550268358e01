"""A visit is an appointment on a job: when, who comes, and whether it took place. It carries no money."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, NewType
from zoneinfo import ZoneInfo

from stagebill.jobs.checklist import Item
from stagebill.jobs.job import JobId
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record, replace

VisitId = NewType("VisitId", Id)

VISIT_MAX: Final = timedelta(days=31)
_INSTANT: Final = timedelta(microseconds=1)


class VisitState(StrEnum):
    PLANNED = "planned"
    ON_THE_WAY = "on_the_way"
    DONE = "done"
    CANCELED = "canceled"


class Visit(Record, frozen=True, kw_only=True):
    """One appointment. Its days are those of the organization's zone when its time was set."""

    organization_id: Id
    id: VisitId
    job_id: JobId
    starts_at: datetime
    ends_at: datetime
    starts_on: date
    ends_on: date
    technician_ids: tuple[Id, ...] = ()
    note: str = ""
    state: VisitState = VisitState.PLANNED
    done_at: datetime | None = None
    done_by: Id | None = None
    created_by: Id | None = None
    created_at: datetime
    checklist: tuple[Item, ...] = ()


class EndsTooEarly(Refusal):
    """A visit ends after it starts, and within 31 days."""


class VisitEnded(Refusal):
    """A visit that is done or canceled cannot be moved; plan a new one."""

    kind = Kind.STALE


def timed(visit: Visit, starts_at: datetime, ends_at: datetime, zone: str) -> Visit:
    """The visit at this time. One that ends at midnight ends on the day before."""
    if not starts_at < ends_at <= starts_at + VISIT_MAX:
        raise EndsTooEarly(starts_at=starts_at.isoformat(), ends_at=ends_at.isoformat())
    return replace(
        visit,
        starts_at=starts_at,
        ends_at=ends_at,
        starts_on=starts_at.astimezone(ZoneInfo(zone)).date(),
        ends_on=(ends_at - _INSTANT).astimezone(ZoneInfo(zone)).date(),
    )


def check_open(visit: Visit) -> None:
    """Raises VisitEnded for a visit that is done or canceled."""
    if not is_ahead(visit):
        raise VisitEnded(visit_id=visit.id, state=visit.state)


def is_ahead(visit: Visit) -> bool:
    """Whether somebody still has to come."""
    return visit.state in {VisitState.PLANNED, VisitState.ON_THE_WAY}


def cancel(visit: Visit) -> Visit:
    """Cancel the visit; repeating it changes nothing."""
    if visit.state == VisitState.DONE:
        raise VisitEnded(visit_id=visit.id, state=visit.state)
    return replace(visit, state=VisitState.CANCELED)


def report(visit: Visit, state: VisitState, *, at: datetime, by: Id | None) -> Visit:
    """What a technician reports about a visit. Who was there was there, whatever the office planned
    meanwhile: `done` always holds, and the first such report stays. The other states are for a visit still
    ahead.
    """
    if state == visit.state:
        return visit
    if state == VisitState.DONE:
        return replace(visit, state=state, done_at=at, done_by=by)
    if state == VisitState.CANCELED or visit.state == VisitState.CANCELED:
        raise VisitEnded(visit_id=visit.id, state=visit.state)
    if state == VisitState.ON_THE_WAY and visit.state == VisitState.DONE:
        return visit
    return replace(visit, state=state, done_at=None, done_by=None)


def without(visits: Iterable[Visit], gone: Collection[Id]) -> list[Visit]:
    """The upcoming visits that change because these technicians no longer work on the job."""
    return [
        replace(visit, technician_ids=tuple(each for each in visit.technician_ids if each not in gone))
        for visit in visits
        if is_ahead(visit) and not set(gone).isdisjoint(visit.technician_ids)
    ]
