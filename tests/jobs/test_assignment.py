"""Assignments: who works on a job; rows are switched, never deleted."""

from collections.abc import Sequence

import pytest
from tests.builders import NOW, a_job

from stagebill.jobs.assignment import Assignment, UnknownMember, assign
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.records import replace

ANA, BEN, CARL = MEMBERS = [derived_id("member", name) for name in ("Ana", "Ben", "Carl")]


def changed(before: Sequence[Assignment], *wanted: Id) -> list[Assignment]:
    return assign(a_job(), wanted, before, MEMBERS, NOW)


def test_members_that_are_new_on_a_job_get_a_row_each() -> None:
    assert [(row.member_id, row.active) for row in changed([], ANA, BEN, ANA)] == [(ANA, True), (BEN, True)]


def test_only_rows_that_change_are_given_back() -> None:
    before = changed([], ANA, BEN)
    assert [(row.member_id, row.active) for row in changed(before, BEN, CARL)] == [(ANA, False), (CARL, True)]


def test_a_member_who_comes_back_gets_the_same_row() -> None:
    (row,) = changed([], ANA)
    assert changed([replace(row, active=False)], ANA) == [row]


def test_assigning_the_same_members_again_changes_nothing() -> None:
    assert changed(changed([], ANA, BEN), ANA, BEN) == []


def test_a_stranger_is_not_put_on_a_job() -> None:
    with pytest.raises(UnknownMember):
        changed([], derived_id("member", "of another company"))
