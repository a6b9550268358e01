"""All that a customer owes: mailed by the office, paid in one go without a script, and the link ended."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.accessibility import faults
from tests.journeys.devices import PHONE, TABLET, Drawer, shoot
from tests.journeys.office import SETTLED_SECONDS_MAX, Office
from tests.journeys.product import Product
from tests.journeys.tablet import Tablet

pytestmark = pytest.mark.journey

HERE, ELSEWHERE = "Tankless water heater", "Kitchen and bath re-pipe"
FIRST_MINOR, SECOND_MINOR = 20_000, 7_000
AGAIN_MS = SETTLED_SECONDS_MAX * 1_000


def test_invoices_of_two_jobs_are_paid_by_one_card_payment_and_the_link_ends_when_the_office_says_so(
    product: Product, drawer: Drawer
) -> None:
    office = Office(product)
    office.finds_job(ELSEWHERE)
    (old,) = [each for each in office.invoices() if each["due_minor"] > 0]
    office.finds_job(HERE)
    first, left_out = office.bills(amount_minor=FIRST_MINOR), office.bills(amount_minor=SECOND_MINOR)
    paid_minor = old["due_minor"] + FIRST_MINOR
    tablet = Tablet(drawer.take("dispatcher", TABLET), product.origin)
    tablet.signs_in(product.link("dispatcher"))
    address = _mails_the_link(tablet, old["customer_id"])

    page = drawer.take("customer", PHONE, java_script_enabled=False).open(_mailed_link(product))
    expect(page).to_have_url(re.compile("/owed$"))
    _leaves_out(page, left_out, _dollars(paid_minor + SECOND_MINOR), _dollars(paid_minor))
    tip, charged = _dollars(paid_minor // 10), _dollars(paid_minor + paid_minor // 10)
    _adds_a_tip(page, tip, charged)
    page.get_by_role("button", name=re.compile("Pay by card")).click()
    expect(page.get_by_text(charged).first).to_be_visible()
    page.get_by_role("button", name=re.compile("pay|succe", re.I)).first.click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Tip for the crew"))).to_contain_text(tip)
    expect(page.get_by_role("row", name=re.compile("Charged to your card"))).to_contain_text(charged)
    for words in (HERE, ELSEWHERE, first["number"], old["number"], _dollars(FIRST_MINOR)):
        expect(page.get_by_text(words).first).to_be_visible()
    expect(page.get_by_text(left_out["number"])).to_have_count(0)
    shoot(page, "owed_receipt", "phone")
    page.get_by_role("link", name="Back to everything you owe").click()
    expect(page.locator(".sum")).to_have_text(_dollars(SECOND_MINOR))

    _sees_the_money(tablet, office, first, old, paid_minor)
    tablet.goes_to(address)
    _revokes(tablet)
    page.reload()
    expect(page.get_by_role("heading").first).to_be_visible()
    expect(page.locator("form")).to_have_count(0)
    assert HERE not in page.content()
    shoot(page, "owed_ended", "phone")
    page.goto(_mailed_link(product))
    expect(page.locator("form")).to_have_count(0)
    shoot(page, "owed_link_ended", "phone")
    assert tablet.device.complaints == []
    office.close()


def _mails_the_link(tablet: Tablet, customer_id: str) -> str:
    """Where the customer's page is at the office."""
    address = f"/office/customers/{customer_id}"
    tablet.goes_to(address)
    part = tablet.page.get_by_role("region", name="Their page to pay everything")
    part.get_by_role("button", name="Send").click()
    assert faults(tablet.page) == []
    tablet.page.get_by_role("dialog").get_by_role("button", name="Send by mail").click()
    expect(tablet.page.get_by_text("The link is on its way.")).to_be_visible()
    return address


def _mailed_link(product: Product) -> str:
    """As it stands in the newest mail that has one."""
    links: list[str] = []
    with product.api() as api:
        office = Office(product)
        office.waits_for_mail("all of it on one page")
        office.close()
        for message in dict.fromkeys(re.findall(r"/dev/mail/[0-9a-f-]{36}", api.get("/dev/mail").text)):
            links += re.findall(r"http://[^\s\"<]+/owed/[\w.-]+", api.get(message).text)
    return links[0]


def _leaves_out(page: Page, invoice: dict[str, Any], before: str, after: str) -> None:
    """Takes the tick of one off, and looks at the new total before anything is paid."""
    expect(page.locator(".sum")).to_have_text(before)
    row = page.locator(".pick").filter(has_text=invoice["number"])
    row.get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="Show the new total").click()
    expect(page.locator(".sum")).to_have_text(after)
    expect(row.get_by_role("checkbox")).not_to_be_checked()
    shoot(page, "owed", "phone")


def _adds_a_tip(page: Page, tip: str, charged: str) -> None:
    """One press; the page comes back at the question, and says what the card is charged."""
    expect(page.get_by_role("button", name="No tip")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name=re.compile(r"^10\s?%")).click()
    expect(page.get_by_role("button", name=re.compile(r"^10\s?%"))).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("heading", name="Add a tip for the crew?")).to_be_in_viewport()
    expect(page.get_by_role("status")).to_have_text(f"With a tip of {tip} your card is charged {charged}.")
    expect(page.get_by_role("button", name=re.compile("Pay by card"))).to_contain_text(charged)
    shoot(page, "owed_tip", "phone")
    page.locator("summary", has_text="Another tip").click()
    page.get_by_label("Your tip").fill("-5")
    page.get_by_label("Your tip").press("Enter")
    expect(page.get_by_role("alert")).to_be_in_viewport()
    shoot(page, "owed_tip_wrong", "phone")
    page.get_by_role("button", name=re.compile(r"^10\s?%")).click()


def _sees_the_money(
    tablet: Tablet, office: Office, first: dict[str, Any], old: dict[str, Any], paid_minor: int
) -> None:
    """On both jobs, and on the customer's page."""
    office.waits_until_paid(first["number"])
    for title, invoice, minor in ((HERE, first, FIRST_MINOR), (ELSEWHERE, old, old["due_minor"])):
        office.finds_job(title)
        assert [each["status"] for each in office.invoices() if each["id"] == invoice["id"]] == ["paid"]
        tablet.goes_to(f"/office/jobs/{invoice['job_id']}")
        row = tablet.page.get_by_role("row", name=re.compile(invoice["number"]))
        expect(row.first).to_contain_text("Paid", timeout=AGAIN_MS)
        told = tablet.page.get_by_text(f"The customer paid {_dollars(minor)} online")
        expect(told.first).to_be_visible()
        shoot(tablet.page, f"owed_job_{invoice['number']}", "tablet")
    tablet.goes_to(f"/office/customers/{old['customer_id']}")
    expect(tablet.page.get_by_text(_dollars(paid_minor)).first).to_be_visible()
    shoot(tablet.page, "owed_customer", "tablet")


def _revokes(tablet: Tablet) -> None:
    part = tablet.page.get_by_role("region", name="Their page to pay everything")
    part.get_by_role("button", name="Revoke").click()
    assert faults(tablet.page) == []
    tablet.page.get_by_role("dialog").get_by_role("button", name="Revoke the link").click()
    expect(part.get_by_text(re.compile(r"The link was revoked on .*\. It opens nothing\."))).to_be_visible()


def _dollars(minor: int) -> str:
    return f"${minor / 100:,.2f}"
