"""An office whose customers pay by card and add tips, and a processor that gives back, fails to, or loses."""

from typing import Any

from tests.laws.books import THOUSAND, Books

from stagebill.kernel.ids import derived_id, new_id
from stagebill.payments.surcharge import Came, goes_along

ASKS = {"card": True, "ach": True, "financing": False, "part": True, "tip": True}
REASON = "law"


class Tips(Books):
    """`kept_minor`: what came, less what went, whatever of it is tip: the one sum that nobody may bend."""

    kept_minor = 0
    tipped_minor = 0
    surcharged_minor = 0
    together = 0  # attempts on two invoices that began

    async def begin(self) -> None:
        await super().begin()
        await self.teller.must("settings.change_settings", {"payment_options": ASKS})
        self.asked: dict[str, tuple[int, int, int]] = {}  # what each attempt is for, its tip, its surcharge
        self.charges: list[str] = []
        self.disputes: list[tuple[str, str, int]] = []
        self.alone: set[str] = set()  # payments whose surcharge was to go back alone, and failed to
        self.failed: set[str] = set()  # charges of which something came in again

    async def receive(self, amount_minor: int, **target: str) -> None:
        await super().receive(amount_minor, **target)
        self.kept_minor += amount_minor

    async def tip(self, place: int, part: int, ways: int) -> None:
        """All of an invoice, a part, or two of maybe two jobs: by card, with a tip of up to as much again."""
        invoice = self.one_of("invoices", place)
        if not invoice:
            return
        due_minor = max(invoice["due_minor"] - invoice["pending_minor"], 1)
        amount_minor = due_minor if ways % 2 else max(due_minor * (part + 1) // THOUSAND, 1)
        tip_minor = amount_minor * ways // THOUSAND
        checkout = new_id()
        body = {"invoice_id": invoice["id"], "gateway": "sandbox", "method": "card", "methods": ["card"],
                "tip_minor": tip_minor, **({} if ways % 2 else {"amount_minor": amount_minor})}  # fmt: skip
        if ways % 4 == 1 and (other := self.one_of("invoices", place + 1)) and other["id"] != invoice["id"]:
            body["with_invoices"] = [other["id"]]
            amount_minor += max(other["due_minor"] - other["pending_minor"], 1)
        if surcharge_minor := self.surcharge_on(amount_minor):
            body["surcharge_minor"] = surcharge_minor
        answered = await self.teller.tell("paypage.start_checkout", body, role="system", mutation_id=checkout)
        assert answered.outcome.code != "sync.bad_shape", answered.outcome
        if answered.outcome.state != "rejected":
            self.together += "with_invoices" in body
            gateway_ref = await self.begun(checkout, is_pending=False)
            self.asked[checkout] = (amount_minor, tip_minor, surcharge_minor)
            self.debits.append((checkout, gateway_ref, amount_minor + tip_minor + surcharge_minor))

    def surcharge_on(self, amount_minor: int) -> int:
        """What a credit card adds; nothing here."""
        return 0

    def card(self, part: int) -> dict[str, str]:
        """What kind of card paid, where that is said; here it is not."""
        return {}

    async def settle(self, place: int, part: int, ways: int) -> None:
        """It is captured, whatever became of its invoice meanwhile: voided, paid in cash, credited."""
        if not self.debits:
            return
        checkout, gateway_ref, captured_minor = self.debits.pop(place % len(self.debits))
        body = {"checkout_id": checkout, "gateway_ref": gateway_ref, "amount_minor": captured_minor,
                "currency": "USD", "taken_at": "2026-03-02T15:00:00Z", **self.card(part)}  # fmt: skip
        for _ in range(1 + ways % 2):  # the webhook and the timer may both bring it
            await self.teller.must("paypage.settle_checkout", body, role="system",
                                   mutation_id=derived_id("settled", checkout))  # fmt: skip
        self.kept_minor += captured_minor
        _, tip_minor, surcharge_minor = self.asked[checkout]
        self.tipped_minor += tip_minor
        self.surcharged_minor += surcharge_minor
        if surcharge_minor and self.card(part).get("funding") != "credit":
            self.kept_minor -= surcharge_minor
        self.charges.append(derived_id("payment", "sandbox", gateway_ref))

    async def refund(self, place: int, part: int, ways: int) -> None:
        """A part, or the rest; the tip by rule (with the last of its payment), alone, in part, or kept."""
        payment = self.one_of("payments", place)
        if not payment:
            return
        left_minor, tip_minor, surcharge_minor = left_of(payment)
        amount_minor = (left_minor * part // THOUSAND, left_minor, 0)[ways % 3]
        body = {"payment_id": payment["id"], "amount_minor": amount_minor, "reason": REASON}
        if payment["allocations"] and amount_minor and ways % 2:
            body["invoice_id"] = payment["allocations"][part % len(payment["allocations"])]["invoice_id"]
        going_minor = tip_minor if amount_minor == left_minor else 0
        if ways % 5 < 3:
            going_minor = (tip_minor * part // THOUSAND, tip_minor, 0)[ways % 5]
            body["tip_minor"] = going_minor
        along_minor = goes_along(amount_minor, left_minor, surcharge_minor, came_of(payment))
        if surcharge_minor and ways % 7 == 0:  # more of it than has to go
            along_minor = max(along_minor, surcharge_minor * part // THOUSAND)
            body["surcharge_minor"] = along_minor
        if await self.do("payments.refund_payment", body) is not None:
            self.kept_minor -= amount_minor + going_minor + along_minor

    async def give_up(self, place: int, part: int, _: int) -> None:
        payment = self.one_of("payments", place)
        if not (payment and payment["allocations"]):
            return
        on = payment["allocations"][part % len(payment["allocations"])]
        left_minor, tip_minor, surcharge_minor = left_of(payment)
        amount_minor = max(on["amount_minor"] * part // THOUSAND, 1)
        body = {"payment_id": payment["id"], "invoice_id": on["invoice_id"],
                "amount_minor": amount_minor, "reason": REASON}  # fmt: skip
        if await self.do("scope.refund_with_credit", body) is not None:
            self.kept_minor -= amount_minor + (tip_minor if amount_minor == left_minor else 0)
            self.kept_minor -= goes_along(amount_minor, left_minor, surcharge_minor, came_of(payment))

    async def reverse(self, place: int, *_: int) -> None:
        if payment := self.one_of("payments", place):
            body = {"payment_id": payment["id"], "reason": REASON}
            if await self.do("payments.reverse_payment", body) is None:
                return
            self.kept_minor -= sum(left_of(payment))

    async def bounce(self, place: int, part: int, ways: int) -> None:
        """The processor says what became of a refund: sent, and perhaps failed after all, told twice."""
        sent = [
            (payment, refund)
            for payment in self.all_of("payments")
            for refund in payment["refunds"]
            if refund["state"] in {"asked", "sent"}
        ]
        if not sent:
            return
        payment, refund = sent[place % len(sent)]
        said = {"refund_id": refund["id"], "gateway_ref": f"re_{refund['id']}", "state": "sent"}
        await self.do("payments.note_refund", said, "system")
        if part % 3 == 0:
            return
        for _ in range(1 + ways % 2):
            failed = {"refund_id": refund["id"], "state": "failed", "problem": "account closed"}
            await self.do("payments.note_refund", failed, "system")
        self.kept_minor += refund["amount_minor"] + refund["tip_minor"] + refund["surcharge_minor"]
        if refund["amount_minor"]:  # what failed alone is its payment's again
            self.tipped_minor += refund["tip_minor"]
            self.surcharged_minor += refund["surcharge_minor"]
        elif refund["surcharge_minor"]:
            self.alone.add(payment["id"])
        self.failed.add(payment["id"])

    async def outside(self, place: int, part: int, ways: int) -> None:
        """Somebody gives back at the processor itself: any sum, or just the tip, or more than is left."""
        if (charge := self.charge(place)) and (asked_minor := self.asked_back(charge, part, ways)):
            body = {"payment_id": charge["id"], "gateway_ref": named("re"), "amount_minor": asked_minor}
            await self.teller.must("payments.note_outside_refund", body, role="system")
            self.kept_minor -= min(asked_minor, sum(left_of(charge)))

    async def dispute(self, place: int, part: int, ways: int) -> None:
        if (charge := self.charge(place)) and (asked_minor := self.asked_back(charge, part, ways)):
            dispute = (charge["id"], named("dp"), asked_minor)
            await self.heard(dispute, "open")
            self.disputes.append(dispute)

    async def judge(self, place: int, part: int, _: int) -> None:
        """The bank says whose it is; in between, all kinds of things may have been given back."""
        if not self.disputes:
            return
        dispute = self.disputes.pop(place % len(self.disputes))
        charge = next(row for row in self.all_of("payments") if row["id"] == dispute[0])
        if part % 2:
            await self.heard(dispute, "won")
        elif dispute[2] <= sum(left_of(charge)) or charge["id"] not in self.failed:
            await self.heard(dispute, "lost")
            self.kept_minor -= min(dispute[2], sum(left_of(charge)))

    async def heard(self, dispute: tuple[str, str, int], state: str) -> None:
        payment_id, gateway_ref, amount_minor = dispute
        body = {"payment_id": payment_id, "gateway_ref": gateway_ref, "amount_minor": amount_minor,
                "reason": "fraudulent", "state": state}  # fmt: skip
        await self.teller.must("payments.note_dispute", body, role="system")

    def charge(self, place: int) -> dict[str, Any] | None:
        rows = [row for row in self.all_of("payments") if row["id"] in self.charges]
        return rows[place % len(rows)] if rows else None

    def asked_back(self, charge: dict[str, Any], part: int, ways: int) -> int:
        """Up to twice what is left of it, as long as nothing of it lies in another payment by now."""
        _, tip_minor, surcharge_minor = left_of(charge)
        if ways % 4 == 0:
            return tip_minor
        if ways % 4 == 2 and surcharge_minor:
            return surcharge_minor
        most_minor = sum(left_of(charge))
        return most_minor * part // (THOUSAND if charge["id"] in self.failed else THOUSAND // 2)

    # What must hold.

    def totals_keep(self, payments: list[dict[str, Any]]) -> None:
        """Captured is placed, unapplied, tip and surcharge, to the cent; neither is ever on an invoice."""
        placed_minor = sum(part["amount_minor"] for row in payments for part in row["allocations"])
        unapplied_minor = sum(row["unapplied_minor"] for row in payments)
        tips_minor = sum(row["tip_minor"] - row["tip_returned_minor"] for row in payments)
        surcharges_minor = sum(row["surcharge_minor"] - row["surcharge_returned_minor"] for row in payments)
        assert placed_minor + unapplied_minor + tips_minor + surcharges_minor == self.kept_minor
        assert sum(row["surcharge_minor"] for row in payments) == self.surcharged_minor
        assert all(0 <= row["surcharge_returned_minor"] <= row["surcharge_minor"] for row in payments)
        assert all(self.follows(row) for row in payments)
        assert sum(row["tip_minor"] for row in payments) == self.tipped_minor
        assert all(0 <= row["tip_returned_minor"] <= row["tip_minor"] for row in payments)

    def follows(self, payment: dict[str, Any]) -> bool:
        """No more of a surcharge stays than of its payment: to the half cent of what both come to."""
        left_minor, _, surcharge_minor = left_of(payment)
        came = came_of(payment)
        off = surcharge_minor * came.payment_minor - left_minor * came.surcharge_minor
        return payment["id"] in self.alone or 2 * off <= sum(came)


def named(kind: str) -> str:
    """A processor's name of a thing. Seeded ids are nearly all zeros, which the check may take for a card."""
    return f"{kind}_{new_id().replace('-', 'x')}"


def came_of(payment: dict[str, Any]) -> Came:
    return Came(payment["amount_minor"], payment["surcharge_minor"])


def left_of(payment: dict[str, Any]) -> tuple[int, int, int]:
    """What of a payment was not given or taken back, what of its tip, and what of its surcharge."""
    left_minor = payment["amount_minor"] - payment["reversed_minor"] - payment["refunded_minor"]
    tip_minor = payment["tip_minor"] - payment["tip_returned_minor"]
    return left_minor, tip_minor, payment["surcharge_minor"] - payment["surcharge_returned_minor"]
