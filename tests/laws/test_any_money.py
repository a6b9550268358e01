"""Whatever people do with money, in whatever order, over two jobs: sums keep, the check finds nothing."""

import asyncio

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import Fresh
from tests.laws.books import THOUSAND, Books
from tests.laws.life import Doing, lived

from stagebill.check.run import INVARIANTS, check
from stagebill.kernel.config import Config

# The teller founds its company past the write path, so its people are not in the feed.
OF_MONEY = [each for each in INVARIANTS if each.id[0] in "MLPR" or each.id.startswith("AL")]

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


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(doings=SEQUENCES)
def test_any_sequence_of_doings_keeps_every_sum(fresh_sqlite: Fresh, doings: list[Doing]) -> None:
    with fresh_sqlite() as config:
        asyncio.run(lived_through(config, doings))


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(doings=SEQUENCES)
def test_and_so_it_is_on_postgresql(fresh_postgres: Fresh, doings: list[Doing]) -> None:
    with fresh_postgres() as config:
        asyncio.run(lived_through(config, doings))


async def lived_through(config: Config, doings: list[Doing]) -> None:
    """Two jobs of one customer, what is done to them, and all that is left billed."""
    async with lived(config, doings, Books) as books:
        await books.close()
        assert await check(config, OF_MONEY) == []
