"""The pay page in a real Chromium with JavaScript off: what the content policy allows shows only there."""

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Request, expect
from tests.chromium import chromium
from tests.demo_folder import DemoFolder

pytestmark = pytest.mark.journey

RUN = "from stagebill.cli import main; main()"


@pytest.fixture
def pay_url(tmp_path: Path, demo_folder: DemoFolder) -> Iterator[str]:
    """The demo company's server, and the pay link that it prints."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    shutil.copytree(demo_folder.told(), tmp_path / "data")
    command = [sys.executable, "-u", "-c", RUN, "demo", "--data", str(tmp_path / "data"), "--port", port]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            url = next(found[0] for line in server.stdout if (found := re.findall(r"http\S+/pay/\S+", line)))
            _wait_for(int(port))
            yield url
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    """The links are printed a moment before the server listens."""
    for _ in range(1200):  # a minute, on a busy machine
        with socket.socket() as knocking:
            if knocking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on {port}")


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with chromium(tmp_path / "profile", java_script_enabled=False) as context:
        yield context.new_page()


def test_without_script_a_card_payment_goes_there_and_back(page: Page, pay_url: str) -> None:
    said: list[str] = []
    asked: list[Request] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request))
    page.goto(pay_url)
    assert page.url.endswith("/pay")
    assert len(asked) == 2
    amount = page.locator(".sum").inner_text()
    page.get_by_role("button", name="Pay by card").click()
    expect(page.get_by_text("TEST · no money moves")).to_be_visible()
    expect(page.locator(".sum")).to_have_text(amount)
    page.get_by_role("button", name="Pay", exact=False).first.click()
    expect(page.get_by_text("Paid. Thank you!")).to_be_visible()
    assert page.locator("form").count() == 0
    assert said == []
    token = pay_url.rpartition("/")[2]
    assert [request.url for request in asked if token in request.headers.get("referer", "")] == []
    assert all(request.url.startswith(pay_url.partition("/pay/")[0]) for request in asked)


def test_without_script_another_sum_is_chosen_mended_and_paid(page: Page, pay_url: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(pay_url)
    page.get_by_text("Pay another amount").click()
    page.get_by_role("textbox", name="Amount, up to").fill("ten")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("This is not an amount.")
    expect(page.get_by_role("textbox", name="Amount, up to")).to_have_value("ten")
    page.get_by_role("textbox", name="Amount, up to").fill("10")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".sum")).to_have_text("$10.00")
    page.get_by_role("button", name="Pay by card").click()
    expect(page.locator(".sum")).to_have_text("$10.00")
    page.get_by_role("button", name="Pay", exact=False).first.click()
    expect(page.get_by_role("button", name="Pay by card")).to_be_visible()
    page.get_by_text("Receipts").click()
    expect(page.locator('a[href^="/pay/receipts/"]').first).to_contain_text("$10.00")
    assert said == []


def test_the_page_fits_the_narrowest_phone_and_its_buttons_the_thumb(page: Page, pay_url: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(pay_url)
    for summary in page.locator("summary").all():
        summary.click()
    for part in (*page.locator("button").all(), *page.locator("summary").all(), *page.locator(".card").all()):
        box = part.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
        assert box["height"] >= 44


def test_twice_as_large_nothing_is_pushed_out_and_letters_follow_the_readers_own_size(
    page: Page, pay_url: str
) -> None:
    """A phone of 390 px at 200 % is 195 px wide. What is folded away has no box."""
    page.set_viewport_size({"width": 195, "height": 422})
    page.goto(pay_url)
    for part in page.locator(".card, .sum, button").all():
        box = part.bounding_box()
        if box is not None:
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 195
    name = page.locator("header b").bounding_box()
    assert name is not None
    assert name["height"] <= 3 * 21.25  # three lines of it at most: beside its logo it broke into letters
    style = page.locator("style").first.inner_text()
    assert re.findall(r"font(?:-size)?:[^;}]*\dpx", style) == []


def test_in_the_colors_that_a_reader_forces_the_bar_is_seen(page: Page, pay_url: str) -> None:
    """Forced colors take backgrounds and shadows away, of which the bar is made."""
    page.emulate_media(forced_colors="active")
    page.goto(pay_url)
    drawn = Image.open(BytesIO(page.locator(".bar").screenshot())).convert("L")
    darkest, lightest = drawn.getextrema()
    assert lightest - darkest > 100
