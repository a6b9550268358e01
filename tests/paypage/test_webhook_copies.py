"""A processor that repeats itself at once and in any order: each payment is recorded once (PY-01)."""

import asyncio
import random
from typing import Any

import pytest
from tests.paypage.shop import Customer, Shop, the_webhook

from stagebill.paypage.followers import work_deliveries

pytestmark = pytest.mark.anyio

PAYMENTS, COPIES = 10, 30


async def _paid(shop: Shop) -> tuple[dict[str, str], bytes]:
    invoice = await shop.invoice(1_000)
    customer = Customer(shop.app)
    led = await customer.press(await customer.open(invoice["pay_url"]))
    await customer.choose(led.headers["location"], "succeed")
    return await the_webhook(shop, led.headers["location"])


async def test_30_copies_of_each_of_10_webhooks_at_once_are_10_payments(shop: Shop) -> None:
    told = [await _paid(shop) for _ in range(PAYMENTS)] * COPIES
    random.Random(8).shuffle(told)

    async def post(headers: dict[str, str], body: bytes) -> Any:
        answer = await shop.customer.http.post("/hooks/sandbox", content=body, headers=headers)
        return answer.status_code

    async def work() -> None:
        """Two workers at once, as after a restart that overlaps."""
        for _ in range(40):
            await work_deliveries(shop.services)
            await asyncio.sleep(0)

    statuses, *_ = await asyncio.gather(asyncio.gather(*(post(*each) for each in told)), work(), work())
    await shop.work()
    assert set(statuses) == {202}
    assert await shop.payments() == [1_000] * PAYMENTS
    assert await shop.rows("SELECT count(*) FROM delivery") == [(PAYMENTS,)]
    assert await shop.rows("SELECT count(*) FROM delivery WHERE processed_at IS NULL") == [(0,)]
    assert await shop.rows("SELECT DISTINCT state FROM checkout") == [("settled",)]
