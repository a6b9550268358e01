"""Where parts meet: chosen lines with credits and edits, held money with a job's end."""

from typing import Any

import pytest
from tests.scope.test_office import a_job, change, invoiced, line, paid, told
from tests.sync.office import Office

pytestmark = pytest.mark.anyio


async def seen(office: Office, job: dict[str, Any]) -> dict[str, Any]:
    return await told(await office.get(f"/api/jobs/{job['id']}"))


async def credited(office: Office, invoice: dict[str, Any], amount_minor: int) -> None:
    body = {"amount_minor": amount_minor, "reason": "less"}
    await told(await office.post(f"/api/invoices/{invoice['id']}/credit", body))


def as_it_is(one: dict[str, Any], **other: Any) -> dict[str, Any]:
    names = ("description", "unit_price_minor", "tax_rate_bps")
    return {"line_item_id": one["id"], **{name: one[name] for name in names}, **other}


async def by_line(office: Office, *lines: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A job with half of each line billed."""
    job = await a_job(office, *lines)
    asked = [{"line_item_id": each["id"], "percent_bps": 5000} for each in job["line_items"]]
    invoice = await invoiced(office, job, lines=asked)
    return await seen(office, job), invoice


async def test_what_is_credited_of_chosen_lines_can_be_billed_again_and_closes(office: Office) -> None:
    """1,000.00 and 500.00 at 8%, half billed: 810.00. A credit of 81.00 frees 50.00 and 25.00."""
    job, invoice = await by_line(office, line(100_000, 800), line(50_000, 800))
    await credited(office, invoice, 8_100)
    job = await seen(office, job)
    assert [each["billed_minor"] for each in job["line_items"]] == [45_000, 22_500]
    assert job["left_to_invoice_minor"] == 162_000 - 72_900
    rest = await invoiced(office, job, rest=True)
    assert [each["base_minor"] for each in rest["lines"]] == [55_000, 27_500]
    job = await seen(office, job)
    assert (job["left_to_invoice_minor"], job["invoiced_minor"]) == (0, 162_000)


async def test_all_of_a_line_credited_after_it_was_billed_whole_is_billed_again_by_line(
    office: Office,
) -> None:
    job = await a_job(office, line(100_000, 800))
    line_id = job["line_items"][0]["id"]
    whole = await invoiced(office, job, lines=[{"line_item_id": line_id, "rest": True}])
    await credited(office, whole, 108_000)
    job = await seen(office, job)
    assert (job["line_items"][0]["billed_minor"], job["left_to_invoice_minor"]) == (0, 108_000)
    again = await invoiced(office, job, rest=True)
    assert (again["lines"][0]["base_minor"], again["total_minor"]) == (100_000, 108_000)


async def test_the_last_cent_of_tax_credited_of_chosen_lines_is_billed_by_the_rest(office: Office) -> None:
    """3 × 0.33 at 7% is 1.06; a credit of one cent leaves a cent, of whichever part, to the rest."""
    job = await a_job(office, line(99, 700))
    whole = await invoiced(office, job, lines=[{"line_item_id": job["line_items"][0]["id"], "rest": True}])
    for _ in range(7):
        await credited(office, whole, 1)
    assert (await seen(office, job))["left_to_invoice_minor"] == 7
    await invoiced(office, job, rest=True)
    job = await seen(office, job)
    assert (job["left_to_invoice_minor"], job["invoiced_minor"]) == (0, 106)


async def test_a_line_that_is_billed_keeps_its_rate(office: Office) -> None:
    """It is billed at 8%, and the job has room enough (1,000.00 more is added)."""
    job, _ = await by_line(office, line(100_000, 800), line(100_000, 800))
    first, second = job["line_items"]
    lines = [as_it_is(first, tax_rate_bps=700), as_it_is(second), line(100_000, 800)]
    refused = await told(await change(office, job, *lines), 409)
    assert (refused["code"], refused["line_item_id"], refused["billed_minor"]) == (
        "scope.line_below_billed", first["id"], 50_000,
    )  # fmt: skip
    assert await seen(office, job) == job
    body = {"line_items": lines}
    simulated = await told(await office.post(f"/api/jobs/{job['id']}/simulate", body), 409)
    assert simulated["code"] == "scope.line_below_billed"


@pytest.mark.parametrize(("edit", "credited_minor"), [({"unit_price_minor": 49_999}, 1), (None, 54_000)])
async def test_a_line_that_has_less_than_is_billed_of_it_is_credited_though_the_job_has_room(
    office: Office, edit: dict[str, Any] | None, credited_minor: int
) -> None:
    """500.00 of it is billed at 8%; 1,000.00 more is added elsewhere. Priced at 499.99, or taken off."""
    job, _ = await by_line(office, line(100_000, 800), line(100_000, 800))
    first, second = job["line_items"]
    lines = [*([as_it_is(first, **edit)] if edit else []), as_it_is(second), line(100_000, 800)]
    refused = await told(await change(office, job, *lines), 409)
    assert refused["code"] == "scope.below_invoiced"
    assert sum(step["amount_minor"] for step in refused["steps"]) == credited_minor
    assert await seen(office, job) == job
    simulated = await told(await office.post(f"/api/jobs/{job['id']}/simulate", {"line_items": lines}))
    saved = await change(office, job, *lines, settle={"reason": "smaller", **simulated["settle"]})
    after = await told(saved)
    assert after["invoiced_minor"] == job["invoiced_minor"] - credited_minor


async def test_a_line_may_fall_to_what_is_billed_of_it_and_the_rest_still_closes(office: Office) -> None:
    job, _ = await by_line(office, line(100_000, 800), line(100_000, 800))
    first, second = job["line_items"]
    await told(await change(office, job, as_it_is(first, unit_price_minor=50_000), as_it_is(second)))
    rest = await invoiced(office, job, rest=True)
    assert [each["line_item_id"] for each in rest["lines"]] == [second["id"]]
    assert (await seen(office, job))["left_to_invoice_minor"] == 0


async def test_a_paid_line_falls_with_a_credit_and_what_stays_is_billed_in_full(office: Office) -> None:
    """1,000.00 all billed by line and paid; the line falls to 700.00: 300.00 credited, nothing left."""
    job = await a_job(office, line(100_000))
    only = job["line_items"][0]
    invoice = await invoiced(office, job, lines=[{"line_item_id": only["id"], "rest": True}])
    await paid(office, invoice, 100_000)
    settle = {"reason": "smaller", "credit": [{"invoice_id": invoice["id"], "amount_minor": 30_000}]}
    await told(await change(office, job, as_it_is(only, unit_price_minor=70_000), settle=settle))
    job = await seen(office, job)
    assert (job["line_items"][0]["billed_minor"], job["left_to_invoice_minor"]) == (70_000, 0)
    assert (job["paid_minor"], job["unapplied_minor"]) == (70_000, 30_000)


async def held(office: Office) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """1,000.00 at 10% retainage, half billed (50.00 held and released): the job, the invoice, the release."""
    job = await a_job(office, line(100_000))
    await told(await office.post(f"/api/jobs/{job['id']}/retainage", {"rate_bps": 1000}))
    invoice = await invoiced(office, job, percent_bps=5000)
    release = await told(await office.post(f"/api/jobs/{job['id']}/release", {}), 201)
    return job, invoice, release


async def test_a_paid_release_ends_with_the_open_invoice_that_holds_its_money(office: Office) -> None:
    """Else −50.00 would be held of a canceled job. What was paid is money to decide on."""
    job, invoice, release = await held(office)
    await paid(office, release, 5_000)
    await told(await office.post(f"/api/jobs/{job['id']}/cancel", {"reason": "sold"}))
    job = await seen(office, job)
    assert (job["held_minor"], job["invoiced_minor"], job["paid_minor"], job["unapplied_minor"]) == (
        0, 0, 0, 5_000,
    )  # fmt: skip
    for one in (invoice, release):
        assert (await told(await office.get(f"/api/invoices/{one['id']}")))["status"] == "canceled"
    decisions = await told(await office.get("/api/decisions"))
    assert [(each["reason"], each["amount_minor"]) for each in decisions["items"]] == [
        ("job_canceled", 5_000)
    ]


async def test_a_paid_release_of_a_paid_invoice_stays_when_the_job_ends(office: Office) -> None:
    job, invoice, release = await held(office)
    await paid(office, invoice, 45_000)
    await paid(office, release, 5_000)
    await told(await office.post(f"/api/jobs/{job['id']}/cancel", {"reason": "sold"}))
    job = await seen(office, job)
    assert (job["held_minor"], job["invoiced_minor"], job["paid_minor"]) == (0, 50_000, 50_000)


async def test_a_canceled_job_asks_for_no_held_money_and_opens_with_no_balance(office: Office) -> None:
    job = await a_job(office, line(100_000))
    await told(await office.post(f"/api/jobs/{job['id']}/retainage", {"rate_bps": 1000}))
    await paid(office, await invoiced(office, job, percent_bps=5000), 45_000)
    await told(await office.post(f"/api/jobs/{job['id']}/cancel", {"reason": "sold"}))
    refused = await told(await office.post(f"/api/jobs/{job['id']}/release", {}), 409)
    assert refused["code"] == "jobs.canceled"
    other = await a_job(office, line(100_000))
    await told(await office.post(f"/api/jobs/{other['id']}/cancel", {"reason": "sold"}))
    opening = {"billed_minor": 1_000, "signed_name": "Sam"}
    refused = await told(await office.post(f"/api/jobs/{other['id']}/opening-balance", opening), 409)
    assert refused["code"] == "jobs.canceled"
