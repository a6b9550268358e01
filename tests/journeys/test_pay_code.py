"""A pay code is held out where there is no signal; the customer's own phone reads it and pays."""

import io

import pytest
import zxingcpp  # type: ignore[import-untyped]
from PIL import Image
from playwright.sync_api import Page, expect
from tests.journeys.customer import Customer
from tests.journeys.devices import PHONE, Drawer, shoot
from tests.journeys.office import Office
from tests.journeys.phone import SIGNAL_AGAIN_MS, Phone
from tests.journeys.product import Product

pytestmark = pytest.mark.journey

JOB = "Drain relining"
SCHEMES = ("light", "dark")


def scanned(page: Page) -> str:
    """What another phone's camera reads off this screen."""
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())))
    return found[0].text if found else ""


def test_a_code_shown_without_signal_is_read_and_paid_and_the_phone_learns_of_it(
    product: Product, drawer: Drawer
) -> None:
    office = Office(product)
    office.finds_job(JOB)
    stage = office.bills(amount_minor=30_000)
    link = office.pay_link(stage["number"])
    phone = Phone(drawer.take("technician", PHONE), product.origin)
    phone.signs_in(product.link("technician"))
    phone.opens_job(JOB)
    phone.keeps_the_pay_link_of(stage["id"])

    product.proxy.turn("refuse")
    phone.page.reload()
    phone.opens_invoice(stage["number"])
    phone.page.get_by_role("link", name="Show pay code").click()
    page = phone.page
    expect(page.get_by_text("The customer scans this")).to_be_visible()
    expect(page.locator(".qr-code path[d^=M]")).to_be_visible()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert scanned(page) == link, scheme
    shoot(page, "pay_code", "phone", "tablet")

    product.proxy.turn("pass")
    customer = Customer(drawer.take("customer", PHONE))
    customer.opens(link)
    customer.pays_by_card()
    office.waits_until_paid(stage["number"])
    expect(page.get_by_text(f"{stage['number']} is paid.")).to_be_visible(timeout=SIGNAL_AGAIN_MS)
    shoot(page, "pay_code_paid", "phone")
    page.get_by_role("link", name="Done").click()
    phone.opens_invoice(stage["number"])
    expect(page.get_by_role("link", name="Show pay code")).to_have_count(0)
    assert phone.device.complaints == []
