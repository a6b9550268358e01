"""Many at once, on both engines: the cap and the ids hold under any interleaving."""

import asyncio
from collections import Counter

import pytest
from tests.laws.story import story, until_the_jobs_are_there
from tests.laws.teller import Teller, records

from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio


@pytest.fixture
async def teller(config: Config, database: Database, clock: FrozenClock) -> Teller:
    made = Teller(config, database, clock, "alder")
    await made.found()
    for line in until_the_jobs_are_there(story(made)):
        await made.must(line.type, line.body, role=line.role, mutation_id=line.mutation_id)
    return made


async def test_twenty_parallel_requests_for_the_last_forty_percent_make_exactly_one_invoice(
    teller: Teller,
) -> None:
    job_id = teller.id("job")
    await teller.must("invoices.create_invoice", {"job_id": job_id, "percent_bps": 6000})
    shares = [{"percent_bps": 4000}, {"amount_minor": 200_000}]
    asked = [{"job_id": job_id, **shares[number % 2]} for number in range(20)]
    answers = await asyncio.gather(*(teller.tell("invoices.create_invoice", body) for body in asked))
    states = Counter((answer.outcome.state, answer.outcome.code) for answer in answers)
    assert states[("applied", None)] == 1
    refused = [answer.outcome for answer in answers if answer.outcome.state == "rejected"]
    assert len(refused) == 19
    assert {outcome.code for outcome in refused} <= {"invoices.over_invoiced", "invoices.nothing_left"}
    assert {outcome.facts["left_minor"] for outcome in refused} == {0}
    job = records(await teller.snapshot())["jobs", job_id]
    assert (job["invoiced_minor"], job["left_to_invoice_minor"]) == (500_000, 0)


async def test_fifty_concurrent_posts_of_one_payment_make_one_payment(teller: Teller) -> None:
    body = {"payment_id": new_id(), "job_id": teller.id("job"), "method": "cash", "amount_minor": 12_500}
    mutation_id = new_id()
    answers = await asyncio.gather(
        *(teller.tell("payments.record_payment", body, mutation_id=mutation_id) for _ in range(50))
    )
    assert len({bytes(answer.outcome.effect) for answer in answers}) == 1
    assert sum(not answer.replayed for answer in answers) == 1
    payments = [row for (table, _), row in records(await teller.snapshot()).items() if table == "payments"]
    assert [row["amount_minor"] for row in payments] == [12_500]


async def test_one_payment_sent_under_fifty_mutation_ids_is_counted_once(teller: Teller) -> None:
    body = {"payment_id": new_id(), "job_id": teller.id("job"), "method": "cash", "amount_minor": 12_500}
    answers = await asyncio.gather(*(teller.tell("payments.record_payment", body) for _ in range(50)))
    assert {answer.outcome.state for answer in answers} == {"applied"}
    payments = [row for (table, _), row in records(await teller.snapshot()).items() if table == "payments"]
    assert [row["id"] for row in payments] == [body["payment_id"]]


async def test_ten_payments_at_once_fill_an_invoice_once_and_the_rest_is_kept(teller: Teller) -> None:
    created = await teller.must(
        "invoices.create_invoice", {"job_id": teller.id("job"), "amount_minor": 50_000}
    )
    invoice_id = created.outcome.record_id
    body = {"invoice_id": invoice_id, "method": "cash", "amount_minor": 50_000}
    answers = await asyncio.gather(*(teller.tell("payments.record_payment", body) for _ in range(10)))
    assert Counter(answer.outcome.state for answer in answers) == {"applied": 1, "conflict": 9}
    seen = records(await teller.snapshot())
    assert seen["invoices", invoice_id]["paid_minor"] == 50_000
    waiting = [row for (table, _), row in seen.items() if table == "decisions"]
    assert sum(row["amount_minor"] for row in waiting) == 450_000


async def test_two_hundred_parallel_issues_number_without_a_gap(teller: Teller) -> None:
    """Every tenth asks for more than the job has and is refused: its number must not be lost."""
    job_id = teller.id("other_job")
    bodies = [
        {"job_id": job_id, "amount_minor": 900_000 if number % 10 == 0 else 1_000} for number in range(200)
    ]
    answers = await asyncio.gather(*(teller.tell("invoices.create_invoice", body) for body in bodies))
    assert Counter(answer.outcome.state for answer in answers) == {"applied": 180, "rejected": 20}
    invoices = [row for (table, _), row in records(await teller.snapshot()).items() if table == "invoices"]
    assert sorted(row["number"] for row in invoices) == [f"INV-{number:04d}" for number in range(1, 181)]
