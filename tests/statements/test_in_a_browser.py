"""The statement in a real Chromium with JavaScript off: narrow, by thumb, from right to left."""

import pytest
from playwright.sync_api import Page, expect
from tests.paypage.test_browser import page, pay_url

__all__ = ["page", "pay_url"]

pytestmark = pytest.mark.journey

# The product speaks no language that is read from right to left yet; its pages stand in one all the same.
TURNED = ("<html lang", '<html dir="rtl" lang')


def test_from_the_invoice_to_the_whole_job_and_back_on_the_narrowest_phone(page: Page, pay_url: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(pay_url)
    page.get_by_role("link", name="The whole job").click()
    assert page.url.endswith("/statement")
    _fits(page, 320)
    page.get_by_role("link", name="See and pay").first.click()
    expect(page.get_by_role("button", name="Pay by card")).to_be_visible()
    page.go_back()
    page.locator('a[href^="/statement/receipts/"]').first.click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    _fits(page, 320)
    page.get_by_role("link", name="Back to the whole job").click()
    expect(page.get_by_role("heading", name="Invoices")).to_be_visible()
    assert said == []


def test_turned_from_right_to_left_nothing_leaves_the_page_and_sums_stand_on_the_left(
    page: Page, pay_url: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(pay_url)
    page.get_by_role("link", name="The whole job").click()
    upright = page.content()
    page.set_content(upright.replace(*TURNED))
    assert page.locator("html").get_attribute("dir") == "rtl"
    _fits(page, 390)
    label = page.locator(".key li").first.bounding_box()
    money = page.locator(".key li b").first.bounding_box()
    assert label is not None
    assert money is not None
    assert money["x"] - label["x"] < 5


def _fits(page: Page, width: int) -> None:
    for part in (*page.locator(".card").all(), *page.locator("a, .button").all()):
        box = part.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    for target in page.locator(".button, .list a").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44
