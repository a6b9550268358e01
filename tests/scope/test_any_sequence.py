"""Whatever is done to a job, in whatever order: the cap holds, tax closes, a simple model says the same."""

import asyncio
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import NOW
from tests.conftest import Fresh
from tests.laws.seeded import seeded
from tests.laws.teller import Teller, records

from stagebill.check.run import INVARIANTS, check
from stagebill.jobs.carried import by_rate
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.kernel.database.database import Database
from stagebill.kernel.ids import new_id
from stagebill.scope.queries import standing_of
from stagebill.scope.standing import billed_by

# The teller founds its company past the write path, so its people are not in the feed.
OF_MONEY = [each for each in INVARIANTS if each.id.startswith("M")]
THOUSANDTHS = st.integers(1, 1000)
LINES = st.lists(
    st.tuples(st.integers(1, 400_000), st.sampled_from([0, 700, 800, 887.5])), min_size=1, max_size=3
)
DOINGS = st.one_of(
    st.tuples(st.just("bill"), THOUSANDTHS),
    st.tuples(st.just("pay"), st.integers(0, 4), st.integers(1, 1300)),
    st.tuples(st.just("void"), st.integers(0, 4)),
    st.tuples(st.just("credit"), st.integers(0, 4), THOUSANDTHS),
    st.tuples(st.just("lines"), LINES, st.sampled_from(["per_invoice", "per_line"]), st.integers(0, 500)),
    st.tuples(st.just("cancel")),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=LINES, doings=st.lists(DOINGS, min_size=4, max_size=14))
def test_any_sequence_of_bills_payments_voids_credits_edits_and_an_end_keeps_every_sum(
    fresh_sqlite: Fresh, first: list[Any], doings: list[Any]
) -> None:
    with fresh_sqlite() as config, seeded(first, doings):
        asyncio.run(_lived_through(config, first, doings))
        assert asyncio.run(check(config, OF_MONEY)) == []


async def _lived_through(config: Config, first: list[Any], doings: list[Any]) -> None:
    database = await Database.open(config)
    try:
        job = Model(Teller(config, database, FrozenClock(NOW), "alder"))
        await job.begin(first)
        for name, *facts in doings:
            await getattr(job, name)(*facts)
            await job.agrees()
        await job.close()
    finally:
        await database.close()


def _lines(lines: list[Any]) -> list[dict[str, Any]]:
    return [{"description": "Work", "unit_price_minor": minor, "tax_rate_bps": rate} for minor, rate in lines]


class Model:
    """One job as a child would keep it: what each invoice asks for, what lies on it, what is left over."""

    def __init__(self, teller: Teller) -> None:
        self.teller = teller
        self.id = new_id()
        self.owed: dict[str, int] = {}  # live invoices
        self.paid: dict[str, int] = {}
        self.received = 0
        self.seen: dict[str, Any] = {}

    async def begin(self, lines: list[Any]) -> None:
        await self.teller.found()
        await self.teller.must("settings.change_settings", {"progress_invoicing": True})
        customer = new_id()
        await self.teller.must("customers.create_customer", {"customer_id": customer, "name": "Jane"})
        body = {"job_id": self.id, "customer_id": customer, "title": "Roof", "line_items": _lines(lines)}
        self.seen = await self._done("jobs.create_job", body) or {}

    async def _done(self, type_: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """What it became; None where a rule said no."""
        answered = await self.teller.tell(type_, body)
        if answered.outcome.state == "rejected":
            return None
        told: dict[str, Any] = json.loads(bytes(answered.outcome.effect))
        return told

    def _one(self, place: int) -> str | None:
        return list(self.owed)[place % len(self.owed)] if self.owed else None

    async def bill(self, thousandths: int) -> None:
        amount_minor = max(self.seen["left_to_invoice_minor"] * thousandths // 1000, 1)
        body = {"job_id": self.id, "amount_minor": amount_minor}
        made = await self._done("invoices.create_invoice", body)
        if made:
            self.owed[made["id"]], self.paid[made["id"]] = amount_minor, 0

    async def pay(self, place: int, thousandths: int) -> None:
        invoice_id = self._one(place)
        if invoice_id is None:
            return
        amount_minor = max(self.owed[invoice_id] * thousandths // 1000, 1)
        body = {"method": "cash", "amount_minor": amount_minor, "invoice_id": invoice_id}
        assert await self._done("payments.record_payment", body)
        self.received += amount_minor
        fits = min(amount_minor, self.owed[invoice_id] - self.paid[invoice_id])
        self.paid[invoice_id] += fits

    async def void(self, place: int) -> None:
        invoice_id = self._one(place)
        if invoice_id and await self._done(
            "invoices.void_invoice", {"invoice_id": invoice_id, "reason": "wrong"}
        ):
            assert self.paid.pop(invoice_id) == 0
            del self.owed[invoice_id]

    async def credit(self, place: int, thousandths: int) -> None:
        invoice_id = self._one(place)
        if invoice_id is None:
            return
        amount_minor = max(self.owed[invoice_id] * thousandths // 1000, 1)
        body = {"invoice_id": invoice_id, "amount_minor": amount_minor, "reason": "less"}
        if await self._done("scope.credit_invoice", body):
            self._less(invoice_id, amount_minor)

    def _less(self, invoice_id: str, amount_minor: int) -> None:
        self.owed[invoice_id] -= amount_minor
        self.paid[invoice_id] = min(self.paid[invoice_id], self.owed[invoice_id])

    async def lines(self, lines: list[Any], mode: str, discount: int) -> None:
        body = {"job_id": self.id, "seen_revision": self.seen["revision"], "line_items": _lines(lines),
                "tax_mode": mode}  # fmt: skip
        if discount:
            body["discount"] = {"kind": "percent", "percent_bps": discount}
        answered = await self.teller.tell("scope.change_lines", body)
        if answered.outcome.code != "scope.below_invoiced":
            return
        steps = answered.outcome.facts["steps"]
        assert answered.outcome.facts["blocked_minor"] == 0
        settle = {
            "reason": "smaller",
            "void": [step["invoice_id"] for step in steps if step["kind"] == "void"],
            "credit": [
                {"invoice_id": step["invoice_id"], "amount_minor": step["amount_minor"]}
                for step in steps
                if step["kind"] == "credit"
            ],
        }
        await self.teller.must("scope.change_lines", {**body, "settle": settle})
        for step in steps:
            if step["kind"] == "void":
                assert self.paid.pop(step["invoice_id"]) == 0
                del self.owed[step["invoice_id"]]
            else:
                self._less(step["invoice_id"], step["amount_minor"])

    async def cancel(self) -> None:
        if await self._done("scope.cancel_job", {"job_id": self.id, "reason": "sold"}):
            for invoice_id in [each for each in self.owed if self.paid[each] < self.owed[each]]:
                del self.owed[invoice_id], self.paid[invoice_id]

    async def agrees(self) -> None:
        """The database says what the model says."""
        self.seen = records(await self.teller.snapshot())["jobs", self.id]
        assert self.seen["invoiced_minor"] == sum(self.owed.values()) <= self.seen["total_minor"]
        assert self.seen["paid_minor"] == sum(self.paid.values())
        assert self.seen["unapplied_minor"] == self.received - sum(self.paid.values())

    async def close(self) -> None:
        """All that is left is billed: then every rate is billed to the last unit."""
        if self.seen["canceled_at"]:
            return
        await self.bill(1000)
        await self.agrees()
        assert self.seen["left_to_invoice_minor"] == 0
        reader = self.teller.services.database.reader
        standing = await standing_of(reader, self.teller.organization_id, self.id)
        billed = {float(rate): parts for rate, parts in by_rate(billed_by(standing)).items() if any(parts)}
        wanted = {float(tax["rate_bps"]): (tax["base_minor"], tax["tax_minor"]) for tax in self.seen["taxes"]}
        assert billed == {rate: parts for rate, parts in wanted.items() if any(parts)}
