"""At the door, without signal: a customer agrees to texts, and the invoice is texted to them, once."""

import pytest
from playwright.sync_api import expect
from tests.journeys.devices import PHONE, Drawer, shoot
from tests.journeys.office import Office
from tests.journeys.phone import SIGNAL_AGAIN_MS, Phone
from tests.journeys.product import Product

pytestmark = pytest.mark.journey

JOB = "Café kitchen"
KEPT = "leaves once this phone has sent it"


def test_a_customer_agrees_at_the_door_without_signal_and_gets_one_text_of_each_invoice(
    product: Product, drawer: Drawer
) -> None:
    """The second invoice is made there, too: its text waits for its number."""
    office = Office(product)
    office.finds_job(JOB)
    phone = Phone(drawer.take("technician", PHONE), product.origin)
    phone.signs_in(product.link("technician"))
    phone.opens_job(JOB)
    phone.opens_invoice("INV-0012")
    page = phone.page
    asks = page.get_by_role("button", name="Customer agrees to texts")
    expect(asks).to_be_visible()

    product.proxy.turn("refuse")
    asks.click()
    shoot(page, "phone_agree", "phone")
    page.get_by_role("button", name="They agreed").click()
    text = page.get_by_role("button", name="Text it to")
    expect(text).to_be_visible()
    text.click()
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(text).to_have_count(0)
    shoot(page, "phone_texted_unsent", "phone")
    assert office.texts() == []
    page.get_by_role("link", name="Back").click()
    phone.makes_invoice("1000")
    text.click()
    expect(page.get_by_text(KEPT)).to_be_visible()
    shoot(page, "phone_texted_request", "phone")

    product.proxy.turn("pass")
    expect(page.get_by_text(KEPT)).to_have_count(0, timeout=SIGNAL_AGAIN_MS)
    expect(text).to_be_visible()
    office.waits_until(lambda: office.texts() == ["text.invoice", "text.invoice"])
    assert phone.device.complaints == []
