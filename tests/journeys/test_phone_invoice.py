"""Invoices are made where there is no signal: each exists once, one is certain, one is asked about."""

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.accessibility import faults
from tests.journeys.devices import PHONE, TABLET, Drawer, shoot
from tests.journeys.office import Office
from tests.journeys.phone import SIGNAL_AGAIN_MS, Phone
from tests.journeys.product import Product

pytestmark = pytest.mark.journey

JOB = "Café kitchen"
INSIDE, BEYOND, CASH = 200_000, 250_000, 50_000


def test_two_invoices_made_without_signal_survive_a_kill_and_lost_answers_and_exist_once(
    product: Product, drawer: Drawer
) -> None:
    """One fits into what is lent to the phone. The other reaches beyond, and the office bills that first."""
    office = Office(product)
    office.finds_job(JOB)
    phone = Phone(drawer.take("technician", PHONE), product.origin)
    phone.signs_in(product.link("technician"))
    office.waits_until(lambda: office.lent_minor() > 0)
    lent_minor = office.lent_minor()
    assert INSIDE < lent_minor < INSIDE + BEYOND
    before = office.job()
    _works_without_signal(product, phone)

    office.bills(amount_minor=before["left_to_invoice_minor"] - lent_minor)
    phone.device.kill()
    phone.opens_the_app()
    expect(phone.page.get_by_text("invoiced: number when sent")).to_be_visible()
    product.proxy.turn("cut_after", path="/api/sync/push", times=2)
    phone.page.get_by_text(re.compile("needs? attention")).wait_for(timeout=SIGNAL_AGAIN_MS)
    assert product.proxy.cuts == 2

    phone.opens_job(JOB)
    phone.page.get_by_role("link", name="Answer", exact=True).click()
    shoot(phone.page, "phone_request_refused", "phone", "tablet")
    assert faults(phone.page) == []
    left = f"${(lent_minor - INSIDE) / 100:,.2f}"
    phone.page.get_by_role("button", name=f"Bill {left}, what is left now").click()
    office.waits_until(lambda: office.job()["left_to_invoice_minor"] == 0)
    phone.hears_that_all_is_sent()
    made = [each for each in office.invoices() if each["created_at"] >= before["created_at"]]
    totals = sorted(each["total_minor"] for each in made)
    assert totals.count(INSIDE) == 1
    assert totals.count(lent_minor - INSIDE) == 1
    assert BEYOND not in totals
    cash = [each for each in office.payments() if each["amount_minor"] == CASH]
    first = next(each for each in made if each["total_minor"] == INSIDE)
    assert [each["allocations"] for each in cash] == [[{"invoice_id": first["id"], "amount_minor": CASH}]]
    assert phone.device.complaints == []


def test_the_office_reads_who_holds_a_part_of_the_rest_and_recalls_and_issues_it_in_one_tap(
    product: Product, drawer: Drawer
) -> None:
    office = Office(product)
    office.finds_job(JOB)
    phone = Phone(drawer.take("technician", PHONE), product.origin)
    phone.signs_in(product.link("technician"))
    office.waits_until(lambda: office.lent_minor() > 0)
    lent, left = office.lent_minor() / 100, office.job()["left_to_invoice_minor"] / 100
    desk = drawer.take("dispatcher", TABLET).open(office.sign_in_link(product.direct))
    desk.wait_for_url(f"{product.direct}/board")
    desk.goto(f"{product.direct}/office/jobs/{office.job()['id']}/invoice?share=rest")
    expect(desk.get_by_text(f"${lent:,.2f} is lent to")).to_be_visible()
    desk.get_by_role("button", name="Issue and send").click()
    both = desk.get_by_role("button", name=f"Recall ${lent:,.2f} and issue ${left:,.2f}")
    expect(both).to_be_visible()
    shoot(desk, "office_recall_and_issue", "tablet", "phone")
    both.click()
    office.waits_until(lambda: office.job()["left_to_invoice_minor"] == 0)
    office.waits_until(lambda: office.invoices()[0]["sent_at"] is not None)
    assert office.lent_minor() == 0
    office.close()


def _works_without_signal(product: Product, phone: Phone) -> None:
    """An invoice, cash for it, and another invoice."""
    phone.page.wait_for_timeout(1_000)  # what is seen is on the device a moment later

    product.proxy.turn("refuse")
    phone.device.close()
    phone.opens_the_app()
    expect(phone.page.get_by_text("Offline").first).to_be_visible()
    phone.opens_job(JOB)
    phone.makes_invoice("2000", "Certain, also without signal.")
    expect(phone.page.get_by_role("heading", name="Number when sent")).to_be_visible()
    shoot(phone.page, "phone_request", "phone", "tablet")
    assert faults(phone.page) == []
    phone.types("500", "Cash")
    phone.reads_the_split("the new invoice")
    phone.saves("$500.00")
    phone.page.get_by_role("link", name="Done").click()
    phone.makes_invoice("2500", "of it to confirm")
    phone.page.get_by_role("link", name="Back").click()
    expect(phone.page.get_by_role("link", name=re.compile("Number when sent"))).to_have_count(2)
    shoot(phone.page, "phone_job_with_requests", "phone")
