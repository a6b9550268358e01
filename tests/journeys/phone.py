"""What a technician does on the phone, said as they would say it."""

import re

from playwright.sync_api import Page, expect
from tests.chromium import wait_until
from tests.journeys.accessibility import faults
from tests.journeys.devices import Device, installed

KEEPS_LINK = """indexedDB.databases().then((all) => Promise.all(
  all.filter(({ name }) => name.startsWith("cache-")).map(({ name }) => new Promise((done) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => {
      const beside = request.result.transaction("kv").objectStore("kv").get("beside");
      beside.onsuccess = () => {
        request.result.close();
        done(beside.result);
      };
    };
  })))).then((all) => all.some((links) => links && "%s" in links.tokens))"""
# What the next start begins with. Jobs are shown before they are kept: a slow phone takes a moment longer.
ROWS_ARE_KEPT = """localStorage.getItem("stagebill.cache") !== null"""
SIGNAL_AGAIN_MS = 40_000  # the longest pause between tries is 15 s

# From its first letter on: "NOT saved on this device." holds the same words.
SAVED = re.compile(r"^\s*Saved on this device\.")
# The same screen, also where the payment was sent before anybody could read that it is saved.
KEPT = "section.saved"


class Phone:
    def __init__(self, device: Device, origin: str) -> None:
        self.device = device
        self._origin = origin
        self.page: Page

    def signs_in(self, link: str) -> None:
        """By one tap on the link's page, and waits until the app would open with its jobs without signal."""
        self.page = self.device.open(link)
        self.page.wait_for_url(f"{self._origin}/")
        expect(self.page.get_by_role("heading", name="Jobs", exact=True)).to_be_visible()
        self.is_ready_to_go_offline()

    def signs_in_with_password(self, email: str, password: str) -> None:
        self.page = self.device.open(f"{self._origin}/")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        expect(self.page.get_by_role("heading", name="Jobs", exact=True)).to_be_visible()
        self.is_ready_to_go_offline()

    def is_ready_to_go_offline(self) -> None:
        installed(self.page)
        wait_until(self.page, ROWS_ARE_KEPT, seconds=30)

    def opens_the_app(self) -> None:
        self.page = self.device.open(f"{self._origin}/")

    def opens_job(self, title: str) -> None:
        self.page.get_by_role("link", name=title).first.click()
        expect(self.page.get_by_role("heading", name=title, level=1)).to_be_visible()

    def keeps_the_pay_link_of(self, invoice_id: str) -> None:
        """Fetched ahead, beside the rows, without anybody asking for it."""
        wait_until(self.page, KEEPS_LINK % invoice_id, seconds=20)

    def sees_invoice(self, name: str, *facts: str) -> None:
        """A row of the job's table: its state, share, amounts."""
        row = self.page.get_by_role("link", name=re.compile(re.escape(name))).first
        for fact in facts:
            expect(row).to_contain_text(fact)

    def opens_invoice(self, number: str) -> None:
        self.page.get_by_role("link", name=re.compile(re.escape(number))).first.click()

    def types(self, amount: str, method: str) -> None:
        """By the app's own keypad."""
        self.page.get_by_role("link", name="Record payment").click()
        self.page.get_by_role("radio", name=method).or_(
            self.page.get_by_role("button", name=method, exact=True)
        ).first.click()
        keypad = self.page.get_by_role("group", name="Amount keypad")
        for key in amount:
            name = "Decimal point" if key == "." else key
            keypad.get_by_role("button", name=name, exact=True).click()

    def makes_invoice(self, amount: str, *said: str) -> None:
        """By amount, on the keypad, from the job's page."""
        page = self.page
        page.get_by_role("link", name="New invoice").click()
        expect(page.get_by_role("radio").first).to_be_visible()
        assert faults(page) == []
        page.get_by_role("button", name="Amount", exact=True).click()
        keypad = page.get_by_role("group", name="Amount keypad")
        for key in amount:
            keypad.get_by_role("button", name=key, exact=True).click()
        for words in said:
            expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()
        page.get_by_role("button", name=re.compile("^Make invoice")).click()
        expect(page.get_by_text(SAVED).first).to_be_visible()

    def reads_the_split(self, *sentences: str) -> None:
        said = self.page.get_by_role("status").filter(has_text=sentences[0])
        for sentence in sentences:
            expect(said).to_contain_text(sentence)

    def saves(self, amount: str) -> None:
        self.page.get_by_role("button", name=f"Save on this phone · {amount}").click()
        expect(self.page.get_by_text(SAVED)).to_be_visible()

    def answers_the_question(self, answer: str) -> None:
        self.page.get_by_role("button", name=answer).click()

    def hears_that_all_is_sent(self) -> None:
        said = self.page.get_by_text(re.compile(r"^Sent \d|^All sent"))
        expect(said.first).to_be_visible(timeout=SIGNAL_AGAIN_MS)
