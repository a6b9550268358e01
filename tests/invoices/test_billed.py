"""What a job has billed is reckoned twice: by the rule from its invoices, and by SQL, asked more often."""

from typing import Any

import pytest
from tests.sync.office import Office

from stagebill.invoices.invoice import Billed, Invoice, billed
from stagebill.invoices.queries import billed_of
from stagebill.jobs.job import Job
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio

LINES = [("Labor", 230_000, 0), ("Copper", 250_001, 800), ("Permit", 9_999, 825)]


async def a_job(office: Office, lines: list[tuple[str, int, int]]) -> str:
    job_id = new_id()
    items = [
        {"description": name, "unit_price_minor": price, "tax_rate_bps": rate} for name, price, rate in lines
    ]
    body = {"job_id": job_id, "customer_id": office.customer, "title": "Re-pipe", "line_items": items}
    assert (await office.post("/api/jobs", body)).status_code == 201
    return job_id


async def bills(office: Office, job_id: str, **share: Any) -> str:
    answer = await office.post("/api/invoices", {"job_id": job_id, **share})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def by_rate(found: Billed) -> tuple[int, dict[Any, tuple[int, int]]]:
    """The sums of each rate, however many lines they come in."""
    sums: dict[Any, tuple[int, int]] = {}
    for tax in found.taxes:
        base, more = sums.get(tax.rate_bps, (0, 0))
        sums[tax.rate_bps] = (base + tax.base_minor, more + tax.tax_minor)
    return found.invoiced_minor, sums


@pytest.mark.parametrize("lines", [LINES[1:2], LINES], ids=["one rate", "three rates"])
async def test_the_rule_and_the_database_agree_on_what_is_billed(
    office: Office, lines: list[tuple[str, int, int]]
) -> None:
    job_id = await a_job(office, lines)
    paid = await bills(office, job_id, percent_bps=1234)
    await office.post("/api/payments", {"method": "cash", "amount_minor": 50_000, "invoice_id": paid})
    void = await bills(office, job_id, amount_minor=7_777)
    await office.post(f"/api/invoices/{void}/void", {"reason": "wrong stage"})
    await bills(office, job_id, percent_bps=500, draft=True)
    await bills(office, job_id, amount_minor=33_333)

    async def both(tx: Tx) -> tuple[Billed, Billed]:
        tx.scope(office.teller.organization_id)
        job = await tx.load(Job, job_id)
        return await billed_of(tx, job), billed(await tx.select(Invoice, job_id=job_id))

    services = office.app.state.services
    found, ruled = await services.database.write(both)
    assert by_rate(found) == by_rate(ruled)
    assert found.invoiced_minor > 33_333
