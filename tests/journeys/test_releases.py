"""A new release of the app comes, half comes, or is taken back while a phone holds money: it arrives once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.chromium import wait_until
from tests.journeys.devices import PHONE, Drawer, shoot
from tests.journeys.office import Office
from tests.journeys.phone import Phone
from tests.journeys.product import Product
from tests.journeys.releases import NEW_FIELD, NEW_LAYOUT, release
from tests.journeys.takings import JOB, a_phone, amounts, takes_cash

pytestmark = pytest.mark.journey

ROOM_BYTES = 700_000  # for rows and money; the app's files need more
PUSH = "/api/sync/push"
OFFERED = "A new version is ready."
VERSION = "document.querySelector('meta[name=stagebill-version]').content"
REGISTRATION = "navigator.serviceWorker.getRegistration()"
CACHES = "caches.keys().then((names) => names.join())"
# What becomes of the release that the browser now finds: it waits beside the old one, or is thrown away.
INSTALLS = """(async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  const fate = (worker) => new Promise((done) => {
    if (worker.state === "installed") done(worker.state);
    worker.addEventListener("statechange", () => done(worker.state));
    setTimeout(() => done("nothing"), 20_000);
  });
  const found = new Promise((done) => {
    registration.addEventListener("updatefound", () => done(registration.installing));
    setTimeout(() => done(registration.installing ?? registration.waiting), 10_000);
  });
  await registration.update().catch(() => {});
  // The app looks for it by itself, as soon as an answer of the server names another version.
  const worker = registration.installing ?? registration.waiting ?? await found;
  return worker ? await fate(worker) : "nothing";
})()"""


@pytest.fixture
def product(lasting_product: Product) -> Iterator[Product]:
    yield lasting_product
    lasting_product.becomes()


@pytest.fixture
def phone(product: Product, drawer: Drawer) -> Iterator[Phone]:
    """With signal for all but the sending of what it records."""
    phone = a_phone(product, drawer)
    phone.opens_job(JOB)
    product.proxy.turn("cut_before", path=PUSH)
    yield phone
    assert phone.device.complaints == []


def offered(page: Page) -> None:
    expect(page.get_by_text(OFFERED)).to_be_visible(timeout=15_000)


def sees_unsent(page: Page, count: int) -> None:
    expect(page.get_by_text(f"{count} to send").first).to_be_visible()


def test_an_update_waits_for_a_half_filled_form_then_reloads_both_tabs_and_the_money_is_sent_once(
    product: Product, phone: Phone, office: Office, tmp_path: Path
) -> None:
    before = amounts(office)
    takes_cash(phone, "91")
    first, second = phone.page, phone.page.context.new_page()
    second.goto(first.url.removesuffix("/pay"))
    phone.page = second
    phone.types("92", "Cash")  # half filled: a person is in the middle of it
    product.becomes(release(tmp_path / "newer", *NEW_LAYOUT))
    assert first.evaluate(INSTALLS) == "installed"
    offered(first)
    expect(second.get_by_text(OFFERED)).to_have_count(0)
    shoot(first, "phone_update_offered", "phone")
    old = first.evaluate(VERSION)
    first.get_by_role("button", name="Update").click()
    first.wait_for_timeout(500)
    assert [page.evaluate(VERSION) for page in (first, second)] == [old, old]
    expect(second.get_by_label("Amount received")).to_have_value("92")
    phone.saves("$92.00")

    offered(second)
    second.get_by_role("button", name="Update").click()
    for page in (first, second):
        wait_until(page, f"{VERSION} !== '{old}'", seconds=20)
        sees_unsent(page, 2)
    assert amounts(office) == before
    product.proxy.turn("pass")
    phone.hears_that_all_is_sent()
    assert amounts(office) == sorted([*before, 9_100, 9_200])


def test_a_tab_of_the_old_release_does_not_block_the_newer_layout_and_both_send_each_payment_once(
    product: Product, phone: Phone, office: Office, tmp_path: Path
) -> None:
    """The newer ledger has a store more: the old tab lets go of it, and goes on writing into it."""
    before = amounts(office)
    takes_cash(phone, "93")
    old_tab = phone.page
    product.becomes(release(tmp_path / "newer", *NEW_LAYOUT))
    new_tab = old_tab.context.new_page()
    old_tab.evaluate(f"{REGISTRATION}.then((all) => all.unregister())")  # new tabs get the newer files
    new_tab.goto(old_tab.url.removesuffix("/pay"))
    wait_until(new_tab, f"{VERSION} !== '{old_tab.evaluate(VERSION)}'")
    sees_unsent(new_tab, 1)
    old_tab.get_by_role("link", name="Done").click()
    for page, dollars in ((old_tab, "94"), (new_tab, "95"), (old_tab, "96")):
        phone.page = page
        phone.types(dollars, "Cash")
        phone.saves(f"${dollars}.00")
        page.get_by_role("link", name="Done").click()
    product.proxy.turn("pass")
    phone.hears_that_all_is_sent()
    assert amounts(office) == sorted([*before, 9_300, 9_400, 9_500, 9_600])


def test_a_release_that_comes_with_an_error_leaves_the_old_one_whole_and_its_money_is_sent(
    product: Product, phone: Phone, office: Office, tmp_path: Path
) -> None:
    before = amounts(office)
    takes_cash(phone, "97")
    page = phone.page
    old, kept = page.evaluate(VERSION), page.evaluate(CACHES)
    product.becomes(release(tmp_path / "newer", *NEW_LAYOUT))
    product.proxy.turn("broken", path="/assets/")
    assert page.evaluate(INSTALLS) in {"redundant", "nothing"}
    assert product.proxy.cuts > 0
    assert page.evaluate(CACHES) == kept
    product.proxy.turn("refuse")
    page.reload()
    sees_unsent(page, 1)
    assert page.evaluate(VERSION) == old
    product.proxy.turn("pass")
    phone.hears_that_all_is_sent()
    assert amounts(office) == sorted([*before, 9_700])


def test_without_room_for_the_apps_files_it_works_from_the_network_and_keeps_money_all_the_same(
    product: Product, drawer: Drawer, office: Office
) -> None:
    before = amounts(office)
    product.proxy.turn("pass")
    phone = Phone(drawer.take("small", PHONE), product.origin)
    page = phone.device.context.new_page()
    quota = page.context.new_cdp_session(page)
    quota.send("Storage.overrideQuotaForOrigin", {"origin": product.origin, "quotaSize": ROOM_BYTES})
    page.goto(product.link("technician"))
    expect(page.get_by_role("link", name=JOB).first).to_be_visible(timeout=30_000)
    page.wait_for_timeout(1_500)  # the worker has tried
    assert page.evaluate(f"{REGISTRATION}.then((all) => !all || !all.active)")
    phone.page = page
    phone.opens_job(JOB)
    product.proxy.turn("cut_before", path=PUSH)
    takes_cash(phone, "98")
    page.reload()
    sees_unsent(page, 1)
    product.proxy.turn("pass")
    phone.hears_that_all_is_sent()
    assert amounts(office) == sorted([*before, 9_800])
    quota.send("Storage.overrideQuotaForOrigin", {"origin": product.origin})
    page.reload()
    wait_until(page, "navigator.serviceWorker.controller !== null", seconds=20)


def test_a_newer_app_whose_server_was_taken_back_loses_no_payment(
    product: Product, phone: Phone, office: Office, tmp_path: Path
) -> None:
    """It laid its ledger out anew and says more of a payment; the old server takes what it knows."""
    before = amounts(office)
    page = phone.page
    old = page.evaluate(VERSION)
    product.becomes(release(tmp_path / "newer", *NEW_LAYOUT, *NEW_FIELD))
    assert page.evaluate(INSTALLS) == "installed"
    offered(page)
    page.get_by_role("button", name="Update").click()
    wait_until(page, f"{VERSION} !== '{old}'", seconds=20)
    takes_cash(phone, "99")
    newer = page.evaluate(VERSION)
    product.becomes()
    product.proxy.turn("cut_after", path=PUSH, times=1)
    phone.hears_that_all_is_sent()
    assert page.evaluate(VERSION) == newer
    assert amounts(office) == sorted([*before, 9_900])

    product.proxy.turn("cut_before", path=PUSH)
    assert page.evaluate(INSTALLS) == "installed"
    offered(page)
    takes_cash(phone, "101")
    page.get_by_role("link", name="Done").click()
    page.get_by_role("button", name="Update").click()
    wait_until(page, f"{VERSION} !== '{newer}'", seconds=20)
    sees_unsent(page, 1)
    takes_cash(phone, "102")
    product.proxy.turn("pass")
    phone.hears_that_all_is_sent()
    assert amounts(office) == sorted([*before, 9_900, 10_100, 10_200])
