"""Whatever people do with money, in whatever order: a job's statement has the ledger's sums, and every
application for payment ties out, or is refused because its lines were priced anew after they were billed.
"""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from tests.builders import NOW
from tests.laws.books import Books
from tests.laws.teller import Teller, records
from tests.laws.test_any_money import SEQUENCES, Doing, migrated

from stagebill.documents.applications.application import application
from stagebill.documents.applications.queries import contract_of
from stagebill.documents.applications.ties import ties
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.ids import Id, new_id
from stagebill.statements import queries
from stagebill.statements.statement import bar

__all__ = ["migrated"]

# What follows from lines that got another price or went away after they were billed.
PRICED_ANEW = {"line_above", "previous"}


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(doings=SEQUENCES)
def test_statement_and_applications_say_what_the_ledger_says(
    migrated: Path, tmp_path: Path, doings: list[Doing]
) -> None:
    config = Config(data=tmp_path / new_id())
    config.data.mkdir()
    shutil.copy(migrated, config.sqlite_file)
    asyncio.run(_told(config, doings))


async def _told(config: Config, doings: list[Doing]) -> None:
    database = await Database.open(config)
    clock = FrozenClock(NOW)
    try:
        teller = Teller(config, database, clock, f"alder-{new_id()}")
        books = Books(teller)
        await books.begin()
        for name, *numbers in doings:
            clock.advance(timedelta(seconds=1))
            await getattr(books, name)(*numbers)
            await books.look()
        jobs = [row for (kind, _), row in records(await teller.snapshot()).items() if kind == "jobs"]
        assert jobs
        for job in jobs:
            await _says_the_same(database, teller.organization_id, config, clock, job)
    finally:
        await database.close()


async def _says_the_same(
    database: Database, organization_id: Id, config: Config, clock: FrozenClock, job: dict[str, Any]
) -> None:
    reader = database.reader
    shown = await queries.statement(reader, config, organization_id, job["id"], clock.now())
    assert shown.agreed_minor + shown.changes_minor == job["total_minor"]
    assert shown.left_minor == job["left_to_invoice_minor"]
    assert sum(paid.amount_minor for paid in shown.received) == job["paid_minor"] + job["unapplied_minor"]
    if shown.canceled_on is None:
        assert sum(amount for _, amount in bar(shown)) == job["total_minor"]
    contract = await contract_of(reader, organization_id, job["id"])
    for place in range(len(contract.periods)):
        before = application(contract, place - 1) if place else None
        off = {
            tie.name
            for tie in ties(application(contract, place), before, contract)
            if tie.shown_minor != tie.wanted_minor
        }
        event("refused" if off else "tied out")
        assert off <= PRICED_ANEW, (off, place)
