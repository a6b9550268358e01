"""A company that is up and running: an app of the slices under test, its people, and somebody signed in."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from litestar import Litestar
from tests.hashes import remembered_hashes

import stagebill.customers.mutations
import stagebill.customers.queries
import stagebill.customers.routes
import stagebill.customers.tables
import stagebill.identity.mutations
import stagebill.identity.queries
import stagebill.identity.routes.members
import stagebill.identity.routes.pairing
import stagebill.identity.routes.profile
import stagebill.identity.tables
import stagebill.invoices.numbering.mutations
import stagebill.settings.mutations
import stagebill.settings.queries
import stagebill.settings.routes
import stagebill.settings.tables
import stagebill.sync.routes
import stagebill.sync.tables
from stagebill.identity.authentication import Authentication, security_headers
from stagebill.identity.sign_in import issue_link
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.ids import new_id
from stagebill.kernel.problems import EXCEPTION_HANDLERS
from stagebill.sync.command import Registry
from stagebill.sync.rest import rest_route
from stagebill.sync.services import Services

SLICES = (stagebill.identity, stagebill.settings, stagebill.customers)
COMMANDS = (
    *(command for each in SLICES for command in each.mutations.COMMANDS),
    *stagebill.invoices.numbering.mutations.COMMANDS,  # which numbers are printed, invoices know
)
ENTITIES = tuple(entity for each in SLICES for entity in each.queries.ENTITIES)
ROUTES = (
    *stagebill.identity.routes.members.ROUTES,
    *stagebill.identity.routes.profile.ROUTES,
    *stagebill.identity.routes.pairing.ROUTES,
    *(route for each in (*SLICES[1:], stagebill.sync) for route in each.routes.ROUTES),
)

FOUNDING = {
    "company": "Alder Plumbing",
    "currency": "USD",
    "zone": "America/New_York",
    "language": "en",
    "name": "Olive Alder",
    "email": "Owner@alder.example",
    "password": "correct horse battery",
}
PASSWORD = str(FOUNDING["password"])
OWNER = "owner@alder.example"


def app_of_slices(config: Config, clock: FrozenClock) -> Litestar:
    """The app, wired as `stagebill.app` wires it, with the slices below jobs."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncGenerator[None, None]:
        database = await Database.open(config)
        app.state.services = Services(config, database, clock, Registry(COMMANDS, ENTITIES))
        yield
        await database.close()

    return Litestar(
        [*ROUTES, *(rest_route(command) for command in COMMANDS if command.route)],
        lifespan=[lifespan],
        middleware=[Authentication()],
        before_send=[security_headers(config)],
        exception_handlers=EXCEPTION_HANDLERS,
        openapi_config=None,
        logging_config=None,
    )


class Browser:
    """Somebody's browser: keeps cookies, marks its requests as the app does."""

    def __init__(self, app: Litestar, address: str = "192.0.2.7") -> None:
        transport = httpx.ASGITransport(app=app, client=(address, 40_000))
        self.http = httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:8000", headers={"X-Stagebill": "1"}
        )

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self.http.get(path, **options)

    async def post(self, path: str, body: Any = None, **options: Any) -> httpx.Response:
        return await self.http.post(path, json=body, **options)

    async def patch(self, path: str, body: Any, **options: Any) -> httpx.Response:
        return await self.http.patch(path, json=body, **options)

    async def put(self, path: str, body: Any, **options: Any) -> httpx.Response:
        return await self.http.put(path, json=body, **options)

    async def sign_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        return await self.post("/auth/sign-in", {"email": email, "password": password})

    @property
    def token(self) -> str:
        return self.http.cookies["stagebill"]


class Company:
    """A founded company with an owner, a dispatcher and a technician."""

    def __init__(self, app: Litestar) -> None:
        self.app = app
        self.owner = Browser(app)
        self.dispatcher = Browser(app)
        self.technician = Browser(app)
        self.ids: dict[str, str] = {}

    @property
    def services(self) -> Services:
        services: Services = self.app.state.services
        return services

    async def found(self) -> None:
        with remembered_hashes():
            founded = await self.owner.post("/auth/found", FOUNDING)
        assert founded.status_code == 201, founded.text
        self.ids["owner"] = founded.json()["member"]["id"]

    async def add(self, role: str, browser: Browser, email: str) -> None:
        added = await self.owner.post("/api/members", {"name": role.title(), "email": email, "role": role})
        assert added.status_code == 201, added.text
        self.ids[role] = added.json()["id"]
        assert (await browser.post(await self.link(email))).status_code == 303

    async def link(self, email: str, *, reusable: bool = False) -> str:
        """A sign-in link: quicker than a password, which takes its forty milliseconds by design."""
        services = self.services
        return await issue_link(
            services.database, services.config, email, reusable=reusable, clock=services.clock
        )

    async def add_foreign_organization(self) -> dict[str, str]:
        """Another company in the same database, as its rows: an installation founds only one by itself."""
        ids = {name: new_id() for name in ("organization", "member", "device", "customer")}
        await self.services.database.write(lambda tx: _foreign_rows(tx, ids))
        return ids


async def _foreign_rows(tx: Any, ids: dict[str, str]) -> None:
    at = "2026-01-02T03:04:05.000000Z"
    organization = ids["organization"]
    rows: list[tuple[str, tuple[Any, ...]]] = [
        ("organization (id, name, currency, zone, language, epoch, created_at)",
         (organization, "CANARY", "USD", "UTC", "en", new_id(), at)),
        ("feed_head (organization_id, rev, audit_n, audit_hash)", (organization, 0, 0, "")),
        ("member (organization_id, id, name, email, role, language, active, created_at)",
         (organization, ids["member"], "CANARY", "canary@b.example", "owner", "en", True, at)),
        ("device (organization_id, id, member_id, label, platform, short_code, last_seen_at, registered_at)",
         (organization, ids["device"], ids["member"], "CANARY", "ios", "T01", at, at)),
        ("customer (organization_id, id, name, sites, created_at)",
         (organization, ids["customer"], "CANARY", "[]", at)),
    ]  # fmt: skip
    for columns, values in rows:
        marks = ", ".join(f"${place}" for place in range(1, len(values) + 1))
        await tx.run(f"INSERT INTO {columns} VALUES ({marks})", *values)


@pytest.fixture
async def app(config: Config, clock: FrozenClock, anyio_backend: str) -> AsyncIterator[Litestar]:
    made = app_of_slices(config, clock)
    async with made.lifespan():
        yield made


@pytest.fixture
async def company(app: Litestar) -> Company:
    made = Company(app)
    await made.found()
    await made.add("dispatcher", made.dispatcher, "dispatcher@alder.example")
    await made.add("technician", made.technician, "technician@alder.example")
    return made
