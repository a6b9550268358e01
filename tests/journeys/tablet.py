"""What the dispatcher does on the tablet, said as they would say it."""

import re

from playwright.sync_api import Locator, Page, expect
from tests.journeys.accessibility import faults
from tests.journeys.devices import Device, installed, shoot
from tests.journeys.office import SETTLED_SECONDS_MAX

# Until what the bank says has been asked for again.
AGAIN_MS = SETTLED_SECONDS_MAX * 1_000


class Tablet:
    def __init__(self, device: Device, origin: str) -> None:
        self.device = device
        self.origin = origin
        self.page: Page

    def signs_in(self, link: str) -> None:
        self.page = self.device.open(link)
        self.page.wait_for_url(f"{self.origin}/board")
        expect(self.page.get_by_role("heading", level=3).first).to_be_visible(timeout=30_000)
        installed(self.page)

    def goes_to(self, path: str) -> None:
        self.page.goto(f"{self.origin}{path}")

    def switches_progress_invoicing_on(self) -> None:
        """In Settings; it was off."""
        self.goes_to("/settings")
        switch = self.page.get_by_role("switch", name="Bill jobs in stages")
        expect(switch).not_to_be_checked()
        switch.click(force=True)
        expect(self.page.get_by_text("Saved.", exact=True)).to_be_visible()
        expect(switch).to_be_checked()

    def makes_customer(self, name: str, email: str) -> None:
        self.goes_to("/customers/new")
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_role("button", name="Create customer").click()
        expect(self.page.get_by_text(name).first).to_be_visible()

    def makes_job(
        self, customer: str, title: str, lines: list[tuple[str, str, str, str]], crew: list[str]
    ) -> None:
        """Lines are (description, quantity, unit price, tax percent)."""
        self.goes_to("/jobs/new")
        self.page.get_by_label("Customer").fill(customer)
        self.page.get_by_role("button", name=re.compile(re.escape(customer))).first.click()
        self.page.get_by_label("Title").fill(title)
        for place, (description, quantity, price, rate) in enumerate(lines):
            if place:
                self.page.get_by_role("button", name="Add a line").click()
            line = self.page.get_by_role("group", name=f"Line {place + 1}")
            line.get_by_label("Description").fill(description)
            line.get_by_label("Quantity").fill(quantity)
            line.get_by_label("Unit price").fill(price)
            line.get_by_label("Tax %").fill(rate)
        for name in crew:
            self.page.get_by_label(name).click(force=True)
        self.page.get_by_role("button", name="Create job").click()
        expect(self.page.get_by_role("heading", name=title, level=1)).to_be_visible()

    def opens_job(self, title: str) -> None:
        self.goes_to("/board")
        self.page.get_by_role("link", name=re.compile(re.escape(title))).first.click()
        expect(self.page.get_by_role("heading", name=title, level=1)).to_be_visible()

    def begins_invoice(self) -> None:
        """On the job that is open."""
        expect(self.page).to_have_url(re.compile("/office/jobs/[^/]+$"))
        self.goes_to(self.page.url.removeprefix(self.origin) + "/invoice")

    def asks(self, kind: str, typed: str = "", due: str | None = None) -> None:
        """A percent, a fixed amount or the rest."""
        self.page.get_by_role("button", name=re.compile(f"^{kind}")).first.click()
        if typed:
            label = "Percent of the job’s total" if kind == "Percent" else "Amount, tax included"
            self.page.get_by_label(label).fill(typed)
        if due:
            self.page.get_by_label("Due", exact=True).select_option(label=due)

    def reads(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def issues_and_sends(self) -> str:
        """The new invoice's number."""
        return self._issued("Issue and send")

    def issues(self) -> str:
        return self._issued("Issue")

    def _issued(self, name: str) -> str:
        self.page.get_by_role("button", name=re.compile(rf"^{name}( ·|$)")).click()
        said = self.page.get_by_text(re.compile(r"INV-\d+ is issued"))
        expect(said.first).to_be_visible()
        found = re.search(r"INV-\d+", said.first.inner_text())
        assert found is not None
        return found.group()

    def voids(self, number: str, reason: str) -> None:
        dialog = self.begins_to_void(number)
        dialog.get_by_label("Reason").fill(reason)
        dialog.get_by_role("button", name="Void invoice").click()
        expect(self.page.get_by_text(re.compile(rf"{number} is void\."))).to_be_visible()

    def begins_to_void(self, number: str) -> Locator:
        """What will be true afterwards stands in the dialog before it is."""
        self.page.get_by_role("button", name=f"More for {number}").click()
        self.page.get_by_role("menuitem", name="Void").click()
        return self.page.get_by_role("dialog")

    def keeps_it(self) -> None:
        self.page.get_by_role("dialog").get_by_role("button", name="Keep it").click()

    def decides_on(self, amount: str, words: str) -> None:
        """One tap in "Money that needs a decision"."""
        row = self.page.get_by_role("article").filter(has_text=amount).first
        row.get_by_role("button", name=re.compile(f"^{words}")).first.click()

    def hands_over_what_the_bank_did_not_take(self, asked: str, amount: str, shots: str) -> None:
        """It is among what is to be decided on, and given back in cash. `shots`: its screens' name."""
        self.goes_to("/decisions")
        page = self.page
        row = page.locator("article").filter(has_text=asked)
        expect(row).to_be_visible(timeout=AGAIN_MS)
        assert faults(page) == []
        shoot(page, f"{shots}_decision", "tablet")
        row.get_by_role("button", name="Give it back…").click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_label("Amount")).to_have_value(amount)
        dialog.get_by_text("Cash", exact=True).click()
        dialog.get_by_label("Reason").fill("handed over at the door")
        shoot(page, f"{shots}_decision_refund", "tablet")
        dialog.locator("button.primary").click()
        expect(dialog).to_have_count(0)
        expect(row).to_have_count(0, timeout=AGAIN_MS)

    def sees_within_a_second(self, title: str, words: str) -> None:
        """The board changes by itself, without a reload."""
        card = self.page.get_by_role("listitem").filter(has_text=title).first
        expect(card.get_by_role("img", name=re.compile(re.escape(words)))).to_be_visible(timeout=1_000)
