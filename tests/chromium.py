"""A real Chromium for tests: the one installed, else Debian's package, else a word about what is missing."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = "apt-get install chromium (Debian, as root), or name a browser in STAGEBILL_CHROMIUM"
INSTALL_SECONDS = 600
FLAGS = (
    "--no-sandbox",  # tests run as root in containers, where Chromium's own sandbox cannot start
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoChromium(Exception):
    """Stories in a browser need Chromium, and there is none."""


@cache
def chromium_path() -> str:
    """The browser's path; it is installed first where that is possible."""
    found = _named() or _on_path() or (_install() and _on_path())
    if not found:
        raise NoChromium(f"no Chromium on this machine: {INSTALL}")
    return found


@contextmanager
def chromium(profile: Path, *flags: str, **options: Any) -> Iterator[BrowserContext]:
    """A browser with a profile of its own, which outlives it: close, open again, and the device is the same.

    A persistent profile, because a throw-away one counts as incognito: no installing, no lasting storage.
    """
    path = chromium_or_skip()
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=path, headless=True, args=[*FLAGS, *flags], **options
        )
        try:
            yield context
        finally:
            context.close()


def wait_until(page: Page, claim: str, seconds: float = 10) -> None:
    """Waits for a JavaScript expression to hold, over reloads too; Playwright's wait needs eval()."""
    ends_at = time.monotonic() + seconds
    while not _holds(page, claim):
        if time.monotonic() > ends_at:
            raise TimeoutError(f"still not so after {seconds} s: {claim}")
        page.wait_for_timeout(20)


def chromium_or_skip() -> str:
    """In CI a missing browser is an error: a story that did not run proves nothing."""
    try:
        return chromium_path()
    except NoChromium as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))


def _holds(page: Page, claim: str) -> bool:
    try:
        return bool(page.evaluate(claim))
    except Error as error:
        if "context was destroyed" in error.message:  # the page reloads just now: ask the next one
            return False
        raise


def _named() -> str | None:
    named = os.environ.get("STAGEBILL_CHROMIUM")
    if named and not os.access(named, os.X_OK):
        raise NoChromium(f"STAGEBILL_CHROMIUM={named} cannot be run")
    return named


def _on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _install() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    steps = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"])
    return all(_runs(step, environment) for step in steps)


def _runs(step: list[str], environment: dict[str, str]) -> bool:
    nothing = subprocess.DEVNULL
    done = subprocess.run(
        step,
        env=environment,
        stdin=nothing,
        stdout=nothing,
        stderr=nothing,
        timeout=INSTALL_SECONDS,
        check=False,
    )
    return done.returncode == 0
