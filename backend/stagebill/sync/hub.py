"""Hints within one process: "the feed of this organization moved". A lost hint costs nothing; pulls return
everything.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from stagebill.kernel.ids import Id


class Hub:
    """Hands an organization's newest rev to everyone who listens; a slow listener only ever sees
    the newest.
    """

    def __init__(self) -> None:
        self._listeners: dict[Id, set[asyncio.Queue[int]]] = {}
        self.outbox_due = asyncio.Event()
        self.ended = asyncio.Event()

    def end(self) -> None:
        """The server is stopping: wake every listener, so that streams end instead of being waited for."""
        self.ended.set()
        for organization_id in self._listeners:
            self.publish(organization_id, 0)

    def publish(self, organization_id: Id, rev: int) -> None:
        """Tell one organization's listeners; call it on the event loop, after commit."""
        for queue in self._listeners.get(organization_id, ()):
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(rev)

    @contextmanager
    def listening(self, organization_id: Id) -> Iterator[asyncio.Queue[int]]:
        """A queue of one place that holds the newest rev not yet taken."""
        queue: asyncio.Queue[int] = asyncio.Queue(maxsize=1)
        listeners = self._listeners.setdefault(organization_id, set())
        listeners.add(queue)
        try:
            yield queue
        finally:
            listeners.discard(queue)
            if not listeners:
                self._listeners.pop(organization_id, None)
