"""A company with as many invoices as a benchmark asks for, written straight into a fresh database."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.laws.teller import Teller

from stagebill.identity.sign_in import issue_token
from stagebill.kernel.clock import SystemClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, new_id
from stagebill.migrations.runner import migrate

BEGUN = datetime(2024, 1, 1, tzinfo=UTC)
INVOICES_OF_JOB = 4
_INVOICE = """
INSERT INTO invoice (organization_id, id, job_id, customer_id, status, title, series, number, number_seq,
  share, percent_ppm, total_minor, base_minor, tax_minor, taxes, due_terms, due_on, payment_options,
  visible_fields,
  message, attachment_ids, digest, created_at, issued_at, issued_on)
VALUES ($1, $2, $3, $4, 'open', 'Stage', 'invoice', $5, $6, '{"kind":"amount","amount_minor":10000}',
  250000, 10000, 10000, 0, '[{"rate_bps":0,"base_minor":10000,"tax_minor":0}]', '{"kind":"net","days":30}',
  '2024-03-01',
  '{"card":true,"ach":true,"financing":false}',
  '{"line_items":true,"quantities":true,"unit_prices":true,"tax":true,"progress":true}', '', '[]', 'bench',
  $7, $7, '2024-01-31')
"""


class Bench:
    """A company, its token, and the ids of what a benchmark needs."""

    def __init__(self, token: str, customer_id: Id, jobs: list[Id]) -> None:
        self.token = token
        self.customer_id = customer_id
        self.jobs = jobs


async def prepare(config: Config, invoices: int, jobs_to_bill: int) -> Bench:
    """`invoices` old ones over many jobs, and fresh jobs of 10,000,000.00 to bill and to pay."""
    await migrate(config)
    database = await Database.open(config)
    try:
        teller = Teller(config, database, SystemClock(), "bench")
        await teller.found()
        await teller.must("settings.change_settings", {"progress_invoicing": True})
        customer_id = teller.id("customer")
        await teller.must("customers.create_customer", {"customer_id": customer_id, "name": "Jane"})
        jobs = [await _job(teller, customer_id) for _ in range(jobs_to_bill)]
        old = [await _job(teller, customer_id) for _ in range(200)]
        await _fill(database, teller, customer_id, old, invoices)
        return Bench(await issue_token(database, "owner@bench.example"), customer_id, jobs)
    finally:
        await database.close()


async def _job(teller: Teller, customer_id: Id) -> Id:
    lines = [{"description": "Everything", "unit_price_minor": 1_000_000_000}]
    body: dict[str, Any] = {"customer_id": customer_id, "title": "Re-pipe", "line_items": lines}
    answered = await teller.must("jobs.create_job", body)
    assert answered.outcome.record_id
    return answered.outcome.record_id


async def _fill(database: Database, teller: Teller, customer_id: Id, jobs: list[Id], count: int) -> None:
    for first in range(0, count, 2000):
        rows = [
            (teller.organization_id, new_id(), jobs[number % len(jobs)], customer_id, f"OLD-{number}",
             1_000_000 + number, BEGUN + timedelta(minutes=number))
            for number in range(first, min(first + 2000, count))
        ]  # fmt: skip

        async def unit(tx: Tx, rows: list[tuple[Any, ...]] = rows) -> None:
            await tx.many(_INVOICE, rows)

        await database.write(unit)


def prepared(config: Config, invoices: int, jobs_to_bill: int) -> Bench:
    """The same, for callers without an event loop."""
    return asyncio.run(prepare(config, invoices, jobs_to_bill))
