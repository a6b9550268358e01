"""Joint payments while others pay, take cash, void and press at the same moment, on both engines."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from tests.paypage.shop import ACH_TOO, Shop
from tests.statements.test_together import decisions, page_of, press, two

from stagebill.check.run import check
from stagebill.paypage.followers import look

pytestmark = pytest.mark.anyio


async def lead(shop: Shop) -> tuple[str, str]:
    ((organization_id, checkout_id),) = await shop.rows(
        "SELECT organization_id, id FROM checkout WHERE lead_id IS NULL"
    )
    return organization_id, checkout_id


async def on_invoices(shop: Shop) -> dict[str, int]:
    rows = await shop.rows("SELECT invoice_id, CAST(sum(amount_minor) AS BIGINT) FROM allocation GROUP BY 1")
    return {invoice_id: minor for invoice_id, minor in rows}


async def cash(shop: Shop, invoice: dict[str, Any], amount_minor: int) -> None:
    body = {"method": "cash", "amount_minor": amount_minor, "invoice_id": invoice["id"]}
    assert (await shop.office.post("/api/payments", body)).status_code == 201


@pytest.mark.parametrize("method", ["card", "ach"])
async def test_eight_hints_and_cash_for_one_share_at_once_count_each_dollar_once(
    shop: Shop, method: str
) -> None:
    first, second = await two(shop, payment_options=ACH_TOO)
    sandbox = await press(shop, await page_of(shop), (first, second), method)
    await shop.customer.choose(sandbox, "succeed" if method == "card" else "succeed_later")
    if method == "ach":
        await look(shop.services, *await lead(shop))
        shop.clock.advance(timedelta(days=5))
        await shop.sign_in_again()
    about = await lead(shop)
    await asyncio.gather(
        *(look(shop.services, *about) for _ in range(8)),
        cash(shop, second, 100_000),
        cash(shop, first, 50_000),
    )
    await shop.work()
    assert sorted(await shop.payments()) == [50_000, 100_000, 300_000]
    # 4,500 came in; 3,000 was owed; 1,500 waits for somebody's word, whoever was faster.
    assert await on_invoices(shop) == {first["id"]: 200_000, second["id"]: 100_000}
    assert sum(minor for _, minor in await decisions(shop)) == 150_000
    assert [(await shop.read(each))["status"] for each in (first, second)] == ["paid", "paid"]
    assert await check(shop.services.config) == []


async def test_joint_and_single_buttons_pressed_at_once_leave_one_attempt_on_each_invoice(shop: Shop) -> None:
    first, second = await two(shop)
    joint = await page_of(shop)
    alone = await shop.customer.open(second["pay_url"])
    await asyncio.gather(
        *(press(shop, joint, (first, second)) for _ in range(4)),
        *(shop.customer.press(alone) for _ in range(4)),
    )
    live = await shop.rows("SELECT invoice_id FROM checkout WHERE state IN ('open', 'pending')")
    assert len(live) == len(set(live))
    halves = await shop.rows(
        "SELECT count(*) FROM checkout s JOIN checkout k ON k.id = s.lead_id WHERE s.state <> k.state"
    )
    assert halves == [(0,)]


async def test_a_void_and_the_money_at_once_leave_no_void_invoice_with_money(shop: Shop) -> None:
    first, second = await two(shop)
    sandbox = await press(shop, await page_of(shop), (first, second))
    await shop.customer.choose(sandbox, "succeed")
    about = await lead(shop)
    voided, *_ = await asyncio.gather(
        shop.office.post(f"/api/invoices/{second['id']}/void", {"reason": "mistake"}),
        *(look(shop.services, *about) for _ in range(4)),
    )
    await shop.work()
    assert await shop.payments() == [300_000]
    is_void = voided.status_code == 200
    assert await on_invoices(shop) == {first["id"]: 200_000, **({} if is_void else {second["id"]: 100_000})}
    assert sum(minor for _, minor in await decisions(shop)) == (100_000 if is_void else 0)
    assert await check(shop.services.config) == []
