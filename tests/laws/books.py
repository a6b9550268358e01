"""An office that does anything with money over two jobs."""

from typing import Any

from tests.laws.sums import Sums

from stagebill.kernel.ids import new_id

RATES = (0, 700, 825)
THOUSAND = 1000
OPEN_DECISIONS = "SELECT id FROM decision WHERE organization_id = $1 AND resolved_at IS NULL ORDER BY id"


class Books(Sums):
    """Each thing that the office does."""

    # What is billed.

    async def bill(self, place: int, part: int, ways: int, **more: Any) -> None:
        job = self.job(place)
        amount_minor = max(job["left_to_invoice_minor"] * part // THOUSAND, 1)
        share = {"percent_bps": part * 10 or 1} if ways % 3 == 0 else {"amount_minor": amount_minor}
        await self.do("invoices.create_invoice", {"job_id": job["id"], **share, **more})

    async def draft(self, place: int, part: int, ways: int) -> None:
        await self.bill(place, part, ways, draft=True)

    async def bill_lines(self, place: int, part: int, ways: int) -> None:
        job = self.job(place)
        lines = []
        for at, line in enumerate(job["line_items"]):
            if ways >> at & 1:
                ask = ({"percent_bps": part * 10 or 1}, {"rest": True}, {"amount_minor": part + 1})[part % 3]
                stored = {"stored": True, "note": "On site"} if part % 5 == 0 else {}
                lines.append({"line_item_id": line["id"], **ask, **stored})
        if lines:
            await self.do("invoices.create_invoice", {"job_id": job["id"], "lines": lines})

    async def deposit(self, place: int, part: int, ways: int) -> None:
        await self.bill(place, part, ways, kind="deposit")

    async def replace(self, place: int, part: int, ways: int) -> None:
        """An invoice is corrected: another amount, all that is left, or only its title."""
        if invoice := self.one_of("invoices", place):
            amount_minor = max(invoice["total_minor"] * part // THOUSAND, 1)
            asked: list[dict[str, Any]] = [{"amount_minor": amount_minor}, {"rest": True}, {"title": "Again"}]
            body = {"invoice_id": invoice["id"], "reason": "typed wrong", **asked[ways % 3]}
            await self.do("invoices.replace_invoice", body)

    async def plan(self, place: int, part: int, ways: int) -> None:
        """What is billed stays; what is not is planned anew: a percent, maybe an amount, maybe the rest."""
        job = self.job(place)
        stages: list[dict[str, Any]] = []
        for one in (job["schedule"] or {"stages": []})["stages"]:
            if one["invoice_id"] and one["invoice_status"] in {"open", "paid"}:
                share = {name: one[name] for name in ("percent_bps", "amount_minor") if one[name]}
                names = ("kind", "title", "bill_when", "due_terms")
                kept = {name: one[name] for name in names} | (share or {"rest": True})
                stages.append({"stage_id": one["id"], **kept})
        left_minor = job["left_to_invoice_minor"]
        for at, share in enumerate((
            {"percent_bps": part * 4 or 1}, {"amount_minor": max(left_minor * ways // (3 * THOUSAND), 1)},
            {"rest": True},
        )):  # fmt: skip
            if ways >> at & 1 or at == 0:
                when = {"kind": "milestone", "name": "Done"}
                kind = "deposit" if at == 0 and ways % 5 == 0 else "progress"
                stages.append({"title": f"Stage {at}", "kind": kind, "bill_when": when, **share})
        await self.do("schedules.plan_stages", {"job_id": job["id"], "stages": stages, "consent": "Jane"})

    async def stage(self, place: int, part: int, ways: int) -> None:
        """A planned stage is said to be ready, or billed."""
        stages = (self.job(place)["schedule"] or {"stages": []})["stages"]
        if stages:
            one = stages[part % len(stages)]
            type_ = "schedules.mark_stage" if ways % 4 == 0 else "schedules.issue_stage"
            await self.do(type_, {"stage_id": one["id"]})

    async def rest(self, place: int, *_: int) -> None:
        await self.do("invoices.create_invoice", {"job_id": self.job(place)["id"], "rest": True})

    async def issue(self, place: int, *_: int) -> None:
        if invoice := self.one_of("invoices", place):
            await self.do("invoices.issue_invoice", {"invoice_id": invoice["id"]})

    async def void(self, place: int, *_: int) -> None:
        if invoice := self.one_of("invoices", place):
            await self.do("invoices.void_invoice", {"invoice_id": invoice["id"], "reason": "wrong"})

    async def credit(self, place: int, part: int, _: int) -> None:
        if invoice := self.one_of("invoices", place):
            billed_minor = invoice["total_minor"] - invoice["released_minor"] - invoice["credited_minor"]
            amount_minor = max(billed_minor * part // THOUSAND, 1)
            body = {"invoice_id": invoice["id"], "amount_minor": amount_minor, "reason": "less"}
            await self.do("scope.credit_invoice", body)

    async def open(self, place: int, part: int, held: int) -> None:
        job = self.job(place)
        billed_minor = max(job["total_minor"] * part // THOUSAND, 1)
        held_minor = billed_minor * held // (10 * THOUSAND)
        body = {"job_id": job["id"], "billed_minor": billed_minor, "held_minor": held_minor,
                "paid_minor": (billed_minor - held_minor) // 2, "signed_name": "Sam"}  # fmt: skip
        if await self.do("opening.enter_opening_balance", body) is not None:
            self.received += body["paid_minor"]

    # What the job comes to.

    async def edit(self, place: int, part: int, ways: int) -> None:
        """A line is priced anew, dropped, or added; its rate is another."""
        job = self.job(place)
        own = [line for line in job["line_items"] if line["change_order_id"] is None]
        lines = [
            {
                "line_item_id": line["id"], "description": line["description"], "quantity": line["quantity"],
                "unit_price_minor": line["unit_price_minor"], "tax_rate_bps": line["tax_rate_bps"],
            }
            for line in own
        ]  # fmt: skip
        at, what = part % len(lines), ways % 4
        if what == 0:
            lines[at]["unit_price_minor"] = lines[at]["unit_price_minor"] * (part + ways) // THOUSAND
        elif what == 1 and len(lines) > 1:
            del lines[at]
        elif what == 2:
            lines[at]["tax_rate_bps"] = RATES[ways % 3]
        else:
            lines.append(
                {"description": "More", "unit_price_minor": part * 7, "tax_rate_bps": RATES[ways % 3]}
            )
        body = {"job_id": job["id"], "seen_revision": job["revision"], "line_items": lines}
        if ways % 5 == 0 and part:
            body["discount"] = {"kind": "percent", "percent_bps": part}
        if ways % 7 == 0:
            body["tax_mode"] = "per_line"
        await self.settled("scope.change_lines", body)

    async def settled(self, type_: str, body: dict[str, Any], role: Any = "owner") -> None:
        """As the office does: what is proposed is accepted."""
        answered = await self.teller.tell(type_, body, role=role)
        if answered.outcome.code != "scope.below_invoiced" or answered.outcome.facts["blocked_minor"]:
            return
        steps = answered.outcome.facts["steps"]
        credits: dict[str, int] = {}
        for step in steps:
            if step["kind"] == "credit":
                credits[step["invoice_id"]] = credits.get(step["invoice_id"], 0) + step["amount_minor"]
        settle = {
            "reason": "smaller",
            "void": [step["invoice_id"] for step in steps if step["kind"] == "void"],
            "credit": [{"invoice_id": one, "amount_minor": minor} for one, minor in credits.items()],
        }
        await self.do(type_, {**body, "settle": settle}, role)

    async def change(self, place: int, part: int, ways: int) -> None:
        """A change order is written, sent, and approved by the office."""
        job = self.job(place)
        price_minor = part * 11 * (-1 if ways % 2 else 1) or 1
        order = new_id()
        line = {"description": "Change", "unit_price_minor": price_minor, "tax_rate_bps": RATES[ways % 3]}
        body = {"change_order_id": order, "job_id": job["id"], "title": "Change", "lines": [line]}
        made = await self.do("change_orders.create_change_order", body)
        if made is None:
            return
        await self.do("change_orders.send_change_order", {"change_order_id": order, "mail": False})
        said = {"change_order_id": order, "via": "office", "name": "Jane", "note": "on the phone",
                "seen_total_minor": made["seen_total_minor"],
                "seen_after_minor": made["seen_total_minor"] + made["total_minor"]}  # fmt: skip
        await self.settled("change_orders.approve_change_order", said)

    async def retain(self, place: int, part: int, ways: int) -> None:
        body: dict[str, Any] = {"job_id": self.job(place)["id"], "rate_bps": part * 3}
        if ways % 3 == 0:
            clause = ("all_work", "new_work", "stop")[ways // 3 % 3]
            step = {"clause": clause, "at_bps": 5000}
            body["step_down"] = step if clause == "stop" else {**step, "rate_bps": part}
        if ways % 2:
            line = self.job(place)["line_items"][part % len(self.job(place)["line_items"])]
            body |= {"stored_rate_bps": ways, "lines": [{"line_item_id": line["id"], "rate_bps": ways * 2}]}
        await self.do("invoices.set_retainage", body)

    async def release(self, place: int, part: int, ways: int) -> None:
        job = self.job(place)
        asked = {} if ways % 2 else {"amount_minor": max(job["held_minor"] * part // THOUSAND, 1)}
        await self.do("invoices.release_retainage", {"job_id": job["id"], **asked})

    async def cancel(self, place: int, part: int, _: int) -> None:
        if part % 3 == 0:
            await self.do("scope.cancel_job", {"job_id": self.job(place)["id"], "reason": "sold"})

    # Money.

    async def receive(self, amount_minor: int, **target: str) -> None:
        body = {"method": "cash", "amount_minor": amount_minor, **target}
        assert await self.do("payments.record_payment", body) is not None
        self.received += amount_minor

    async def pay(self, place: int, part: int, ways: int) -> None:
        if invoice := self.one_of("invoices", place):
            exact_minor = (
                invoice["due_minor"] if ways % 2 else invoice["total_minor"] * (part + 50) // THOUSAND
            )
            await self.receive(max(exact_minor, 1), invoice_id=invoice["id"])

    async def pay_job(self, place: int, part: int, _: int) -> None:
        job = self.job(place)
        await self.receive(max(job["total_minor"] * part // THOUSAND, 1), job_id=job["id"])

    async def draw(self, place: int, *_: int) -> None:
        if invoice := self.one_of("invoices", place):
            await self.do("payments.draw_credit", {"invoice_id": invoice["id"]}, "system")

    async def move(self, place: int, part: int, ways: int) -> None:
        payment, target = self.one_of("payments", place), self.one_of("invoices", ways)
        if payment and payment["allocations"] and target:
            from_ = payment["allocations"][part % len(payment["allocations"])]
            body = {"payment_id": payment["id"], "from_invoice_id": from_["invoice_id"],
                    "to_invoice_id": target["id"], "reason": "wrong place"}  # fmt: skip
            if part % 2:
                body["amount_minor"] = max(from_["amount_minor"] * part // THOUSAND, 1)
            await self.do("payments.move_allocation", body)

    async def apply(self, place: int, _: int, ways: int) -> None:
        payment, target = self.one_of("payments", place), self.one_of("invoices", ways)
        if payment and target:
            body = {"payment_id": payment["id"], "invoice_id": target["id"]}
            await self.do("payments.allocate_payment", body)

    async def unapply(self, place: int, *_: int) -> None:
        if invoice := self.one_of("invoices", place):
            await self.do("payments.unapply_invoice", {"invoice_id": invoice["id"], "reason": "wrong"})

    async def refund(self, place: int, part: int, ways: int) -> None:
        if payment := self.one_of("payments", place):
            amount_minor = max(payment["amount_minor"] * part // THOUSAND, 1)
            body = {"payment_id": payment["id"], "amount_minor": amount_minor, "reason": "back"}
            if payment["allocations"] and ways % 2:
                body["invoice_id"] = payment["allocations"][0]["invoice_id"]
            if await self.do("payments.refund_payment", body) is not None:
                self.given_back += amount_minor

    async def give_up(self, place: int, part: int, _: int) -> None:
        """Money goes back, and is not owed any more."""
        payment = self.one_of("payments", place)
        if payment and payment["allocations"]:
            on = payment["allocations"][part % len(payment["allocations"])]
            amount_minor = max(on["amount_minor"] * part // THOUSAND, 1)
            body = {"payment_id": payment["id"], "invoice_id": on["invoice_id"],
                    "amount_minor": amount_minor, "reason": "back"}  # fmt: skip
            if await self.do("scope.refund_with_credit", body) is not None:
                self.given_back += amount_minor

    async def reverse(self, place: int, *_: int) -> None:
        if payment := self.one_of("payments", place):
            left_minor = payment["amount_minor"] - payment["reversed_minor"] - payment["refunded_minor"]
            body = {"payment_id": payment["id"], "reason": "bounced"}
            if await self.do("payments.reverse_payment", body) is not None:
                self.given_back += left_minor

    async def decide(self, place: int, part: int, ways: int) -> None:
        reader = self.teller.services.database.reader
        rows = await reader.rows(OPEN_DECISIONS, self.teller.organization_id)
        target = self.one_of("invoices", ways)
        if rows:
            body = {"decision_id": str(rows[place % len(rows)][0]), "choice": "keep_credit"}
            if part % 2 and target:
                body |= {"choice": "apply", "invoice_id": target["id"]}
            await self.do("payments.resolve_decision", body)

    async def debit(self, place: int, part: int, _: int) -> None:
        """The customer begins to pay online; half of the time by a debit that is on its way."""
        invoice = self.one_of("invoices", place)
        if not invoice:
            return
        checkout = new_id()
        body = {"invoice_id": invoice["id"], "gateway": "sandbox", "method": "card", "methods": ["card"]}
        answered = await self.teller.tell("paypage.start_checkout", body, role="system", mutation_id=checkout)
        if answered.outcome.state != "rejected":
            gateway_ref = await self.begun(checkout, is_pending=part % 2 == 1)
            due_minor = invoice["due_minor"] - invoice["pending_minor"]
            self.debits.append((checkout, gateway_ref, due_minor))

    async def settle(self, place: int, part: int, _: int) -> None:
        """It arrives, or it does not, whatever has become of the invoice."""
        if not self.debits:
            return
        checkout, gateway_ref, amount_minor = self.debits.pop(place % len(self.debits))
        if part % 4 == 0:
            body: dict[str, Any] = {"checkout_id": checkout, "ending": "failed"}
            await self.do("paypage.end_checkout", body, "system")
            return
        body = {"checkout_id": checkout, "gateway_ref": gateway_ref, "amount_minor": amount_minor,
                "currency": "USD", "taken_at": "2026-03-02T15:00:00Z"}  # fmt: skip
        await self.teller.must("paypage.settle_checkout", body, role="system")
        self.received += amount_minor

    async def merge(self, *_: int) -> None:
        body = {"customer_id": self.teller.id("typed twice"), "into_id": self.teller.id("jane"),
                "reason": "the same"}  # fmt: skip
        await self.do("customers.merge_customer", body)
