"""Papers of facts stay byte for byte as they were first given, whatever is called otherwise later."""

import asyncio

import pytest
from tests.documents.test_invoice_pdf import renamed, text_of
from tests.documents.test_papers import SIGNATURE, signed
from tests.paypage.shop import Shop
from tests.statements.test_statement import opened, pay

from stagebill.attachments.gateways.disk import blob_store

pytestmark = pytest.mark.anyio


async def given(shop: Shop, path: str) -> bytes:
    answer = await shop.office.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    return bytes(answer.content)


async def facts(shop: Shop) -> list[str]:
    """A receipt, a credit note, an application and an approved change: where their papers are."""
    invoice = await shop.invoice(100_000)
    paid = await pay(shop, 40_000)
    credit = {"amount_minor": 10_000, "reason": "Broken tile"}
    answer = await shop.office.post(f"/api/invoices/{invoice['id']}/credit", credit)
    assert answer.status_code == 200, answer.text
    ((note_id,),) = await shop.rows("SELECT id FROM credit_note")
    change_id = await signed(shop, 10_000, name="Jane Doe", signature=SIGNATURE)
    return [
        f"/api/payments/{paid['id']}/pdf",
        f"/api/credit-notes/{note_id}/pdf",
        f"/api/invoices/{invoice['id']}/pay-application/pdf",
        f"/api/change-orders/{change_id}/pdf",
    ]


async def test_no_paper_of_a_fact_changes_with_the_company_s_name_or_the_customer_s_language(
    shop: Shop,
) -> None:
    paths = await facts(shop)
    before = [await given(shop, path) for path in paths]
    await renamed(shop, name="Beech Plumbing", phone="+1 555 010 0100", accent="#aa0000")
    await shop.office.patch(f"/api/customers/{shop.customer_id}", {"language": "es"})
    assert [await given(shop, path) for path in paths] == before
    assert all("Alder Plumbing" in text_of(body) for body in before)
    assert len(await shop.rows("SELECT id FROM kept_paper")) == len(paths)


async def test_a_receipt_has_another_edition_when_what_it_settled_changed_and_the_old_one_stays(
    shop: Shop,
) -> None:
    first, second = await shop.invoice(10_000), await shop.invoice(30_000)
    paid = await pay(shop, 20_000)
    path = f"/api/payments/{paid['id']}/pdf"
    before = await given(shop, path)
    move = {"from_invoice_id": first["id"], "to_invoice_id": second["id"], "amount_minor": 5_000,
            "reason": "Asked for"}  # fmt: skip
    answer = await shop.office.post(f"/api/payments/{paid['id']}/move", move)
    assert answer.status_code == 200, answer.text
    after = await given(shop, path)
    assert after != before
    assert len(await shop.rows("SELECT id FROM kept_paper WHERE kind = 'receipt'")) == 2
    assert await given(shop, path) == after


async def test_a_statement_is_of_its_day_and_a_change_nobody_approved_of_now_and_neither_is_kept(
    shop: Shop,
) -> None:
    await shop.invoice(100_000)
    await given(shop, f"/api/jobs/{shop.job_id}/statement/pdf")
    body = {"job_id": shop.job_id, "title": "More", "lines": [{"description": "x", "unit_price_minor": 100}]}
    order = (await shop.office.post("/api/change-orders", body)).json()
    await given(shop, f"/api/change-orders/{order['id']}/pdf")
    assert await shop.rows("SELECT id FROM kept_paper") == []


async def test_office_and_customer_who_ask_at_once_get_one_receipt(shop: Shop) -> None:
    await shop.invoice(100_000)
    paid = await pay(shop, 40_000)
    await opened(shop)
    own = f"/statement/receipts/{paid['id']}/pdf"
    asked = (shop.customer.get(own) if place % 2 else shop.office.get(f"/api/payments/{paid['id']}/pdf")
             for place in range(10))  # fmt: skip
    answers = await asyncio.gather(*asked)
    assert len({answer.content for answer in answers}) == 1
    ((digest, size),) = await shop.rows("SELECT sha256, file_bytes FROM kept_paper")
    assert (answers[0].headers["etag"], len(answers[0].content)) == (f'"{digest}"', size)


async def test_what_the_disk_lost_is_set_again_of_what_it_said(shop: Shop) -> None:
    await shop.invoice(100_000)
    paid = await pay(shop, 40_000)
    path = f"/api/payments/{paid['id']}/pdf"
    before = await given(shop, path)
    await renamed(shop, name="Beech Plumbing")
    ((organization_id, digest),) = await shop.rows("SELECT organization_id, sha256 FROM kept_paper")
    blob_store(shop.services.config).path(organization_id, digest).unlink()
    again = await given(shop, path)
    assert again == before
