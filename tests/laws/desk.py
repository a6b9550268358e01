"""Two jobs of one customer, and what an office and a device see of them."""

import json
from typing import Any

from tests.laws.teller import Held, Teller, records

from stagebill.paypage.followers import look
from stagebill.paypage.gateways.sandbox.gateway import move


class Desk:
    """What the office sees; it tells what it does, and hears what became of it."""

    def __init__(self, teller: Teller) -> None:
        self.teller = teller
        self.seen: Held = {}
        self.device: Held = {}
        self.cursor = ""
        self.received = 0
        self.given_back = 0
        self.debits: list[tuple[str, str, int]] = []  # the attempt, its name at the gateway, the sum

    async def begin(self) -> None:
        await self.teller.found()
        await self.teller.must("settings.change_settings", {"progress_invoicing": True})
        for name in ("jane", "typed twice"):
            await self.teller.must(
                "customers.create_customer", {"customer_id": self.teller.id(name), "name": name}
            )
        for name, owner, lines in (
            ("roof", "jane", [(100_000, 825), (33_333, 825), (20_001, 0)]),
            ("well", "typed twice", [(50_000, 700), (7, 0)]),
        ):
            body = {
                "job_id": self.teller.id(name),
                "customer_id": self.teller.id(owner),
                "title": name,
                "technician_ids": [self.teller.id("member", "technician")],
                "line_items": [
                    {"description": "Work", "unit_price_minor": minor, "tax_rate_bps": rate}
                    for minor, rate in lines
                ],
            }
            await self.teller.must("jobs.create_job", body)
        phone = {"device_id": self.teller.id("phone"), "label": "Phone", "platform": "android"}
        await self.teller.must("identity.register_device", phone, role="technician")
        first = await self.teller.snapshot()
        self.device, self.cursor = records(first), first.cursor
        self.seen = records(first)

    async def do(self, type_: str, body: dict[str, Any], role: Any = "owner") -> dict[str, Any] | None:
        """What it became; None where a rule said no."""
        answered = await self.teller.tell(type_, body, role=role)
        if answered.outcome.state == "rejected":
            assert answered.outcome.code != "sync.bad_shape", (type_, body, answered.outcome)
            return None
        told = json.loads(bytes(answered.outcome.effect) or b"null")
        return told if isinstance(told, dict) else {}

    async def begun(self, checkout_id: str, *, is_pending: bool) -> str:
        """An attempt that the sandbox has in its book too; its name there."""
        services, organization_id = self.teller.services, self.teller.organization_id
        begun = await look(services, organization_id, checkout_id)
        assert begun is not None
        assert begun.gateway_ref is not None
        if is_pending:
            await move(services, begun.gateway_ref, "open", "pending")
            await look(services, organization_id, checkout_id)
        return begun.gateway_ref

    def all_of(self, table: str) -> list[dict[str, Any]]:
        return sorted(
            (row for (kind, _), row in self.seen.items() if kind == table), key=lambda row: row["id"]
        )

    def one_of(self, table: str, place: int) -> dict[str, Any] | None:
        rows = self.all_of(table)
        return rows[place % len(rows)] if rows else None

    def job(self, place: int) -> dict[str, Any]:
        return self.all_of("jobs")[place % 2]

    async def lend(self, place: int, part: int, ways: int) -> None:
        """The technician's phone is lent of one job, of both, or gives back what it had."""
        jobs = [self.job(at)["id"] for at in (place, place + 1)][: ways % 3]
        body = {"device_id": self.teller.id("phone"), "job_ids": jobs}
        await self.do("invoices.lend_allowances", body, "technician")

    async def recall(self, place: int, part: int, ways: int) -> None:
        await self.do("invoices.recall_allowances", {"job_id": self.job(place)["id"]})
