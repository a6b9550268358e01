"""What a customer does with the link: no account, no script."""

import re

from playwright.sync_api import Page, expect
from tests.journeys.devices import Device


class Customer:
    def __init__(self, device: Device) -> None:
        self._device = device
        self.page: Page

    def opens(self, link: str) -> None:
        """The address that stays in the browser holds no token."""
        self.page = self._device.open(link)
        expect(self.page).to_have_url(re.compile(r"/pay$"))

    def pays_by_card(self) -> None:
        self.page.get_by_role("button", name=re.compile("card", re.I)).click()
        self.page.get_by_role("button", name=re.compile("pay|succe", re.I)).first.click()

    def sees_the_receipt(self, amount: str) -> None:
        expect(self.page.get_by_text(amount).first).to_be_visible()
        expect(self.page.get_by_text(re.compile("thank|receipt|paid", re.I)).first).to_be_visible()

    def sees_a_calm_page(self) -> None:
        expect(self.page.get_by_role("heading").first).to_be_visible()
        expect(self.page.locator("form")).to_have_count(0)
