"""The app's delivery in a real Chromium: installed once, it opens without a network, and updates politely."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import BrowserContext, Error, Page, expect
from tests.chromium import chromium, wait_until
from tests.webapp.site import Server, published, sample, serving

from stagebill.webapp.layout import ENTRY
from stagebill.webapp.module_graph import graph_of
from stagebill.webapp.parcels import plan_of
from stagebill.webapp.publish import Published
from stagebill.webapp.sources import read_sources

pytestmark = pytest.mark.journey

RUN_ALL = """async ([files, modules]) => {
  const failed = [];
  for (const file of files) await import(file).catch((error) => failed.push(`${file}: ${error}`));
  const { $use } = await import("/assets/parcels/boot.js");
  for (const path of modules) try { $use(path) } catch (error) { failed.push(`${path}: ${error}`) }
  return failed;
}"""
REGISTRATION = "navigator.serviceWorker.getRegistration()"
COMPLAINTS = ("warning", "error")
ONE = published(sample("one"))
TWO = published(sample("two"))


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(ONE) as running:
        yield running


@pytest.fixture
def device(tmp_path: Path) -> Iterator[BrowserContext]:
    with chromium(tmp_path / "profile") as context:
        yield context


def installed(device: BrowserContext, server: Server, path: str = "/") -> Page:
    """A page of the app whose worker holds everything and answers for it."""
    page = device.new_page()
    page.goto(server.origin + path)
    wait_until(page, "navigator.serviceWorker.controller !== null")
    return page


def test_the_page_runs_under_its_policy_without_complaint(device: BrowserContext, server: Server) -> None:
    said: list[str] = []
    page = device.new_page()
    page.on("console", lambda message: said.append(message.text) if message.type in COMPLAINTS else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(server.origin)
    expect(page.locator("#app")).to_have_text("Hello from one")
    wait_until(page, "navigator.serviceWorker.controller !== null")
    assert page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(102, 51, 153)"
    assert said == []


def test_a_script_that_is_not_ours_does_not_run(device: BrowserContext, server: Server) -> None:
    page = device.new_page()
    page.goto(server.origin)
    page.evaluate(
        """() => { const script = document.createElement("script");
        try { script.textContent = "globalThis.stolen = 1"; document.head.append(script) } catch {} }"""
    )
    assert page.evaluate("globalThis.stolen") is None
    with pytest.raises(Error, match="TrustedHTML"):
        page.evaluate("document.body.innerHTML = '<i>'")


def test_an_installed_app_opens_offline_at_any_address(device: BrowserContext, server: Server) -> None:
    page = installed(device, server)
    server.stop()
    page.reload()
    expect(page.locator("#app")).to_have_text("Hello from one")
    page.goto(f"{server.origin}/jobs/0190a1/pay?from=mail")
    expect(page).to_have_title("/jobs/0190a1/pay one")
    assert page.evaluate("open_office()") == "office one"


def test_offline_the_server_s_own_addresses_are_not_answered_by_the_app(
    device: BrowserContext, server: Server
) -> None:
    page = installed(device, server)
    assert page.evaluate("fetch('/api/jobs').then(answer => answer.json())") == {"from": "the server"}
    page.goto(f"{server.origin}/pay/secret")
    expect(page.locator("#pay")).to_have_text("From the server")
    page.goto(server.origin)
    server.stop()
    assert page.evaluate("fetch('/api/jobs').catch(() => 'no network')") == "no network"
    kept = page.evaluate(
        """async () => { const urls = [];
        for (const name of await caches.keys())
          for (const { url } of await (await caches.open(name)).keys()) urls.push(new URL(url).pathname);
        return urls }"""
    )
    assert sorted(kept) == sorted(ONE.precache)


def test_a_new_version_is_offered_and_taken_only_when_a_person_says_so(
    device: BrowserContext, server: Server
) -> None:
    page = installed(device, server)
    other = installed(device, server, "/unsent")
    deploy(server, page, TWO)
    page.reload()
    expect(page.locator("#app")).to_have_text("Hello from one")
    page.wait_for_selector("html[data-update=offered]")
    assert page.evaluate("bridge.worker_version()") == ONE.version

    assert page.evaluate("bridge.apply_update()") == "reloading"
    expect(page.locator("#app")).to_have_text("Hello from two")
    expect(other.locator("#app")).to_have_text("Hello from two")
    assert page.evaluate("bridge.worker_version()") == TWO.version


def test_no_update_reloads_a_form_that_another_tab_has_half_filled(
    device: BrowserContext, server: Server
) -> None:
    page = installed(device, server)
    other = installed(device, server, "/jobs/1/pay")
    other.evaluate("void (globalThis.release = bridge.hold_updates())")
    deploy(server, page, TWO)
    assert page.evaluate("bridge.apply_update()") == "held"
    expect(other.locator("html")).to_have_attribute("data-update", "none")

    other.evaluate("release()")
    other.wait_for_selector("html[data-update=offered]")
    assert page.evaluate("bridge.apply_update()") == "reloading"
    expect(other.locator("#app")).to_have_text("Hello from two")


def test_an_update_that_lacks_a_file_leaves_the_old_one_whole(device: BrowserContext, server: Server) -> None:
    page = installed(device, server)
    missing = next(url for url in TWO.precache if "/boot-" in url and url not in ONE.precache)
    files = {url: file for url, file in TWO.files.items() if url != missing}
    server.deploy(replace(TWO, files=files))
    failed = page.evaluate(
        """async () => { const registration = await navigator.serviceWorker.getRegistration();
        const gone = new Promise((resolve) => registration.addEventListener("updatefound", () => {
          const worker = registration.installing;
          worker.addEventListener("statechange", () => worker.state === "redundant" && resolve("redundant"));
        }));
        await registration.update().catch(() => {});
        return gone }"""
    )
    assert failed == "redundant"
    server.stop()
    page.reload()
    expect(page.locator("#app")).to_have_text("Hello from one")
    assert page.evaluate("caches.keys()") == [f"pre-{ONE.version}"]
    assert page.evaluate("open_office()") == "office one"


def test_an_update_fetches_only_what_changed(device: BrowserContext, server: Server) -> None:
    page = installed(device, server)
    before = len(server.asked)
    deploy(server, page, TWO)
    changed = {url for url in TWO.precache if url not in ONE.precache}
    assert set(server.asked[before:]) == changed | {"/", "/service_worker.js"}


def test_the_kill_switch_removes_worker_and_files_and_the_network_answers(
    device: BrowserContext, server: Server
) -> None:
    page = installed(device, server)
    page.evaluate("localStorage.setItem('kept', 'yes')")
    server.deploy(published(sample("two"), worker=False))
    page.evaluate(f"{REGISTRATION}.then(registration => registration.update())")
    wait_until(page, "caches.keys().then(names => names.length === 0)")
    page.reload()
    expect(page.locator("#app")).to_have_text("Hello from two")
    assert page.evaluate("localStorage.getItem('kept')") == "yes"


def test_the_browser_would_install_the_app(device: BrowserContext, server: Server) -> None:
    page = installed(device, server)
    session = device.new_cdp_session(page)
    assert session.send("Page.getAppManifest")["errors"] == []
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def deploy(server: Server, page: Page, version: Published) -> None:
    """Puts a version on the server and lets the page's browser find and install it beside the old one."""
    server.deploy(version)
    page.evaluate(f"{REGISTRATION}.then(registration => registration.update())")
    wait_until(page, f"{REGISTRATION}.then(registration => registration.waiting !== null)")


def test_every_module_of_the_product_runs_under_the_policy(device: BrowserContext) -> None:
    sources = read_sources()
    whole = published(sources)
    scripts = {path: body.decode() for path, body in sources.pwa.items() if path.endswith(".js")}
    modules = list(plan_of(graph_of(scripts, sources.pwa), ENTRY).parcel_of)
    with serving(whole) as server:
        page = device.new_page()
        page.goto(server.origin)
        files = [url for url in whole.precache if url.endswith(".js")]
        assert page.evaluate(RUN_ALL, [files, modules]) == []
