"""The owner enters keys of a processor and of a lender, on a phone, a tablet and a desk, in two languages."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.demo_folder import DemoFolder
from tests.journeys.accessibility import faults
from tests.journeys.devices import ARTIFACTS, DESK, PHONE, TABLET, Drawer
from tests.journeys.office import Office
from tests.journeys.product import Product, items, running
from tests.journeys.tablet import Tablet
from tests.paypage.stripe_peer import KEY, StripePeer, stripe_peer
from tests.paypage.test_keys_swapped import OTHER
from tests.paypage.wisetack_peer import KEYS, WisetackPeer, wisetack_peer

pytestmark = pytest.mark.journey

SIZES = {"phone": PHONE, "tablet": TABLET, "desk": DESK}


@pytest.fixture(scope="module")
def lender() -> Iterator[WisetackPeer]:
    with wisetack_peer() as peer:
        yield peer


@pytest.fixture(scope="module")
def processor() -> Iterator[StripePeer]:
    with stripe_peer(lambda: datetime.now(UTC)) as peer:
        yield peer


@pytest.fixture(scope="module")
def paid_product(
    tmp_path_factory: pytest.TempPathFactory,
    demo_folder: DemoFolder,
    processor: StripePeer,
    lender: WisetackPeer,
) -> Iterator[Product]:
    """The demo company, whose dispatcher owns it here, with a processor and a lender within reach."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "STAGEBILL_STRIPE_API", processor.url)
        patch.setitem(os.environ, "STAGEBILL_WISETACK_API", lender.url)
        with running(tmp_path_factory.mktemp("paid") / "data", told=demo_folder.told()) as product:
            owner = product.api("owner")
            people = items(owner.get("/api/members"))
            chosen = next(each for each in people if each["email"] == "dispatcher@demo.example")
            owner.patch(f"/api/members/{chosen['id']}", json={"role": "owner"}).raise_for_status()
            yield product
            assert product.check() == ""


def opened(product: Product, drawer: Drawer, size: str) -> Page:
    tablet = Tablet(drawer.take(size, SIZES[size]), product.origin)
    tablet.page = tablet.device.open(product.link("dispatcher"))
    tablet.page.wait_for_url(f"{product.origin}/board")
    tablet.goes_to("/settings")
    expect(tablet.page.get_by_role("heading", name="Taking payments")).to_be_visible()
    return tablet.page


def enter(page: Page, form: str, fields: dict[str, str]) -> None:
    page.get_by_text(form, exact=True).click()
    within = page.get_by_role("form", name=re.compile(form))
    for label, text in fields.items():
        within.get_by_label(label, exact=False).first.fill(text)
    within.get_by_role("button", name="Test the key and save it").click()


def test_the_owner_connects_stripe_and_wisetack_and_a_wrong_key_keeps_what_was_typed(
    paid_product: Product, drawer: Drawer
) -> None:
    page = opened(paid_product, drawer, "tablet")
    token = {
        "Application token": "ws_test_wrong",
        "Secret of the token": "no",
        "Merchant id": KEYS["merchant_id"],
    }
    enter(page, "Offer payment over time with Wisetack", token)
    expect(page.get_by_text("Wisetack does not know this key. Nothing was changed.")).to_be_visible()
    form = page.get_by_role("form", name=re.compile("Wisetack"))
    expect(form.get_by_label("Merchant id")).to_have_value(KEYS["merchant_id"])
    form.get_by_label("Application token").fill(KEYS["token"])
    form.get_by_label("Secret of the token").fill(KEYS["secret"])
    form.get_by_role("button", name="Test the key and save it").click()
    wisetack = page.get_by_role("region", name="Wisetack")
    expect(wisetack.get_by_role("switch", name="Customers may pay over time here")).to_be_checked()
    expect(wisetack.get_by_text("not yet verified against Wisetack").first).to_be_visible()
    enter(page, "Connect Stripe", {"Secret or restricted key": "rk_test_wrong"})
    expect(page.get_by_text("Stripe does not know this key. Nothing was changed.")).to_be_visible()
    form = page.get_by_role("form", name=re.compile("Stripe"))
    form.get_by_label("Secret or restricted key").fill(KEY)
    form.get_by_label("Signing secret").fill("whsec_the_first")
    form.get_by_role("button", name="Test the key and save it").click()
    stripe = page.get_by_role("region", name="Stripe")
    expect(stripe.get_by_role("switch", name="New payments start here")).to_be_checked()
    expect(wisetack.get_by_role("switch", name="Customers may pay over time here")).to_be_checked()
    stripe.get_by_text("Change keys").click()
    stripe.get_by_label("Secret or restricted key").fill(KEY)
    stripe.get_by_label("Signing secret").fill("whsec_the_second")
    stripe.get_by_role("button", name="Test the key and save it").click()
    expect(
        stripe.get_by_text("The signing secret was changed. The old one is accepted until")
    ).to_be_visible()
    assert KEYS["secret"] not in page.content()


@pytest.mark.parametrize("size", list(SIZES))
def test_the_screen_is_right_on_every_size_light_and_dark(
    paid_product: Product, drawer: Drawer, size: str
) -> None:
    page = opened(paid_product, drawer, size)
    section = page.get_by_role("region", name="Taking payments")
    expect(section.get_by_role("region", name="Wisetack")).to_be_visible()
    for summary in section.get_by_text("Change keys").all():
        summary.click()
    section.scroll_into_view_if_needed()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(page) == []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        section.screenshot(path=_picture(f"taking-payments-{size}-{scheme}"))


def test_in_spanish_it_fits_a_phone_and_says_everything(paid_product: Product, drawer: Drawer) -> None:
    me = paid_product.api()
    me.patch("/api/me", json={"language": "es"}).raise_for_status()
    tablet = Tablet(drawer.take("phone", PHONE, locale="es-MX"), paid_product.origin)
    page = tablet.page = tablet.device.open(paid_product.link("dispatcher"))
    page.wait_for_url(f"{paid_product.origin}/board")
    tablet.goes_to("/settings")
    section = page.get_by_role("region", name="Cobros en línea")
    expect(section.get_by_role("switch", name="Los clientes pueden pagar a plazos aquí")).to_be_checked()
    expect(section.get_by_text("aún no verificado con Wisetack").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    section.screenshot(path=_picture("taking-payments-es"))
    me.patch("/api/me", json={"language": "en"}).raise_for_status()


def test_a_customer_reads_which_sums_can_be_paid_over_time(paid_product: Product, drawer: Drawer) -> None:
    office = paid_product.api()
    found = items(office.get("/api/invoices?status=open&limit=200"))
    some = next(
        each for each in found if 50_000 <= each["due_minor"] <= 2_500_000 and not each["pending_minor"]
    )
    options = {"payment_options": {**some["payment_options"], "card": True, "financing": True}}
    office.patch(f"/api/invoices/{some['id']}", json=options).raise_for_status()
    page = drawer.take("customer", PHONE).open(some["pay_url"])
    expect(page.get_by_role("button", name="Pay over time")).to_be_visible()
    expect(page.get_by_text("possible from $500.00 to $25,000.00")).to_have_count(0)
    taken = {"method": "cash", "amount_minor": some["due_minor"] - 49_999, "invoice_id": some["id"]}
    office.post("/api/payments", json=taken).raise_for_status()
    page.reload()
    expect(page.get_by_text("Paying over time is possible from $500.00 to $25,000.00.")).to_be_visible()
    expect(page.get_by_role("button", name="Pay over time")).to_have_count(0)
    assert faults(page) == []
    page.screenshot(path=_picture("pay-page-outside-limits"))


def test_keys_that_are_changed_while_a_customer_pays_lose_no_payment(
    paid_product: Product, processor: StripePeer, drawer: Drawer
) -> None:
    office = Office(paid_product)
    office.finds_job("Tankless water heater")
    number = office.bills(amount_minor=20_000)["number"]
    customer = drawer.take("customer", PHONE).open(office.pay_link(number))
    known = len(processor.all("checkout.session"))
    customer.get_by_role("button", name=re.compile("^Pay by card")).click(no_wait_after=True)
    office.waits_until(lambda: len(processor.all("checkout.session")) > known)

    page = opened(paid_product, drawer, "tablet")
    stripe = page.get_by_role("region", name="Stripe")
    stripe.get_by_text("Change keys").click()
    expect(stripe.get_by_text("is in progress with the current keys")).to_be_visible()
    assert faults(page) == []
    processor.keys[OTHER] = frozenset()
    processor.strangers.keys.add(OTHER)
    stripe.get_by_label("Secret or restricted key").fill(OTHER)
    stripe.get_by_role("button", name="Test the key and save it").click()
    expect(stripe.get_by_text("was started with earlier keys of Stripe")).to_be_visible()

    processor.press(processor.all("checkout.session")[-1]["id"])
    customer.goto(f"{paid_product.origin}/pay/return")
    office.waits_until_paid(number)
    office.close()


def _picture(name: str) -> Path:
    ARTIFACTS.mkdir(exist_ok=True)
    return ARTIFACTS / f"{name}.png"
