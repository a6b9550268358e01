"""What people do in a history: mostly sensible things, some hostile ones, all chosen by the seed."""

import random
from typing import Any

from tests.faults.clients import Client

from stagebill.kernel.database.tx import Reader

_INVOICES = "SELECT id, job_id, total_minor FROM invoice WHERE organization_id = $1 ORDER BY id"
_JOBS = "SELECT id, total_minor FROM job WHERE organization_id = $1 ORDER BY id"
_DECISIONS = "SELECT id FROM decision WHERE organization_id = $1 AND resolved_at IS NULL ORDER BY id"
_PAYMENTS = "SELECT id FROM payment WHERE organization_id = $1 ORDER BY id"
HOSTILE = 0.2


class Workload:
    """The ids it hands out come from the seed, so that one seed is one history."""

    def __init__(self, reader: Reader, organization_id: str, chance: random.Random) -> None:
        self._reader = reader
        self._organization_id = organization_id
        self._chance = chance

    def new_id(self) -> str:
        text = f"{self._chance.getrandbits(128):032x}"
        return f"{text[:8]}-{text[8:12]}-7{text[13:16]}-a{text[17:20]}-{text[20:]}"

    async def technician_means(self, client: Client) -> None:
        if client.recorded and self._chance.random() < 0.1:
            body = {"payment_id": self._chance.choice(client.recorded), "reason": "wrong amount"}
            client.mean(self.new_id(), "payments.reverse_payment", body)
            return
        body = await self._payment(client)
        if self._chance.random() < HOSTILE:
            body = self._spoiled(body)
        client.mean(self.new_id(), "payments.record_payment", body)

    async def _payment(self, client: Client) -> dict[str, Any]:
        invoices, jobs = await self._rows(_INVOICES), await self._rows(_JOBS)
        body: dict[str, Any] = {
            "payment_id": self.new_id(),
            "method": self._chance.choice(["cash", "check"]),
            "amount_minor": self._chance.randint(1, 300_000),
            "receipt": f"{client.name}-{client.last_seq + 1}",
        }
        if invoices and self._chance.random() < 0.6:
            invoice_id, job_id, total_minor = self._chance.choice(invoices)
            body |= {"invoice_id": invoice_id, "job_id": job_id}
            if self._chance.random() < 0.4:
                body["amount_minor"] = total_minor
        elif self._chance.random() < 0.9:
            body["job_id"] = self._chance.choice(jobs)[0]
        return body

    def _spoiled(self, body: dict[str, Any]) -> dict[str, Any]:
        """Unknown ids are facts all the same; the others are no payments, and must be refused for good."""
        spoil: dict[str, Any] = self._chance.choice(
            [
                {"invoice_id": self.new_id()},
                {"job_id": self.new_id()},
                {"amount_minor": 0},
                {"amount_minor": -5},
                {"amount_minor": 2**63},
                {"amount_minor": "12"},
                {"method": "barter"},
                {"color": "red"},
                {"currency": "EUR"},
            ]
        )
        return body | spoil

    async def office_means(self, client: Client) -> None:
        act = self._chance.choice(
            [self._invoice, self._invoice, self._void, self._unapply, self._resolve, self._allocate]
        )
        await act(client)

    async def _invoice(self, client: Client) -> None:
        job_id, total_minor = self._chance.choice(await self._rows(_JOBS))
        share: dict[str, Any] = self._chance.choice(
            [
                {"percent_bps": self._chance.choice([1000, 2000, 3333, 5000, 10000])},
                {"amount_minor": self._chance.randint(1, total_minor)},
                {"rest": True},
            ]
        )
        client.mean(self.new_id(), "invoices.create_invoice", {"job_id": job_id, **share})

    async def _void(self, client: Client) -> None:
        for invoice_id, *_ in self._some(await self._rows(_INVOICES)):
            body = {"invoice_id": invoice_id, "reason": "wrong customer"}
            client.mean(self.new_id(), "invoices.void_invoice", body)

    async def _unapply(self, client: Client) -> None:
        for invoice_id, *_ in self._some(await self._rows(_INVOICES)):
            body = {"invoice_id": invoice_id, "reason": "paid for another"}
            client.mean(self.new_id(), "payments.unapply_invoice", body)

    async def _resolve(self, client: Client) -> None:
        invoices = await self._rows(_INVOICES)
        for (decision_id,) in self._some(await self._rows(_DECISIONS)):
            body: dict[str, Any] = {"decision_id": decision_id, "choice": "keep_credit"}
            if invoices and self._chance.random() < 0.6:
                body |= {"choice": "apply", "invoice_id": self._chance.choice(invoices)[0]}
            client.mean(self.new_id(), "payments.resolve_decision", body)

    async def _allocate(self, client: Client) -> None:
        invoices = await self._rows(_INVOICES)
        for (payment_id,) in self._some(await self._rows(_PAYMENTS)):
            if invoices:
                body = {"payment_id": payment_id, "invoice_id": self._chance.choice(invoices)[0]}
                client.mean(self.new_id(), "payments.allocate_payment", body)

    def _some(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return [self._chance.choice(rows)] if rows else []

    async def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return await self._reader.rows(sql, self._organization_id)
