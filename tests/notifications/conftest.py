"""A shop on either engine: the whole app, founded, with a job to bill."""

from collections.abc import AsyncIterator

import pytest
from tests.company import Company
from tests.paypage.shop import Customer, Shop
from tests.whole_app import whole_app

from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config


@pytest.fixture
async def shop(config: Config, clock: FrozenClock, anyio_backend: str) -> AsyncIterator[Shop]:
    async with whole_app(config, clock) as app:
        company = Company(app)
        await company.found()
        await company.add("dispatcher", company.dispatcher, "dispatcher@alder.example")
        opened = Shop(app, clock, company, Customer(app))
        await opened.office.patch("/api/settings", {"progress_invoicing": True})
        await opened.add_job()
        yield opened
