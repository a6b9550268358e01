"""What a browser does to its storage and its tabs, in a real one: money taken without signal outlives it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from tests.journeys.devices import Drawer
from tests.journeys.office import Office
from tests.journeys.phone import Phone
from tests.journeys.product import Product
from tests.journeys.takings import JOB, a_phone, amounts, takes_cash

pytestmark = pytest.mark.journey
PRODUCT_LASTS = True


@pytest.fixture
def phone(product: Product, drawer: Drawer) -> Iterator[Phone]:
    phone = a_phone(product, drawer)
    product.proxy.turn("refuse")
    yield phone
    assert phone.device.complaints == []


def test_storage_cleared_under_the_open_app_loses_no_payment(
    product: Product, phone: Phone, office: Office
) -> None:
    before = amounts(office)
    phone.opens_job(JOB)
    takes_cash(phone, "15")
    protocol = phone.page.context.new_cdp_session(phone.page)
    cleared = {"origin": product.origin, "storageTypes": "indexeddb"}
    protocol.send("Storage.clearDataForOrigin", cleared)
    expect(phone.page.get_by_text("1 to send").first).to_be_visible()
    # The browser tells the app that its storage is gone in its own time; then what was open is put back.
    phone.page.wait_for_timeout(4_000)
    phone.device.close()
    phone.opens_the_app()
    expect(phone.page.get_by_text("1 to send").first).to_be_visible()
    product.proxy.turn("pass")
    phone.hears_that_all_is_sent()
    assert amounts(office) == sorted([*before, 1500])


def test_two_tabs_that_come_back_to_signal_send_each_payment_once(
    product: Product, phone: Phone, office: Office
) -> None:
    before = amounts(office)
    phone.opens_job(JOB)
    first, second = phone.page, phone.page.context.new_page()
    second.goto(first.url)
    for page, dollars in ((first, "11"), (second, "12"), (first, "13"), (second, "14")):
        phone.page = page
        takes_cash(phone, dollars)
    product.proxy.turn("cut_after", path="/api/sync/push", times=2)
    for page in (first, second):
        phone.page = page
        phone.hears_that_all_is_sent()
    assert amounts(office) == sorted([*before, 1100, 1200, 1300, 1400])
