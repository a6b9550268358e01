"""A card on file: kept by a tick without a script, not charged, charged, and removed by its customer."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.journeys.accessibility import faults
from tests.journeys.devices import PHONE, TABLET, Drawer, shoot
from tests.journeys.office import SETTLED_SECONDS_MAX, Office
from tests.journeys.product import Product
from tests.journeys.tablet import Tablet

pytestmark = pytest.mark.journey

JOB = "Tankless water heater"
BILLED_MINOR, BILLED = 20_000, "$200.00"
AGAIN_MS = SETTLED_SECONDS_MAX * 1_000
THUMB = 44
ASKS, GOOD = "Visa ••3184", "Visa ••4242"


def test_a_customer_keeps_a_card_the_office_charges_it_and_the_customer_removes_it(
    product: Product, drawer: Drawer
) -> None:
    office = Office(product)
    office.keeps_cards()
    office.finds_job(JOB)
    invoices = [office.bills(amount_minor=BILLED_MINOR) for _ in range(4)]
    first, second, third, fourth = (invoice["number"] for invoice in invoices)
    customer = drawer.take("customer", PHONE, java_script_enabled=False)
    page = customer.open(office.pay_link(first))
    _keeps(page, "card that asks later")
    office.waits_until_paid(first)

    tablet = Tablet(drawer.take("dispatcher", TABLET), product.origin)
    tablet.signs_in(product.link("dispatcher"))
    tablet.goes_to(f"/office/jobs/{invoices[0]['job_id']}")
    _is_sent_the_link(tablet.page, second)

    page.goto(office.pay_link(third))
    _keeps(page, "payment succeeds")
    office.waits_until_paid(third)
    tablet.goes_to(f"/office/jobs/{invoices[0]['job_id']}")
    _charges(tablet.page, second)
    office.waits_until_paid(second)

    page.goto(office.pay_link(fourth))
    expect(page.get_by_text(ASKS)).to_be_visible()
    shoot(page, "card_on_file", "phone")
    page.get_by_role("button", name=f"Remove {GOOD}").click()
    expect(page.get_by_role("status").first).to_have_text(
        "The card was removed. Nothing is charged to it any more."
    )
    expect(page.get_by_text(GOOD)).to_have_count(0)
    assert tablet.device.complaints == []
    office.close()


def _keeps(page: Page, card: str) -> None:
    """The box is unticked; the trial processor is told how the card behaves when it is charged later."""
    box = page.get_by_role("checkbox", name=re.compile("Keep this card for the next invoices of"))
    expect(box).not_to_be_checked()
    box.check()
    shoot(page, "card_keep", "phone")
    page.get_by_role("button", name=re.compile("^Pay by card")).click()
    page.get_by_role("button", name=re.compile(card)).click()


def _is_sent_the_link(page: Page, number: str) -> None:
    """The bank wants the customer: the office is told so, and sends the pay link instead."""
    dialog = _begins(page, number, ASKS)
    expect(dialog).to_contain_text("The bank wants", timeout=AGAIN_MS)
    assert faults(page) == []
    shoot(page, "card_not_charged", "tablet")
    dialog.get_by_role("button", name="Send the pay link").click()
    expect(page.get_by_role("dialog")).to_contain_text(number)
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Send")).first.click()
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=AGAIN_MS)


def _charges(page: Page, number: str) -> None:
    """The dialog closes by itself once the money is there."""
    _picks_by_the_row(page, number)
    _begins(page, number, GOOD)
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=AGAIN_MS)
    expect(page.locator(f'tbody[data-invoice="{number}"]')).to_contain_text("Paid", timeout=AGAIN_MS)


def _picks_by_the_row(page: Page, number: str) -> None:
    """A thumb finds the whole row of a card, also far from its circle."""
    page.locator(f'tbody[data-invoice="{number}"]').get_by_role("button", name=f"Charge {GOOD}").click(
        timeout=AGAIN_MS
    )
    dialog = page.get_by_role("dialog")
    for card in (ASKS, GOOD, ASKS):
        row = dialog.locator("label", has_text=card)
        size = row.bounding_box()
        assert size is not None
        assert size["height"] >= THUMB
        row.click(position={"x": size["width"] - 30, "y": size["height"] - 8})
        expect(dialog.get_by_role("heading")).to_have_text(f"Charge {card} for {number}?")
    assert faults(page) == []
    shoot(page, "card_which", "tablet")
    dialog.get_by_role("button", name="Cancel").click()


def _begins(page: Page, number: str, card: str) -> Locator:
    """The sum is said before anything is asked of a bank."""
    rows = page.locator(f'tbody[data-invoice="{number}"]')
    rows.get_by_role("button", name=f"Charge {card}").click(timeout=AGAIN_MS)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"{BILLED} is taken now, all that {number} asks for")
    shoot(page, "card_charge", "tablet")
    dialog.get_by_role("button", name=f"Charge {BILLED}").click()
    return dialog
