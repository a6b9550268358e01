"""A phone set to large letters, and one read from right to left: nothing is cut off or pushed out."""

import pytest
from playwright.sync_api import Page
from tests.journeys.devices import Drawer
from tests.journeys.phone import Phone
from tests.journeys.product import Product
from tests.journeys.takings import JOB, a_phone

pytestmark = pytest.mark.journey

SCREENS = ("", "/pay", "/invoice", "/change")
# What a person would tap and cannot read whole; one pixel is rounding.
CUT_OFF = """
[...document.querySelectorAll("main button, main a, nav button, nav a")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow !== "visible"
    || one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().left < -1)
  .map((one) => one.textContent.trim())
"""


@pytest.fixture
def phone(product: Product, drawer: Drawer) -> Phone:
    phone = a_phone(product, drawer)
    phone.opens_job(JOB)
    return phone


def _faults(page: Page) -> list[str]:
    page.wait_for_timeout(200)
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*(["the page scrolls sideways"] if wide else []), *page.evaluate(CUT_OFF)]


def test_twice_as_large_letters_and_right_to_left_lose_no_word_of_what_is_tapped(phone: Phone) -> None:
    page, address = phone.page, phone.page.url
    found: dict[str, list[str]] = {}
    for screen in SCREENS:
        page.goto(address + screen)
        page.get_by_role("main").wait_for()
        for name, change in (
            ("large", "document.documentElement.style.fontSize = '200%'"),
            ("large and right to left", "document.documentElement.dir = 'rtl'"),
            ("right to left", "document.documentElement.style.fontSize = ''"),
        ):
            page.evaluate(change)
            found[f"{screen or 'job'}, {name}"] = _faults(page)
    assert {where: faults for where, faults in found.items() if faults} == {}


def test_a_row_that_does_not_wrap_would_be_found(phone: Phone) -> None:
    page = phone.page
    page.get_by_role("link", name="Record payment").wait_for()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate("document.querySelector('.foot').style.flexWrap = 'nowrap'")
    page.evaluate("document.querySelectorAll('.foot > *').forEach((one) => one.style.flex = '0 0 auto')")
    assert _faults(page) != []
