"""A cache of list pages: valid as they are until anything changes, and row by row after that.

Every change of a view moves the organization's rev and is in its feed (tests/laws holds every mutation to
that). So a page made at this rev is still this page; at a later rev, those of its rows are still right that
no change since then is about.
"""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from typing import NamedTuple

from stagebill.kernel import wire
from stagebill.kernel.ids import Id

KEPT_BYTES_MAX = 4 * 1024 * 1024
_PAGE_BYTES, _ROW_BYTES = 1024, 128
"""What a page and a row take beside their JSON, roughly: pages without rows are counted too."""


class Kept(NamedTuple):
    """A page's JSON and ETag, the JSON of each of its rows in order, and the rev of all that."""

    rev: int
    rows: Mapping[Id, bytes]
    following: str | None
    body: bytes
    tag: str


def kept(rev: int, rows: Mapping[Id, bytes], following: str | None) -> Kept:
    """A page of these rows, with the JSON that a Page of the same views has; `following` is its `next`."""
    body = b'{"items":[' + b",".join(rows.values()) + b'],"next":' + wire.encode(following) + b"}"
    return Kept(rev, rows, following, body, wire.etag(body))


class KeptPages:
    """The most recently requested pages, in one process."""

    def __init__(self, bytes_max: int = KEPT_BYTES_MAX) -> None:
        self._pages: OrderedDict[Hashable, Kept] = OrderedDict()
        self._bytes = 0
        self._bytes_max = bytes_max

    def get(self, key: Hashable) -> Kept | None:
        """The page as last made, at whichever rev."""
        page = self._pages.get(key)
        if page is not None:
            self._pages.move_to_end(key)
        return page

    def keep(self, key: Hashable, page: Kept) -> None:
        """Store a page; the least recently requested ones make room."""
        self._drop(key)
        self._pages[key] = page
        self._bytes += _size(page)
        while self._bytes > self._bytes_max:
            self._drop(next(iter(self._pages)))

    def _drop(self, key: Hashable) -> None:
        dropped = self._pages.pop(key, None)
        if dropped is not None:
            self._bytes -= _size(dropped)


def _size(page: Kept) -> int:
    return _PAGE_BYTES + _ROW_BYTES * len(page.rows) + 2 * len(page.body)
