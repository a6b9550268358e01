"""What goes wrong beside a payment, and who takes money at the same time: it arrives all the same, once."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.attachments.pictures import located
from tests.journeys.devices import PHONE, Drawer
from tests.journeys.office import Office
from tests.journeys.phone import Phone
from tests.journeys.product import Product
from tests.journeys.takings import JOB, a_phone, amounts, takes_cash

from stagebill.demo.told import ADDRESS, PASSWORD

pytestmark = pytest.mark.journey
PRODUCT_LASTS = True

OF_BOTH = "Kitchen and bath re-pipe"
ANIMATIONS = "document.getAnimations().filter((one) => one.effect.getComputedTiming().duration > 1).length"


def test_two_technicians_who_both_take_the_whole_of_one_invoice_lose_no_cent(
    product: Product, drawer: Drawer, office: Office
) -> None:
    """Both without signal: the first to arrive settles it, the other's money is kept and decided on."""
    office.finds_job(OF_BOTH)
    (invoice,) = [each for each in office.invoices() if each["due_minor"] > 0]
    before, due = amounts(office), invoice["due_minor"]
    assert due % 100 == 0
    product.proxy.turn("pass")
    maya, luis = (Phone(drawer.take(who, PHONE), product.origin) for who in ("maya", "luis"))
    maya.signs_in(product.link("technician"))
    luis.signs_in_with_password(f"technician2@{ADDRESS}", PASSWORD)
    for phone in (maya, luis):
        phone.opens_job(OF_BOTH)
        phone.opens_invoice(invoice["number"])
        expect(phone.page.get_by_role("link", name="Record payment")).to_be_visible()
        phone.page.wait_for_timeout(1_000)  # what is seen is on the device a moment later
    product.proxy.turn("refuse")
    for phone in (maya, luis):
        phone.types(str(due // 100), "Cash")
        phone.saves(f"${due / 100:,.2f}")
    product.proxy.turn("pass")
    for phone in (maya, luis):
        phone.hears_that_all_is_sent()
    assert amounts(office) == sorted([*before, due, due])
    assert [each["amount_minor"] for each in office.open_decisions()] == [due]
    assert maya.device.complaints + luis.device.complaints == []


def test_a_photo_that_cannot_be_uploaded_holds_no_payment_back(
    product: Product, drawer: Drawer, office: Office, tmp_path: Path
) -> None:
    photo = tmp_path / "IMG_0001.jpg"
    photo.write_bytes(located())
    before = amounts(office)
    phone = a_phone(product, drawer)
    phone.opens_job(JOB)
    product.proxy.turn("cut_before", path="/api/blobs")
    phone.page.get_by_label("Choose photos").set_input_files(photo)
    expect(phone.page.get_by_text("Waits to be sent")).to_be_visible()
    takes_cash(phone, "81")
    office.waits_until(lambda: amounts(office) == sorted([*before, 8_100]))
    assert office.files() == []
    product.proxy.turn("pass")
    office.waits_until(lambda: len(office.files()) == 1)


def test_who_asked_for_less_motion_sees_none(product: Product, drawer: Drawer) -> None:
    product.proxy.turn("pass")
    phone = Phone(drawer.take("calm", PHONE, reduced_motion="reduce"), product.origin)
    phone.signs_in(product.link("technician"))
    phone.opens_job(JOB)
    phone.page.get_by_role("button", name="Paid").first.click()
    expect(phone.page.get_by_role("dialog")).to_be_visible()
    assert phone.page.evaluate(ANIMATIONS) == 0
