"""The main job, from settings to the last cent, in real browsers on a bad network."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.journeys.chaos_proxy import ChaosProxy
from tests.journeys.customer import Customer
from tests.journeys.devices import DESK, PHONE, TABLET, Drawer, devices, shoot
from tests.journeys.office import Office
from tests.journeys.phone import Phone
from tests.journeys.product import Product
from tests.journeys.tablet import Tablet

pytestmark = pytest.mark.journey

TOUCH = {"has_touch": True, "is_mobile": True}
JOB = "Attic bathroom"


@pytest.fixture
def drawer(tmp_path: Path) -> Iterator[Drawer]:
    with devices(tmp_path) as drawer:
        yield drawer
        assert {name: device.complaints for name, device in drawer.named.items() if device.complaints} == {}


@pytest.fixture
def office(product: Product) -> Iterator[Office]:
    office = Office(product)
    yield office
    office.close()


def test_a_job_is_billed_in_stages_and_paid_on_a_bad_network(
    product: Product, drawer: Drawer, office: Office
) -> None:
    tablet = Tablet(drawer.take("dispatcher", TABLET, has_touch=True), product.origin)
    first, second = _bills_two_stages(product, tablet, office)
    with (
        ChaosProxy(product.proxy.upstream_port) as tablet_network,
        ChaosProxy(product.proxy.upstream_port) as other,
    ):
        board = Tablet(drawer.take("board", DESK), tablet_network.origin)
        phone = _takes_a_check_without_signal(product, drawer, first, second)
        _signal_returns(product, phone, board, office)
        _the_customer_pays_the_rest_of_the_second(drawer, office, second)
        third = _bills_the_rest(tablet)
        colleague = _a_colleague_takes_cash_without_signal(drawer, other, third)
        _voids_the_rest_and_bills_it_again(drawer, tablet, office, second, third)
        _the_cash_needs_a_decision(tablet, office, other, colleague, third)


def _bills_two_stages(product: Product, tablet: Tablet, office: Office) -> tuple[str, str]:
    """Two stages of 5,000.00; more than the rest is refused, the rest is offered exactly."""
    office.had_progress_invoicing_off()
    tablet.signs_in(product.link("dispatcher"))
    shoot(tablet.page, "board")
    tablet.switches_progress_invoicing_on()
    shoot(tablet.page, "settings")
    tablet.makes_customer("Ada Brook", "ada@customer.example")
    lines = [("Labor", "2", "1150", ""), ("Fixtures", "1", "2500", "8")]
    tablet.makes_job("Ada Brook", JOB, lines, crew=["Maya Lindqvist", "Luis Vega"])
    office.finds_job(JOB)
    assert office.job()["total_minor"] == 500_000
    tablet.begins_invoice()
    tablet.asks("Percent", "20", due="On receipt")
    tablet.reads("This bills $1,000.00. $4,000.00 of the job is left after it.")
    first = tablet.issues_and_sends()
    tablet.begins_invoice()
    tablet.asks("Fixed amount", "2500", due="30 days after issue")
    second = tablet.issues_and_sends()
    tablet.begins_invoice()
    tablet.asks("Fixed amount", "1500.01")
    tablet.reads("$1,500.00 left")
    shoot(tablet.page, "new_invoice")
    tablet.page.get_by_role("button", name="Bill the rest · $1,500.00").click()
    tablet.reads("This bills $1,500.00; the whole job is then billed.")
    assert office.is_refused(amount_minor=150_001) == ("invoices.over_invoiced", 150_000)
    office.waits_for_mail("ada@customer.example", "$1,000.00 due", "$2,500.00 due")
    return first, second


def _takes_a_check_without_signal(product: Product, drawer: Drawer, first: str, second: str) -> Phone:
    phone = Phone(drawer.take("technician", PHONE, **TOUCH), product.origin)
    phone.signs_in(product.link("technician"))
    expect(phone.page.get_by_text(JOB)).to_be_visible()
    phone.page.wait_for_timeout(1_000)  # what is seen is on the device a moment later
    product.proxy.turn("refuse")
    phone.device.close()
    phone.opens_the_app()
    phone.opens_job(JOB)
    phone.sees_invoice(first, "20%", "$1,000.00")
    phone.sees_invoice(second, "50%", "$2,500.00")
    shoot(phone.page, "phone_job", "phone")
    phone.types("3000", "Check")
    phone.reads_the_split(
        f"$1,000.00 closes {first}.", f"$2,000.00 goes to {second}, where $500.00 stays due."
    )
    shoot(phone.page, "phone_payment", "phone")
    phone.saves("$3,000.00")
    phone.device.kill()
    phone.opens_the_app()
    phone.opens_job(JOB)
    expect(phone.page.get_by_text("Includes $3,000.00 from this phone that is not sent yet.")).to_be_visible()
    shoot(phone.page, "phone_unsent", "phone")
    return phone


def _signal_returns(product: Product, phone: Phone, board: Tablet, office: Office) -> None:
    """The answer is lost twice after the server's commit; the money is there once, and the phone says so."""
    board.signs_in(office.sign_in_link(board.origin))
    expect(board.page.get_by_text(JOB).first).to_be_visible()
    product.proxy.turn("cut_after", path="/api/sync/push", times=2)
    office.waits_until(lambda: office.job()["paid_minor"] == 300_000)
    board.sees_within_a_second(JOB, "Paid $3,000.00")
    phone.hears_that_all_is_sent()
    assert product.proxy.cuts == 2
    assert [payment["amount_minor"] for payment in office.payments()] == [300_000]


def _the_customer_pays_the_rest_of_the_second(drawer: Drawer, office: Office, second: str) -> None:
    customer = Customer(drawer.take("customer", PHONE, java_script_enabled=False))
    customer.opens(office.pay_link(second))
    expect(customer.page.get_by_text("$500.00").first).to_be_visible()
    shoot(customer.page, "pay_page", "phone")
    customer.pays_by_card()
    customer.sees_the_receipt("$500.00")
    office.waits_until_paid(second)


def _a_colleague_takes_cash_without_signal(drawer: Drawer, network: ChaosProxy, third: str) -> Phone:
    phone = Phone(drawer.take("technician2", PHONE, **TOUCH), network.origin)
    phone.signs_in_with_password("technician2@demo.example", "stagebill-demo")
    expect(phone.page.get_by_text(JOB)).to_be_visible()
    network.turn("refuse")
    phone.opens_job(JOB)
    phone.opens_invoice(third)
    phone.types("200", "Cash")
    phone.saves("$200.00")
    return phone


def _bills_the_rest(tablet: Tablet) -> str:
    tablet.opens_job(JOB)
    tablet.begins_invoice()
    tablet.asks("The rest")
    third = tablet.issues()
    shoot(tablet.page, "office_job")
    return third


def _voids_the_rest_and_bills_it_again(
    drawer: Drawer, tablet: Tablet, office: Office, second: str, third: str
) -> None:
    """Voiding frees the amount and calms the link; what has money on it is not voided."""
    link = office.pay_link(third)
    tablet.voids(third, "Billed too early")
    customer = Customer(drawer.take("customer_of_the_third", PHONE, java_script_enabled=False))
    customer.opens(link)
    customer.sees_a_calm_page()
    shoot(customer.page, "pay_page_void", "phone")
    tablet.begins_invoice()
    tablet.asks("The rest")
    tablet.reads("$1,500.00")
    tablet.issues()
    assert office.job()["left_to_invoice_minor"] == 0
    tablet.begins_to_void(second)
    tablet.reads("Move $2,500.00 to unapplied")
    tablet.keeps_it()
    assert office.is_refused_to_void(second) == "invoices.has_money"


def _the_cash_needs_a_decision(
    tablet: Tablet, office: Office, network: ChaosProxy, colleague: Phone, third: str
) -> None:
    """For all that phone knew the invoice was open: the cash is kept, unapplied, and one row to decide on."""
    network.turn("pass")
    colleague.hears_that_all_is_sent()
    shoot(colleague.page, "phone_sent", "phone")
    tablet.goes_to("/decisions")
    tablet.reads("Cash $200.00 from Ada Brook is kept, unapplied.")
    shoot(tablet.page, "decisions")
    assert [row["reason"] for row in office.open_decisions()] == ["invoice_void"]
    tablet.decides_on("$200.00", "Apply")
    office.waits_until(lambda: office.open_decisions() == [])
    assert office.job()["paid_minor"] == 370_000
