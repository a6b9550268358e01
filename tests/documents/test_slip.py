"""A receipt as a picture for a phone: it says what the paper says, and its code leads to the statement."""

import io

import pytest
import zxingcpp
from PIL import Image
from tests.documents.test_invoice_pdf import renamed
from tests.documents.test_kept_papers import given
from tests.paypage.shop import Shop
from tests.paypage.test_arabic import an_arabic_job
from tests.statements.test_statement import opened, pay

pytestmark = pytest.mark.anyio
WIDTH = 756  # 80 mm at 240 dots an inch
BYTES_MAX = 150_000


async def picture(shop: Shop, payment_id: str) -> bytes:
    answer = await shop.office.get(f"/api/payments/{payment_id}/picture")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png"), answer.text
    return bytes(answer.content)


async def test_it_is_as_wide_as_a_roll_as_long_as_it_needs_and_its_code_leads_to_the_statement(
    shop: Shop,
) -> None:
    await shop.invoice(100_000)
    paid = await pay(shop, 40_000)
    body = await picture(shop, paid["id"])
    shown = Image.open(io.BytesIO(body))
    assert abs(shown.width - WIDTH) <= 1
    assert shown.width < shown.height < 3 * shown.width
    assert len(body) < BYTES_MAX
    (code,) = zxingcpp.read_barcodes(shown)
    link = (await shop.office.get(f"/api/jobs/{shop.job_id}/statement")).json()["url"]
    assert code.text == link


async def test_it_says_what_the_paper_kept_and_has_no_code_once_the_link_is_revoked(shop: Shop) -> None:
    await shop.invoice(100_000)
    paid = await pay(shop, 40_000)
    await given(shop, f"/api/payments/{paid['id']}/pdf")
    before = await picture(shop, paid["id"])
    await renamed(shop, name="Beech Plumbing", accent="#aa0000")
    assert await picture(shop, paid["id"]) == before
    answer = await shop.office.post(f"/api/jobs/{shop.job_id}/statement/revoke", {})
    assert answer.status_code == 200, answer.text
    assert zxingcpp.read_barcodes(Image.open(io.BytesIO(await picture(shop, paid["id"])))) == []


async def test_the_customer_takes_it_from_the_receipt_s_page_and_nobody_without_the_link(shop: Shop) -> None:
    await shop.invoice(100_000)
    paid = await pay(shop, 40_000)
    own = f"/statement/receipts/{paid['id']}/picture"
    assert (await shop.customer.get(own)).status_code == 303
    await opened(shop)
    page = (await shop.customer.get(f"/statement/receipts/{paid['id']}")).text
    assert f'href="{own}" download' in page
    answer = await shop.customer.get(own)
    assert answer.content == await picture(shop, paid["id"])
    assert (await shop.customer.get(f"/statement/receipts/{shop.job_id}/picture")).status_code == 404


async def test_it_is_set_in_arabic_from_right_to_left(shop: Shop) -> None:
    invoice = await an_arabic_job(shop)
    shown = Image.open(io.BytesIO(await picture(shop, invoice["payment_id"])))
    assert shown.height > shown.width
