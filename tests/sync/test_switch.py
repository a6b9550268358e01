"""Progress invoicing is a switch of the company: it reaches jobs made while it is on, no others (D-09)."""

from typing import Any

import pytest
from tests.sync.office import Office

pytestmark = pytest.mark.anyio


async def a_job(office: Office) -> str:
    body = {
        "customer_id": office.customer,
        "title": "Drain",
        "line_items": [{"description": "All of it", "unit_price_minor": 500_000}],
    }
    made = await office.post("/api/jobs", body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def switch(office: Office, *, on: bool) -> None:
    changed = await office.clients["owner"].patch("/api/settings", json={"progress_invoicing": on})
    assert changed.json()["progress_invoicing"] is on


async def bill(office: Office, job_id: str, **share: Any) -> tuple[int, Any]:
    answer = await office.post("/api/invoices", {"job_id": job_id, **share})
    return answer.status_code, answer.json()


async def test_a_job_made_while_it_was_off_is_billed_whole_even_after_it_is_switched_on(
    office: Office,
) -> None:
    await switch(office, on=False)
    before = await a_job(office)
    await switch(office, on=True)
    status, problem = await bill(office, before, percent_bps=2000)
    assert (status, problem["code"]) == (409, "invoices.not_in_stages")
    status, invoice = await bill(office, before, rest=True)
    assert (status, invoice["total_minor"]) == (201, 500_000)


async def test_switching_it_off_leaves_the_jobs_that_run_in_stages_alone(office: Office) -> None:
    running = await a_job(office)
    assert (await bill(office, running, percent_bps=2000))[0] == 201
    await switch(office, on=False)
    assert (await bill(office, running, percent_bps=3000))[1]["total_minor"] == 150_000
    assert (await bill(office, await a_job(office), percent_bps=2000))[0] == 409


async def test_a_draft_consumes_nothing_and_is_judged_again_when_it_is_issued(office: Office) -> None:
    """Draft 60% waits, another 60% is issued: the draft is refused (D-08). Then it can be thrown away."""
    _, draft = await bill(office, office.job, percent_bps=6000, draft=True)
    assert (draft["status"], draft["number"]) == ("draft", None)
    assert (await bill(office, office.job, percent_bps=6000))[0] == 201
    refused = await office.post(f"/api/invoices/{draft['id']}/issue", None)
    assert (refused.status_code, refused.json()["code"]) == (409, "invoices.over_invoiced")
    assert refused.json()["left_minor"] == 200_000
    assert (await office.post(f"/api/invoices/{draft['id']}/discard", None)).status_code == 200
    assert (await office.get(f"/api/invoices/{draft['id']}")).status_code == 404


async def test_the_total_is_lines_less_discount_plus_tax_and_nothing_else(office: Office) -> None:
    """1,000.00 less 10% is 900.00; at 8% the total is 972.00, and 40% of it is 388.80 (D-01)."""
    job = (
        await office.post(
            "/api/jobs",
            {
                "customer_id": office.customer,
                "title": "Discounted",
                "line_items": [{"description": "Work", "unit_price_minor": 100_000, "tax_rate_bps": 800}],
                "discount": {"kind": "percent", "percent_bps": 1000},
            },
        )
    ).json()
    assert (job["discount_minor"], job["tax_minor"], job["total_minor"]) == (10_000, 7_200, 97_200)
    _, invoice = await bill(office, job["id"], percent_bps=4000)
    assert (invoice["base_minor"], invoice["tax_minor"], invoice["total_minor"]) == (36_000, 2_880, 38_880)
