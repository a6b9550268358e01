"""A company on the whole app, on either engine."""

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace
from tests.company import Company
from tests.sync.office import office

from stagebill.app import create_app
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config

__all__ = ["office"]


@pytest.fixture
async def company(config: Config, clock: FrozenClock, anyio_backend: str) -> AsyncIterator[Company]:
    # Compressing the app's own files takes a second, and nobody here asks for them.
    app = create_app(replace(config, assets="dev"), clock, dispatch=False)
    async with app.lifespan():
        made = Company(app)
        await made.found()
        await made.add("dispatcher", made.dispatcher, "dispatcher@alder.example")
        await made.add("technician", made.technician, "technician@alder.example")
        yield made
