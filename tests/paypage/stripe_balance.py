"""The balance of the processor that speaks as Stripe does: movements, payouts of them, and lists in pages.

By Stripe's public description: an automatic payout takes all that moved since the last one, says so once it
is reconciled, lists itself among its own movements, and comes back as a movement when the bank refuses it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Made = Callable[[str, str, dict[str, Any]], dict[str, Any]]
DISPUTE_FEE = 1_500
DAY = 86_400
TYPES = {
    "dispute": "adjustment", "dispute_reversal": "adjustment", "fee": "stripe_fee",
    "payout_reversal": "payout_failure",
}  # fmt: skip


@dataclass
class Balance:
    """Movements that no payout brought yet, oldest first, and what brought the others."""

    made: Made
    told: Callable[[str, dict[str, Any]], None]
    page_max: int = 100
    waiting: list[dict[str, Any]] = field(default_factory=list)
    brought: dict[str, str] = field(default_factory=dict)

    def moved(
        self, category: str, amount: int, currency: str, source: str | None, fee: int = 0
    ) -> dict[str, Any]:
        movement = self.made("txn", "balance_transaction", {
            "amount": amount, "fee": fee, "net": amount - fee, "currency": currency, "source": source,
            "type": TYPES.get(category, category), "reporting_category": category,
        })  # fmt: skip
        self.waiting.append(movement)
        return movement

    def disputed(self, dispute: dict[str, Any]) -> None:
        """Unless it is a mere question, its money is taken, with a fee; won, it comes back without that. Lost
        after all, it is taken once more.
        """
        made, amount = dispute["balance_transactions"], dispute["amount"]
        if not made and not dispute["status"].startswith("warning"):
            made.append(self.moved("dispute", -amount, dispute["currency"], dispute["id"], DISPUTE_FEE))
        if made and len(made) % 2 == 0 and dispute["status"] == "lost":
            made.append(self.moved("dispute", -amount, dispute["currency"], dispute["id"]))
        if len(made) % 2 and dispute["status"] == "won":
            made.append(self.moved("dispute_reversal", amount, dispute["currency"], dispute["id"]))

    def pay_out(
        self, *, automatic: bool = True, is_told: bool = True, currency: str = "usd"
    ) -> dict[str, Any]:
        """Send what waits to the bank; by hand, or before it is reconciled, nothing says what is in it."""
        brought = [each for each in self.waiting if each["currency"] == currency]
        status = "in_progress" if automatic else "not_applicable"
        payout = self.made("po", "payout", {
            "amount": sum(each["net"] for each in brought), "currency": currency, "status": "in_transit",
            "automatic": automatic, "reconciliation_status": status, "failure_code": None,
        })  # fmt: skip
        payout["arrival_date"] = payout["created"] // DAY * DAY + 2 * DAY
        self.waiting = [each for each in self.waiting if each not in brought]
        self.told("payout.created", payout)
        itself = self.moved("payout", -payout["amount"], currency, payout["id"])
        self.waiting.remove(itself)
        for each in (*brought, itself) if automatic else ():
            self.brought[each["id"]] = payout["id"]
        if automatic and is_told:
            self.reconcile(payout)
        return payout

    def reconcile(self, payout: dict[str, Any]) -> None:
        payout["reconciliation_status"] = "completed"
        self.told("payout.reconciliation_completed", payout)

    def arrive(self, payout: dict[str, Any]) -> None:
        payout["status"] = "paid"
        self.told("payout.paid", payout)

    def fail(self, payout: dict[str, Any]) -> None:
        """The bank sends it back, also some days after it was said to be paid."""
        payout |= {"status": "failed", "failure_code": "account_closed"}
        self.moved("payout_reversal", payout["amount"], payout["currency"], payout["id"])
        self.told("payout.failed", payout)

    def listed(
        self, plural: str, objects: dict[str, dict[str, Any]], query: dict[str, list[str]]
    ) -> dict[str, Any]:
        """Payouts; or movements, all or those of a payout, with what each is about."""
        if plural == "payouts":
            return self.page([each for each in objects.values() if each["object"] == "payout"], query)
        payout_id = query.get("payout", [None])[0]
        found = [
            {**each, "source": objects.get(str(each["source"]), each["source"])}
            for each in objects.values()
            if each["object"] == "balance_transaction" and payout_id in (None, self.brought.get(each["id"]))
        ]
        return self.page(found, query)

    def page(self, found: list[dict[str, Any]], query: dict[str, list[str]]) -> dict[str, Any]:
        """The newest first, from where the caller left off."""
        since = int(query.get("created[gte]", ["0"])[0])
        newest = [each for each in reversed(found) if each["created"] >= since]
        after = query.get("starting_after", [None])[0]
        begin = next((n + 1 for n, each in enumerate(newest) if each["id"] == after), 0)
        limit = min(int(query.get("limit", ["10"])[0]), self.page_max)
        page = newest[begin : begin + limit]
        return {"object": "list", "data": page, "has_more": begin + limit < len(newest)}
