"""The office reads how things stand, gets the crew's cash, and gives the accountant a file."""

import re

import pytest
from playwright.sync_api import expect
from tests.journeys.devices import DESK, Drawer
from tests.journeys.product import Product
from tests.journeys.tablet import Tablet

pytestmark = pytest.mark.journey


@pytest.fixture
def desk(lasting_product: Product, drawer: Drawer) -> Tablet:
    tablet = Tablet(drawer.take("desk", DESK), lasting_product.origin)
    tablet.signs_in(lasting_product.link("dispatcher"))
    return tablet


def test_a_figure_leads_to_the_invoices_it_is_made_of(desk: Tablet) -> None:
    page = desk.page
    page.get_by_role("link", name="Reports").click()
    expect(page.get_by_role("heading", name="Reports", level=1)).to_be_visible()
    expect(page.get_by_role("img", name="Aging")).to_be_visible()
    row = page.get_by_role("row", name=re.compile("Chidi Okafor"))
    row.get_by_role("link", name="$2,310.00").first.click()
    expect(page).to_have_url(re.compile(r"/invoices\?.*show=overdue"))
    expect(page.get_by_text("Zone one running").first).to_be_visible()


def test_cash_that_the_office_got_leaves_the_list_and_comes_back_when_it_was_a_mistake(desk: Tablet) -> None:
    page = desk.page
    desk.goes_to("/reports?report=takings")
    luis = page.get_by_role("region", name="Luis Vega")
    luis.get_by_role("checkbox").first.uncheck()
    luis.get_by_role("button", name="Got $450.00").click()
    page.get_by_role("button", name="Yes, I counted it").click()
    expect(page.get_by_text("Luis Vega has handed it over.")).to_be_visible()
    expect(luis.get_by_role("button", name="Got $2,000.00")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(luis.get_by_role("button", name="Got $2,450.00")).to_be_visible()


def test_the_accountant_gets_a_file_and_days_that_are_none_are_said_to_be(desk: Tablet) -> None:
    page = desk.page
    desk.goes_to("/reports?report=accountant&span=this_year")
    expect(page.get_by_role("row", name=re.compile("^Total"))).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="hledger").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert "Assets:Accounts-Receivable" in text
    assert download.value.suggested_filename.endswith(".journal")
    page.get_by_label("Which days").select_option("custom")
    page.get_by_label("Last day").fill("2020-01-01")
    expect(page.get_by_text("This is before the first day.")).to_be_visible()


def test_without_a_connection_a_report_says_so_and_comes_when_there_is_one(
    desk: Tablet, lasting_product: Product
) -> None:
    page = desk.page
    desk.goes_to("/reports")
    expect(page.get_by_role("img", name="Aging")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Held back").click()
    expect(page.get_by_text("there is no connection now")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("there is no connection now")).to_be_hidden()
