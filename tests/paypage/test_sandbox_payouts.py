"""The sandbox pays out too: two minutes after something moved, less fees, and its bank may refuse."""

import pytest
from tests.paypage.shop import Shop, started

from stagebill.check.run import check
from stagebill.kernel.config import Config

pytestmark = pytest.mark.anyio


async def paid(shop: Shop, amount_minor: int = 100_000) -> str:
    """A payment at the sandbox; its page."""
    page = await started(shop, await shop.invoice(amount_minor))
    await shop.customer.choose(page, "succeed")
    await shop.work()
    return page


async def ends(shop: Shop) -> list[tuple[int, str]]:
    report = (await shop.office.get("/api/reports/payouts")).json()
    return [(row["amount_minor"], row["state"]) for row in reversed(report["rows"])]


async def test_two_minutes_after_a_payment_of_1000_the_bank_has_970_70(shop: Shop, config: Config) -> None:
    """2.9% and 30 cents are kept, as real processors do."""
    await paid(shop)
    assert await ends(shop) == []
    await shop.later(minutes=2)
    assert await ends(shop) == [(97_070, "paid")]
    assert await shop.rows("SELECT fee_minor FROM capture") == [(2_930,)]
    await shop.later(minutes=5)
    assert await ends(shop) == [(97_070, "paid")]
    assert await check(config) == []


async def test_a_payout_that_the_sandboxes_bank_refuses_comes_again(shop: Shop, config: Config) -> None:
    page = await paid(shop)
    assert "Pay out to the bank" in (await shop.customer.get(page)).text
    await shop.customer.choose(page, "pay_out")
    await shop.work()
    assert "The bank sends the payout back" in (await shop.customer.get(page)).text
    await shop.customer.choose(page, "payout_fails")
    await shop.work()
    assert await ends(shop) == [(97_070, "failed")]
    await shop.later(minutes=2)
    assert sorted(await ends(shop)) == [(97_070, "failed"), (97_070, "paid")]
    assert await check(config) == []


@pytest.mark.parametrize(("ending", "total"), [("dispute_won", 95_570), ("dispute_lost", -4_430)])
async def test_a_dispute_takes_1000_and_15_and_gives_back_1000_when_it_is_won(
    shop: Shop, config: Config, ending: str, total: int
) -> None:
    """970.70 less 15.00 is 955.70; lost, 1,000.00 less than that."""
    page = await paid(shop)
    await shop.customer.choose(page, "pay_out")
    await shop.work()
    await shop.customer.choose(page, "dispute")
    await shop.later(minutes=2)
    assert sum(amount for amount, _ in await ends(shop)) == 97_070 - 101_500
    await shop.customer.choose(page, ending)
    await shop.later(minutes=2)
    assert sum(amount for amount, _ in await ends(shop)) == total
    assert await check(config) == []


async def test_more_than_a_page_of_movements_is_one_payout(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stagebill.paypage.gateways.sandbox.payouts.PAGE", 2)
    for _ in range(5):
        await paid(shop, 1_000)
    await shop.later(minutes=2)
    report = (await shop.office.get("/api/reports/payouts")).json()
    assert [row["payment_count"] for row in report["rows"]] == [5]
