"""Each invariant finds the violation planted for it, on both engines; clean data has none."""

import asyncio

import pytest
from tests.check.conftest import plant
from tests.check.planted_at_processor import AT_PROCESSOR
from tests.check.planted_in_money import IN_MONEY
from tests.check.planted_in_record import IN_RECORD
from tests.check.planted_in_work import IN_WORK

from stagebill.check.run import INVARIANTS, check
from stagebill.kernel.config import Config

# Invariant → what breaks it. Several where it claims several things.
PLANTED: dict[str, list[str]] = {**AT_PROCESSOR, **IN_MONEY, **IN_WORK, **IN_RECORD}
TOGETHER = {"T1"}
CASES = [
    (invariant, statements if invariant in TOGETHER else [statement])
    for invariant, statements in PLANTED.items()
    for statement in (statements[:1] if invariant in TOGETHER else statements)
]


def test_clean_data_has_no_violation(filled: Config) -> None:
    assert asyncio.run(check(filled)) == []


@pytest.mark.parametrize(("invariant", "statements"), CASES, ids=[f"{id_}-{s[0][:40]}" for id_, s in CASES])
def test_a_planted_violation_is_found(invariant: str, statements: list[str], filled: Config) -> None:
    plant(filled, *statements)
    assert invariant in {finding.invariant_id for finding in asyncio.run(check(filled))}


def test_every_invariant_has_its_violation() -> None:
    assert {invariant.id for invariant in INVARIANTS} == set(PLANTED)
