"""Turns the sources into everything the browser gets. Pure: bytes in, bytes out."""

import hashlib
import json
from collections.abc import Callable
from posixpath import splitext
from typing import Final

from msgspec import Struct

from stagebill.webapp.encoding import Bodies
from stagebill.webapp.layout import EARLY, Layout
from stagebill.webapp.manifest import LANGUAGES, manifest
from stagebill.webapp.script import compact
from stagebill.webapp.shell import Page, Parts, compact_css, page
from stagebill.webapp.sources import Sources
from stagebill.webapp.worker_file import no_worker_file, worker_file

SHELL: Final = "/"
WORKER: Final = "/service_worker.js"
MANIFEST: Final = "/manifest.webmanifest"
FAVICON: Final = "/favicon.ico"
ROBOTS: Final = "/robots.txt"

_NOT_YET: Final = "unversioned"
_ICONS: Final = {"icon": "icons/icon.svg", "apple-touch-icon": "icons/icon_180.png"}
# The worker fetches on its own authority, so it needs a policy of its own.
_WORKER_POLICY: Final = "default-src 'none'; connect-src 'self'; require-trusted-types-for 'script'"
# Litestar adds the character set to every text.
_TYPES: Final = {
    ".js": "text/javascript",
    ".json": "application/json",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
    ".html": "text/html",
    ".webmanifest": "application/manifest+json",
}

_BY_LANGUAGE: Final = "Accept-Language, Accept-Encoding"

Encode = Callable[[bytes, str], Bodies]


class File(Struct, frozen=True):
    media_type: str
    etag: str
    bodies: Bodies
    headers: dict[str, str]


class Published(Struct, frozen=True, kw_only=True):
    version: str
    files: dict[str, File]  # by address
    spoken: dict[str, dict[str, File]]  # what differs by language: by address, then by language
    boot: tuple[str, ...]  # addresses of the modules that a first visit runs, leaves first
    precache: tuple[str, ...]  # what the worker keeps on the device


def publish(sources: Sources, layout: Layout, encode: Encode, *, worker: bool) -> Published:
    """`worker=False` is the kill switch: installed apps lose their worker and its files at its next check."""
    version = _version(sources, layout)
    precache = (SHELL, *layout.precache())
    script = worker_file(sources.worker, version, precache) if worker else no_worker_file(sources.worker)
    files = {
        url: _file(layout.bodies[path], path, encode, {"Cache-Control": layout.cache_control})
        for path, url in layout.urls.items()
    }
    files[WORKER] = _file(script.encode(), WORKER, encode, {"Content-Security-Policy": _WORKER_POLICY})
    files[FAVICON] = _file(sources.pwa["icons/favicon.ico"], FAVICON, encode, {})
    files[ROBOTS] = _file(b"User-agent: *\nDisallow: /\n", ROBOTS, encode, {})
    return Published(
        version=version,
        files=files,
        spoken={
            SHELL: {language: _shell(sources, layout, encode, language, version) for language in LANGUAGES},
            MANIFEST: {language: _manifest(sources, layout, encode, language) for language in LANGUAGES},
        },
        boot=tuple(layout.urls[path] for path in layout.boot),
        precache=precache,
    )


def _version(sources: Sources, layout: Layout) -> str:
    """The page carries the version, and the version speaks of the page: so the page is made twice."""
    unversioned = _page(sources, layout, LANGUAGES[0], _NOT_YET).html
    facts = json.dumps([unversioned, layout.precache(), worker_file(sources.worker, _NOT_YET, ())])
    return hashlib.sha256(facts.encode()).hexdigest()[:12]


def _shell(sources: Sources, layout: Layout, encode: Encode, language: str, version: str) -> File:
    made = _page(sources, layout, language, version)
    headers = {"Content-Security-Policy": made.policy, "X-Stagebill-Version": version, "Vary": _BY_LANGUAGE}
    return _file(made.html.encode(), "index.html", encode, headers)


def _page(sources: Sources, layout: Layout, language: str, version: str) -> Page:
    sentences = f"messages/{language}.js"
    first = (*layout.boot, *([sentences] if layout.boot and sentences in layout.urls else []))
    parts = Parts(
        version=version,
        language=language,
        import_map=layout.import_map(),
        early=compact(sources.pwa.get(EARLY, b"").decode()).strip(),
        preload=[layout.urls[path] for path in first],
        entry=layout.urls[layout.entry],
        css=compact_css("\n".join(sources.pwa[path].decode() for path in layout.inlined)),
        stylesheets=[layout.urls[path] for path in layout.linked],
        icons={rel: layout.urls[path] for rel, path in _ICONS.items()},
    )
    return page(sources.pwa["index.html"].decode(), parts)


def _manifest(sources: Sources, layout: Layout, encode: Encode, language: str) -> File:
    text = manifest(sources.pwa["manifest.webmanifest"].decode(), language, layout.urls)
    return _file(text.encode(), MANIFEST, encode, {"Vary": _BY_LANGUAGE})


def _file(body: bytes, path: str, encode: Encode, headers: dict[str, str]) -> File:
    media_type = _TYPES[splitext(path)[1]]
    # Weak: one tag serves every compressed form of the same content.
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    all_headers = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"} | headers
    return File(media_type, etag, encode(body, media_type), all_headers)
