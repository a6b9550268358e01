"""Whatever people do with money, in whatever order: a job's statement has the ledger's sums, and every
application for payment ties out, or is refused because its lines were priced anew after they were billed.
"""

import asyncio
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from tests.conftest import Fresh
from tests.laws.books import Books
from tests.laws.life import Doing, lived
from tests.laws.teller import Teller
from tests.laws.test_any_money import SEQUENCES

from stagebill.documents.applications.application import application
from stagebill.documents.applications.queries import contract_of
from stagebill.documents.applications.ties import ties
from stagebill.kernel.config import Config
from stagebill.statements import queries
from stagebill.statements.statement import bar

# What follows from lines that got another price or went away after they were billed.
PRICED_ANEW = {"line_above", "previous"}


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(doings=SEQUENCES)
def test_statement_and_applications_say_what_the_ledger_says(
    fresh_sqlite: Fresh, doings: list[Doing]
) -> None:
    with fresh_sqlite() as config:
        asyncio.run(_told(config, doings))


async def _told(config: Config, doings: list[Doing]) -> None:
    async with lived(config, doings, Books) as books:
        jobs = books.all_of("jobs")
        assert jobs
        for job in jobs:
            await _says_the_same(books.teller, job)


async def _says_the_same(teller: Teller, job: dict[str, Any]) -> None:
    services, organization_id = teller.services, teller.organization_id
    reader = services.database.reader
    shown = await queries.statement(reader, services.config, organization_id, job["id"], services.clock.now())
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
