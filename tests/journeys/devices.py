"""Phones and tablets: real Chromium with a profile that outlives it, closed kindly or killed."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Playwright, sync_playwright
from tests.chromium import FLAGS, chromium_or_skip, wait_until

ARTIFACTS = Path(__file__).parents[1] / ".artifacts"
PHONE = {"width": 390, "height": 844}
TABLET = {"width": 820, "height": 1180}
DESK = {"width": 1440, "height": 900}
SIZES = {"phone": PHONE, "tablet": TABLET, "desk": DESK}
COMPLAINTS = {"error", "warning"}
# A browser says this of every request on a bad network, which these stories make on purpose.
EXPECTED = (
    "Failed to load resource",
    "net::ERR_",
    "An SSL certificate",
    "the server responded with a status",
)


class Device:
    """One person's browser. `complaints` gathers what its console found wrong."""

    def __init__(self, playwright: Playwright, profile: Path, size: dict[str, int], **options: Any) -> None:
        self._playwright = playwright
        self._profile = profile
        self._options = {"viewport": size, "locale": "en-US", **options}
        self._context: BrowserContext | None = None
        self.complaints: list[str] = []

    def open(self, address: str) -> Page:
        """Start the browser, or take the running one, and go to an address."""
        page = self.context.pages[0] if self.context.pages else self.context.new_page()
        page.goto(address)
        return page

    @property
    def context(self) -> BrowserContext:
        if self._context is None:
            for leftover in self._profile.glob("Singleton*"):
                leftover.unlink()
            self._context = self._playwright.chromium.launch_persistent_context(
                self._profile,
                executable_path=chromium_or_skip(),
                headless=True,
                args=list(FLAGS),
                **self._options,
            )
            self._context.on("console", lambda message: self._hear(message.type, message.text))
            self._context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        return self._context

    def _hear(self, kind: str, text: str) -> None:
        if kind in COMPLAINTS and not any(word in text for word in EXPECTED):
            self.complaints.append(text)

    def last_picture(self, name: str) -> None:
        """What was on the screen at the end: the first thing to look at when a story fails."""
        ARTIFACTS.mkdir(exist_ok=True)
        for page in self._context.pages[:1] if self._context is not None else ():
            with suppress(Error):
                page.screenshot(path=ARTIFACTS / f"last.{name}.png")

    def close(self) -> None:
        """As a person closes it: the profile, with all that the app keeps, stays."""
        if self._context is not None:
            with suppress(Error):
                self._context.close()
            self._context = None

    def kill(self) -> None:
        """As the system does when memory runs short, or the battery does."""
        for process in _browsers_on(self._profile):
            os.kill(process, signal.SIGKILL)
        self.close()


def _browsers_on(profile: Path) -> list[int]:
    """The main process of each browser that uses this profile: the one that is no child of its own."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit():
                words = (entry / "cmdline").read_bytes().split(b"\0")
                mine = f"--user-data-dir={profile}".encode() in words
                if mine and not any(word.startswith(b"--type=") for word in words):
                    found.append(int(entry.name))
    return found


@contextmanager
def devices(folder: Path) -> Iterator["Drawer"]:
    with sync_playwright() as playwright:
        drawer = Drawer(playwright, folder)
        try:
            yield drawer
        finally:
            for name, device in drawer.named.items():
                device.last_picture(name)
                device.close()


class Drawer:
    def __init__(self, playwright: Playwright, folder: Path) -> None:
        self._playwright = playwright
        self._folder = folder
        self.named: dict[str, Device] = {}

    def take(self, name: str, size: dict[str, int], **options: Any) -> Device:
        device = Device(self._playwright, self._folder / name, size, **options)
        self.named[name] = device
        return device


def installed(page: Page) -> None:
    """Wait until the worker holds the whole app and answers for it: from now on it opens without signal."""
    wait_until(page, "navigator.serviceWorker.controller !== null", seconds=20)


def shoot(page: Page, name: str, *sizes: str) -> None:
    """The screen at each size, light and dark, for people to look at."""
    ARTIFACTS.mkdir(exist_ok=True)
    before = page.viewport_size
    for size in sizes or SIZES:
        page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(150)
            page.screenshot(path=ARTIFACTS / f"{name}.{size}.{scheme}.png")
    page.emulate_media(color_scheme="light")
    if before is not None:
        page.set_viewport_size(before)
