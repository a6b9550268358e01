"""Retainage, chosen lines and opening balances over REST: JB-19 and what stands in its way."""

from typing import Any

import pytest
from tests.scope.test_office import a_job, change, invoiced, line, paid, told
from tests.sync.office import Office

pytestmark = pytest.mark.anyio


async def seen(office: Office, job: dict[str, Any]) -> dict[str, Any]:
    return await told(await office.get(f"/api/jobs/{job['id']}"))


async def test_jb19_held_money_is_released_once_and_the_job_closes_with_nothing_held(office: Office) -> None:
    """A-RET: 8,001.95 at 5%: 400.10 held, 7,601.85 due; the release has its own due date."""
    job = await a_job(office, line(800_195))
    await told(await office.post(f"/api/jobs/{job['id']}/retainage", {"rate_bps": 500}))
    invoice = await invoiced(office, job, rest=True)
    assert (invoice["total_minor"], invoice["held_minor"], invoice["due_minor"]) == (800_195, 40_010, 760_185)
    await paid(office, invoice, 760_185)
    job = await seen(office, job)
    assert (job["left_to_invoice_minor"], job["held_minor"], job["paid_minor"]) == (0, 40_010, 760_185)
    path = f"/api/jobs/{job['id']}/release"
    refused = await told(await office.post(path, {"amount_minor": 40_011}), 409)
    assert refused["code"] == "invoices.more_than_held"
    released = await told(await office.post(path, {"due_terms": {"kind": "net", "days": 10}}), 201)
    assert (released["released_minor"], released["due_minor"], released["number"]) == (
        40_010, 40_010, "INV-0002",
    )  # fmt: skip
    await paid(office, released, 40_010)
    job = await seen(office, job)
    assert (job["invoiced_minor"], job["held_minor"], job["paid_minor"]) == (800_195, 0, 800_195)
    assert (await told(await office.post(path, {}), 409))["code"] == "invoices.nothing_held"


async def test_an_invoice_whose_held_money_is_released_is_not_voided_by_any_way(office: Office) -> None:
    job = await a_job(office, line(100_000))
    await told(await office.post(f"/api/jobs/{job['id']}/retainage", {"rate_bps": 1000}))
    invoice = await invoiced(office, job, percent_bps=5000)
    await told(await office.post(f"/api/jobs/{job['id']}/release", {}), 201)
    refused = await told(await office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "x"}), 409)
    assert refused["code"] == "invoices.held_is_released"
    settle = {"reason": "x", "void": [invoice["id"]]}
    refused = await told(await change(office, job, line(30_000), settle=settle), 409)
    assert refused["code"] == "invoices.held_is_released"


async def test_who_corrects_or_voids_what_another_voided_is_told_so_and_not_of_its_held_money(
    office: Office,
) -> None:
    job = await a_job(office, line(100_000))
    await told(await office.post(f"/api/jobs/{job['id']}/retainage", {"rate_bps": 1000}))
    invoice = await invoiced(office, job, percent_bps=5000)
    path = f"/api/invoices/{invoice['id']}"
    await told(await office.post(f"{path}/void", {"reason": "wrong stage"}))
    for way in ("void", "replace"):
        refused = await told(await office.post(f"{path}/{way}", {"reason": "late"}), 409)
        assert refused["code"] == "invoices.already_void"


async def test_chosen_lines_are_billed_and_left_line_by_line(office: Office) -> None:
    job = await a_job(office, line(1_500_000), line(300_000, 825))
    piping, boiler = (each["id"] for each in job["line_items"])
    first = await invoiced(office, job, lines=[{"line_item_id": piping, "percent_bps": 8000}])
    assert (first["total_minor"], first["lines"][0]["base_minor"]) == (1_200_000, 1_200_000)
    over = {"job_id": job["id"], "lines": [{"line_item_id": piping, "amount_minor": 300_001}]}
    refused = await told(await office.post("/api/invoices", over), 409)
    assert (refused["code"], refused["left_minor"], refused["line_item_id"]) == (
        "invoices.over_invoiced", 300_000, piping,
    )  # fmt: skip
    mixed = await told(await office.post("/api/invoices", {"job_id": job["id"], "percent_bps": 100}), 409)
    assert mixed["code"] == "invoices.lines_mixed"
    half = await invoiced(office, job, lines=[{"line_item_id": boiler, "amount_minor": 150_000}])
    assert (half["tax_minor"], half["total_minor"]) == (12_375, 162_375)
    job = await seen(office, job)
    assert [each["billed_minor"] for each in job["line_items"]] == [1_200_000, 150_000]
    assert job["billed_by"] == "lines"
    await invoiced(office, job, rest=True)
    job = await seen(office, job)
    assert (job["left_to_invoice_minor"], job["invoiced_minor"]) == (0, 1_824_750)


async def test_d72_a_running_job_opens_with_what_is_billed_held_and_paid_elsewhere(office: Office) -> None:
    job = await a_job(office, line(500_000))
    path = f"/api/jobs/{job['id']}/opening-balance"
    body = {"billed_minor": 200_000, "held_minor": 20_000, "paid_minor": 150_000, "signed_name": "Sam Hill"}
    over = await told(await office.post(path, body | {"paid_minor": 180_001}), 422)
    assert over["code"] == "opening.paid_too_high"
    job = await told(await office.post(path, body), 201)
    assert (job["invoiced_minor"], job["held_minor"], job["paid_minor"], job["left_to_invoice_minor"]) == (
        200_000, 20_000, 150_000, 300_000,
    )  # fmt: skip
    assert job["opening"]["signed_name"] == "Sam Hill"
    listed = (await office.get(f"/api/jobs/{job['id']}/invoices")).json()["items"]
    assert [(each["number"], each["due_minor"]) for each in listed] == [("OB-0001", 30_000)]
    assert (await told(await office.post(path, body), 409))["code"] == "opening.already_begun"
    assert (await invoiced(office, job, rest=True))["number"] == "INV-0001"
