"""A data folder in which the demo's story is told, made once and copied for each product: telling it, with
its passwords, and compressing the app take twice as long as a start.

Nothing has left its outbox, and no server ran on it: whoever starts on a copy finds what the telling left.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from stagebill.cli import opened
from stagebill.demo.telling import tell_once
from stagebill.demo.told import ZONE
from stagebill.kernel.config import load_config
from stagebill.migrations.runner import migrate
from stagebill.webapp.assets import build_assets

Result = TypeVar("Result")


class DemoFolder:
    """The story's days count back from today: on the next day it is told anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def told(self) -> Path:
        today = datetime.now(UTC).astimezone(ZoneInfo(ZONE)).date()
        told = self._folder / date.isoformat(today)
        if not told.exists():
            in_a_thread(lambda: _tell(told))
        return told


async def _tell(folder: Path) -> None:
    config = load_config({}, data=folder)
    await migrate(config)
    async with opened(config) as services:
        await tell_once(services)
    build_assets(config)


def in_a_thread(work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Where a browser is open, its own event loop runs in the thread of the test."""
    with ThreadPoolExecutor(max_workers=1) as threads:
        return threads.submit(lambda: asyncio.run(work())).result()
