"""Visits: when, who comes, and whether it took place."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import NOW, ORGANIZATION

from stagebill.jobs.job import JobId
from stagebill.jobs.visit import (
    EndsTooEarly,
    Visit,
    VisitEnded,
    VisitId,
    VisitState,
    cancel,
    report,
    timed,
    without,
)
from stagebill.kernel.ids import derived_id
from stagebill.kernel.records import replace

NEW_YORK = "America/New_York"
NINE, NOON = datetime(2026, 3, 4, 14, tzinfo=UTC), datetime(2026, 3, 4, 17, tzinfo=UTC)
LUIS, ANA = derived_id("member", "Luis"), derived_id("member", "Ana")


def a_visit(**changes: Any) -> Visit:
    visit = Visit(
        organization_id=ORGANIZATION, id=VisitId(derived_id("visit")), job_id=JobId(derived_id("job")),
        starts_at=NINE, ends_at=NOON, starts_on=date(2026, 3, 4), ends_on=date(2026, 3, 4),
        technician_ids=(LUIS, ANA), created_at=NOW,
    )  # fmt: skip
    return replace(visit, **changes)


def test_its_days_are_those_of_the_organizations_zone() -> None:
    late = datetime(2026, 3, 5, 3, tzinfo=UTC)  # 10 in the evening of the 4th in New York
    visit = timed(a_visit(), late, late + timedelta(hours=3), NEW_YORK)
    assert (visit.starts_on, visit.ends_on) == (date(2026, 3, 4), date(2026, 3, 5))


def test_a_visit_that_ends_at_midnight_ends_on_the_day_before() -> None:
    midnight = datetime(2026, 3, 5, 5, tzinfo=UTC)
    assert timed(a_visit(), NINE, midnight, NEW_YORK).ends_on == date(2026, 3, 4)


@pytest.mark.parametrize("ends_at", [NINE, NINE - timedelta(hours=1), NINE + timedelta(days=32)])
def test_a_visit_ends_after_it_starts_and_within_a_month(ends_at: datetime) -> None:
    with pytest.raises(EndsTooEarly):
        timed(a_visit(), NINE, ends_at, NEW_YORK)


def test_done_holds_whatever_the_office_planned_meanwhile_and_its_first_word_stays() -> None:
    done = report(cancel(a_visit()), VisitState.DONE, at=NOON, by=LUIS)
    assert (done.state, done.done_at, done.done_by) == (VisitState.DONE, NOON, LUIS)
    assert report(done, VisitState.DONE, at=NOON + timedelta(hours=1), by=ANA) == done
    assert report(done, VisitState.ON_THE_WAY, at=NOON, by=ANA) == done


def test_done_by_mistake_is_taken_back() -> None:
    done = report(a_visit(), VisitState.DONE, at=NOON, by=LUIS)
    assert report(done, VisitState.PLANNED, at=NOON, by=LUIS) == a_visit()


def test_nobody_is_on_the_way_to_a_visit_that_was_canceled_and_none_that_is_done_is_canceled() -> None:
    with pytest.raises(VisitEnded):
        report(cancel(a_visit()), VisitState.ON_THE_WAY, at=NOON, by=LUIS)
    with pytest.raises(VisitEnded):
        cancel(report(a_visit(), VisitState.DONE, at=NOON, by=LUIS))


def test_who_leaves_the_job_leaves_the_visits_that_are_ahead_and_stays_on_those_that_took_place() -> None:
    ahead, done = a_visit(), report(a_visit(), VisitState.DONE, at=NOON, by=LUIS)
    assert without([ahead, done], {LUIS}) == [a_visit(technician_ids=(ANA,))]
    assert without([ahead], {derived_id("member", "Nobody")}) == []


STATES = st.sampled_from(list(VisitState))


@given(st.lists(STATES, max_size=8))
def test_whatever_is_reported_a_visit_is_done_exactly_when_it_says_when(states: list[VisitState]) -> None:
    visit, was_done = a_visit(), False
    for state in states:
        try:
            visit = cancel(visit) if state is VisitState.CANCELED else report(visit, state, at=NOON, by=LUIS)
        except VisitEnded:
            continue
        assert (visit.state == VisitState.DONE) == (visit.done_at is not None)
        was_done = was_done or visit.state == VisitState.DONE
        assert not (was_done and visit.state == VisitState.CANCELED) or visit.done_at is None
