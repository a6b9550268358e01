"""A job of 12,000.00 with a technician on it, and somebody to tell what happens."""

from typing import Any

import pytest
from tests.laws.teller import Teller, records

from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database

TOTAL = 1_200_000


class Site(Teller):
    """The company with one job; change orders by name."""

    async def begin(self, *lines: dict[str, Any], **job: Any) -> None:
        await self.found()
        customer = {"customer_id": self.id("customer"), "name": "Jane", "email": "jane@customer.example"}
        await self.must("customers.create_customer", customer)
        await self.must("settings.change_settings", {"progress_invoicing": True})
        body = {
            "job_id": self.id("job"), "customer_id": self.id("customer"), "title": "New roof",
            "line_items": lines or ({"description": "Roof", "unit_price_minor": TOTAL},),
            "technician_ids": [self.id("member", "technician")], **job,
        }  # fmt: skip
        await self.must("jobs.create_job", {**body, "line_items": list(body["line_items"])})

    async def bill(self, **share: Any) -> Any:
        return await self.tell("invoices.create_invoice", {"job_id": self.id("job"), **share})

    async def draft(self, name: str, price_minor: int, role: str = "owner", **line: Any) -> str:
        lines = [{"description": name, "unit_price_minor": price_minor, **line}]
        order_id = self.id("change", name)
        body = {"change_order_id": order_id, "job_id": self.id("job"), "title": name, "lines": lines}
        await self.must("change_orders.create_change_order", body, role=role)
        return order_id

    async def sent(self, name: str, price_minor: int) -> str:
        order_id = await self.draft(name, price_minor)
        await self.must("change_orders.send_change_order", {"change_order_id": order_id})
        return order_id

    async def approve(
        self, order_id: str, before: int, after: int, role: str = "technician", **how: Any
    ) -> Any:
        body = {
            "change_order_id": order_id, "name": "Jane", "agreed": True, "seen_total_minor": before,
            "seen_after_minor": after, **how,
        }  # fmt: skip
        return (await self.tell("change_orders.approve_change_order", body, role=role)).outcome

    async def job(self) -> dict[str, Any]:
        found: dict[str, Any] = records(await self.snapshot())["jobs", self.id("job")]
        return found

    async def order(self, order_id: str, role: str = "owner") -> dict[str, Any]:
        found: dict[str, Any] = records(await self.snapshot(role))["change_orders", order_id]
        return found


@pytest.fixture
def empty_site(config: Config, database: Database, clock: FrozenClock) -> Site:
    return Site(config, database, clock, "alder")


@pytest.fixture
async def site(empty_site: Site, anyio_backend: str) -> Site:
    await empty_site.begin()
    return empty_site
