"""The graph of modules, and what the app's own graph must be."""

import pytest

from stagebill.webapp.encoding import compressed
from stagebill.webapp.layout import EARLY, ENTRY, hashed_layout, shell_styles
from stagebill.webapp.module_graph import MissingSource, boot_order, graph_of, reachable
from stagebill.webapp.parcels import BOOT
from stagebill.webapp.publish import publish
from stagebill.webapp.sources import read_sources

BOOT_MODULES_MAX = 12
BOOT_BYTES_MAX = 40_000

SOURCES = read_sources()
SCRIPTS = {path: body.decode() for path, body in SOURCES.pwa.items() if path.endswith(".js")}


def test_the_boot_order_puts_leaves_first_and_counts_each_module_once() -> None:
    graph = graph_of(
        {
            "app.js": 'import "./a.js"; import "./b.js"; import("./later.js")',
            "a.js": 'import "./b.js"',
            "b.js": 'import "./a.js"; import "./vendor/ui.js"',  # a circle is allowed, and ends
            "vendor/ui.js": "",
            "later.js": 'import "./b.js"; import "./deep.js"',
            "deep.js": "",
        }
    )
    assert boot_order(graph, "app.js") == ("vendor/ui.js", "b.js", "a.js", "app.js")
    assert reachable(graph, "app.js") == set(graph)


@pytest.mark.parametrize(
    "specifier", ["./absent.js", "react", "/assets/a.js", "../../etc/passwd", "https://x/y.js"]
)
def test_a_module_names_only_files_beside_it(specifier: str) -> None:
    with pytest.raises(MissingSource, match=r"pwa/screens/a\.js names"):
        graph_of({"screens/a.js": f'import "{specifier}"'})


def test_what_is_loaded_later_is_there() -> None:
    graph = graph_of(SCRIPTS, SOURCES.pwa)
    named = {(path, each) for path, module in graph.items() for each in (*module.later, *module.files)}
    assert sorted(pair for pair in named if pair[1] not in SOURCES.pwa) == []


def test_the_first_visit_runs_few_modules_and_few_bytes() -> None:
    site = publish(SOURCES, hashed_layout(SOURCES.pwa), compressed, worker=True)
    assert BOOT in hashed_layout(SOURCES.pwa).urls  # joined: no module does what a parcel cannot hold
    sizes = {url: len(site.files[url].bodies.br or b"") for url in site.boot}
    assert len(sizes) <= BOOT_MODULES_MAX, sizes
    assert sum(sizes.values()) <= BOOT_BYTES_MAX, sizes


def test_no_code_of_the_office_is_on_the_way_to_the_first_screen() -> None:
    graph = graph_of(SCRIPTS, SOURCES.pwa)
    for first in (ENTRY, "screens/phone/today.js", "screens/sign_in.js"):
        assert [path for path in boot_order(graph, first) if "office" in path] == [], first


def test_every_module_and_style_can_be_reached() -> None:
    found = reachable(graph_of(SCRIPTS, SOURCES.pwa), ENTRY) | set(shell_styles(SOURCES.pwa)) | {EARLY}
    ours = {path for path in SOURCES.pwa if path.endswith((".js", ".json", ".css"))}
    lost = ours - found
    # The golden cases hold all of domain/ equal to the server's rules, whether a screen asks for it or not.
    assert sorted(path for path in lost if not path.startswith("domain/")) == []
    assert lost.isdisjoint(hashed_layout(SOURCES.pwa).urls)


def test_no_module_builds_an_address_from_its_own() -> None:
    """A module's own address leads to unhashed names; import.meta.resolve() asks the import map."""
    assert [path for path, source in SCRIPTS.items() if "import.meta.url" in source] == []
