"""A day in a cellar: a visit, a photo and a note without signal; each arrives once, the customer sees it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.attachments.pictures import located
from tests.chromium import wait_until
from tests.journeys.customer import Customer
from tests.journeys.devices import PHONE, Drawer
from tests.journeys.office import Office
from tests.journeys.phone import SIGNAL_AGAIN_MS, Phone
from tests.journeys.product import Product

pytestmark = pytest.mark.journey

JOB = "Drain relining"


def test_a_photo_taken_without_signal_arrives_once_and_the_customer_sees_it(
    product: Product, drawer: Drawer, tmp_path: Path
) -> None:
    photo = tmp_path / "IMG_0001.jpg"
    photo.write_bytes(located())
    office = Office(product)
    office.finds_job(JOB)
    now = datetime.now(UTC)
    visit = office.plans_a_visit("Maya Lindqvist", now.isoformat(), (now + timedelta(minutes=1)).isoformat())

    phone = Phone(drawer.take("technician", PHONE), product.origin)
    phone.signs_in(product.link("technician"))
    page = phone.page
    expect(page.get_by_role("heading", name="Visits today")).to_be_visible(timeout=30_000)
    phone.opens_job(JOB)

    product.proxy.turn("refuse")
    page.get_by_label("Choose photos").set_input_files(photo)
    expect(page.get_by_text("Waits to be sent")).to_be_visible()
    page.get_by_label("New note").fill("Root at 11 m")
    page.get_by_role("button", name="Save the note").click()
    page.get_by_role("button", name="Visit done").click()
    expect(page.get_by_text("3 to send").first).to_be_visible()
    phone.device.close()
    phone.opens_the_app()
    phone.opens_job(JOB)
    expect(phone.page.get_by_text("Waits to be sent")).to_be_visible()
    assert office.files() == []

    product.proxy.turn("pass")
    office.waits_until(lambda: len(office.files()) == 1)
    office.waits_until(lambda: office.notes().count("Root at 11 m") == 1)
    office.waits_until(lambda: office.visit_state(visit) == "done")
    expect(phone.page.get_by_text("Waits to be sent")).to_have_count(0, timeout=SIGNAL_AGAIN_MS)
    phone.hears_that_all_is_sent()
    (file,) = office.files()
    assert (file["kind"], file["width"], file["height"]) == ("photo", 640, 480)
    assert phone.device.complaints == []

    invoice = office.bills(percent_bps=2000, attachment_ids=[file["id"]])
    customer = Customer(drawer.take("customer", PHONE))
    customer.opens(invoice["pay_url"])
    expect(customer.page.get_by_role("heading", name="Photos and documents")).to_be_visible()
    customer.page.get_by_role("img", name="Photo 1").scroll_into_view_if_needed()
    wait_until(customer.page, "document.querySelector('.photos img').naturalWidth === 480")
    office.close()
