"""Card surcharges in any order of capture by any kind of card, void, cash, refund, failed refund, refund at
the processor and dispute.

What was captured and not given back is what lies on invoices, what lies on none, tips and surcharges: after
each step, on the device and on the server. The check finds nothing.
"""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from tests.builders import NOW
from tests.laws.surcharges import Surcharges
from tests.laws.teller import Teller
from tests.laws.test_any_money import OF_MONEY, Doing
from tests.laws.test_any_tip import SEQUENCES

from stagebill.check.run import INVARIANTS, check
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.ids import new_id
from stagebill.migrations.runner import migrate

PROVEN = [each for each in INVARIANTS if each in OF_MONEY or each.id == "G1"]


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
def test_captured_is_placed_and_unapplied_and_tip_and_surcharge_in_any_order(
    migrated: Path, tmp_path: Path, doings: list[Doing]
) -> None:
    config = Config(data=tmp_path / new_id())
    config.data.mkdir()
    shutil.copy(migrated, config.sqlite_file)
    assert asyncio.run(lived_through(config, doings)) > 0
    assert asyncio.run(check(config, PROVEN)) == []


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(doings=SEQUENCES)
def test_and_so_it_is_on_postgresql(postgres_config: Config, doings: list[Doing]) -> None:
    assert asyncio.run(lived_through(postgres_config, doings)) > 0
    assert asyncio.run(check(postgres_config, PROVEN)) == []


async def lived_through(config: Config, doings: list[Doing]) -> int:
    """A company to which these things happened; what of surcharges came in all."""
    database = await Database.open(config)
    try:
        clock = FrozenClock(NOW)
        surcharges = Surcharges(Teller(config, database, clock, f"alder-{new_id()}"))
        await surcharges.begin()
        for name, *numbers in doings:
            clock.advance(timedelta(seconds=1))
            await getattr(surcharges, name)(*numbers)
            await surcharges.look()
        return surcharges.surcharged_minor
    finally:
        await database.close()
