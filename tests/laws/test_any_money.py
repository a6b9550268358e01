"""Whatever people do with money, in whatever order, over two jobs: every sum keeps; the check finds nothing.

Each doing is a name and three numbers, which choose among what there is. What a rule refuses is no step.
"""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import NOW
from tests.laws.books import THOUSAND, Books
from tests.laws.teller import Teller

from stagebill.check.run import INVARIANTS, check
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.ids import new_id
from stagebill.migrations.runner import migrate

# The teller founds its company past the write path, so its people are not in the feed.
OF_MONEY = [each for each in INVARIANTS if each.id[0] in "MLPR" or each.id.startswith("AL")]

Doing = tuple[str, int, int, int]

DOINGS = (
    "bill", "bill", "bill_lines", "bill_lines", "rest", "draft", "issue", "void", "credit", "credit",
    "edit", "edit", "change", "retain", "release", "release", "open", "pay", "pay", "pay_job", "draw",
    "move", "apply", "unapply", "refund", "give_up", "reverse", "decide", "debit", "settle", "cancel",
    "merge", "deposit", "replace", "replace", "plan", "stage", "stage", "lend", "lend", "recall",
)  # fmt: skip
NUMBER = st.integers(0, THOUSAND)
# A plan, a clause of retainage and what was billed elsewhere come before the first invoice, or not at all.
BEGINNINGS = st.lists(
    st.tuples(st.sampled_from(("open", "plan", "retain", "deposit")), NUMBER, NUMBER, NUMBER), max_size=3
)
GOING_ON = st.lists(st.tuples(st.sampled_from(DOINGS), NUMBER, NUMBER, NUMBER), min_size=6, max_size=24)
SEQUENCES = st.tuples(BEGINNINGS, GOING_ON).map(lambda both: [*both[0], *both[1]])


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = Config(data=tmp_path_factory.mktemp("migrated"))
    asyncio.run(migrate(config))
    return config.sqlite_file


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(doings=SEQUENCES)
def test_any_sequence_of_doings_keeps_every_sum(migrated: Path, tmp_path: Path, doings: list[Doing]) -> None:
    config = Config(data=tmp_path / new_id())
    config.data.mkdir()
    shutil.copy(migrated, config.sqlite_file)
    asyncio.run(lived_through(config, doings))
    assert asyncio.run(check(config, OF_MONEY)) == []


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(doings=SEQUENCES)
def test_and_so_it_is_on_postgresql(postgres_config: Config, doings: list[Doing]) -> None:
    """Every example is a company of its own in one database."""
    asyncio.run(lived_through(postgres_config, doings))
    assert asyncio.run(check(postgres_config, OF_MONEY)) == []


async def lived_through(config: Config, doings: list[Doing]) -> None:
    """A company with two jobs of one customer, what is done to them, and all that is left billed."""
    database = await Database.open(config)
    try:
        clock = FrozenClock(NOW)
        books = Books(Teller(config, database, clock, f"alder-{new_id()}"))
        await books.begin()
        for name, *numbers in doings:
            clock.advance(timedelta(seconds=1))
            await getattr(books, name)(*numbers)
            await books.look()
        await books.close()
    finally:
        await database.close()
