"""A bank payment that fails: its customer is told, and the dispatcher sees it wherever they look."""

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.accessibility import faults
from tests.journeys.devices import PHONE, TABLET, Drawer, shoot
from tests.journeys.office import Office
from tests.journeys.product import Product
from tests.journeys.tablet import Tablet

pytestmark = pytest.mark.journey

JOB = "Heat pump, two zones"
OVER_THE_EDGE = "(table => table.scrollWidth > table.clientWidth)(document.querySelector('.office-table'))"


def test_a_debit_that_fails_is_mailed_and_asked_for_again_from_the_board(
    product: Product, drawer: Drawer
) -> None:
    office = Office(product)
    office.finds_job(JOB)
    page = drawer.take("customer", PHONE, java_script_enabled=False).open(office.pay_link("INV-0007"))
    page.get_by_role("button", name=re.compile("from bank")).click()
    sandbox = page.url
    page.get_by_role("button", name=re.compile("Pay, and fail")).click()
    page.goto(sandbox)
    page.get_by_role("button", name=re.compile("The debit fails")).click()
    office.waits_for_mail("Your bank payment of $2,310.00 to Alder Plumbing did not go through")

    tablet = Tablet(drawer.take("dispatcher", TABLET), product.origin)
    tablet.signs_in(product.link("dispatcher"))
    tablet.reads("Ask again · $2,310.00")
    assert faults(tablet.page) == []
    tablet.goes_to("/decisions")
    tablet.reads("Payments that failed or were taken back")
    tablet.goes_to("/settings")
    language = tablet.page.get_by_role("group", name="Language", exact=True)
    language.get_by_role("button", name="Español").click()
    expect(tablet.page.get_by_role("heading", name="Ajustes", level=1)).to_be_visible()
    tablet.goes_to("/invoices")
    tablet.reads("Débito fallido el")
    assert not tablet.page.evaluate(OVER_THE_EDGE), "the last column is out of sight"
    shoot(tablet.page, "debit_failed_invoices", "tablet")
    assert tablet.device.complaints == []
    office.close()
