"""The app's files over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import brotli
import httpx
import pytest
from tests.webapp.site import sample, site

from stagebill.app import create_app
from stagebill.kernel.config import Config
from stagebill.webapp.assets import Assets, build_assets, kept_or_made
from stagebill.webapp.encoding import compressed
from stagebill.webapp.layout import hashed_layout
from stagebill.webapp.publish import SHELL, publish
from stagebill.webapp.scope import is_app_path

pytestmark = pytest.mark.anyio

SOURCES = sample("one")
SITE = publish(SOURCES, hashed_layout(SOURCES.pwa), compressed, worker=True)
APP_URL = SITE.boot[-1]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    app = site(Assets(SITE))
    async with (
        app.lifespan(),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://app", headers={"Accept-Encoding": "identity"}
        ) as client,
    ):
        yield client


async def test_a_hashed_file_may_be_kept_for_ever_and_comes_compressed(browser: httpx.AsyncClient) -> None:
    answer = await browser.get(APP_URL, headers={"Accept-Encoding": "gzip, br"})
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.content == SITE.files[APP_URL].bodies.identity
    assert SITE.files[APP_URL].bodies.br == brotli.compress(answer.content, quality=11)


async def test_what_the_browser_holds_is_not_sent_again(browser: httpx.AsyncClient) -> None:
    for path in (APP_URL, "/", "/service_worker.js", "/manifest.webmanifest"):
        etag = (await browser.get(path)).headers["ETag"]
        again = await browser.get(path, headers={"If-None-Match": etag})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag), path


@pytest.mark.parametrize(
    "path", ["/", "/jobs/0190a1", "/jobs/0190a1/pay?x=1", "/board", "/office/jobs/1/invoice"]
)
async def test_every_screen_s_address_answers_with_the_one_page(
    browser: httpx.AsyncClient, path: str
) -> None:
    answer = await browser.get(path)
    assert answer.status_code == 200
    assert answer.content == SITE.spoken[SHELL]["en"].bodies.identity
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["X-Stagebill-Version"] == SITE.version


async def test_a_page_that_was_asked_for_with_a_session_says_so_and_is_the_same_page(
    browser: httpx.AsyncClient,
) -> None:
    alone = await browser.get("/")
    signed_in = await browser.get("/", headers={"Cookie": "stagebill=anything"})
    assert "Server-Timing" not in alone.headers
    assert signed_in.headers["Server-Timing"] == "session"
    assert signed_in.content == alone.content


@pytest.mark.parametrize(
    "path",
    [
        "/api/nothing",
        "/auth/nothing",
        "/pay",
        "/assets/app.js",
        "/assets/",
        "/x.png",
        "/schema/x",
        "/metrics",
    ],
)
async def test_a_wrong_address_is_not_answered_with_the_page(browser: httpx.AsyncClient, path: str) -> None:
    assert (await browser.get(path)).status_code == 404


async def test_only_the_head_is_sent_when_only_the_head_is_asked(browser: httpx.AsyncClient) -> None:
    for path in ("/", APP_URL):
        answer = await browser.head(path)
        assert (answer.status_code, answer.content) == (200, b"")


async def test_the_worker_is_asked_for_anew_each_time_and_may_only_reach_us(
    browser: httpx.AsyncClient,
) -> None:
    answer = await browser.get("/service_worker.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Type"].startswith("text/javascript")


async def test_every_answer_of_the_api_names_the_version_even_a_refusal(browser: httpx.AsyncClient) -> None:
    for path in ("/api/jobs", "/api/nothing"):
        assert (await browser.get(path)).headers["X-Stagebill-Version"] == SITE.version
    assert "X-Stagebill-Version" not in (await browser.get("/pay/secret")).headers


async def test_the_manifest_follows_the_reader_s_language(browser: httpx.AsyncClient) -> None:
    for asked, shortcut in (
        ("es-MX,es;q=0.9", "Sin enviar"),
        ("de, en", "Not sent yet"),
        ("", "Not sent yet"),
    ):
        answer = await browser.get("/manifest.webmanifest", headers={"Accept-Language": asked})
        assert answer.json()["shortcuts"][0]["name"] == shortcut
        assert answer.headers["Content-Type"].startswith("application/manifest+json")
        assert "Accept-Language" in answer.headers["Vary"]


def test_the_second_start_reads_what_the_first_one_made(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = kept_or_made(SOURCES, data, worker=True)
    [kept] = data.iterdir()
    made_at = kept.stat().st_mtime_ns
    assert kept_or_made(SOURCES, data, worker=True) == first == SITE
    assert kept.stat().st_mtime_ns == made_at


def test_a_changed_source_or_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    kept_or_made(SOURCES, tmp_path, worker=True)
    [kept] = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:1000])
    assert kept_or_made(SOURCES, tmp_path, worker=True) == SITE
    other = kept_or_made(sample("two"), tmp_path, worker=True)
    assert other.version != SITE.version
    [only] = tmp_path.iterdir()
    assert only != kept


def test_a_read_only_disk_costs_time_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    assert kept_or_made(SOURCES, tmp_path / "data", worker=True) == SITE


def test_the_product_itself_can_be_built(tmp_path: Path) -> None:
    assert build_assets(Config(data=tmp_path)).version
    developing = build_assets(Config(data=tmp_path, assets="dev"))
    assert "/assets/app.js" in developing.current().files


def test_every_address_of_the_server_s_own_is_one_that_the_worker_leaves_alone(tmp_path: Path) -> None:
    """Else the app's shell would open in its place on every device that has the app."""
    served = {route.path for route in create_app(Config(data=tmp_path)).routes}
    assert {path for path in served if is_app_path(path)} == {"/", "/{screen:path}"}
