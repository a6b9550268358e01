"""A visit's checklist is ticked where there is no signal, and the office reads who checked what."""

import pytest
from playwright.sync_api import expect
from tests.journeys.accessibility import faults
from tests.journeys.devices import DESK, PHONE, Drawer, shoot
from tests.journeys.office import Office
from tests.journeys.phone import SIGNAL_AGAIN_MS, Phone
from tests.journeys.product import Product

pytestmark = pytest.mark.journey

JOB = "Café kitchen"
ITEM = "Pressure held for 15 minutes"


def test_an_item_ticked_without_signal_outlives_the_page_and_reaches_the_office(
    product: Product, drawer: Drawer
) -> None:
    office = Office(product)
    office.finds_job(JOB)
    phone = Phone(drawer.take("technician", PHONE), product.origin)
    phone.signs_in(product.link("technician"))
    page = phone.page
    phone.opens_job(JOB)
    item = page.locator(".visit:not(.over)").get_by_role("checkbox", name=ITEM)
    expect(item).not_to_be_checked()
    page.wait_for_timeout(1_000)  # what is seen is on the device a moment later
    product.proxy.turn("refuse")
    item.click()
    expect(page.get_by_text("1 of 3 checked")).to_be_visible()
    page.reload()
    expect(item).to_be_checked()
    item.scroll_into_view_if_needed()
    assert faults(page) == []
    shoot(page, "phone_checklist", "phone")

    product.proxy.turn("pass")
    phone.hears_that_all_is_sent()
    office.waits_until(lambda: office.checked() == {"Maya Lindqvist": 4})
    desk = drawer.take("dispatcher", DESK).open(office.sign_in_link(product.direct))
    desk.wait_for_url(f"{product.direct}/board")
    desk.get_by_role("link", name=JOB).first.click()
    seen = desk.get_by_text("1 of 3 checked")
    expect(seen).to_be_visible(timeout=SIGNAL_AGAIN_MS)
    seen.click()
    expect(desk.get_by_role("listitem").filter(has_text=f"{ITEM} · Maya Lindqvist, ").last).to_be_visible()
    seen.scroll_into_view_if_needed()
    shoot(desk, "office_checklist", "desk", "tablet")
    desk.goto(f"{product.direct}/settings")
    field = desk.get_by_label("What to check")
    field.fill(f"{field.input_value()}\nMeter read")
    field.scroll_into_view_if_needed()
    shoot(desk, "settings_checklist", "desk")
    desk.locator("section", has=field).get_by_role("button", name="Save").click()
    office.waits_until(lambda: office.settings()["visit_checklist"][-1] == "Meter read")
    assert phone.device.complaints == []
    office.close()
