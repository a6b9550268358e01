"""A card surcharge, without a script: a credit card has it back with a refund, a debit card at once."""

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
BILLED, ADDED, CHARGED = "$200.00", "$6.00", "$206.00"


def test_a_credit_card_adds_3_percent_and_has_half_of_it_back_with_half_a_debit_card_has_none(
    product: Product, drawer: Drawer
) -> None:
    office = Office(product)
    office.finds_job(JOB)
    office.adds_surcharge(300, "IL")
    credit, debit = (office.bills(amount_minor=BILLED_MINOR) for _ in range(2))
    page = drawer.take("customer", PHONE, java_script_enabled=False).open(office.pay_link(credit["number"]))
    _goes_to_pay(page)
    page.get_by_role("button", name=re.compile("payment succeeds", re.I)).click()
    office.waits_until_paid(credit["number"])
    page.goto(office.pay_link(credit["number"]))
    expect(page.locator("main")).to_contain_text(f"A card surcharge of {ADDED} was paid beside it.")
    shoot(page, "surcharge_paid_page", "phone")
    page.locator('a[href^="/pay/receipts/"]').first.click()
    expect(page.get_by_role("row", name=re.compile("Charged to your card"))).to_contain_text(CHARGED)

    tablet = Tablet(drawer.take("dispatcher", TABLET), product.origin)
    tablet.signs_in(product.link("dispatcher"))
    _gives_half_back(tablet, credit)
    page.reload()
    expect(page.get_by_role("row", name=re.compile("Card surcharge"))).to_contain_text(ADDED)
    expect(page.get_by_role("row", name=re.compile("Charged to your card"))).to_contain_text(CHARGED)
    expect(page.get_by_role("row", name=re.compile("Given back to you"))).to_contain_text("$103.00")
    shoot(page, "surcharge_receipt", "phone")

    page.goto(office.pay_link(debit["number"]))
    _goes_to_pay(page)
    sandbox = page.url
    page.get_by_role("button", name=re.compile("debit card", re.I)).click()
    office.waits_until_paid(debit["number"])
    office.waits_until(lambda: _has_it_back(office, debit))
    page.goto(sandbox)
    page.get_by_role("button", name=re.compile("The last refund fails")).click()
    tablet.hands_over_what_the_bank_did_not_take(
        f"{ADDED} of card surcharge could not be given back", "6", "surcharge"
    )
    assert tablet.device.complaints == []
    office.close()


def _goes_to_pay(page: Page) -> None:
    """What it adds, and to what sum, is said before the page is left."""
    expect(page.locator("main")).to_contain_text(f"A credit card adds a surcharge of 3%: {ADDED}.")
    shoot(page, "surcharge_asked", "phone")
    page.get_by_role("button", name=re.compile(rf"card.*{re.escape(CHARGED)}", re.I)).click()
    expect(page.get_by_text(CHARGED).first).to_be_visible()
    shoot(page, "surcharge_sandbox", "phone")


def _gives_half_back(tablet: Tablet, invoice: dict[str, Any]) -> None:
    """Half of the payment takes half of its surcharge along, and the dialog says so."""
    tablet.goes_to(f"/office/jobs/{invoice['job_id']}")
    page = tablet.page
    row = page.get_by_role("listitem").filter(has_text=re.compile(rf"surcharge.*{re.escape(ADDED)}", re.I))
    expect(row.first).to_be_visible(timeout=AGAIN_MS)
    shoot(page, "surcharge_office", "tablet")
    row.first.get_by_role("button", name=re.compile("^More")).click()
    page.get_by_role("menuitem", name="Give it back…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Amount").fill("100")
    source = dialog.get_by_label("Taken from")
    invoiced = source.input_value()
    source.select_option("surcharge")
    expect(dialog.locator("button.primary")).to_contain_text(ADDED)
    dialog.get_by_label("Amount").fill("6.01")
    expect(dialog.get_by_text(f"At most {ADDED} can be given back from there.")).to_be_visible()
    expect(dialog.locator("button.primary")).to_be_disabled()
    source.select_option(invoiced)
    dialog.get_by_label("Amount").fill("100")
    dialog.get_by_label("Reason").fill("work left out")
    expect(dialog.locator("button.primary")).to_contain_text("$103.00")
    assert faults(page) == []
    shoot(page, "surcharge_refund", "tablet")
    dialog.locator("button.primary").click()
    expect(dialog).to_have_count(0)


def _has_it_back(office: Office, invoice: dict[str, Any]) -> bool:
    """The surcharge alone was sent back; the invoice is paid as before."""
    (paid,) = [
        payment
        for payment in office.payments()
        if any(part["invoice_id"] == invoice["id"] for part in payment["allocations"])
    ]
    assert (paid["amount_minor"], paid["refunded_minor"]) == (BILLED_MINOR, 0)
    return [(each["surcharge_minor"], each["state"]) for each in paid["refunds"]] == [(600, "sent")]
