"""PostgreSQL lets two writers interleave: what one of them has read may be old by the time it writes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import msgspec
import pytest
from tests.laws.story import story, until_the_jobs_are_there
from tests.laws.teller import Teller, records

from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.ids import new_id
from stagebill.sync.apply import apply
from stagebill.sync.mutation import Mutation

pytestmark = pytest.mark.anyio

_WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture
async def teller(postgres_config: Config, clock: FrozenClock, anyio_backend: str) -> AsyncIterator[Teller]:
    database = await Database.open(postgres_config)
    made = Teller(postgres_config, database, clock, "alder")
    await made.found()
    for line in until_the_jobs_are_there(story(made)):
        await made.must(line.type, line.body, role=line.role, mutation_id=line.mutation_id)
    yield made
    await database.close()


@asynccontextmanager
async def another_writer(teller: Teller) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """Somebody else's transaction: what it has locked is free again at the end of the block."""
    connection = await asyncpg.connect(teller.services.config.database_url)
    try:
        async with connection.transaction():
            yield connection
    finally:
        await connection.close()


async def until_waiting(connection: "asyncpg.Connection[Any]") -> None:
    """Come back once somebody waits for a lock."""
    async with asyncio.timeout(5):
        while not await connection.fetchval(_WAITING):  # noqa: ASYNC110 - the database has no event
            await asyncio.sleep(0.01)


async def an_invoice(teller: Teller, job: str = "job", amount_minor: int = 50_000) -> str:
    body = {"job_id": teller.id(job), "amount_minor": amount_minor, "due_terms": {"kind": "receipt"}}
    created = await teller.must("invoices.create_invoice", body)
    assert created.outcome.record_id is not None
    return created.outcome.record_id


async def test_a_payment_that_closes_an_invoice_while_it_is_mailed_leaves_it_sent_and_due(
    teller: Teller,
) -> None:
    invoice_id = await an_invoice(teller)
    body = {"invoice_id": invoice_id, "method": "cash", "amount_minor": 50_000}
    async with another_writer(teller) as other:
        await other.execute("LOCK TABLE payment IN SHARE MODE")  # it has read all, and waits to write
        paying = asyncio.create_task(teller.must("payments.record_payment", body))
        await until_waiting(other)
        sending = asyncio.create_task(teller.must("invoices.send_invoice", {"invoice_id": invoice_id}))
        await asyncio.wait({sending}, timeout=0.5)
    await asyncio.gather(paying, sending)
    invoice = records(await teller.snapshot())["invoices", invoice_id]
    assert (invoice["status"], invoice["due_on"]) == ("paid", "2026-03-02")
    assert invoice["sent_at"] is not None


async def test_money_moved_to_another_job_while_its_reversal_waits_is_taken_off_under_that_jobs_lock(
    teller: Teller,
) -> None:
    job, elsewhere = teller.id("job"), await an_invoice(teller, "other_job")
    paid = await teller.must(
        "payments.record_payment", {"job_id": job, "method": "cash", "amount_minor": 50_000}
    )
    payment_id = paid.outcome.record_id
    lock = "SELECT 1 FROM job WHERE id = $1 FOR UPDATE"
    async with another_writer(teller) as owner_of_other_job:
        await owner_of_other_job.execute(lock, teller.id("other_job"))
        async with another_writer(teller) as mover:
            await mover.execute(lock, job)
            reversing = asyncio.create_task(
                teller.must("payments.reverse_payment", {"payment_id": payment_id, "reason": "bounced"})
            )
            await until_waiting(mover)
            await mover.execute(
                "INSERT INTO allocation (organization_id, id, payment_id, invoice_id, amount_minor,"
                " created_at, mutation_id) VALUES ($1, $2, $3, $4, 50000, now(), $2)",
                teller.organization_id, teller.id("moved"), payment_id, elsewhere,
            )  # fmt: skip
            await mover.execute("UPDATE invoice SET status = 'paid' WHERE id = $1", elsewhere)
        await asyncio.wait({reversing}, timeout=0.5)
        assert not reversing.done(), "it took the money off a job that somebody else had locked"
    await reversing
    invoice = records(await teller.snapshot())["invoices", elsewhere]
    assert (invoice["status"], invoice["paid_minor"]) == ("open", 0)


async def test_money_for_a_customer_goes_to_no_invoice_of_a_job_that_was_made_while_it_waited(
    teller: Teller,
) -> None:
    async with another_writer(teller) as other:
        await other.execute("SELECT 1 FROM job WHERE id = $1 FOR UPDATE", teller.id("job"))
        body = {"customer_id": teller.id("customer"), "method": "cash", "amount_minor": 70_000}
        paying = asyncio.create_task(teller.must("payments.record_payment", body))
        await until_waiting(other)
        lines = [{"description": "New", "unit_price_minor": 70_000}]
        job = {"job_id": teller.id("late"), "customer_id": teller.id("customer"), "title": "Late"}
        await teller.must("jobs.create_job", {**job, "line_items": lines})
        late = await an_invoice(teller, "late", 70_000)
    await paying
    assert records(await teller.snapshot())["invoices", late]["paid_minor"] == 0


async def test_a_device_that_registers_while_it_pushes_keeps_the_number_it_has_come_to(
    teller: Teller,
) -> None:
    device = {"device_id": teller.id("device"), "label": "Maya's new phone", "platform": "ios"}
    async with another_writer(teller) as other:
        await other.execute("UPDATE device SET last_seq = 5")
        registering = asyncio.create_task(teller.must("identity.register_device", device, role="technician"))
        await until_waiting(other)
    await registering
    assert await teller.services.database.reader.rows("SELECT last_seq FROM device") == [(5,)]


async def test_a_device_that_somebody_has_locked_holds_up_its_own_push_and_nobody_elses(
    teller: Teller,
) -> None:
    body = {"job_id": teller.id("job"), "method": "cash", "amount_minor": 5_000}
    pushed = Mutation(id=new_id(), type="payments.record_payment", body=body, seq=7)
    who = msgspec.structs.replace(teller.context("technician"), device_id=teller.id("device"))
    async with another_writer(teller) as other:
        await other.execute("SELECT 1 FROM device FOR UPDATE")
        pushing = asyncio.create_task(apply(teller.services, pushed, who))
        await until_waiting(other)
        async with asyncio.timeout(2):
            await teller.must("customers.create_customer", {"name": "Ben Ortiz"})
    assert (await pushing).outcome.state == "applied"
    assert await teller.services.database.reader.rows("SELECT last_seq FROM device") == [(7,)]
