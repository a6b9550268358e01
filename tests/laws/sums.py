"""What must hold after each thing that an office did, whatever it was."""

from typing import Any

from tests.laws.desk import Desk
from tests.laws.teller import records

from stagebill.jobs.carried import by_rate
from stagebill.scope.queries import standing_of
from stagebill.scope.standing import billed_by

LIVE = {"open", "paid"}


class Sums(Desk):
    """It looks, and every sum keeps."""

    async def look(self) -> None:
        """After each step: a device and a fresh snapshot agree, and every sum keeps."""
        self.cursor = await self.teller.pulled(self.device, self.cursor, limit=100)
        self.seen = records(await self.teller.snapshot())
        assert self.device == self.seen
        for job in self.all_of("jobs"):
            own = [row for row in self.all_of("invoices") if row["job_id"] == job["id"]]
            self.job_keeps(job, [row for row in own if row["status"] in {"open", "paid"}])
        for invoice in self.all_of("invoices"):
            invoice_keeps(invoice)
        self.payments_keep()

    def job_keeps(self, job: dict[str, Any], live: list[dict[str, Any]]) -> None:
        billed = sum(row["total_minor"] - row["released_minor"] - row["credited_minor"] for row in live)
        assert 0 <= billed == job["invoiced_minor"] <= job["total_minor"]
        assert job["left_to_invoice_minor"] in {job["total_minor"] - billed, 0 if job["canceled_at"] else -1}
        held, released = (sum(row[name] for row in live) for name in ("held_minor", "released_minor"))
        assert 0 <= released <= held
        assert job["held_minor"] == held - released
        assert job["unapplied_minor"] >= 0
        if job["deposit"]:
            assert 0 <= job["deposit"]["top_up_minor"] <= max(job["left_to_invoice_minor"], 0)
        if job["schedule"] and not job["canceled_at"]:
            waiting = [one for one in job["schedule"]["stages"] if one["invoice_status"] not in LIVE]
            assert all(one["planned_minor"] >= 0 for one in waiting)
            assert sum(one["planned_minor"] for one in waiting) <= job["left_to_invoice_minor"]
        assert sum(tax["base_minor"] + tax["tax_minor"] for tax in job["taxes"]) == job["total_minor"]
        self.credits_keep(job, live)
        assert job["billed_by"] in {None, "job"} or all(
            0 <= abs(line["billed_minor"]) <= abs(line["net_minor"]) for line in job["line_items"]
        ), job["line_items"]

    def credits_keep(self, job: dict[str, Any], live: list[dict[str, Any]]) -> None:
        """Invoices and the job say the same of what is credited of a line; one may have gone since."""
        lines = [line for row in live for line in row["lines"]]
        assert all(0 <= line["credited_minor"] <= max(line["base_minor"], 0) for line in lines)
        for own in job["line_items"]:
            of_it = [line["credited_minor"] for line in lines if line["line_item_id"] == own["id"]]
            assert own["credited_minor"] == sum(of_it)

    def payments_keep(self) -> None:
        payments = self.all_of("payments")
        settled: dict[str, int] = {}
        for row in payments:
            on = sum(part["amount_minor"] for part in row["allocations"])
            back = row["reversed_minor"] + row["refunded_minor"]
            assert row["amount_minor"] == on + row["unapplied_minor"] + back
            assert row["unapplied_minor"] >= 0
            for part in row["allocations"]:
                assert part["amount_minor"] > 0
                settled[part["invoice_id"]] = settled.get(part["invoice_id"], 0) + part["amount_minor"]
        for invoice in self.all_of("invoices"):
            assert invoice["paid_minor"] == settled.get(invoice["id"], 0)
        self.totals_keep(payments)

    def totals_keep(self, payments: list[dict[str, Any]]) -> None:
        assert sum(row["amount_minor"] for row in payments) == self.received
        assert sum(row["reversed_minor"] + row["refunded_minor"] for row in payments) == self.given_back

    async def close(self) -> None:
        """All that is left of a running job can be billed at once, and closes every rate and line."""
        for job in self.all_of("jobs"):
            if job["canceled_at"] or not job["left_to_invoice_minor"]:
                continue
            await self.teller.must("invoices.recall_allowances", {"job_id": job["id"]})
            await self.teller.must("invoices.create_invoice", {"job_id": job["id"], "rest": True})
        await self.look()
        for job in self.all_of("jobs"):
            if job["canceled_at"]:
                continue
            assert job["left_to_invoice_minor"] == 0
            reader = self.teller.services.database.reader
            standing = await standing_of(reader, self.teller.organization_id, job["id"])
            billed = {
                float(rate): parts for rate, parts in by_rate(billed_by(standing)).items() if any(parts)
            }
            wanted = {float(tax["rate_bps"]): (tax["base_minor"], tax["tax_minor"]) for tax in job["taxes"]}
            assert billed == {rate: parts for rate, parts in wanted.items() if any(parts)}


def invoice_keeps(row: dict[str, Any]) -> None:
    assert row["owed_minor"] == row["total_minor"] - row["held_minor"] - row["credited_minor"]
    assert row["paid_minor"] >= 0
    assert row["pending_minor"] >= 0
    if row["status"] in {"open", "paid"}:
        assert row["paid_minor"] <= row["owed_minor"]
        assert row["due_minor"] == row["owed_minor"] - row["paid_minor"]
        assert (row["status"] == "paid") == (row["paid_minor"] == row["owed_minor"])
    else:
        assert row["paid_minor"] == row["due_minor"] == 0
