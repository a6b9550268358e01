"""The way to a processor's page in a real Chromium without JavaScript: what a form may lead to shows there.

The page with the button, and what answers it, are made by the product's own code; the processor's page is at
another origin.
"""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import ClassVar

import pytest
from playwright.sync_api import Page, expect
from tests.chromium import chromium
from tests.local_server import served

from stagebill.paypage.page.html import leaving
from stagebill.paypage.page.layout import policy

pytestmark = pytest.mark.journey

FORM = "<style>b{color:red}</style><form method=post action=/pay/checkout><button>Pay by card</button></form>"


class Processor(BaseHTTPRequestHandler):
    asked: ClassVar[list[tuple[str, str | None]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Referer")))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<h1>The processor's page</h1>")

    def log_message(self, *said: object) -> None:
        """Silent."""


class Shop(BaseHTTPRequestHandler):
    leads_to = ""
    by_redirect = False

    def do_GET(self) -> None:
        self._say(200, FORM, policy(FORM))

    def do_POST(self) -> None:
        if self.by_redirect:
            self.send_response(303)
            self.send_header("Location", self.leads_to)
            self.end_headers()
            return
        page = leaving("en", self.leads_to, None)
        self._say(200, page.text, page.policy)

    def _say(self, status: int, text: str, allowed: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", allowed)
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *said: object) -> None:
        """Silent."""


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with chromium(tmp_path / "profile", java_script_enabled=False) as context:
        yield context.new_page()


def test_a_page_of_ours_leads_to_another_origin_that_a_redirect_may_not_go_to(page: Page) -> None:
    """The redirect is the control: with it the customer presses the button and nothing happens."""
    Processor.asked = []
    with served(Processor) as processor, served(Shop) as shop:
        Shop.leads_to = f"{processor.replace('127.0.0.1', 'localhost')}/c/pay/cs_1"
        Shop.by_redirect = True
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{shop}/pay")
        page.get_by_role("button", name="Pay by card").click()
        page.wait_for_timeout(500)
        assert (page.url, Processor.asked) == (f"{shop}/pay", [])
        assert any("form-action" in each for each in said), said

        Shop.by_redirect = False
        page.goto(f"{shop}/pay")
        page.get_by_role("button", name="Pay by card").click()
        expect(page.get_by_role("heading", name="The processor's page")).to_be_visible()
        assert page.url == Shop.leads_to
        assert Processor.asked[0] == ("/c/pay/cs_1", None)

        page.go_back()  # to the button, not to the page that would lead on again
        expect(page.get_by_role("button", name="Pay by card")).to_be_visible()
