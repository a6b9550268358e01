"""What a customer owes, paid from several devices while others take cash, void and merge, on both engines."""

import asyncio

import pytest
from tests.paypage.shop import Shop
from tests.statements.test_owed import (
    add_job,
    allocated,
    decisions,
    invoice_on,
    open_owed,
    press,
    two_jobs,
)
from tests.statements.test_owed_tips import asked, send, two_crews

from stagebill.check.run import check
from stagebill.paypage.followers import look

pytestmark = pytest.mark.anyio


async def test_overlapping_sets_pressed_at_once_leave_one_attempt_on_each_invoice(shop: Shop) -> None:
    first, second = await two_jobs(shop)
    third = await invoice_on(shop, await add_job(shop, "Fence"), 50_000)
    await open_owed(shop)
    pages = {}
    for name, ticked in (("a", (first, second)), ("b", (second, third)), ("c", (third, first))):
        page = await shop.customer.get("/owed", params={"i": [each["id"] for each in ticked]})
        pages[name] = (page, ticked)
    await asyncio.gather(*(press(shop, *pages[name]) for name in "abcabc"))
    live = await shop.rows("SELECT invoice_id FROM checkout WHERE state IN ('open', 'pending')")
    assert len(live) == len(set(live))
    halves = await shop.rows(
        "SELECT count(*) FROM checkout s JOIN checkout k ON k.id = s.lead_id WHERE s.state <> k.state"
    )
    assert halves == [(0,)]


async def test_hints_cash_on_both_jobs_and_a_void_at_once_count_each_dollar_once(shop: Shop) -> None:
    first, second = await two_jobs(shop)
    third = await invoice_on(shop, await add_job(shop, "Fence"), 50_000)
    sandbox = await press(shop, await open_owed(shop), (first, second, third))
    await shop.customer.choose(sandbox, "succeed")
    ((organization_id, lead_id),) = await shop.rows(
        "SELECT organization_id, id FROM checkout WHERE lead_id IS NULL"
    )

    async def cash(invoice_id: str, amount_minor: int) -> None:
        body = {"method": "cash", "amount_minor": amount_minor, "invoice_id": invoice_id}
        assert (await shop.office.post("/api/payments", body)).status_code == 201

    async def for_all() -> None:
        body = {"method": "check", "amount_minor": 70_000, "customer_id": shop.customer_id}
        assert (await shop.office.post("/api/payments", body)).status_code == 201

    voided, *_ = await asyncio.gather(
        shop.office.post(f"/api/invoices/{third['id']}/void", {"reason": "mistake"}),
        *(look(shop.services, organization_id, lead_id) for _ in range(6)),
        cash(second["id"], 100_000), cash(first["id"], 30_000), for_all(),
    )  # fmt: skip
    await shop.work()
    assert sorted(await shop.payments()) == [30_000, 70_000, 100_000, 350_000]
    owed = {first["id"]: 200_000, second["id"]: 100_000}
    is_void = voided.status_code == 200
    assert await allocated(shop) == owed | ({} if is_void else {third["id"]: 50_000})
    assert sum(minor for _, minor in await decisions(shop)) == (250_000 if is_void else 200_000)
    assert await check(shop.services.config) == []


async def test_a_merge_and_the_money_at_once_keep_the_money_with_whom_the_customer_is(shop: Shop) -> None:
    first, second = await two_jobs(shop)
    gone = shop.customer_id
    await shop.add_job(title="Elsewhere", name="Jane A. Doe")
    kept, shop.customer_id = shop.customer_id, gone
    sandbox = await press(shop, await open_owed(shop), (first, second))
    await shop.customer.choose(sandbox, "succeed")
    ((organization_id, lead_id),) = await shop.rows(
        "SELECT organization_id, id FROM checkout WHERE lead_id IS NULL"
    )
    merge = {"into_id": kept, "reason": "the same person"}
    merged, *_ = await asyncio.gather(
        shop.office.post(f"/api/customers/{gone}/merge", merge),
        *(look(shop.services, organization_id, lead_id) for _ in range(4)),
    )
    assert merged.status_code == 200, merged.text
    assert await allocated(shop) == {first["id"]: 200_000, second["id"]: 100_000}
    back = await shop.customer.get("/owed/return")
    receipt = await shop.customer.get(back.headers["location"])
    assert "Jane A. Doe" in receipt.text
    assert "$3,000" in receipt.text
    assert await check(shop.services.config) == []


async def test_sets_of_the_same_sum_pressed_at_once_each_pay_what_was_ticked_or_nothing(shop: Shop) -> None:
    first, second = await two_jobs(shop)
    third = await invoice_on(shop, await add_job(shop, "Fence"), 100_000)
    await open_owed(shop)
    sets = ((first, second), (first, third))  # 3,000.00 each
    pages = [await shop.customer.get("/owed", params={"i": [each["id"] for each in of]}) for of in sets]
    answers = await asyncio.gather(*(press(shop, *each) for each in zip(pages, sets, strict=True)))
    led = [(path, of) for path, of in zip(answers, sets, strict=True) if path.startswith("/sandbox/")]
    rows = await shop.rows("SELECT coalesce(lead_id, id), invoice_id, gateway_url FROM checkout")
    assert led
    for path, of in led:
        lead_id = next(lead for lead, _, url in rows if url and url.endswith(path))
        assert {invoice for lead, invoice, _ in rows if lead == lead_id} == {each["id"] for each in of}


async def test_of_three_tips_pressed_at_once_one_is_asked_for_and_kept_once_for_both_crews(
    shop: Shop,
) -> None:
    first, second = await two_crews(shop)
    pages = {
        minor: await asked(shop, first, second, method=f"tip:{bps}")
        for bps, minor in ((1_000, 30_000), (1_500, 45_000), (2_000, 60_000))
    }
    presses = (send(shop, page, "card", first, second) for page in (*pages.values(), *pages.values()))
    await asyncio.gather(*presses)
    live = await shop.rows("SELECT tip_minor FROM checkout WHERE state = 'open' AND lead_id IS NULL")
    assert len(live) <= 1
    going_on = pages[live[0][0]] if live else pages[30_000]
    sandbox = await send(shop, going_on, "card", first, second)
    await shop.customer.choose(sandbox, "succeed")
    ((organization_id, lead_id, tip_minor),) = await shop.rows(
        "SELECT organization_id, id, tip_minor FROM checkout WHERE state = 'open' AND lead_id IS NULL"
    )
    await asyncio.gather(*(look(shop.services, organization_id, lead_id) for _ in range(6)))
    await shop.work()
    assert await shop.payments() == [300_000]
    parts = [minor for (minor,) in await shop.rows("SELECT amount_minor FROM tip ORDER BY amount_minor DESC")]
    assert parts == [tip_minor * 2 // 3, tip_minor // 3]
    assert await check(shop.services.config) == []
