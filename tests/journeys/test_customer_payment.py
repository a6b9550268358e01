"""Cash for all that a customer owes, taken on one of their jobs without signal: read, then saved, once."""

import pytest
from playwright.sync_api import expect
from tests.journeys.accessibility import faults
from tests.journeys.devices import PHONE, Drawer, shoot
from tests.journeys.office import Office
from tests.journeys.phone import SIGNAL_AGAIN_MS, Phone
from tests.journeys.product import Product

pytestmark = pytest.mark.journey

HERE, ELSEWHERE = "Tankless water heater", "Kitchen and bath re-pipe"
HERE_MINOR = 20_000


def test_cash_for_a_customer_pays_invoices_of_two_of_their_jobs_as_the_phone_said(
    product: Product, drawer: Drawer
) -> None:
    office = Office(product)
    office.finds_job(ELSEWHERE)
    (old,) = [each for each in office.invoices() if each["due_minor"] > 0]
    office.finds_job(HERE)
    new = office.bills(amount_minor=HERE_MINOR)
    phone = Phone(drawer.take("technician", PHONE), product.origin)
    phone.signs_in(product.link("technician"))
    page = phone.page
    phone.opens_job(HERE)
    expect(page.get_by_role("link", name=new["number"])).to_be_visible()
    page.wait_for_timeout(1_000)  # what is seen is on the device a moment later
    product.proxy.turn("refuse")
    page.get_by_role("link", name="Record payment").click()
    page.get_by_role("button", name="All their jobs").click()
    amount = f"{(old['due_minor'] + 5_000) / 100:.2f}"
    keypad = page.get_by_role("group", name="Amount keypad")
    for key in amount:
        keypad.get_by_role("button", name="Decimal point" if key == "." else key, exact=True).click()
    phone.reads_the_split(f"closes {old['number']}.", f"goes to {new['number']}, where $150.00 stays due.")
    assert faults(page) == []
    shoot(page, "phone_pay_customer", "phone")
    phone.saves(f"${float(amount):,.2f}")
    shoot(page, "phone_pay_customer_saved", "phone")
    page.get_by_role("link", name="Done").click()
    phone.sees_invoice(new["number"], "$50.00 not sent yet", "$150.00 due")

    product.proxy.turn("pass")
    phone.hears_that_all_is_sent()
    office.waits_until(lambda: office.invoices()[0]["due_minor"] == HERE_MINOR - 5_000)
    expect(page.get_by_text("$50.00 paid")).to_be_visible(timeout=SIGNAL_AGAIN_MS)
    office.finds_job(ELSEWHERE)
    assert [each["status"] for each in office.invoices() if each["id"] == old["id"]] == ["paid"]
    assert phone.device.complaints == []
    office.close()
