"""Papers of facts stay byte for byte as they were first given, whatever is called otherwise later."""

import asyncio
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from tests.documents.test_invoice_pdf import renamed, text_of
from tests.documents.test_papers import SIGNATURE, signed
from tests.paypage.shop import Shop
from tests.paypage.test_logo import png, upload
from tests.statements.test_owed import two_jobs
from tests.statements.test_statement import opened, pay

from stagebill.attachments.gateways.disk import blob_store
from stagebill.documents.as_told import Told
from stagebill.invoices.as_issued import Said

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


async def moved_and_renamed(shop: Shop) -> None:
    """All that stands around a fact on its paper, changed."""
    await renamed(
        shop, name="Beech Plumbing", phone="+1 555 010 0100", accent="#aa0000",
        address={"street": "9 Beech Way", "city": "Dallas"}, texts={"receipt_footer": {"en": "Beech closes"}},
    )  # fmt: skip
    said = {"name": "John Roe", "billing_address": {"street": "8 New Road", "city": "Waco"}, "language": "es"}
    answer = await shop.office.patch(f"/api/customers/{shop.customer_id}", said)
    assert answer.status_code == 200, answer.text


async def test_a_paper_says_what_was_true_at_its_fact_though_nobody_asked_for_it_before_that_changed(
    shop: Shop,
) -> None:
    await renamed(
        shop, address={"street": "1 Alder Way", "city": "Austin"}, accent="#0a5c36",
        texts={"receipt_footer": {"en": "Alder closes"}},
    )  # fmt: skip
    where = {"billing_address": {"street": "7 Old Road", "city": "Waco"}}
    await shop.office.patch(f"/api/customers/{shop.customer_id}", where)
    receipt, *_ = paths = await facts(shop)
    await moved_and_renamed(shop)
    for path in paths:
        text = text_of(await given(shop, path))
        for part in ("Alder Plumbing", "1 Alder Way", "7 Old Road"):
            assert part in text, (path, text)
        for part in ("Beech", "New Road", "John Roe", "Recibo", "Orden"):
            assert part not in text, (path, text)
    assert "Alder closes" in text_of(await given(shop, receipt))
    kept = await shop.rows("SELECT content FROM kept_paper")
    assert {msgspec.json.decode(content)["accent"] for (content,) in kept} == {"#0a5c36"}


async def test_a_credit_note_is_from_and_to_the_addresses_of_its_own_day_and_not_of_its_invoice_s(
    shop: Shop,
) -> None:
    where = {"billing_address": {"street": "7 Old Road", "city": "Waco"}}
    await shop.office.patch(f"/api/customers/{shop.customer_id}", where)
    invoice = await shop.invoice(100_000)
    await shop.office.patch(
        f"/api/customers/{shop.customer_id}", {"billing_address": {"street": "8 New Road", "city": "Waco"}}
    )
    credit = {"amount_minor": 10_000, "reason": "Broken tile"}
    await shop.office.post(f"/api/invoices/{invoice['id']}/credit", credit)
    ((note_id,),) = await shop.rows("SELECT id FROM credit_note")
    text = text_of(await given(shop, f"/api/credit-notes/{note_id}/pdf"))
    assert "8 New Road" in text
    assert "7 Old Road" not in text
    assert "7 Old Road" in text_of(await given(shop, f"/api/invoices/{invoice['id']}/pdf"))


async def test_each_fact_keeps_once_what_stood_around_it_in_its_own_unit(shop: Shop) -> None:
    await facts(shop)
    kinds = await shop.rows("SELECT kind, COUNT(*) FROM as_told GROUP BY kind ORDER BY kind")
    assert [tuple(row) for row in kinds] == [("change_order", 1), ("credit_note", 1), ("receipt", 1)]


async def test_a_fact_of_before_this_was_kept_has_the_letterhead_of_the_first_who_asks(shop: Shop) -> None:
    await shop.invoice(100_000)
    paid = await pay(shop, 40_000)
    await moved_and_renamed(shop)

    async def nothing(*_: object) -> None:
        return None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("stagebill.statements.routes.told_of", nothing)
        assert "Beech Plumbing" in text_of(await given(shop, f"/api/payments/{paid['id']}/pdf"))


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


async def test_a_receipt_of_money_for_several_jobs_names_its_customer_as_they_were_when_it_came(
    shop: Shop,
) -> None:
    where = {"billing_address": {"street": "7 Old Road", "city": "Waco"}}
    await shop.office.patch(f"/api/customers/{shop.customer_id}", where)
    first, second = await two_jobs(shop)
    check = {"method": "check", "amount_minor": 300_000, "customer_id": shop.customer_id}
    paid = await shop.office.post("/api/payments", check)
    assert paid.status_code == 201, paid.text
    await moved_and_renamed(shop)
    for job_id in (first["job_id"], second["job_id"]):
        link = (await shop.office.get(f"/api/jobs/{job_id}/statement")).json()["url"]
        await shop.customer.open(link)
        answer = await shop.customer.get(f"/statement/receipts/{paid.json()['id']}/pdf")
        text = text_of(answer.content)
        assert "Jane Doe" in text
        assert "7 Old Road" in text
        assert "John Roe" not in text


async def test_a_receipt_keeps_of_the_company_every_word_that_an_invoice_of_the_same_moment_keeps(
    shop: Shop,
) -> None:
    picture = png()
    assert await upload(shop, picture) in {200, 201}
    said: dict[str, Any] = {
        "name": "Alder", "legal_name": "Alder Ltd", "address": {"street": "1 Alder Way", "city": "Austin"},
        "phone": "+1 555 010 0100", "email": "a@alder.example", "website": "https://alder.example",
        "tax_number": "12-345", "accent": "#0a5c36", "logo_sha256": sha256(picture).hexdigest(),
        "electronic_address": {"scheme": "0088", "id": "7300010000001"},
        "bank_account": {"number": "DE75 5121 0800 1245 1261 99"},
    }  # fmt: skip
    for company in ({}, said):
        await renamed(shop, **company)
        invoice = await shop.invoice(100_000)
        paid = await pay(shop, 40_000)
        ((on_invoice,),) = await shop.rows("SELECT said FROM as_issued WHERE id = $1", invoice["id"])
        ((on_receipt,),) = await shop.rows("SELECT told FROM as_told WHERE subject_id = $1", paid["id"])
        kept = msgspec.json.decode(on_receipt, type=Told).company
        assert kept == msgspec.json.decode(on_invoice, type=Said).company
    assert None not in msgspec.structs.astuple(kept)
