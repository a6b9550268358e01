"""Papers beside the invoice as PDF: real files, read back, whose sums are those of the app."""

import io
import re
from typing import Any

import msgspec
import pikepdf
import pytest
from tests.documents.test_invoice_pdf import text_of
from tests.paypage.shop import Shop
from tests.statements.test_statement import add_change, link_of, opened, pay

from stagebill.documents.color import CONTRAST_MIN, INK, contrast_to_white, readable_on_white

pytestmark = pytest.mark.anyio

SIGNATURE = "M100 200l30 -40 20 60M400 100l10 10"


async def read(shop: Shop, path: str) -> str:
    """What is read out of a document of the office, once it is seen to be one for archives and readers."""
    answer = await shop.office.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    with pikepdf.open(io.BytesIO(answer.content)) as file:
        meta = file.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("3", "A", "1")
        assert file.Root.MarkInfo.Marked
    return text_of(answer.content)


async def signed(shop: Shop, amount_minor: int, **proof: Any) -> str:
    lines = [{"description": "Copper", "quantity": 2, "unit_price_minor": amount_minor // 2}]
    body = {"job_id": shop.job_id, "title": "Copper pipes", "words": "As agreed on site", "lines": lines}
    order: dict[str, Any] = (await shop.office.post("/api/change-orders", body)).json()
    seen = {"seen_total_minor": 500_000, "seen_after_minor": 500_000 + amount_minor}
    await shop.office.post(f"/api/change-orders/{order['id']}/send", {"mail": False})
    answer = await shop.office.post(f"/api/change-orders/{order['id']}/approve", {**seen, **proof})
    assert answer.status_code == 200, answer.text
    return str(order["id"])


async def test_a_receipt_says_who_paid_what_how_and_for_which_invoices(shop: Shop) -> None:
    first = await shop.invoice(100_000, title="Rough-in")
    paid = await pay(shop, 130_000, reference="1182")
    said = await read(shop, f"/api/payments/{paid['id']}/pdf")
    for part in ("Receipt", "Alder Plumbing", "Jane Doe", "March 2, 2026", "check", "1182", "Rough-in",
                 first["number"], "$1,000.00", "Paid ahead, for invoices to come", "$300.00", "$1,300.00",
                 "Page 1 of 1"):  # fmt: skip
        assert part in said, (part, said)


async def test_a_payment_that_bounced_has_no_receipt(shop: Shop) -> None:
    await shop.invoice(100_000)
    paid = await pay(shop, 100_000)
    await shop.office.post(f"/api/payments/{paid['id']}/reverse", {"reason": "bounced"})
    answer = await shop.office.get(f"/api/payments/{paid['id']}/pdf")
    assert (answer.status_code, answer.json()["code"]) == (409, "statements.nothing_received")


async def test_a_statement_on_paper_has_the_sums_of_the_page_and_more_rows_than_it(shop: Shop) -> None:
    await add_change(shop, 60_000)
    await shop.invoice(250_000, title="Rough-in")
    await pay(shop, 100_000)
    said = await read(shop, f"/api/jobs/{shop.job_id}/statement/pdf")
    for part in ("Statement", "Agreed at first $5,000.00", "$600.00", "The job today $5,600.00",
                 "Part paid $2,500.00 $1,000.00 $1,500.00", "Received in all $1,000.00",
                 "Paid $1,000.00", "To pay now $1,500.00", "Not billed yet $3,100.00",
                 "See all of it online"):  # fmt: skip
        assert part in said, (part, said)
    url = (await link_of(shop))["url"]
    assert url in re.sub(r"\s", "", said)
    await shop.office.post(f"/api/jobs/{shop.job_id}/statement/revoke", {})
    assert "See all of it online" not in await read(shop, f"/api/jobs/{shop.job_id}/statement/pdf")


async def test_a_credit_note_says_of_which_invoice_how_much_and_why(shop: Shop) -> None:
    invoice = await shop.invoice(250_000, title="Rough-in")
    body = {"amount_minor": 40_000, "reason": "one valve less"}
    answer = await shop.office.post(f"/api/invoices/{invoice['id']}/credit", body)
    assert answer.status_code in {200, 201}, answer.text
    (note,) = (await shop.office.get("/api/credit-notes")).json()["items"]
    said = await read(shop, f"/api/credit-notes/{note['id']}/pdf")
    for part in ("Credit note", note["number"], invoice["number"], "$400.00", "Reason: one valve less"):
        assert part in said, (part, said)
    page = await opened(shop)
    (path,) = re.findall(r'href="(/statement/credits/[^"]+)"', page.text)
    answer = await shop.customer.get(path)
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert (await shop.customer.get("/statement/credits/nothing/pdf")).status_code == 404


async def test_a_change_order_has_the_totals_that_were_signed_and_the_signature_s_picture(shop: Shop) -> None:
    order_id = await signed(shop, 60_000, name="Jane Doe", signature=SIGNATURE)
    answer = await shop.office.get(f"/api/change-orders/{order_id}/pdf")
    said = await read(shop, f"/api/change-orders/{order_id}/pdf")
    for part in ("Change order", "CO-1", "Copper pipes", "As agreed on site",
                 "The job before this change $5,000.00",
                 "This change +$600.00", "With this change $5,600.00",
                 "Approved by Jane Doe, March 2, 2026"):  # fmt: skip
        assert part in said, (part, said)
    typed = await signed_by_hand(shop)
    with pikepdf.open(io.BytesIO(answer.content)) as drawn:
        assert len(figures_of(drawn)) == 1
        assert figures_of(drawn) == ["Approved by Jane Doe, March 2, 2026"]
    with pikepdf.open(io.BytesIO(typed)) as plain:
        assert figures_of(plain) == []


async def test_a_change_order_that_waits_for_an_answer_says_by_when_on_paper(shop: Shop) -> None:
    body = {"job_id": shop.job_id, "title": "More", "lines": [{"description": "x", "unit_price_minor": 100}]}
    order = (await shop.office.post("/api/change-orders", body)).json()
    path = f"/api/change-orders/{order['id']}"
    assert "answer by" not in await read(shop, f"{path}/pdf")
    assert (await shop.office.post(f"{path}/send", {})).status_code == 200
    by = "This change is not approved. Please answer by March 16, 2026."
    assert by in await read(shop, f"{path}/pdf")
    assert (await shop.office.post(f"{path}/withdraw", {})).status_code == 200
    assert "answer by" not in await read(shop, f"{path}/pdf")


async def signed_by_hand(shop: Shop) -> bytes:
    body = {"job_id": shop.job_id, "title": "More", "lines": [{"description": "x", "unit_price_minor": 100}]}
    order = (await shop.office.post("/api/change-orders", body)).json()
    answer = await shop.office.get(f"/api/change-orders/{order['id']}/pdf")
    assert "This change is not approved." in text_of(answer.content)
    return bytes(answer.content)


def figures_of(file: pikepdf.Pdf) -> list[str]:
    """What readers hear of each picture."""
    found = []
    for each in file.objects:
        if isinstance(each, pikepdf.Dictionary) and str(each.get("/S", "")) == "/Figure":
            found.append(str(each.get("/Alt", "")))
    return found


async def test_the_customer_has_them_by_their_links_and_in_their_language(shop: Shop) -> None:
    await shop.add_job(title="Tubería", language="es")
    await shop.invoice(100_000)
    paid = await pay(shop, 40_000)
    page = await opened(shop)
    assert 'href="/statement/pdf"' in page.text
    said = text_of((await shop.customer.get("/statement/pdf")).content)
    for part in ("Estado de cuenta", "Facturas", "Por pagar ahora", "Página 1 de 1"):
        assert part in said, said
    receipt = await shop.customer.get(f"/statement/receipts/{paid['id']}")
    assert f'href="/statement/receipts/{paid["id"]}/pdf"' in receipt.text
    said = text_of((await shop.customer.get(f"/statement/receipts/{paid['id']}/pdf")).content)
    assert "Recibo" in said
    shop.customer.http.cookies.clear()
    for path in ("/statement/pdf", f"/statement/receipts/{paid['id']}/pdf"):
        assert (await shop.customer.get(path)).headers["location"] == "/statement"


async def test_the_change_s_link_gives_its_paper_until_it_is_withdrawn(shop: Shop) -> None:
    body = {"job_id": shop.job_id, "title": "More", "lines": [{"description": "x", "unit_price_minor": 100}]}
    order = (await shop.office.post("/api/change-orders", body)).json()
    sent = (await shop.office.post(f"/api/change-orders/{order['id']}/send", {"mail": False})).json()
    path = sent["approve_url"].removeprefix("http://127.0.0.1:8000")
    assert f'href="{path}/pdf"' in (await shop.customer.get(path)).text
    assert (await shop.customer.get(f"{path}/pdf")).content.startswith(b"%PDF-")
    await shop.office.post(f"/api/change-orders/{order['id']}/withdraw", {})
    assert (await shop.customer.get(f"{path}/pdf")).headers["location"] == path


async def test_a_technician_gets_no_paper_of_a_job_that_is_not_theirs(shop: Shop) -> None:
    await shop.company.add("technician", shop.company.technician, "tech@alder.example")
    await shop.invoice(100_000)
    paid = await pay(shop, 40_000)
    for path in (f"/api/payments/{paid['id']}/pdf", f"/api/jobs/{shop.job_id}/statement/pdf"):
        assert (await shop.company.technician.get(path)).status_code == 404


async def test_what_people_typed_is_text_and_never_markup(shop: Shop) -> None:
    nasty = '#panic("x") $x^2$ *b* `c` #read("/etc/passwd") <label> @ref'
    await shop.invoice(100_000, title=nasty)
    await pay(shop, 1_000, reference=nasty)
    said = await read(shop, f"/api/jobs/{shop.job_id}/statement/pdf")
    assert re.sub(r"\s", "", nasty) in re.sub(r"[\s​]", "", said)
    assert "root:" not in said


@pytest.mark.parametrize("color", ["#ffff00", "#ffffff", "#00ff00", "#2b4aa8", "#f80", None, "red;}"])
def test_any_color_of_a_company_can_be_read_on_white(color: str | None) -> None:
    said = readable_on_white(color)
    assert contrast_to_white([int(said[at : at + 2], 16) for at in (1, 3, 5)]) >= CONTRAST_MIN
    assert (said == color) == (color == "#2b4aa8")
    assert (said == INK) == (color in {None, "red;}", "#f80"})


async def test_an_invoice_wears_the_company_s_color_as_far_as_it_can_be_read(shop: Shop) -> None:
    await shop.office.patch("/api/settings", {"accent": "#ffd000"})
    invoice = await shop.invoice()
    await read(shop, f"/api/invoices/{invoice['id']}/pdf")
    ((content,),) = await shop.rows("SELECT content FROM document")
    said = msgspec.json.decode(content)["accent"]
    assert said == readable_on_white("#ffd000") != "#ffd000"


async def test_settings_show_how_paper_looks_in_a_color_before_it_is_saved(shop: Shop) -> None:
    plain = await shop.office.get("/api/settings/paper")
    assert (plain.status_code, plain.headers["content-type"]) == (200, "image/png")
    assert plain.content.startswith(b"\x89PNG")
    orange = await shop.office.get("/api/settings/paper?accent=%23e07a1f")
    assert orange.content not in (b"", plain.content)
    kinds = ("receipt", "statement", "credit_note", "change_order")
    others = [await shop.office.get(f"/api/settings/paper?kind={kind}") for kind in kinds]
    assert [each.status_code for each in others] == [200] * len(kinds)
    assert len({plain.content, *(each.content for each in others)}) == 1 + len(kinds)
    assert (await shop.office.get("/api/settings/paper?kind=poster")).status_code == 422
    assert await shop.rows("SELECT 1 FROM document") == []
    for nonsense in ("red", "%23E07A1F", "%23e07a1f%3B"):
        assert (await shop.office.get(f"/api/settings/paper?accent={nonsense}")).status_code == 422
    await shop.company.add("technician", shop.company.technician, "tech@alder.example")
    assert (await shop.company.technician.get("/api/settings/paper")).status_code == 403
