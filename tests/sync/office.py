"""The whole product over HTTP with one company in it, and one client for each of its people."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from litestar import Litestar
from tests.laws.teller import Teller
from tests.whole_app import whole_app

from stagebill.identity.sign_in import issue_token
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.sync.services import Services

PEOPLE = ("owner", "dispatcher", "technician")
ASKED_MAX = 5


class Patient(httpx.ASGITransport):
    """Asks again where the database could not take it: on a busy machine a unit may overrun its time. Nothing
    of it was stored, and that is how a client is told to go on.
    """

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        for _ in range(ASKED_MAX - 1):
            answer = await super().handle_async_request(request)
            if answer.status_code != 503 or b"kernel.unavailable" not in await answer.aread():
                return answer
        return await super().handle_async_request(request)


class Office:
    """Clients signed in by bearer token; `job` is 5,000.00 with the technician on it."""

    def __init__(self, app: Litestar, teller: Teller) -> None:
        self.app = app
        self.teller = teller
        self.clients: dict[str, httpx.AsyncClient] = {}
        self.job = teller.id("job")
        self.customer = teller.id("customer")

    async def open(self) -> None:
        """Found the company and give everybody a token."""
        services: Services = self.app.state.services
        await self.teller.found()
        for role in PEOPLE:
            token = await issue_token(services.database, f"{role}@alder.example", services.clock)
            self.clients[role] = self.client(token)
        await self.teller.must("settings.change_settings", {"progress_invoicing": True})
        customer = {"customer_id": self.customer, "name": "Jane Marlow", "email": "jane@customer.example"}
        await self.teller.must("customers.create_customer", customer)
        await self.teller.must("jobs.create_job", {
            "job_id": self.job, "customer_id": self.customer, "title": "Re-pipe",
            "line_items": [{"description": "All of it", "unit_price_minor": 500_000}],
            "technician_ids": [self.teller.id("member", "technician")],
        })  # fmt: skip

    def client(self, token: str) -> httpx.AsyncClient:
        """A script with this token."""
        return httpx.AsyncClient(
            transport=Patient(app=self.app, raise_app_exceptions=False),
            base_url="http://127.0.0.1:8000",
            headers={"Authorization": f"Bearer {token}"},
        )

    async def post(
        self, path: str, body: Any, *, who: str = "dispatcher", key: str | None = None
    ) -> httpx.Response:
        """A write as one of the people."""
        headers = {"Idempotency-Key": key} if key else {}
        return await self.clients[who].post(path, json=body, headers=headers)

    async def put(self, path: str, body: Any, *, who: str = "dispatcher") -> httpx.Response:
        """A write in full, as one of the people."""
        return await self.clients[who].put(path, json=body)

    async def patch(self, path: str, body: Any, *, who: str = "dispatcher") -> httpx.Response:
        """A change of parts, as one of the people."""
        return await self.clients[who].patch(path, json=body)

    async def get(self, path: str, *, who: str = "dispatcher", **headers: str) -> httpx.Response:
        """A read as one of the people."""
        return await self.clients[who].get(path, headers=headers)


@pytest.fixture
async def office(config: Config, clock: FrozenClock, anyio_backend: str) -> AsyncIterator[Office]:
    async with whole_app(config, clock) as app:
        services: Services = app.state.services
        made = Office(app, Teller(config, services.database, clock, "alder"))
        await made.open()
        yield made
        for client in made.clients.values():
            await client.aclose()
