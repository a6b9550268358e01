"""A tip for the crew: picked without a script, paid by card, named on each page, and given back alone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.accessibility import faults
from tests.journeys.devices import PHONE, TABLET, Drawer, shoot
from tests.journeys.office import Office
from tests.journeys.product import Product
from tests.journeys.tablet import AGAIN_MS, Tablet

pytestmark = pytest.mark.journey

JOB = "Tankless water heater"
BILLED_MINOR = 20_000
BILLED, TIP, CHARGED = "$200.00", "$30.00", "$230.00"


def test_a_tip_of_15_percent_is_charged_with_its_invoice_named_on_each_page_and_given_back_alone(
    product: Product, drawer: Drawer
) -> None:
    office = Office(product)
    office.finds_job(JOB)
    invoice = office.bills(amount_minor=BILLED_MINOR)
    link = office.pay_link(invoice["number"])
    page = drawer.take("customer", PHONE, java_script_enabled=False).open(link)
    _picks(page)
    page.get_by_role("button", name=re.compile(rf"card.*{re.escape(CHARGED)}", re.I)).click()
    expect(page.get_by_text(CHARGED).first).to_be_visible()
    shoot(page, "tip_sandbox", "phone")
    sandbox = page.url
    page.get_by_role("button", name=re.compile("pay|succe", re.I)).first.click()
    office.waits_until_paid(invoice["number"])
    _reads_of_it(page)

    tablet = Tablet(drawer.take("dispatcher", TABLET), product.origin)
    tablet.signs_in(product.link("dispatcher"))
    _gives_it_back(tablet, invoice)
    office.waits_until(lambda: _is_back(office, invoice))
    page.reload()
    expect(page.get_by_role("row", name=re.compile("Tip for the crew"))).to_contain_text(TIP)
    expect(page.get_by_role("row", name=re.compile("Charged to your card"))).to_contain_text(CHARGED)
    expect(page.get_by_role("row", name=re.compile("Given back to you"))).to_contain_text(TIP)
    expect(page.locator(".sum")).to_have_text(BILLED)
    shoot(page, "tip_receipt_after", "phone")
    page.goto(sandbox)
    page.get_by_role("button", name=re.compile("The last refund fails")).click()
    tablet.hands_over_what_the_bank_did_not_take(f"{TIP} of a tip could not be given back", "30", "tip")
    page.goto(link)
    expect(page.locator("main")).not_to_contain_text("With it came a tip")
    assert tablet.device.complaints == []
    office.close()


def _picks(page: Page) -> None:
    """Nothing is chosen beforehand; one press chooses, and the sum is said before anything is paid."""
    expect(page.get_by_role("button", name="No tip")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name=re.compile("card", re.I))).to_contain_text(BILLED)
    page.get_by_role("button", name=re.compile(r"^15\s?%")).click()
    expect(page.get_by_role("button", name=re.compile(r"^15\s?%"))).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("status")).to_have_text(f"With a tip of {TIP} your card is charged {CHARGED}.")
    shoot(page, "tip_picked", "phone")


def _reads_of_it(page: Page) -> None:
    """On the paid page and on its receipt. A page that waits for its payment leads on by itself."""
    expect(page.locator("main")).to_contain_text(f"With it came a tip of {TIP} for the crew.", timeout=30_000)
    shoot(page, "tip_paid_page", "phone")
    page.get_by_role("link", name=re.compile(re.escape(TIP))).click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Tip for the crew"))).to_contain_text(TIP)
    expect(page.get_by_role("row", name=re.compile("Charged to your card"))).to_contain_text(CHARGED)
    shoot(page, "tip_receipt", "phone")


def _gives_it_back(tablet: Tablet, invoice: dict[str, Any]) -> None:
    """The office sees it beside its payment, and gives back the tip and no more."""
    tablet.goes_to(f"/office/jobs/{invoice['job_id']}")
    page = tablet.page
    # The job's story says "With a tip of", which words without case would find, too.
    row = page.get_by_role("listitem").filter(has_text=re.compile(rf"· with a tip of {re.escape(TIP)}"))
    expect(row).to_be_visible(timeout=AGAIN_MS)
    expect(row).to_contain_text(BILLED)
    shoot(page, "tip_office", "tablet")
    row.get_by_role("button", name=re.compile("^More")).click()
    page.get_by_role("menuitem", name="Give it back…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").first.select_option(label=f"Only the tip · {TIP}")
    dialog.get_by_label("Reason").fill("no tips, please")
    expect(dialog.get_by_role("status")).to_have_text(
        f"{TIP} of the tip goes back to the customer. The payment stays as it is."
    )
    assert faults(page) == []
    shoot(page, "tip_refund", "tablet")
    dialog.locator("button.primary").click()
    expect(dialog).to_have_count(0)
    expect(row).to_have_count(0, timeout=AGAIN_MS)
    given_back = page.get_by_text(f"{TIP} given back by card ({TIP} of it the tip)")
    expect(given_back).to_be_visible(timeout=AGAIN_MS)
    shoot(page, "tip_office_after", "tablet")


def _is_back(office: Office, invoice: dict[str, Any]) -> bool:
    """The tip went back whole; the invoice is paid as before."""
    (paid,) = [
        payment
        for payment in office.payments()
        if any(part["invoice_id"] == invoice["id"] for part in payment["allocations"])
    ]
    (stands,) = [each for each in office.invoices() if each["id"] == invoice["id"]]
    assert (stands["status"], paid["amount_minor"], paid["refunded_minor"]) == ("paid", BILLED_MINOR, 0)
    return [refund["tip_minor"] for refund in paid["refunds"]] == [3_000]
