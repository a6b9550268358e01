"""The customer's page says the price and the address that its invoice was issued with, as paper does."""

from datetime import date

import pytest
from tests.paypage.shop import Shop
from tests.paypage.test_own_lines import job_of, table_of
from tests.paypage.test_pay_page import text_of

from stagebill.kernel.records import replace
from stagebill.paypage import queries
from stagebill.paypage.page import html
from stagebill.paypage.page.offer import Offer

pytestmark = pytest.mark.anyio

LABOR = {"description": "Labor", "unit_price_minor": 300_000}
COPPER = {"description": "Copper", "unit_price_minor": 200_000}
ADDRESS = {"street": "7 Oak St", "city": "Boise", "region": "ID", "postal_code": "83702", "country": "US"}

LATER = {**ADDRESS, "street": "9 Elm Rd"}


async def test_a_share_of_the_job_lists_the_lines_that_it_was_a_share_of(shop: Shop) -> None:
    """Half of 5,000.00. Of the 9,000.00 that the job came to since, the bar alone tells."""
    await job_of(shop, LABOR, COPPER)
    invoice = await shop.invoice(250_000)
    then = "This stage: 50% of the whole job Labor $3,000.00 Copper $2,000.00 Whole job $5,000.00"
    assert then in await table_of(shop, invoice)
    lines = [{**LABOR, "description": "Labor and paint", "unit_price_minor": 900_000}]
    body = {"seen_revision": 0, "line_items": lines}
    changed = await shop.office.put(f"/api/jobs/{shop.job_id}/lines", body)
    assert changed.status_code == 200, changed.text
    said = text_of(await shop.customer.open(invoice["pay_url"]))
    assert then in said
    assert "paint" not in said
    assert "Later $6,500.00" in said
    ((organization_id,),) = await shop.rows("SELECT organization_id FROM invoice")
    page = await queries.pay_page(shop.services.database.reader, organization_id, invoice["id"])
    older = replace(
        page, said=None
    )  # issued before all that was kept: its share is of no total that is known
    shown = html.pay(older, Offer(methods=(), form_token=""), today=date(2026, 3, 2)).text
    assert ("Whole job" in shown, "of the whole job" in shown) == (True, False)


async def test_the_page_says_to_whom_the_invoice_was_made_out_and_where_they_lived_then(shop: Shop) -> None:
    where = f"/api/customers/{shop.customer_id}"
    invoice = await shop.invoice()
    assert "Bill to Jane Doe" in text_of(await shop.customer.open(invoice["pay_url"]))
    assert (await shop.office.patch(where, {"billing_address": ADDRESS})).status_code == 200
    moved = await shop.invoice(10_000)
    assert (await shop.office.patch(where, {"billing_address": LATER})).status_code == 200
    page = await shop.customer.open(moved["pay_url"])
    assert "Elm Rd" not in page.text
    assert "Bill to Jane Doe 7 Oak St Boise, ID 83702" in text_of(page)
    assert "Oak St" not in (await shop.customer.open(invoice["pay_url"])).text
    assert (
        await shop.office.post(f"/api/invoices/{moved['id']}/void", {"reason": "wrong"})
    ).status_code == 200
    assert "Bill to" not in (await shop.customer.open(moved["pay_url"])).text


async def test_a_long_price_of_then_says_how_many_lines_are_left_out(shop: Shop) -> None:
    """45 lines of 100.00: forty are shown, five come to 500.00."""
    await job_of(shop, *({"description": f"Line {n}", "unit_price_minor": 10_000} for n in range(45)))
    invoice = await shop.invoice(450_000)
    said = await table_of(shop, invoice)
    assert "Line 39 $100.00 5 more lines $500.00 Whole job $4,500.00" in said
