"""Finds and reads what the browser's files are made from: inside a wheel's package, else in the checkout."""

import hashlib
from pathlib import Path
from typing import Final

from msgspec import Struct

_HERE: Final = Path(__file__).resolve().parent
_BUNDLED: Final = _HERE / "bundled"
_CHECKOUT: Final = _HERE.parents[2]
# What is published or goes into a published file; the rest serves editors, checkers and maintainers.
_KINDS: Final = frozenset(
    [".js", ".json", ".css", ".svg", ".png", ".ico", ".txt", ".html", ".webmanifest", ".woff2"]
)
_NOT_PUBLISHED: Final = "deno.json"


class Sources(Struct, frozen=True):
    pwa: dict[str, bytes]  # by path below pwa/, with slashes
    worker: dict[str, str]


def source_root() -> Path:
    return _BUNDLED if _BUNDLED.is_dir() else _CHECKOUT


def read_sources(root: Path | None = None) -> Sources:
    root = root or source_root()
    worker = _files(root / "service_worker")
    return Sources(_files(root / "pwa"), {path: body.decode() for path, body in worker.items()})


def tree_hash(sources: Sources) -> str:
    """One hash over every source and over the pipeline itself, for a newer pipeline makes other files."""
    pipeline = {path.name: path.read_bytes() for path in sorted(_HERE.glob("*.py"))}
    worker = {path: text.encode() for path, text in sources.worker.items()}
    total = hashlib.sha256()
    for tree in (sources.pwa, worker, pipeline):
        for path, body in sorted(tree.items()):
            total.update(f"{path}\0{len(body)}\0".encode())
            total.update(body)
    return total.hexdigest()


def _files(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is missing: the app's sources belong beside the code")
    found = (path for path in sorted(folder.rglob("*")) if path.suffix in _KINDS and path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in found
        if path.name != _NOT_PUBLISHED
    }
