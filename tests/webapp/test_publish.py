"""Published files: names that say their content, a page that knows them all, a worker that keeps them all."""

import base64
import hashlib
import json
import re
import struct

import pytest
from tests.webapp.site import import_map_of, published, sample

from stagebill.webapp.encoding import plain
from stagebill.webapp.layout import written_layout
from stagebill.webapp.publish import FAVICON, MANIFEST, ROBOTS, SHELL, WORKER, publish
from stagebill.webapp.scope import OUTSIDE, is_app_path
from stagebill.webapp.sources import read_sources, tree_hash

ONE = published(sample("one"))
HTML = ONE.spoken[SHELL]["en"].bodies.identity.decode()
WORKER_TEXT = ONE.files[WORKER].bodies.identity.decode()


def test_a_name_says_its_content() -> None:
    for url, file in ONE.files.items():
        if url.startswith("/assets/"):
            told = re.search(r"-([0-9a-f]{10})\.\w+$", url)
            assert told is not None, url
            assert hashlib.sha256(file.bodies.identity).hexdigest().startswith(told[1])


def test_a_change_renames_its_own_file_and_no_other() -> None:
    two = published(sample("two"))
    changed = {re.sub(r"-[0-9a-f]{10}", "", url) for url in set(ONE.files) ^ set(two.files)}
    assert changed == {"/assets/parcels/boot.js", "/assets/messages/en.json"}
    assert ONE.version != two.version


def test_the_version_follows_the_page_and_the_worker_too() -> None:
    sources = sample("one")
    page = sources.pwa | {"index.html": sources.pwa["index.html"] + b"<!-- x -->"}
    assert published(type(sources)(page, sources.worker)).version != ONE.version
    worker = sources.worker | {"shell.js": sources.worker["shell.js"] + "\nconst more = 1;"}
    assert published(type(sources)(sources.pwa, worker)).version != ONE.version
    assert published(sample("one")) == ONE


def test_the_import_map_leads_every_written_name_to_its_file() -> None:
    mapped = import_map_of(HTML)
    assert set(mapped.values()) <= set(ONE.files)
    assert mapped["/assets/parcels/office.js"].startswith("/assets/parcels/office-")
    assert "/assets/styles/office.css" in mapped
    assert "/assets/styles/tokens.css" not in mapped


def test_the_map_comes_first_then_the_boot_graph_then_the_entry() -> None:
    order = [HTML.index(part) for part in ("importmap", "modulepreload", "<style>", '<script type="module"')]
    assert order == sorted(order)
    preloaded = re.findall(r'<link rel="modulepreload" href="([^"]+)">', HTML)
    assert tuple(preloaded) == ONE.boot
    assert f'src="{preloaded[-1]}"' in HTML


def test_the_reader_s_language_comes_with_the_first_files() -> None:
    words = {"messages/en.js": "export default {};", "messages/es.js": "export default { a: 1 };"}
    words["app.js"] = 'import("./messages/en.js"); import("./messages/es.js");'
    shells = published(sample("one", **words)).spoken[SHELL]
    english, spanish = (shells[language].bodies.identity.decode() for language in ("en", "es"))
    for html, language, other in ((english, "en", "es"), (spanish, "es", "en")):
        preloaded = " ".join(re.findall(r'<link rel="modulepreload" href="([^"]+)">', html))
        assert f"/messages/{language}-" in preloaded
        assert f"/messages/{other}-" not in preloaded
        assert f'<html lang="{language}"' in html


def test_the_policy_lets_the_page_s_own_inline_parts_run_and_nothing_else() -> None:
    policy = ONE.spoken[SHELL]["en"].headers["Content-Security-Policy"]
    inline = re.findall(r'<(?:script type="importmap"|style)>(.*?)</(?:script|style)>', HTML, re.DOTALL)
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in inline
    ]
    assert len(hashes) == 2
    assert all(each in policy for each in hashes)
    assert policy.count("sha256-") == 2
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert policy.startswith("default-src 'none'; ")


def test_what_runs_before_the_modules_stands_in_the_page_and_in_its_policy() -> None:
    early = sample("one", **{"early.js": "(() => {\n  globalThis.asked = 1; // now\n})();\n"})
    shell = published(early).spoken[SHELL]["en"]
    found = re.search("<script>(.*?)</script>", shell.bodies.identity.decode(), re.DOTALL)
    assert found is not None
    script = found[1]
    assert "globalThis.asked" in script
    assert "now" not in script
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in shell.headers["Content-Security-Policy"]


def test_the_page_says_nothing_of_anyone() -> None:
    for word in ("csrf", "token", "member", "email", "session"):
        assert word not in re.sub(r"tokens|\.css", "", HTML.split("<body>")[1]).lower()


def test_styles_are_inlined_in_their_order_without_comments() -> None:
    style = HTML.split("<style>")[1].split("</style>")[0]
    assert style == ":root { color: rebeccapurple; } button { color: inherit }"


def test_the_worker_keeps_everything_that_a_screen_may_ask_for() -> None:
    told = json.loads(WORKER_TEXT.split("const BUILD=")[1].split(";\n")[0])
    assert told == {"version": ONE.version, "precache": list(ONE.precache)}
    assert set(import_map_of(HTML).values()) <= set(ONE.precache)
    assert set(ONE.boot) <= set(ONE.precache)
    assert ONE.precache[0] == SHELL
    assert set(ONE.precache[1:]) <= set(ONE.files)


def test_nothing_of_the_server_is_ever_kept() -> None:
    assert all(url == SHELL or url.startswith("/assets/") for url in ONE.precache)


def test_the_worker_is_one_classic_script() -> None:
    assert not re.search(r"^\s*(import|export)\b", WORKER_TEXT, re.MULTILINE)
    assert WORKER_TEXT.count('addEventListener("fetch"') == 1
    assert "skipWaiting" not in WORKER_TEXT.split('"install"')[1].split('"activate"')[0]


def test_worker_and_server_agree_on_what_is_not_the_app_s() -> None:
    policy = read_sources().worker["cache_policy.js"]
    listed = policy.split("OUTSIDE = [")[1].split("]")[0]
    assert tuple(re.findall(r'"([^"]+)"', listed)) == OUTSIDE


@pytest.mark.parametrize("path", ["/", "/jobs/0190-a", "/jobs/1/pay", "/board", "/payments", "/api-docs"])
def test_a_screen_s_address_is_the_app_s(path: str) -> None:
    assert is_app_path(path)


@pytest.mark.parametrize(
    "path", [*OUTSIDE, *(f"{path}/x" for path in OUTSIDE), "/assets/x", "/a.png", "//api/x"]
)
def test_the_server_s_own_addresses_are_not_the_app_s(path: str) -> None:
    assert not is_app_path(path)


def test_the_kill_switch_is_a_worker_that_removes_itself() -> None:
    script = published(sample("one"), worker=False).files[WORKER].bodies.identity.decode()
    assert "unregister()" in script
    assert "skipWaiting()" in script
    assert '"fetch"' not in script


def test_the_manifest_speaks_both_languages_and_names_published_icons() -> None:
    english, spanish = (
        json.loads(ONE.spoken[MANIFEST][language].bodies.identity) for language in ("en", "es")
    )
    assert (english["shortcuts"][0]["name"], spanish["shortcuts"][0]["name"]) == (
        "Not sent yet",
        "Sin enviar",
    )
    assert {icon["purpose"] for icon in english["icons"]} == {"any", "maskable"}
    assert {icon["src"] for icon in english["icons"]} <= set(ONE.files)
    assert all(is_app_path(shortcut["url"]) for shortcut in english["shortcuts"])
    assert "_localized" not in json.dumps(spanish)


def test_each_icon_is_as_large_as_the_manifest_says() -> None:
    for icon in json.loads(ONE.spoken[MANIFEST]["en"].bodies.identity)["icons"]:
        picture = ONE.files[icon["src"]].bodies.identity
        if icon["type"] == "image/png":
            assert picture.startswith(b"\x89PNG")
            assert "x".join(map(str, struct.unpack(">II", picture[16:24]))) == icon["sizes"]


def test_while_developing_files_are_as_written_and_never_kept() -> None:
    sources = sample("one")
    site = publish(sources, written_layout(sources.pwa), plain, worker=False)
    assert site.files["/assets/app.js"].bodies.identity == sources.pwa["app.js"]
    assert {file.headers["Cache-Control"] for file in site.files.values()} == {"no-cache"}
    html = site.spoken[SHELL]["en"].bodies.identity.decode()
    assert "importmap" not in html
    assert '<link rel="stylesheet" href="/assets/styles/tokens.css">' in html


def test_well_known_files_are_there() -> None:
    assert ONE.files[FAVICON].media_type == "image/x-icon"
    assert ONE.files[ROBOTS].bodies.identity == b"User-agent: *\nDisallow: /\n"


def test_the_tree_hash_follows_every_source() -> None:
    assert tree_hash(sample("one")) == tree_hash(sample("one"))
    assert tree_hash(sample("one")) != tree_hash(sample("two"))
