"""Money for a customer, not for one job: it pays their open invoices wherever they are (D-31)."""

from typing import Any

import pytest
from tests.sync.office import Office

from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio


async def billed(office: Office, amount_minor: int, title: str = "") -> str:
    """An invoice of the office's job, or of a new one of the same customer that no technician is on."""
    job_id = office.job
    if title:
        job_id = new_id()
        lines = [{"description": title, "unit_price_minor": amount_minor}]
        job = {"job_id": job_id, "customer_id": office.customer, "title": title, "line_items": lines}
        assert (await office.post("/api/jobs", job)).status_code == 201
    answer = await office.post("/api/invoices", {"job_id": job_id, "amount_minor": amount_minor})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def pays(office: Office, amount_minor: int, *hint: str) -> dict[str, Any]:
    body = {"method": "cash", "amount_minor": amount_minor, "customer_id": office.customer, "hint": hint}
    answer = await office.post("/api/payments", body, who="technician")
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def due(office: Office, invoice_id: str) -> int:
    return int((await office.get(f"/api/invoices/{invoice_id}")).json()["due_minor"])


def parts(payment: dict[str, Any]) -> dict[str, int]:
    return {each["invoice_id"]: each["amount_minor"] for each in payment["allocations"]}


async def test_150_of_a_customer_pay_100_on_one_job_and_50_of_another_though_the_technician_is_on_one(
    office: Office,
) -> None:
    first = await billed(office, 10_000)
    second = await billed(office, 8_000, "Shed")
    payment = await pays(office, 15_000)
    assert parts(payment) == {first: 10_000, second: 5_000}
    assert (payment["unapplied_minor"], payment["job_id"], payment["outcome"]) == (0, None, "applied")
    assert [await due(office, first), await due(office, second)] == [0, 3_000]


async def test_who_took_money_for_all_jobs_of_a_customer_sees_it_and_no_other_technician_does(
    office: Office,
) -> None:
    cursor = (await office.get("/api/sync/snapshot", who="technician")).json()["cursor"]
    first = await billed(office, 10_000)
    second = await billed(office, 8_000, "Shed")
    taken = await pays(office, 15_000)
    by_office = {"method": "check", "amount_minor": 3_000, "customer_id": office.customer}
    assert (await office.post("/api/payments", by_office)).status_code == 201
    seen = (await office.get("/api/payments", who="technician")).json()["items"]
    assert [(each["id"], parts(each)) for each in seen] == [(taken["id"], {first: 10_000, second: 5_000})]
    pulled = (await office.get(f"/api/sync/pull?cursor={cursor}", who="technician")).json()["changes"]
    assert [each["id"] for each in pulled if each["e"] == "payment"] == [taken["id"]]
    assert len((await office.get("/api/payments")).json()["items"]) == 2


async def test_what_the_phone_showed_is_paid_first_and_an_older_invoice_with_what_is_over(
    office: Office,
) -> None:
    unseen = await billed(office, 8_000, "Shed")
    shown = await billed(office, 10_000)
    payment = await pays(office, 12_000, shown)
    assert parts(payment) == {shown: 10_000, unseen: 2_000}


async def test_more_than_the_customer_owes_on_all_jobs_is_kept_and_decided_on_by_the_office(
    office: Office,
) -> None:
    invoice_id = await billed(office, 10_000)
    payment = await pays(office, 10_001)
    assert (parts(payment), payment["unapplied_minor"]) == ({invoice_id: 10_000}, 1)
    (decision,) = (await office.get("/api/decisions")).json()["items"]
    assert (decision["payment_id"], decision["reason"], decision["amount_minor"]) == (
        payment["id"], "over_payment", 1,
    )  # fmt: skip
