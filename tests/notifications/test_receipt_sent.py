"""The receipt of cash and checks is mailed when somebody says so: what a processor took mails its own."""

from typing import Any

import pytest
from tests.notifications.test_mail import folder, part
from tests.paypage.shop import Shop

pytestmark = pytest.mark.anyio


async def taken(shop: Shop, **where: Any) -> str:
    body = {"method": "check", "amount_minor": 80_000, "reference": "1182", **where}
    answer = await shop.office.post("/api/payments", body)
    assert answer.status_code == 201, answer.text
    payment_id: str = answer.json()["id"]
    return payment_id


async def test_a_check_of_800_on_2000_is_receipted_by_mail_each_time_it_is_asked_for(shop: Shop) -> None:
    invoice = await shop.invoice(200_000, title="Stage 1")
    payment_id = await taken(shop, invoice_id=invoice["id"])
    await shop.work()
    assert folder(shop) == []
    for count in (1, 2):
        answer = await shop.office.post(f"/api/payments/{payment_id}/send-receipt", {})
        assert answer.status_code == 200, answer.text
        await shop.work()
        await shop.work()
        assert len(folder(shop)) == count
    mail = folder(shop)[0]
    assert mail["Subject"] == "Receipt: $800.00 to Alder Plumbing"
    for said in ("$800.00", "by check", "$1,200.00"):
        assert said in part(mail, "plain")


async def test_money_on_no_invoice_and_a_customer_without_an_address_get_none(shop: Shop) -> None:
    unapplied = await taken(shop, job_id=shop.job_id)
    answer = await shop.office.post(f"/api/payments/{unapplied}/send-receipt", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "notifications.nothing_on_invoice")
    await shop.add_job(email=None)
    paid = await taken(shop, invoice_id=(await shop.invoice(200_000))["id"])
    answer = await shop.office.post(f"/api/payments/{paid}/send-receipt", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "invoices.no_address")
    await shop.work()
    assert folder(shop) == []


async def test_a_check_that_bounced_has_no_receipt(shop: Shop) -> None:
    payment_id = await taken(shop, invoice_id=(await shop.invoice(200_000))["id"])
    await shop.office.post(f"/api/payments/{payment_id}/reverse", {"reason": "bounced"})
    answer = await shop.office.post(f"/api/payments/{payment_id}/send-receipt", {})
    assert answer.json()["code"] == "notifications.nothing_on_invoice"


async def test_a_technician_receipts_what_is_of_their_jobs_and_nothing_else(shop: Shop) -> None:
    payment_id = await taken(shop, invoice_id=(await shop.invoice(200_000))["id"])
    company, at = shop.company, f"/api/payments/{payment_id}/send-receipt"
    await company.add("technician", company.technician, "maya@alder.example")
    refused = await company.technician.post(at, {})
    assert (refused.status_code, refused.json()["code"]) == (404, "payments.missing")
    on_it = {"member_ids": [company.ids["technician"]]}
    assert (await shop.office.post(f"/api/jobs/{shop.job_id}/technicians", on_it)).status_code == 200
    assert (await company.technician.post(at, {})).status_code == 200
