"""What customers' pages tell beside words: colors of notices, tables for readers, a receipt to keep."""

import io
import re

import httpx
import pytest
import zxingcpp
from PIL import Image
from tests.change_orders.test_page import ordered
from tests.paypage.shop import Customer, Shop, path_of, started
from tests.paypage.test_pay_page import text_of
from tests.questions.test_questions import ask
from tests.statements.test_statement import opened, pay

from stagebill.paypage.page.layout import tone

pytestmark = pytest.mark.anyio


def headings(page: httpx.Response) -> list[str]:
    return re.findall(r"<h([1-6])", page.text)


def test_what_was_done_is_quiet_what_went_wrong_is_loud_and_the_rest_is_to_be_looked_at() -> None:
    assert (tone("asked"), tone("failed"), tone("taken_back"), tone("disputed"), tone("")) == (
        " good", " late", " late", "", "",
    )  # fmt: skip


async def test_a_question_that_was_sent_and_a_payment_that_was_declined_look_unlike(shop: Shop) -> None:
    invoice = await shop.invoice()
    assert '<p class="note full good" role="status">' in (await ask(shop, invoice, "Why?")).text
    answer = await shop.customer.choose(await started(shop, invoice), "decline")
    page = await shop.customer.get((await shop.customer.get(answer.headers["location"])).headers["location"])
    assert '<p class="note full late" role="status">The payment did not go through.' in page.text


async def test_every_row_of_a_customer_s_tables_has_its_header_and_every_page_one_first_heading(
    shop: Shop,
) -> None:
    invoice = await shop.invoice(100_000)
    paid = await pay(shop, 40_000, reference="1182")
    order = await ordered(shop)
    pages = [await opened(shop), await shop.customer.get(f"/statement/receipts/{paid['id']}")]
    pages += [await shop.customer.open(invoice["pay_url"])]
    pages += [await shop.customer.get(f"/pay/receipts/{paid['id']}")]
    pages += [await shop.customer.get(path_of(order["approve_url"]))]
    for page in pages:
        assert page.text.count("<tr") > 0
        assert page.text.count("<tr") == page.text.count('<th scope="row">')
        assert headings(page).count("1") == 1


async def test_the_receipt_on_the_invoice_s_page_is_kept_as_a_pdf_and_as_a_picture_with_a_code(
    shop: Shop,
) -> None:
    """The code leads to the statement, as the page itself does."""
    invoice = await shop.invoice(100_000)
    paid = await pay(shop, 40_000)
    own = f"/pay/receipts/{paid['id']}"
    await shop.customer.open(invoice["pay_url"])
    page = (await shop.customer.get(own)).text
    assert f'href="{own}/pdf"' in page
    assert f'href="{own}/picture" download' in page
    assert (await shop.customer.get(f"{own}/pdf")).content[:5] == b"%PDF-"
    picture = await shop.customer.get(f"{own}/picture")
    assert picture.headers["content-type"] == "image/png"
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)))
    assert code.text == (await shop.office.get(f"/api/jobs/{shop.job_id}/statement")).json()["url"]


async def test_where_the_page_does_not_lead_to_the_whole_job_its_receipt_s_picture_does_not_either(
    shop: Shop,
) -> None:
    invoice = await shop.invoice(100_000, visible_fields={"progress": False})
    paid = await pay(shop, 40_000)
    await shop.customer.open(invoice["pay_url"])
    picture = await shop.customer.get(f"/pay/receipts/{paid['id']}/picture")
    assert zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content))) == []


async def test_a_receipt_of_another_invoice_and_one_without_a_link_are_not_given(shop: Shop) -> None:
    first, second = await shop.invoice(100_000), await shop.invoice(100_000)
    paid = await pay(shop, 40_000, invoice_id=first["id"])
    own = f"/pay/receipts/{paid['id']}"
    await shop.customer.open(second["pay_url"])
    for path in (f"{own}/pdf", f"{own}/picture", "/pay/receipts/nothing/pdf"):
        assert (await shop.customer.get(path)).status_code == 404
    assert (await Customer(shop.app).get(f"{own}/pdf")).status_code == 303


async def test_who_paid_an_invoice_that_was_voided_meanwhile_is_told_that_their_money_is_not_lost(
    shop: Shop,
) -> None:
    invoice, other = await shop.invoice(100_000), await shop.invoice(100_000)
    location = await started(shop, invoice)
    for each in (invoice, other):
        await shop.office.post(f"/api/invoices/{each['id']}/void", {"reason": "wrong stage"})
    await shop.work()
    await shop.customer.choose(location, "late")
    await shop.work()
    told = "Alder Plumbing will tell you about money you have paid."
    assert told in text_of(await shop.customer.open(invoice["pay_url"]))
    assert told not in text_of(await shop.customer.open(other["pay_url"]))


async def test_a_mail_s_telephone_number_stays_in_one_line_and_is_called_by_a_tap(shop: Shop) -> None:
    phone = "+1 (413) 555-0142"
    assert (await shop.company.owner.patch("/api/settings", {"phone": phone})).status_code == 200
    await shop.office.post(f"/api/invoices/{(await shop.invoice())['id']}/send", {})
    await shop.work()
    ((html,),) = await shop.rows("SELECT body_html FROM message WHERE kind = 'mail.invoice'")
    (style,) = re.findall(r'<a href="tel:\+1\(413\)555-0142"[^>]* style="([^"]+)">', html)
    assert "white-space:nowrap" in style
    assert f">{phone}</a>." in html
