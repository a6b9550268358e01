"""A company on the whole app, on either engine."""

from collections.abc import AsyncIterator

import pytest
from tests.company import Company
from tests.sync.office import office
from tests.whole_app import whole_app

from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config

__all__ = ["office"]


@pytest.fixture
async def company(config: Config, clock: FrozenClock, anyio_backend: str) -> AsyncIterator[Company]:
    async with whole_app(config, clock) as app:
        made = Company(app)
        await made.found()
        await made.add("dispatcher", made.dispatcher, "dispatcher@alder.example")
        await made.add("technician", made.technician, "technician@alder.example")
        yield made
