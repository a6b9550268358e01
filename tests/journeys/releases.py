"""Another release of the app before the same server and data: the sources, with some words changed."""

import shutil
from pathlib import Path

from tests.tidy.tree import ROOT

_PROGRAM = """
import stagebill.webapp.sources as sources
from pathlib import Path
sources.source_root = lambda: Path({folder!r})
from stagebill.cli import main
main()
"""

# In both databases of the phone: the cache's rows have other fields, the ledger has one store more.
NEW_LAYOUT = (
    ("pwa/store/cache.js", "const SCHEMA = ", "const SCHEMA = 100"),
    ("pwa/store/outbox.js", "version: 1,\n      strict", "version: 2,\n      strict"),
    ("pwa/store/outbox.js", "upgrade: lay_out,", "upgrade: more_stores,"),
    (
        "pwa/store/outbox.js",
        "const KEPT_DAYS = 60;",
        """const KEPT_DAYS = 60;
/** @param {IDBDatabase} handle @param {number} before */
function more_stores(handle, before) {
  if (before < 1) lay_out(handle);
  handle.createObjectStore("drafts");
}""",
    ),
)
# A payment says more than this server knows.
NEW_FIELD = (
    ("pwa/store/outbox.js", "const mutation = { id, type, v: 1,", "const mutation = { id, type, v: 2,"),
    (
        "pwa/store/outbox.js",
        "taken_at: created_at, ...body }",
        "taken_at: created_at, gift_minor: 0, ...body }",
    ),
)


def release(folder: Path, *changes: tuple[str, str, str]) -> str:
    """A program that serves it. A change names a file, words that are there once, and those instead."""
    for part in ("pwa", "service_worker"):
        shutil.copytree(ROOT / part, folder / part)
    for path, before, after in changes:
        text = (folder / path).read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{path} no longer says {before!r}"
        (folder / path).write_text(text.replace(before, after), encoding="utf-8")
    return _PROGRAM.format(folder=str(folder))
