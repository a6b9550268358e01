"""The phone by ear and by keyboard: what a screen reader is told, and a payment taken without a touch."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.phone import Phone
from tests.journeys.product import Product
from tests.journeys.takings import JOB

pytestmark = pytest.mark.journey
PRODUCT_LASTS = True

KEYS_MAX = 40
HEADING = re.compile(r'^\s*- heading "(.+)" \[level=1\]', re.MULTILINE)
# Of what can be pressed or filled in, each has a name: a role alone says nothing.
NAMELESS = re.compile(r"^\s*- (?:button|link|textbox|searchbox|radio|switch|checkbox|combobox)(?::|$| \[)")


def nameless(heard: str) -> list[str]:
    return [line.strip() for line in heard.splitlines() if NAMELESS.match(line)]


def pressed_until(page: Page, name: str) -> None:
    """The tab key alone leads there."""
    for _ in range(KEYS_MAX):
        page.keyboard.press("Tab")
        said = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
        if name in str(page.evaluate(said)):
            return
    raise AssertionError(f"no tab leads to {name}")


def test_each_screen_has_one_title_landmarks_and_no_control_without_a_name(
    product: Product, phone: Phone
) -> None:
    page, job = phone.page, phone.page.url
    row = page.get_by_role("link", name=re.compile("^INV-")).first
    invoice = product.origin + str(row.get_attribute("href"))
    screens = {
        product.origin: "Jobs", job: JOB, f"{job}/pay": "Record payment", f"{job}/invoice": "New invoice",
        f"{job}/change": "Change order", invoice: "INV-", f"{product.origin}/unsent": "Not sent yet",
        f"{product.origin}/device": "This device",
    }  # fmt: skip
    for address, title in screens.items():
        page.goto(address)
        expect(page.get_by_role("heading", level=1, name=title).first).to_be_visible()
        heard = page.locator("body").aria_snapshot()
        assert len(HEADING.findall(heard)) == 1, heard
        assert [landmark for landmark in ("banner", "main") if f"- {landmark}:" not in heard] == [], heard
        assert nameless(heard) == [], heard


def test_a_control_without_a_name_would_be_heard(phone: Phone) -> None:
    link = "document.querySelector('main a, nav a')"
    phone.page.evaluate(f"{link}.removeAttribute('aria-label'); {link}.replaceChildren()")
    assert nameless(phone.page.locator("body").aria_snapshot()) != []


def test_a_payment_is_taken_by_keyboard_alone_and_each_step_is_said(product: Product, phone: Phone) -> None:
    page = phone.page
    product.proxy.turn("refuse")
    pressed_until(page, "Record payment")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Record payment")).to_be_visible()
    expect(page.get_by_role("button", name="Cash", exact=True)).to_have_attribute("aria-pressed", "true")
    amount = page.get_by_label("Amount received")
    for _ in range(KEYS_MAX):
        page.keyboard.press("Tab")
        if amount.evaluate("(field) => field === document.activeElement"):
            break
    page.keyboard.type("88")
    expect(page.get_by_role("status").filter(has_text="$88.00 goes to")).to_be_visible()
    pressed_until(page, "Save on this phone · $88.00")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved on this device.")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="1 to send").first).to_be_visible()
    product.proxy.turn("pass")
    phone.hears_that_all_is_sent()
    expect(page.get_by_role("status").filter(has_text=re.compile("^Sent")).first).to_be_visible()
