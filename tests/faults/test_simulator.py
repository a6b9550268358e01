"""Thousands of storms over the real write path: nothing acknowledged is lost, nothing happens twice.

Repeat one: .venv/bin/python -m tests.faults.simulate SEED
"""

import asyncio
import os
from collections.abc import Iterator

import pytest
import structlog
from tests.faults.bugs import BUGS
from tests.faults.simulate import play
from tests.faults.template import Company, company

from stagebill.kernel.database import sqlite

pytestmark = pytest.mark.fault

HISTORIES = int(os.environ.get("STAGEBILL_HISTORIES", "2000"))
SHARES = 4
CONTROL_SEEDS_MAX = 300


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return asyncio.run(company(tmp_path_factory.mktemp("company")))


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Batches end by their size alone, and the log keeps quiet about the storms we make."""
    monkeypatch.setattr(sqlite, "BATCH_SECONDS", float("inf"))
    with structlog.testing.capture_logs():
        yield


@pytest.mark.parametrize("share", range(SHARES))
def test_nothing_is_lost_or_doubled_in_any_history(share: int, made: Company) -> None:
    async def storms() -> dict[int, str]:
        found = {}
        for seed in range(share, HISTORIES, SHARES):
            verdict = await play(seed, made)
            if not verdict.holds:
                found[seed] = str(verdict)
        return found

    assert asyncio.run(storms()) == {}


@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_found(name: str, made: Company) -> None:
    async def first_found() -> int | None:
        with BUGS[name].planted() as planted:
            for seed in range(CONTROL_SEEDS_MAX):
                if not (await play(seed, made, **planted)).holds:
                    return seed
        return None

    assert asyncio.run(first_found()) is not None


def test_one_seed_is_one_history(made: Company) -> None:
    async def twice() -> list[object]:
        return [await play(4711, made) for _ in range(2)]

    first, second = asyncio.run(twice())
    assert first == second
