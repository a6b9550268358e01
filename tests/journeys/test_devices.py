"""What is on a lost phone still arrives, and the office decides on it; another phone is paired."""

import io

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect
from tests.journeys.devices import DESK, PHONE, Drawer, shoot
from tests.journeys.office import Office
from tests.journeys.phone import SIGNAL_AGAIN_MS, Phone
from tests.journeys.product import Product

pytestmark = pytest.mark.journey

JOB = "Drain relining"
PART_BILLED = "Café kitchen"


def test_what_a_switched_off_phone_holds_arrives_and_counts_once_it_is_accepted(
    product: Product, drawer: Drawer
) -> None:
    office = Office(product)
    office.finds_job(JOB)
    before = len(office.payments())
    phone = Phone(drawer.take("technician", PHONE), product.origin)
    phone.signs_in(product.link("technician"))
    phone.opens_job(JOB)
    office.waits_for_a_phone_of("Maya")
    product.proxy.turn("refuse")
    phone.types("320", "Cash")
    phone.saves("$320.00")

    desk = drawer.take("dispatcher", DESK).open(office.sign_in_link(product.direct))
    desk.wait_for_url(f"{product.direct}/board")
    desk.goto(f"{product.direct}/devices")
    row = desk.locator("[data-device]").filter(has_text="Maya").first
    shoot(desk, "devices", "desk", "tablet", "phone")
    row.get_by_role("button", name="Switch off").click()
    shoot(desk, "devices_off", "desk", "phone")
    desk.get_by_role("button", name="Switch it off").click()
    expect(desk.get_by_role("heading", name="Switched off")).to_be_visible()

    product.proxy.turn("pass")
    arrival = desk.locator("[data-arrival]").filter(has_text=JOB)
    expect(arrival).to_contain_text("$320.00", timeout=SIGNAL_AGAIN_MS)
    assert len(office.payments()) == before
    shoot(desk, "devices_arrival", "desk", "tablet", "phone")
    phone.page.goto(f"{product.origin}/unsent")
    expect(phone.page.get_by_text("The office has this now")).to_be_visible(timeout=SIGNAL_AGAIN_MS)
    expect(phone.page.get_by_text("needs attention")).to_have_count(0)
    shoot(phone.page, "phone_handed_in", "phone")
    arrival.get_by_role("button", name="Accept · $320.00").click()
    office.waits_until(lambda: len(office.payments()) == before + 1)
    expect(desk.get_by_text("accepted by")).to_be_visible()

    desk.get_by_role("button", name="Pair a phone").click()
    desk.get_by_role("button", name="Show the code").click()
    expect(desk.locator(".qr-code path[d^=M]")).to_be_visible()
    shoot(desk, "devices_pair", "desk", "phone")
    link = scanned(desk)
    another = Phone(drawer.take("new phone", PHONE), product.origin)
    another.signs_in(link)
    assert another.device.complaints == []


def test_an_invoice_of_a_switched_off_phone_is_seen_whole_before_the_office_accepts_it(
    product: Product, drawer: Drawer
) -> None:
    office = Office(product)
    office.finds_job(PART_BILLED)
    before = len(office.invoices())
    phone = Phone(drawer.take("technician", PHONE), product.origin)
    phone.signs_in(product.link("technician"))
    phone.opens_job(PART_BILLED)
    office.waits_for_a_phone_of("Maya")
    product.proxy.turn("refuse")
    phone.makes_invoice("1500")
    desk = drawer.take("dispatcher", DESK).open(office.sign_in_link(product.direct))
    desk.wait_for_url(f"{product.direct}/board")
    expect(desk.get_by_role("link", name="Decide 2", exact=True)).to_be_visible()
    office.switches_off("Maya")
    product.proxy.turn("pass")

    expect(desk.get_by_text("2 things arrived from a removed device")).to_be_visible(timeout=SIGNAL_AGAIN_MS)
    expect(desk.get_by_role("link", name="Decide 3", exact=True)).to_be_visible()
    shoot(desk, "board_arrival", "desk", "tablet")
    phone.page.goto(f"{product.origin}/unsent")
    expect(phone.page.get_by_text("The office has this now")).to_be_visible(timeout=SIGNAL_AGAIN_MS)
    expect(phone.page.get_by_role("heading", name="1 left with the office")).to_be_visible()
    expect(phone.page.get_by_role("button", name="Throw it away")).to_have_count(0)
    shoot(phone.page, "phone_invoice_handed_in", "phone")
    desk.get_by_role("link", name="Look", exact=True).click()
    arrival = desk.locator("[data-arrival]").filter(has_text=PART_BILLED)
    for said in ("made an invoice of $1,500.00", "mailed to the customer", PART_BILLED):
        expect(arrival).to_contain_text(said)
    shoot(desk, "devices_arrival_invoice", "desk", "tablet", "phone")
    assert len(office.invoices()) == before
    arrival.get_by_role("button", name="Accept and mail · $1,500.00").click()
    office.waits_until(lambda: len(office.invoices()) == before + 1)
    assert 150_000 in [each["total_minor"] for each in office.invoices()]
    office.close()


def scanned(page: Page) -> str:
    """What a phone's camera reads off this screen."""
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())))
    return found[0].text if found else ""
