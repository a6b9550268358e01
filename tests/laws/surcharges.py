"""An office in Illinois that adds 3 % to what is paid by credit card, with tips or without."""

from tests.laws.tips import Tips

from stagebill.paypage.surcharges.rule import surcharge_of

PERCENT_BPS = 300
KINDS = ("credit", "credit", "credit", "debit", "prepaid", "unknown", None)


class Surcharges(Tips):
    async def begin(self) -> None:
        await super().begin()
        await self.teller.must("settings.change_settings", {"surcharge": {"percent_bps": PERCENT_BPS}})
        for name in ("jane", "typed twice"):
            body = {
                "customer_id": self.teller.id(name),
                "billing_address": {"city": "Peoria", "region": "IL"},
            }
            await self.teller.must("customers.change_customer", body)

    def surcharge_on(self, amount_minor: int) -> int:
        return surcharge_of(amount_minor, PERCENT_BPS)

    def card(self, part: int) -> dict[str, str]:
        kind = KINDS[part % len(KINDS)]
        return {"funding": kind} if kind else {}
