"""Which file each source becomes: its body, its address, and what the shell page says of it."""

import hashlib
import json
from collections.abc import Iterable
from posixpath import splitext
from typing import Final

from msgspec import Struct

from stagebill.webapp.joining import Unjoinable
from stagebill.webapp.module_graph import Graph, boot_order, graph_of, reachable
from stagebill.webapp.parcels import BOOT, gathered, is_loose, parcels, sentences
from stagebill.webapp.script import compact
from stagebill.webapp.shell import compact_css

ENTRY: Final = "app.js"
EARLY: Final = "early.js"  # inside the page: it runs before any module has come
TEMPLATES: Final = ("index.html", "manifest.webmanifest", EARLY)

_ROOT: Final = "/assets/"
_FOREVER: Final = "public, max-age=31536000, immutable"
_ASK_FIRST: Final = "no-cache"
# What a module may name by its path, and what the app needs without a network.
_NAMED: Final = frozenset({".js", ".json", ".css", ".svg", ".woff2"})
_FIRST_STYLES: Final = ("styles/tokens.css", "styles/base.css")


class Layout(Struct, frozen=True, kw_only=True):
    bodies: dict[str, bytes]  # by source path below pwa/
    urls: dict[str, str]
    cache_control: str
    entry: str
    boot: tuple[str, ...]  # sources of the modules that a first visit runs, leaves first
    inlined: tuple[str, ...]  # styles inside the shell page
    linked: tuple[str, ...]  # styles beside it

    def import_map(self) -> dict[str, str]:
        """The address that a relative import comes to → where that file is."""
        named = ((_ROOT + path, url) for path, url in self.urls.items() if _ending(path) in _NAMED)
        return {written: url for written, url in named if written != url}

    def precache(self) -> tuple[str, ...]:
        return tuple(url for path, url in sorted(self.urls.items()) if _ending(path) in _NAMED)


def hashed_layout(pwa: dict[str, bytes]) -> Layout:
    """Names that contain a hash of the content, so that a browser may keep each file forever."""
    scripts = {path: body.decode() for path, body in pwa.items() if path.endswith(".js")}
    graph = graph_of(scripts, pwa)
    start, inlined = boot_order(graph, ENTRY), shell_styles(pwa)
    joined = _joined(scripts, graph)
    # What no screen can reach, a rule that only its tests ask for, is no device's load.
    needed = {path for path in reachable(graph, ENTRY) if is_loose(path) or not joined}
    left_out = {*inlined, *(scripts.keys() - needed), *gathered(graph, joined.keys() & graph.keys())}
    bodies = {path: _compacted(path, body) for path, body in _files(pwa) if path not in left_out} | joined
    return Layout(
        bodies=bodies,
        urls={path: _hashed_url(path, body) for path, body in bodies.items()},
        cache_control=_FOREVER,
        entry=BOOT if joined else ENTRY,
        boot=(*filter(is_loose, start), BOOT) if joined else start,
        inlined=inlined,
        linked=(),
    )


def _joined(scripts: dict[str, str], graph: Graph) -> dict[str, bytes]:
    """The parcels and sentences; none if a module cannot be joined. A test refuses that, but an app that
    starts slowly beats one that does not start.
    """
    try:
        joined = parcels(scripts, graph, ENTRY, _ROOT) | sentences(scripts, graph, _ROOT)
        return {name: text.encode() for name, text in joined.items()}
    except Unjoinable:
        return {}


def written_layout(pwa: dict[str, bytes]) -> Layout:
    """Every file as its author wrote it, for development."""
    bodies = dict(_files(pwa))
    return Layout(
        bodies=bodies,
        urls={path: _ROOT + path for path in bodies},
        cache_control=_ASK_FIRST,
        entry=ENTRY,
        boot=(),
        inlined=(),
        linked=shell_styles(pwa),
    )


def shell_styles(paths: Iterable[str]) -> tuple[str, ...]:
    """Styles of the first screens belong to the shell; the office's come with its screens."""
    styles = (path for path in paths if path.startswith("styles/") and path.endswith(".css"))
    return tuple(sorted((path for path in styles if not path.startswith("styles/office")), key=_style_order))


def _style_order(path: str) -> tuple[int, str]:
    return (_FIRST_STYLES.index(path) if path in _FIRST_STYLES else len(_FIRST_STYLES), path)


def _files(pwa: dict[str, bytes]) -> Iterable[tuple[str, bytes]]:
    return ((path, body) for path, body in pwa.items() if path not in TEMPLATES)


def _compacted(path: str, body: bytes) -> bytes:
    ending = _ending(path)
    if path.startswith("vendor/"):
        return body  # the very bytes that vendor.toml's hash speaks of
    if ending == ".js":
        return compact(body.decode()).encode()
    if ending == ".css":
        return compact_css(body.decode()).encode()
    if ending == ".json":
        return json.dumps(json.loads(body), ensure_ascii=False, separators=(",", ":")).encode()
    return body


def _hashed_url(path: str, body: bytes) -> str:
    stem, ending = splitext(path)
    return f"{_ROOT}{stem}-{hashlib.sha256(body).hexdigest()[:10]}{ending}"


def _ending(path: str) -> str:
    return splitext(path)[1]
