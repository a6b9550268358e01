"""What a network, a server and a browser do to a phone that is just sending: each payment arrives once."""

from typing import Any

import pytest
from playwright.sync_api import Error
from tests.journeys.devices import Drawer
from tests.journeys.office import Office
from tests.journeys.phone import Phone
from tests.journeys.product import Product
from tests.journeys.takings import JOB, a_phone, amounts, takes_cash

pytestmark = pytest.mark.journey
PRODUCT_LASTS = True

HANGS_MS = 21_000  # a call gives up after 20 s


@pytest.fixture
def phone(product: Product, drawer: Drawer) -> Phone:
    """Without signal, on the page of the job."""
    phone = a_phone(product, drawer)
    product.proxy.turn("refuse")
    phone.opens_job(JOB)
    return phone


def _takes(phone: Phone, *dollars: str) -> list[int]:
    for each in dollars:
        takes_cash(phone, each)
    return [int(each) * 100 for each in dollars]


def _registration(phone: Phone) -> str:
    """The browser's own name for the app's worker."""
    protocol = phone.page.context.new_cdp_session(phone.page)
    found: list[str] = []

    def hear(said: Any) -> None:
        found.extend(each["registrationId"] for each in said["registrations"])

    protocol.on("ServiceWorker.workerRegistrationUpdated", hear)
    protocol.send("ServiceWorker.enable")
    phone.page.wait_for_timeout(200)
    return found[-1]


def test_the_server_dies_between_commit_and_answer_and_in_the_middle_of_a_queue(
    product: Product, phone: Phone, office: Office
) -> None:
    before = amounts(office)
    taken = _takes(phone, "21", "22", "23")
    product.proxy.turn("cut_after", path="/api/sync/push", times=1)
    office.waits_until(lambda: product.proxy.cuts > 0)
    product.kill()
    taken += _takes(phone, "24")
    product.start()
    phone.hears_that_all_is_sent()
    assert amounts(office) == sorted([*before, *taken])


def test_a_network_that_hangs_for_longer_than_a_call_waits_sends_nothing_twice(
    product: Product, phone: Phone, office: Office
) -> None:
    before = amounts(office)
    taken = _takes(phone, "31", "32")
    product.proxy.turn("hang")
    phone.page.wait_for_timeout(HANGS_MS)
    product.proxy.turn("cut_after", path="/api/sync/push", times=2)
    phone.hears_that_all_is_sent()
    assert amounts(office) == sorted([*before, *taken])


def test_with_every_page_closed_a_background_sync_delivers_and_the_next_start_says_so(
    product: Product, phone: Phone, office: Office
) -> None:
    before = amounts(office)
    taken = _takes(phone, "41", "42")
    other = phone.page.context.new_page()
    other.goto("about:blank")
    registration = _registration(phone)
    browser = phone.page.context.new_cdp_session(other)
    browser.send("ServiceWorker.enable")
    phone.page.close()
    product.proxy.turn("pass")
    told = {"origin": product.origin, "registrationId": registration, "tag": "outbox", "lastChance": False}
    browser.send("ServiceWorker.dispatchSyncEvent", told)
    office.waits_until(lambda: amounts(office) == sorted([*before, *taken]))
    phone.page = other
    phone.page.goto(product.origin)
    phone.hears_that_all_is_sent()
    assert amounts(office) == sorted([*before, *taken])


def test_a_tab_that_crashes_while_it_sends_frees_the_way_for_the_other(
    product: Product, phone: Phone, office: Office
) -> None:
    before = amounts(office)
    taken = _takes(phone, "51", "52")
    second = phone.page.context.new_page()
    second.goto(phone.page.url)
    product.proxy.turn("hang")
    phone.page.wait_for_timeout(2_000)  # whoever sends now holds the lock
    with pytest.raises(Error):
        phone.page.goto("chrome://crash")
    product.proxy.turn("pass")
    phone.page = second
    phone.hears_that_all_is_sent()
    assert amounts(office) == sorted([*before, *taken])
