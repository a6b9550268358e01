"""Money of a canceled job: what is paid stays paid until a person says else, and no sum is lost sight of."""

from typing import Any

import pytest
from tests.scope.test_office import a_job, decisions, invoiced, line, paid, told
from tests.sync.office import Office

pytestmark = pytest.mark.anyio


async def canceled(office: Office, job: dict[str, Any]) -> dict[str, Any]:
    return await told(await office.post(f"/api/jobs/{job['id']}/cancel", {"reason": "house sold"}))


async def of_invoice(office: Office, invoice: dict[str, Any]) -> tuple[str, int, int]:
    seen = await told(await office.get(f"/api/invoices/{invoice['id']}"))
    return seen["status"], seen["due_minor"], seen["paid_minor"]


async def test_a_check_that_bounces_after_the_end_is_owed_again_and_can_be_paid_or_credited(
    office: Office,
) -> None:
    """A deposit of 600 is paid by check, the job canceled, the deposit kept; then the check bounces."""
    job = await a_job(office, line(200_000))
    deposit = await invoiced(office, job, amount_minor=60_000)
    check = await paid(office, deposit, 60_000)
    await canceled(office, job)
    (row,) = await decisions(office)
    await told(await office.post(f"/api/decisions/{row['id']}/resolve", {"choice": "keep_credit"}))
    await told(await office.post(f"/api/payments/{check['id']}/reverse", {"reason": "bounced"}))
    assert await of_invoice(office, deposit) == ("open", 60_000, 0)
    assert await decisions(office) == []

    half = await paid(office, deposit, 20_000)
    assert (half["outcome"], half["unapplied_minor"]) == ("applied", 0)
    assert await of_invoice(office, deposit) == ("open", 40_000, 20_000)
    for_the_job = {"method": "cash", "amount_minor": 50_000, "job_id": job["id"]}
    more = await told(await office.post("/api/payments", for_the_job), 201)
    assert (more["outcome"], more["unapplied_reason"], more["unapplied_minor"]) == (
        "conflict", "job_canceled", 10_000,
    )  # fmt: skip
    assert await of_invoice(office, deposit) == ("paid", 0, 60_000)
    assert [(row["reason"], row["amount_minor"]) for row in await decisions(office)] == [
        ("job_canceled", 50_000)
    ]


async def test_money_moved_off_the_invoice_of_a_canceled_job_is_a_decision_again(office: Office) -> None:
    """Nothing would ever draw upon it: a canceled job has no next invoice."""
    job = await a_job(office, line(200_000))
    deposit = await invoiced(office, job, amount_minor=60_000)
    await paid(office, deposit, 60_000)
    await canceled(office, job)
    (row,) = await decisions(office)
    await told(await office.post(f"/api/decisions/{row['id']}/resolve", {"choice": "keep_credit"}))
    await told(await office.post(f"/api/invoices/{deposit['id']}/unapply", {"reason": "give it back"}))
    assert await of_invoice(office, deposit) == ("open", 60_000, 0)
    (row,) = await decisions(office)
    assert (row["reason"], row["amount_minor"]) == ("job_canceled", 60_000)
    await told(await office.post(f"/api/invoices/{deposit['id']}/void", {"reason": "canceled"}))
    payment = row["payment_id"]
    back = {"amount_minor": 60_000, "reason": "canceled", "method": "check"}
    await told(await office.post(f"/api/payments/{payment}/refund", back))
    assert await decisions(office) == []


async def test_a_canceled_jobs_row_stays_until_what_is_kept_on_its_invoices_is_decided_too(
    office: Office,
) -> None:
    """1,000 came in: 600 on a paid deposit, 400 on a stage that ends with the job."""
    job = await a_job(office, line(200_000))
    deposit = await invoiced(office, job, amount_minor=60_000)
    await invoiced(office, job, amount_minor=100_000)
    body = {"method": "cash", "amount_minor": 100_000, "job_id": job["id"]}
    payment = await told(await office.post("/api/payments", body), 201)
    await canceled(office, job)
    (row,) = await decisions(office)
    assert row["amount_minor"] == 100_000
    back = {"reason": "not done", "method": "cash"}
    path = f"/api/payments/{payment['id']}/refund"
    await told(await office.post(path, {"amount_minor": 40_000, **back}))
    (row,) = await decisions(office)
    assert row["amount_minor"] == 60_000  # the deposit: nobody said yet that it is kept

    other = await a_job(office, line(25_000))
    theirs = await invoiced(office, other, rest=True)
    move = {"from_invoice_id": deposit["id"], "to_invoice_id": theirs["id"], "reason": "same customer"}
    await told(await office.post(f"/api/payments/{payment['id']}/move", move))
    (row,) = await decisions(office)
    assert (row["amount_minor"], await of_invoice(office, deposit)) == (35_000, ("open", 25_000, 35_000))
    await told(await office.post(path, {"amount_minor": 35_000, "invoice_id": deposit["id"], **back}))
    assert await decisions(office) == []


async def test_to_apply_a_part_of_a_canceled_jobs_money_leaves_the_rest_to_decide(office: Office) -> None:
    job = await a_job(office, line(200_000))
    stage = await invoiced(office, job, amount_minor=100_000)
    await paid(office, stage, 40_000)
    await canceled(office, job)
    other = await a_job(office, line(25_000))
    theirs = await invoiced(office, other, rest=True)
    (row,) = await decisions(office)
    apply = {"choice": "apply", "invoice_id": theirs["id"]}
    after = await told(await office.post(f"/api/decisions/{row['id']}/resolve", apply))
    assert (after["resolved_at"], after["amount_minor"]) == (None, 15_000)
    assert await of_invoice(office, theirs) == ("paid", 0, 25_000)
    await told(await office.post(f"/api/decisions/{row['id']}/resolve", {"choice": "keep_credit"}))
    assert await decisions(office) == []


async def test_a_phone_hears_that_money_on_a_paid_invoice_of_a_canceled_job_waits_for_a_decision(
    office: Office,
) -> None:
    """600 stay on the paid deposit and 100 on no invoice: no money moved, but what its rows say did."""
    job = await a_job(office, line(200_000))
    deposit = await invoiced(office, job, amount_minor=60_000)
    applied = await paid(office, deposit, 60_000)
    advance = {"method": "cash", "amount_minor": 10_000, "job_id": job["id"]}
    kept = await told(await office.post("/api/payments", advance), 201)
    cursor = (await office.get("/api/sync/snapshot")).json()["cursor"]
    await canceled(office, job)
    changes = (await office.get(f"/api/sync/pull?cursor={cursor}")).json()["changes"]
    heard = {
        each["id"]: (each["row"]["unapplied_reason"], each["row"]["awaits_decision"])
        for each in changes
        if each["e"] == "payment"
    }
    waits = ("job_canceled", True)
    assert heard == {applied["id"]: waits, kept["id"]: waits}


async def test_of_a_canceled_job_only_what_comes_off_an_invoice_is_asked_again(office: Office) -> None:
    """600.00 and 300.00 of one check stay on two paid invoices, and are kept; then 300.00 come off."""
    job = await a_job(office, line(200_000))
    await invoiced(office, job, amount_minor=60_000)
    second = await invoiced(office, job, amount_minor=30_000)
    check = {"method": "check", "amount_minor": 90_000, "job_id": job["id"]}
    await told(await office.post("/api/payments", check), 201)
    await canceled(office, job)
    (row,) = await decisions(office)
    assert row["amount_minor"] == 90_000
    await told(await office.post(f"/api/decisions/{row['id']}/resolve", {"choice": "keep_credit"}))
    await told(await office.post(f"/api/invoices/{second['id']}/unapply", {"reason": "give it back"}))
    (row,) = await decisions(office)
    assert (row["reason"], row["amount_minor"]) == ("job_canceled", 30_000)
