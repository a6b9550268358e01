"""What a running Stagebill consists of, in one value that routes, followers and the CLI are given."""

from dataclasses import dataclass, field
from typing import Protocol

from stagebill.kernel.clock import Clock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.sync.command import Registry
from stagebill.sync.hub import Hub
from stagebill.sync.kept_pages import KeptPages


class Tool(Protocol):
    """Something outside the process that has to be ended with it."""

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
    tools: dict[str, Tool] = field(default_factory=dict)
    """What a slice keeps running for as long as the server does, made when it is first asked for."""
