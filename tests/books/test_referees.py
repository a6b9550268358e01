"""beancount and hledger find every export right, and agree with the lists; one wrong cent is found.

So do the files for QuickBooks and Xero, whose lines are added up here.
"""

import asyncio
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from tests.books.referees import Verdict, beancount_judges, hledger_judges
from tests.books.sheets import quickbooks_sums, xero_sums
from tests.builders import NOW
from tests.conftest import Fresh
from tests.laws.books import Books
from tests.laws.life import Doing, lived
from tests.laws.surcharges import Surcharges
from tests.laws.test_any_money import SEQUENCES
from tests.laws.test_any_tip import SEQUENCES as TIP_SEQUENCES
from tests.laws.tips import Tips

from stagebill.app import REGISTRY
from stagebill.books.account import AccountKey
from stagebill.books.exporters.form import written
from stagebill.books.exporters.ledger import Ledger
from stagebill.books.queries import ledger
from stagebill.demo.telling import acting, tell_once
from stagebill.invoices.lists.queries import invoice_summary
from stagebill.invoices.wanted import Wanted
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.context import Context
from stagebill.kernel.database.database import Database
from stagebill.kernel.period import Period
from stagebill.reporting.reports import queries as reports
from stagebill.reporting.tips.queries import tips_by_day, tips_of
from stagebill.sync.command import Scope
from stagebill.sync.services import Services

ALL = Period(date(2024, 1, 1), date(2026, 12, 31))
REFEREES: dict[Any, Callable[[str, Path], Verdict]] = {
    "beancount": beancount_judges,
    "hledger": hledger_judges,
}
RECEIVABLE, RETAINAGE = "Assets:Accounts-Receivable", "Assets:Retainage-Receivable"
CREDIT, TIPS = "Liabilities:Customer-Credits", "Liabilities:Tips-Payable"
SURCHARGES = "Income:Card-Surcharges"


KEYS = {RECEIVABLE: AccountKey.RECEIVABLE, RETAINAGE: AccountKey.RETAINAGE, CREDIT: AccountKey.CREDIT,
        TIPS: AccountKey.TIPS, SURCHARGES: AccountKey.SURCHARGES}  # fmt: skip


async def stands(reader: Any, context: Context) -> dict[str, int]:
    """What the lists say: due, held back, unapplied, tips, surcharges; and that the reports say the same."""
    scope = Scope(context.organization_id, context.member_id or context.organization_id, False)
    summary = await invoice_summary(reader, context, scope, Wanted(today=context.today))
    aged = await reports.aging(reader, context)
    total = aged.total
    buckets = (
        total.current_minor, total.days_1_minor, total.days_31_minor, total.days_61_minor,
        total.days_91_minor,
    )  # fmt: skip
    assert aged.total.due_minor == summary.open.due_minor == sum(buckets) + aged.total.pending_minor
    assert aged.total.invoice_count == summary.open.count
    held, credit = await reports.retainage(reader, context), await reports.unapplied_credit(reader, context)
    taken = await reports.payments_by_day(reader, context, ALL)
    ((received,),) = await reader.rows(
        "SELECT coalesce(sum(amount_minor), 0) FROM payment WHERE organization_id = $1",
        context.organization_id,
    )
    assert taken.total.received_minor == received
    progress = await reports.work_in_progress(reader, context)
    assert all(row.left_minor == row.contract_minor - row.billed_minor >= 0 for row in progress.rows)
    tips_minor = await tips_of(reader, context, ALL)
    assert (await tips_by_day(reader, context, ALL)).total.net_minor == tips_minor
    return {
        RECEIVABLE: total.due_minor, RETAINAGE: held.held_minor, CREDIT: -credit.unapplied_minor,
        TIPS: -tips_minor, SURCHARGES: -taken.surcharge_minor,
    }  # fmt: skip


def judged(found: Ledger, stood: dict[str, int], folder: Path) -> None:
    """Each referee finds it right; the sums are the lists', and both referees have the same ones."""
    folder.mkdir(exist_ok=True)
    verdicts = [judge(written(name, found), folder) for name, judge in REFEREES.items()]
    for verdict in verdicts:
        assert verdict.is_right, verdict.words
        told = {name: amount for name, amount in verdict.balances.items() if amount}
        assert {name: told.get(name, 0) for name in stood} == stood
        assert sum(told.values()) == 0
    one, other = ({name: amount for name, amount in each.balances.items() if amount} for each in verdicts)
    assert one == other
    by_name, by_code = quickbooks_sums(found), xero_sums(found)
    accounts = {name: found.accounts[key] for name, key in KEYS.items()}
    assert {name: by_name.get(account.name, 0) for name, account in accounts.items()} == stood
    assert {name: by_code.get(account.code, 0) for name, account in accounts.items()} == stood


async def demo_books(config: Config) -> tuple[Ledger, dict[str, int]]:
    database = await Database.open(config)
    try:
        services = Services(config, database, FrozenClock(NOW), REGISTRY)
        await tell_once(services)
        context = acting("owner", NOW)
        return await ledger(database.reader, context, ALL), await stands(database.reader, context)
    finally:
        await database.close()


def test_the_demo_company_s_books_are_right_and_say_what_its_lists_say(
    sqlite_config: Config, tmp_path: Path
) -> None:
    found, stood = asyncio.run(demo_books(sqlite_config))
    assert len(found.entries) > 20
    assert stood[RECEIVABLE] > 0
    assert stood[TIPS] < 0
    judged(found, stood, tmp_path)


@pytest.mark.parametrize("name", REFEREES)
def test_a_referee_finds_one_cent_that_is_wrong(name: str, sqlite_config: Config, tmp_path: Path) -> None:
    """The negative control: else a referee that says yes to everything would pass."""
    found, _ = asyncio.run(demo_books(sqlite_config))
    text = written(name, found)  # type: ignore[arg-type]
    assert REFEREES[name](text, tmp_path).is_right
    wrong = re.sub(r"(Accounts-Receivable  \d+\.\d)(\d)", lambda it: it[1] + str((int(it[2]) + 1) % 10),
                   text, count=1)  # fmt: skip
    assert wrong != text
    assert not REFEREES[name](wrong, tmp_path).is_right


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(doings=SEQUENCES)
def test_whatever_was_done_with_money_the_books_are_right_and_say_what_the_lists_say(
    fresh_sqlite: Fresh, doings: list[Doing]
) -> None:
    with fresh_sqlite() as config:
        asyncio.run(right_after(config, doings))


@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(doings=SEQUENCES)
def test_and_so_it_is_on_postgresql(fresh_postgres: Fresh, doings: list[Doing]) -> None:
    with fresh_postgres() as config:
        asyncio.run(right_after(config, doings))


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(doings=TIP_SEQUENCES)
def test_whatever_befalls_tips_the_books_owe_the_crew_what_is_left_of_them(
    fresh_sqlite: Fresh, doings: list[Doing]
) -> None:
    with fresh_sqlite() as config:
        asyncio.run(right_after(config, doings, Tips))


@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(doings=TIP_SEQUENCES)
def test_and_so_are_tips_on_postgresql(fresh_postgres: Fresh, doings: list[Doing]) -> None:
    with fresh_postgres() as config:
        asyncio.run(right_after(config, doings, Tips))


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(doings=TIP_SEQUENCES)
def test_whatever_befalls_card_surcharges_the_books_have_what_is_left_of_them_as_income(
    fresh_sqlite: Fresh, doings: list[Doing]
) -> None:
    with fresh_sqlite() as config:
        asyncio.run(right_after(config, doings, Surcharges))


@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(doings=TIP_SEQUENCES)
def test_and_so_are_card_surcharges_on_postgresql(fresh_postgres: Fresh, doings: list[Doing]) -> None:
    with fresh_postgres() as config:
        asyncio.run(right_after(config, doings, Surcharges))


BILLED: list[Doing] = [("bill", 0, 300, 1), ("tip", 0, 0, 151), ("settle", 0, 0, 0)]
# Whether the crew still has the tip after it.
FATES: dict[str, tuple[list[Doing], bool]] = {
    "it stays": ([], True),
    "the tip alone is refunded": ([("refund", 0, 0, 11)], False),
    "all is refunded": ([("refund", 0, 0, 13)], False),
    "a refund of all fails": ([("refund", 0, 0, 13), ("bounce", 0, 1, 1)], True),
    "a dispute of all is lost": ([("dispute", 0, 500, 1), ("judge", 0, 0, 0)], False),
    "a dispute of the tip is lost": ([("dispute", 0, 0, 4), ("judge", 0, 0, 0)], False),
    "a dispute of all is won": ([("dispute", 0, 500, 1), ("judge", 0, 1, 0)], True),
}


@pytest.mark.parametrize("fate", FATES)
def test_a_tip_is_in_the_books_until_it_goes_back_or_a_dispute_is_lost(
    fate: str, sqlite_config: Config
) -> None:
    """15.1 percent of an invoice, paid by card with it."""
    doings, is_kept = FATES[fate]
    stood = asyncio.run(right_after(sqlite_config, [*BILLED, *doings], Tips))
    assert (stood[TIPS] < 0) == is_kept


async def right_after(config: Config, doings: list[Doing], office: type[Books] = Books) -> dict[str, int]:
    """What stands in a company to which these things happened; its books are judged."""
    async with lived(config, doings, office) as books:
        context, reader = books.teller.context(), books.teller.services.database.reader
        stood = await stands(reader, context)
        judged(await ledger(reader, context, ALL), stood, config.data)
        return stood
