"""Credit of a job is applied at the door, where there is no signal; it arrives once."""

import pytest
from playwright.sync_api import expect
from tests.journeys.devices import PHONE, Drawer, shoot
from tests.journeys.office import Office
from tests.journeys.phone import SIGNAL_AGAIN_MS, Phone
from tests.journeys.product import Product

pytestmark = pytest.mark.journey

JOB = "Drain relining"


def test_a_technician_applies_credit_without_signal_and_it_settles_the_invoice_once(
    product: Product, drawer: Drawer
) -> None:
    """500.00 came in for a stage; the office took it off again, so that it is credit of the job."""
    office = Office(product)
    office.finds_job(JOB)
    stage = office.bills(amount_minor=50_000)
    office.pays_and_takes_off(stage["id"], 50_000)
    phone = Phone(drawer.take("technician", PHONE), product.origin)
    phone.signs_in(product.link("technician"))
    phone.opens_job(JOB)
    phone.opens_invoice(stage["number"])
    page = phone.page
    apply = page.get_by_role("button", name=f"Apply $500.00 to {stage['number']}")
    expect(apply).to_be_visible()
    shoot(page, "phone_credit", "phone")

    product.proxy.turn("refuse")
    apply.click()
    expect(page.get_by_text("once this phone has sent it")).to_be_visible()
    expect(apply).to_have_count(0)
    shoot(page, "phone_credit_unsent", "phone")
    product.proxy.turn("pass")
    office.waits_until_paid(stage["number"])
    expect(page.get_by_text("once this phone has sent it")).to_have_count(0, timeout=SIGNAL_AGAIN_MS)
    assert [each["unapplied_minor"] for each in office.payments() if each["amount_minor"] == 50_000] == [0]
    assert phone.device.complaints == []
