"""What a running Stagebill consists of, in one value that routes, followers and the CLI get."""

import asyncio
from dataclasses import dataclass, field
from typing import Final, Protocol

from stagebill.kernel.clock import Clock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.sync.command import Registry
from stagebill.sync.hub import Hub
from stagebill.sync.kept_pages import KeptPages

FEEDS_AT_ONCE: Final = 2


class Tool(Protocol):
    """Something outside the process that must be closed with it."""

    async def close(self) -> None: ...


@dataclass(frozen=True)
class Services:
    """Made once at start, closed at shutdown."""

    config: Config
    database: Database
    clock: Clock
    registry: Registry
    hub: Hub = field(default_factory=Hub)
    pages: KeptPages = field(default_factory=KeptPages)
    feeds: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(FEEDS_AT_ONCE))
    """The right to read a device's changes. After an outage all phones want theirs at once, and nobody's page
    is to wait behind four hundred of them: they wait here, not in front of the readers.
    """
    tools: dict[str, Tool] = field(default_factory=dict)
    """What a slice keeps running for as long as the server does, made when it is first asked for."""
