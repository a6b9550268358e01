"""A company with a job and an invoice, its customer's browser, and the outbox worked by hand."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
from litestar import Litestar
from tests.company import OWNER, Browser, Company

from stagebill.kernel.clock import FrozenClock
from stagebill.paypage.gateways import signature
from stagebill.paypage.gateways.sandbox import gateway as sandbox
from stagebill.sync.dispatcher import Dispatcher
from stagebill.sync.services import Services

CUSTOMER = {"name": "Jane Doe", "email": "jane@customer.example"}
ACH_TOO = {"card": True, "ach": True, "financing": False}


class Customer:
    """The customer's own browser. It runs no script and follows no redirect by itself."""

    def __init__(self, app: Litestar, address: str = "198.51.100.4") -> None:
        transport = httpx.ASGITransport(app=app, client=(address, 50_000))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000")

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self.http.get(path, **options)

    async def open(self, url: str) -> httpx.Response:
        """Press the link in the mail and land on the page."""
        answer = await self.get(path_of(url))
        assert answer.status_code == 303, answer.text
        return await self.get(answer.headers["location"])

    async def press(
        self, page: httpx.Response, method: str = "card", path: str = "/pay/checkout"
    ) -> httpx.Response:
        form = {"page": form_token(page.text), "method": method}
        return await self.http.post(path, data=form)

    async def choose(self, sandbox: str, outcome: str) -> httpx.Response:
        """Press a button on the sandbox's page; the answer leads back."""
        return await self.http.post(sandbox, data={"outcome": outcome})


@dataclass
class Shop:
    app: Litestar
    clock: FrozenClock
    company: Company
    customer: Customer
    customer_id: str = ""
    job_id: str = ""
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def services(self) -> Services:
        services: Services = self.app.state.services
        return services

    @property
    def office(self) -> Browser:
        return self.company.dispatcher

    async def add_job(self, total_minor: int = 500_000, title: str = "Re-pipe", **customer: Any) -> None:
        self.customer_id = (await self._made("/api/customers", {**CUSTOMER, **customer}))["id"]
        line = {"description": "Labor", "quantity": 1, "unit_price_minor": total_minor}
        job = {"customer_id": self.customer_id, "title": title, "line_items": [line]}
        self.job_id = (await self._made("/api/jobs", job))["id"]

    async def invoice(self, amount_minor: int = 250_000, **more: Any) -> dict[str, Any]:
        body = {"job_id": self.job_id, "amount_minor": amount_minor, "due_terms": {"kind": "net", "days": 30}}
        return await self._made("/api/invoices", {**body, **more})

    async def read(self, invoice: dict[str, Any]) -> dict[str, Any]:
        answer = await self.office.get(f"/api/invoices/{invoice['id']}")
        assert answer.status_code == 200, answer.text
        read: dict[str, Any] = answer.json()
        return read

    async def sign_in_again(self) -> None:
        """After days nobody is signed in any more; the owner does the office's work from now on."""
        await self.company.owner.sign_in(OWNER)
        self.company.dispatcher = self.company.owner

    async def work(self) -> int:
        """Everything that is due in the outbox and the inbox."""
        dispatcher: Dispatcher = self.app.state.dispatcher
        return await dispatcher.run_due()

    async def later(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))
        await self.work()

    async def rows(self, sql: str, *args: Any) -> list[tuple[Any, ...]]:
        return await self.services.database.reader.rows(sql, *args)

    async def states(self) -> list[str]:
        """What became of each attempt, in their order."""
        return [row[0] for row in await self.rows("SELECT state FROM checkout ORDER BY attempt")]

    async def payments(self) -> list[int]:
        return [row[0] for row in await self.rows("SELECT amount_minor FROM payment ORDER BY received_at")]

    async def _made(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self.office.post(path, body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made


def path_of(url: str) -> str:
    return url.removeprefix("http://127.0.0.1:8000")


def form_token(text: str) -> str:
    found = re.search(r'name="page" value="([\w-]+)"', text)
    assert found, "the page has no form"
    return found[1]


async def started(shop: Shop, invoice: dict[str, Any], method: str = "card") -> str:
    """The customer is on the sandbox's page; its address."""
    page = await shop.customer.open(invoice["pay_url"])
    answer = await shop.customer.press(page, method)
    assert answer.status_code == 303
    location: str = answer.headers["location"]
    assert location.startswith("/sandbox/checkout/")
    return location


async def the_webhook(shop: Shop, location: str) -> tuple[dict[str, str], bytes]:
    """The webhook that the sandbox would send now, signed."""
    entry = await sandbox.find(shop.services.database.reader, location.rpartition("/")[2])
    assert entry is not None
    notice = sandbox.event_of(entry)
    body = sandbox.body_of(notice)
    headers = signature.signed(sandbox.signing_key(shop.services), notice.id, body, shop.clock.now())
    return headers, body
