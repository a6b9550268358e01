"""The phone's budgets, in a real Chromium slowed to a cheap phone on slow 4G: `python -m tests.bench.phone`.

The first visit ever of a technician with 2,000 invoices, then starts with 10,000 and without any signal.
"""

import asyncio
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from playwright.sync_api import BrowserContext, CDPSession, Page
from tests.bench.budgets import PHONE_BUDGETS
from tests.bench.company import prepare
from tests.bench.server import stagebill
from tests.chromium import chromium, wait_until
from tests.laws.teller import Teller

from stagebill.identity.sign_in import issue_link
from stagebill.kernel.clock import SystemClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database

PORT = 8350
FIRST_INVOICES = 2_000
INVOICES = 10_000
ROUNDS = 5
# What Lighthouse applies for a mobile page: request latency, bytes a second, and how much slower the CPU is.
SLOW_4G = {"offline": False, "latency": 562, "downloadThroughput": 1_440_000 / 8, "uploadThroughput": 84_000}
SLOWER = 4
LISTED = "document.querySelector('main a[href^=\"/jobs/\"]') !== null"
# Set before any of the page's own code: when the first job stood in the page, and when it was painted.
WATCH = f"""
new MutationObserver((_, watching) => {{
  if (!({LISTED})) return;
  watching.disconnect();
  const {{ port1, port2 }} = new MessageChannel(); // a timer would wait behind what the app does after it
  port1.onmessage = () => window.listed_ms = performance.now();
  requestAnimationFrame(() => port2.postMessage(null));
}}).observe(document, {{ childList: true, subtree: true }});
"""
# The browser names what kept the page from answering for 50 ms and more, and nothing shorter.
WATCH_TASKS = """
window.longest_ms = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) window.longest_ms = Math.max(window.longest_ms, duration);
}).observe({ type: "longtask" });
"""
SWIPES, SWIPE_PX, SWIPE_PX_A_SECOND = 4, 5_000, 2_500


async def _company(config: Config, invoices: int) -> str:
    """A company whose technician is on all jobs; the address of that technician's sign-in link."""
    await prepare(config, invoices, 1)
    database = await Database.open(config)
    try:
        teller = Teller(config, database, SystemClock(), "bench")
        crew = [teller.id("member", "technician")]
        for (job_id,) in await database.reader.rows("SELECT id FROM job"):
            await teller.must("jobs.assign_technicians", {"job_id": job_id, "member_ids": crew})
        address = "technician@bench.example"
        return await issue_link(database, config, address, reusable=True)
    finally:
        await database.close()


def _session(origin: str, link: str) -> dict[str, str]:
    """The cookie of a technician who has just followed the link."""
    path = "/auth" + link.partition("/auth")[2]
    with httpx.Client(base_url=origin, headers={"Origin": origin}) as client:
        assert not client.post(path).is_error
        ((name, value),) = client.cookies.items()
    return {"name": name, "value": value, "url": origin}


@contextmanager
def _phone_of(invoices: int) -> Iterator[tuple[str, dict[str, str]]]:
    """A server whose technician has so many invoices: its origin and the technician's cookie."""
    with tempfile.TemporaryDirectory() as folder:
        link = asyncio.run(_company(Config(data=Path(folder)), invoices))
        with stagebill(Path(folder), PORT) as server:
            origin = f"http://127.0.0.1:{server.port}"
            yield origin, _session(origin, link)


@contextmanager
def _slow(folder: Path, origin: str, cookie: dict[str, str]) -> Iterator[tuple[BrowserContext, Page]]:
    """A cheap phone on slow 4G, signed in, that has never seen the app."""
    with chromium(folder, viewport={"width": 390, "height": 844}, has_touch=True) as context:
        context.add_cookies([cookie])  # type: ignore[list-item]
        context.add_init_script(WATCH)
        page = context.pages[0]
        _slow_down(context.new_cdp_session(page), SLOW_4G)
        yield context, page


def _slow_down(wire: CDPSession, network: dict[str, Any]) -> None:
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", network)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _listed_ms(page: Page) -> float:
    """Asked seldom: each question costs the slowed page its own time."""
    for _ in range(60):
        page.wait_for_timeout(1_000)
        if listed_ms := page.evaluate("window.listed_ms"):
            return float(listed_ms)
    raise TimeoutError("no list after a minute")


def first_visit(origin: str, cookie: dict[str, str]) -> float:
    """Milliseconds from the address to the painted list, nothing kept from before."""
    with tempfile.TemporaryDirectory() as folder, _slow(Path(folder), origin, cookie) as (_, page):
        page.goto(origin, wait_until="commit")
        return _listed_ms(page)


class Start(NamedTuple):
    """Without signal: milliseconds until the list stands, and of the longest task while it is scrolled."""

    with_browser: float
    opened: float
    again: float
    scrolled: float


def offline_starts(origin: str, cookie: dict[str, str], rounds: int) -> list[Start]:
    """The same on a phone that holds everything and has no signal."""
    with tempfile.TemporaryDirectory() as folder:
        with chromium(Path(folder), viewport={"width": 390, "height": 844}, has_touch=True) as context:
            context.add_cookies([cookie])  # type: ignore[list-item]
            page = context.pages[0]
            page.goto(origin)
            wait_until(page, "navigator.serviceWorker.controller !== null", seconds=60)
            wait_until(page, LISTED, seconds=60)
            page.wait_for_timeout(5_000)  # the snapshot is written in chunks
        return [_offline_start(Path(folder), origin) for _ in range(rounds)]


def _offline_start(folder: Path, origin: str) -> Start:
    """In a browser that begins itself; in one that runs, with the app closed; and once more in its place."""
    with chromium(folder, viewport={"width": 390, "height": 844}, has_touch=True) as context:
        context.add_init_script(WATCH + WATCH_TASKS)
        context.set_offline(True)
        begun = _started(_slowed(context, context.pages[0]), origin)
        page = _slowed(context, context.new_page())
        context.pages[0].close()
        return Start(begun, _started(page, origin), _started(page, origin), _scrolled(page))


def _scrolled(page: Page) -> float:
    """All jobs, swiped through quickly, back and forth."""
    page.get_by_role("button", name="Show all").click()
    page.wait_for_timeout(2_000)  # they are drawn, once; what follows is scrolling alone
    page.evaluate("window.longest_ms = 0")
    wire = page.context.new_cdp_session(page)
    for swipe in range(SWIPES):
        way = {"yDistance": SWIPE_PX if swipe % 2 else -SWIPE_PX, "speed": SWIPE_PX_A_SECOND}
        wire.send("Input.synthesizeScrollGesture", {"x": 195, "y": 600, "gestureSourceType": "touch", **way})
    return float(page.evaluate("window.longest_ms"))


def _slowed(context: BrowserContext, page: Page) -> Page:
    page.goto("about:blank")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page


def _started(page: Page, origin: str) -> float:
    page.goto(origin, wait_until="commit")
    listed = _listed_ms(page)
    page.wait_for_timeout(1_000)  # the older rows are read: nothing of this start is left for the next
    return listed


def main() -> int:
    """Measure, print, and end non-zero when a budget is missed."""
    with _phone_of(FIRST_INVOICES) as (origin, cookie):
        visits = [first_visit(origin, cookie) for _ in range(ROUNDS)]
    with _phone_of(INVOICES) as (origin, cookie):
        starts = offline_starts(origin, cookie, ROUNDS)
    begun, opened, again, scrolled = (statistics.median(times) for times in zip(*starts, strict=True))
    lines = [
        ("first visit on slow 4G, CPU 4x: list painted, ms", statistics.median(visits)),
        ("no signal, CPU 4x, 10,000 invoices: the app again, ms", again),
        ("no signal, CPU 4x, all jobs scrolled: the longest task, ms", scrolled),
        ("  the app opened in a browser that runs, ms", opened),
        ("  with a browser that begins itself, ms", begun),
    ]
    missed = [name for name, value in lines if value > PHONE_BUDGETS.get(name, value)]
    for name, value in lines:
        budget = PHONE_BUDGETS.get(name)
        mark, limit = "✗" if name in missed else " ", f"≤ {budget}" if budget else ""
        print(f"{mark} {name:62} {value:9.0f}   {limit}".rstrip())  # noqa: T201 - the product of a benchmark
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
