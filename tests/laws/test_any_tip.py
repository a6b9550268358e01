"""Tips in any order of capture, void, cash, refund, failed refund, refund at the processor and dispute.

What was captured and not given back is what lies on invoices, what lies on none, and tips: after each step,
on the device and on the server. The check finds nothing.
"""

import asyncio
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.builders import NOW
from tests.conftest import Fresh
from tests.laws.life import Doing, lived
from tests.laws.test_any_money import NUMBER, OF_MONEY
from tests.laws.tips import Tips

from stagebill.check.run import check
from stagebill.kernel.config import Config
from stagebill.kernel.period import Period
from stagebill.reporting.tips.queries import tips_by_day

DOINGS = (
    "bill", "tip", "tip", "tip", "settle", "settle", "settle", "refund", "refund", "bounce", "bounce",
    "outside", "dispute", "judge", "void", "pay", "credit", "give_up", "unapply", "move", "apply", "draw",
    "reverse", "decide", "replace", "cancel", "merge",
)  # fmt: skip
# Two jobs of one customer, an invoice that is paid with a tip, and two that are paid together with one: what
# follows always has something to act on.
BEGINNING: list[Doing] = [
    ("bill", 0, 300, 1), ("bill", 1, 300, 1), ("tip", 0, 0, 151), ("settle", 0, 0, 0), ("merge", 0, 0, 0),
    ("bill", 0, 300, 1), ("tip", 1, 0, 501), ("settle", 0, 0, 0), ("bill", 1, 700, 1), ("tip", 3, 400, 800),
]  # fmt: skip
SEQUENCES = st.lists(st.tuples(st.sampled_from(DOINGS), NUMBER, NUMBER, NUMBER), min_size=6, max_size=24).map(
    lambda doings: [*BEGINNING, *doings]
)


@settings(
    max_examples=30,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(doings=SEQUENCES)
def test_captured_is_placed_and_unapplied_and_tip_in_any_order(
    fresh_sqlite: Fresh, doings: list[Doing]
) -> None:
    with fresh_sqlite() as config:
        asyncio.run(lived_through(config, doings))


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(doings=SEQUENCES)
def test_and_so_it_is_on_postgresql(fresh_postgres: Fresh, doings: list[Doing]) -> None:
    with fresh_postgres() as config:
        asyncio.run(lived_through(config, doings))


CAME = "SELECT CAST(coalesce(sum(amount_minor), 0) AS BIGINT) FROM tip"
WENT = """
SELECT CAST(coalesce(sum(b.tip_minor), 0) AS BIGINT) FROM (
  SELECT tip_minor FROM refund UNION ALL SELECT tip_minor FROM reversal) b
"""


async def the_report_has_it(tips: Tips) -> None:
    """To the cent, by technician too, of whom none has less than nothing."""
    reader = tips.teller.services.database.reader
    month = Period(NOW.date(), NOW.date() + timedelta(days=30))
    found = await tips_by_day(reader, tips.teller.context(), month)
    ((came,),), ((went,),) = await reader.rows(CAME), await reader.rows(WENT)
    assert found.total.net_minor == came - went
    assert sum(member.net_minor for member in found.members) == came - went
    assert all(member.net_minor >= 0 for member in found.members)


async def lived_through(config: Config, doings: list[Doing]) -> None:
    async with lived(config, doings, Tips) as tips:
        assert tips.tipped_minor > 0
        assert tips.together > 0
        await the_report_has_it(tips)
        assert await check(config, OF_MONEY) == []
