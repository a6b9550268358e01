"""Gateways fail: they are down, answer late, answer twice, or speak of somebody else's payment."""

import pytest
from tests.paypage.shop import Shop, started, the_webhook

from stagebill.kernel.records import replace
from stagebill.paypage.gateway import Snapshot, Start, Started, Unreachable
from stagebill.paypage.gateways.sandbox import gateway as sandbox

pytestmark = pytest.mark.anyio


async def test_a_gateway_that_is_down_costs_nothing_and_the_next_press_goes_on(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down(self: sandbox.SandboxGateway, start: Start) -> Started:
        raise Unreachable("connection refused")

    page = await shop.customer.open((await shop.invoice())["pay_url"])
    with monkeypatch.context() as patch:
        patch.setattr(sandbox.SandboxGateway, "start_payment", down)
        answer = await shop.customer.press(page)
    assert answer.headers["location"] == "/pay?notice=unreachable"
    assert "does not answer right now" in (await shop.customer.get("/pay?notice=unreachable")).text
    location = (await shop.customer.press(page)).headers["location"]
    await shop.customer.choose(location, "succeed")
    await shop.work()
    assert await shop.states() == ["settled"]
    assert await shop.payments() == [250_000]


async def test_a_call_whose_answer_was_lost_is_repeated_under_the_same_key(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sandbox.SandboxGateway.start_payment

    async def lost(self: sandbox.SandboxGateway, start: Start) -> Started:
        await real(self, start)
        raise Unreachable("no answer in time")

    page = await shop.customer.open((await shop.invoice())["pay_url"])
    with monkeypatch.context() as patch:
        patch.setattr(sandbox.SandboxGateway, "start_payment", lost)
        await shop.customer.press(page)
    await shop.later(minutes=1)
    await shop.customer.press(page)
    assert await shop.rows("SELECT count(*) FROM sandbox_checkout") == [(1,)]
    assert await shop.rows("SELECT count(*) FROM checkout WHERE gateway_ref IS NOT NULL") == [(1,)]


async def test_a_gateway_that_is_down_for_hours_settles_when_it_is_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down(self: sandbox.SandboxGateway, gateway_ref: str) -> Snapshot:
        raise Unreachable("no answer in time")

    await shop.customer.choose(await started(shop, await shop.invoice()), "succeed")
    with monkeypatch.context() as patch:
        patch.setattr(sandbox.SandboxGateway, "fetch_status", down)
        back = await shop.customer.get("/pay/return")
        for _ in range(4):
            await shop.later(minutes=20)
    assert back.headers["location"] == "/pay?notice=checking"
    assert "We are checking your payment" in (await shop.customer.get("/pay?notice=checking")).text
    assert await shop.payments() == []
    await shop.later(hours=3)
    assert await shop.payments() == [250_000]


async def test_a_webhook_that_overtakes_our_own_commit_waits(shop: Shop) -> None:
    location = await started(shop, await shop.invoice())
    await shop.customer.choose(location, "succeed")
    headers, body = await the_webhook(shop, location)
    hide = "UPDATE checkout SET id = $1"
    ((real,),) = await shop.rows("SELECT id FROM checkout")
    other = "00000000-0000-7000-8000-000000000000"
    await shop.services.database.write(lambda tx: tx.run(hide, other))
    await shop.customer.http.post("/hooks/sandbox", content=body, headers=headers)
    await shop.work()
    waiting = await shop.rows("SELECT attempts, last_error FROM delivery WHERE processed_at IS NULL")
    assert [attempts for attempts, _ in waiting] == [1]
    await shop.services.database.write(lambda tx: tx.run(hide, real))
    await shop.later(seconds=10)
    assert await shop.payments() == [250_000]
    assert await shop.rows("SELECT count(*) FROM delivery WHERE processed_at IS NULL") == [(0,)]


async def test_another_accounts_payment_is_not_taken_for_ours(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sandbox.SandboxGateway.fetch_status

    async def foreign(self: sandbox.SandboxGateway, gateway_ref: str) -> Snapshot:
        return replace(await real(self, gateway_ref), key="checkout:other")

    await shop.customer.choose(await started(shop, await shop.invoice()), "succeed")
    monkeypatch.setattr(sandbox.SandboxGateway, "fetch_status", foreign)
    await shop.later(minutes=1)
    assert await shop.payments() == []
    assert "WrongAccount" in str(await shop.rows("SELECT last_error FROM delivery"))
