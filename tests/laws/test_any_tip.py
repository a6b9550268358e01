"""Tips in any order of capture, void, cash, refund, failed refund, refund at the processor and dispute.

What was captured and not given back is what lies on invoices, what lies on none, and tips: after each step,
on the device and on the server. The check finds nothing.
"""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.builders import NOW
from tests.laws.teller import Teller
from tests.laws.test_any_money import NUMBER, OF_MONEY, Doing
from tests.laws.tips import Tips

from stagebill.check.run import check
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.ids import new_id
from stagebill.migrations.runner import migrate

DOINGS = (
    "bill", "tip", "tip", "tip", "settle", "settle", "settle", "refund", "refund", "bounce", "bounce",
    "outside", "dispute", "judge", "void", "pay", "credit", "give_up", "unapply", "move", "apply", "draw",
    "reverse", "decide", "replace", "cancel", "merge",
)  # fmt: skip
# Two jobs with an invoice, one of which is paid with a tip: what follows always has something to act on.
BEGINNING: list[Doing] = [
    ("bill", 0, 300, 1), ("bill", 1, 700, 1), ("tip", 0, 0, 151), ("settle", 0, 0, 0), ("tip", 1, 400, 800),
]  # fmt: skip
SEQUENCES = st.lists(st.tuples(st.sampled_from(DOINGS), NUMBER, NUMBER, NUMBER), min_size=6, max_size=24).map(
    lambda doings: [*BEGINNING, *doings]
)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = Config(data=tmp_path_factory.mktemp("migrated"))
    asyncio.run(migrate(config))
    return config.sqlite_file


@settings(
    max_examples=30,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(doings=SEQUENCES)
def test_captured_is_placed_and_unapplied_and_tip_in_any_order(
    migrated: Path, tmp_path: Path, doings: list[Doing]
) -> None:
    config = Config(data=tmp_path / new_id())
    config.data.mkdir()
    shutil.copy(migrated, config.sqlite_file)
    assert asyncio.run(lived_through(config, doings)) > 0
    assert asyncio.run(check(config, OF_MONEY)) == []


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(doings=SEQUENCES)
def test_and_so_it_is_on_postgresql(postgres_config: Config, doings: list[Doing]) -> None:
    assert asyncio.run(lived_through(postgres_config, doings)) > 0
    assert asyncio.run(check(postgres_config, OF_MONEY)) == []


async def lived_through(config: Config, doings: list[Doing]) -> int:
    """A company to which these things happened; what of tips came in all."""
    database = await Database.open(config)
    try:
        clock = FrozenClock(NOW)
        tips = Tips(Teller(config, database, clock, f"alder-{new_id()}"))
        await tips.begin()
        for name, *numbers in doings:
            clock.advance(timedelta(seconds=1))
            await getattr(tips, name)(*numbers)
            await tips.look()
        return tips.tipped_minor
    finally:
        await database.close()
