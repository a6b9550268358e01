"""The one page behind every screen's address: it knows each file's hashed name and nothing of anyone."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

_STRING_OR_COMMENT: Final = re.compile(r"""(?P<string>"[^"\n]*"|'[^'\n]*')|/\*.*?\*/""", re.DOTALL)


class Page(Struct, frozen=True):
    html: str
    policy: str  # the Content-Security-Policy that lets this page's own inline parts run, and nothing else


class Parts(Struct, frozen=True, kw_only=True):
    version: str
    language: str  # a hint that spares a round trip: its sentences come with the first files
    import_map: Mapping[str, str]  # URL as authors write it → hashed URL; empty while developing
    early: str  # a script that asks what the app will ask, while its modules are still on their way
    preload: Sequence[str]  # modules of the boot graph, leaves first
    entry: str
    css: str  # inlined: the first paint waits for no second round trip
    stylesheets: Sequence[str]  # linked instead, while developing
    icons: Mapping[str, str]  # rel → URL


def page(template: str, parts: Parts) -> Page:
    mapped = _json({"imports": dict(parts.import_map)})
    html = template.replace('<html lang="en"', f'<html lang="{parts.language}"', 1)
    for name, markup in {
        "version": f'<meta name="stagebill-version" content="{parts.version}">',
        # First of all: a browser refuses a map that comes after the first module.
        "import map": f'<script type="importmap">{mapped}</script>' if parts.import_map else "",
        "early": f"<script>{parts.early}</script>" if parts.early else "",
        "modules": "\n".join(f'<link rel="modulepreload" href="{url}">' for url in parts.preload),
        "styles": _styles(parts),
        "icons": "\n".join(f'<link rel="{rel}" href="{url}">' for rel, url in parts.icons.items()),
        "entry": f'<script type="module" src="{parts.entry}"></script>',
    }.items():
        html = _filled(html, name, markup)
    scripts = [*([mapped] if parts.import_map else []), *([parts.early] if parts.early else [])]
    return Page(html, policy(scripts, [parts.css] if parts.css else []))


def policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    """By hash, not by nonce: the page is kept on devices, where a nonce would stay the same for ever."""
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(["script-src 'self'", *map(source_hash, scripts)]),
            " ".join(["style-src 'self'", *map(source_hash, styles)]),
            "connect-src 'self'",
            "img-src 'self' blob: data:",
            "font-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types stagebill",
        )
    )


def compact_css(source: str) -> str:
    """Without comments and line ends; strings stay as they are."""
    bare = _STRING_OR_COMMENT.sub(lambda match: match["string"] or "", source)
    return re.sub(r"\s*\n\s*", " ", bare).strip()


def _styles(parts: Parts) -> str:
    if "</style" in parts.css:
        raise ValueError("a style sheet would close its own element")
    inline = f"<style>{parts.css}</style>" if parts.css else ""
    return inline + "\n".join(f'<link rel="stylesheet" href="{url}">' for url in parts.stylesheets)


def _filled(html: str, name: str, markup: str) -> str:
    place = f"<!-- {name} -->"
    if html.count(place) != 1:
        raise ValueError(f"index.html must hold {place} once")
    return html.replace(place, markup)


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")


def source_hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
