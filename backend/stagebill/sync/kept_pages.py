"""Pages of lists as they were last made, good for as long as nothing in their organization has changed.

Every change of a view moves the organization's rev (a law that tests/laws holds every mutation to), so a
page made
at this rev is this page. The rev is read before the page is made: at worst a page is newer than it claims.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import NamedTuple

from stagebill.kernel import wire

PAGES_MAX = 256
PAGE_BYTES_MAX = 256 * 1024


class Kept(NamedTuple):
    """A page's JSON, its ETag, and the rev at which it was made."""

    rev: int
    body: bytes
    tag: str


class KeptPages:
    """The pages asked for most lately, in one process."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Hashable, Kept] = OrderedDict()

    def get(self, key: Hashable, rev: int) -> Kept | None:
        """The page, if it was made at this rev."""
        kept = self._pages.get(key)
        if kept is None or kept.rev != rev:
            return None
        self._pages.move_to_end(key)
        return kept

    def keep(self, key: Hashable, rev: int, body: bytes) -> Kept:
        """Remember a page; the one not asked for longest makes room."""
        kept = Kept(rev, body, wire.etag(body))
        if len(body) <= PAGE_BYTES_MAX:
            self._pages[key] = kept
            self._pages.move_to_end(key)
            if len(self._pages) > PAGES_MAX:
                self._pages.popitem(last=False)
        return kept
