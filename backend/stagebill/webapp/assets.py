"""This installation's browser files: built at the first start, stored compressed, read at later ones."""

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Final

from msgspec import DecodeError, Struct, msgpack

from stagebill.kernel.config import Config
from stagebill.webapp.encoding import compressed, plain
from stagebill.webapp.layout import hashed_layout, written_layout
from stagebill.webapp.publish import Published, publish
from stagebill.webapp.sources import Sources, read_sources, tree_hash

_KEPT: Final = "assets-{}.msgpack"
_FORM: Final = 2  # of what is kept; one more whenever `Published` or what is in it changes


class Assets(Struct, frozen=True):
    published: Published
    development: bool = False

    @property
    def version(self) -> str:
        """Sent with every answer of the API (X-Stagebill-Version), so that a page learns of a newer one."""
        return self.published.version

    def current(self) -> Published:
        """What to serve now; while developing, the sources are read anew for every request."""
        return _as_written(read_sources()) if self.development else self.published


def build_assets(config: Config) -> Assets:
    sources = read_sources()
    if config.assets == "dev":
        return Assets(_as_written(sources), development=True)
    return Assets(kept_or_made(sources, config.data, worker=config.worker == "on"))


def kept_or_made(sources: Sources, data: Path, *, worker: bool) -> Published:
    """Brotli at its best takes most of a second over all files, so the result is stored for the
    next start.
    """
    path = data / _KEPT.format(f"{_FORM}-{tree_hash(sources)[:16]}{'' if worker else '-off'}")
    with contextlib.suppress(OSError, DecodeError):  # absent, or cut short by a crash: made again
        return msgpack.decode(path.read_bytes(), type=Published)
    published = publish(sources, hashed_layout(sources.pwa), compressed, worker=worker)
    with contextlib.suppress(OSError):  # a read-only disk costs time at the next start, nothing else
        _keep(published, path)
    return published


def _as_written(sources: Sources) -> Published:
    """No worker in development: it would show yesterday's files."""
    return publish(sources, written_layout(sources.pwa), plain, worker=False)


def _keep(published: Published, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".assets-")
    with os.fdopen(handle, "wb") as file:
        file.write(msgpack.encode(published))
    os.replace(name, path)
    for older in path.parent.glob(_KEPT.format("*")):
        if older != path:
            older.unlink(missing_ok=True)
