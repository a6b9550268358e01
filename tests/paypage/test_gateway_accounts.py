"""Keys of a processor: set by the owner, tried by a real call, sealed, and shown to nobody again."""

from typing import Any

import pytest
from msgspec.structs import replace
from tests.paypage.conftest import opened_shop
from tests.paypage.shop import Shop
from tests.paypage.stripe_peer import KEY, WEBHOOK_SECRET, StripePeer
from tests.paypage.test_stripe import at_stripe, recorded_minor

from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config

pytestmark = pytest.mark.anyio


async def connect(shop: Shop, **body: Any) -> dict[str, Any]:
    answer = await shop.company.owner.post("/api/gateways/stripe", {"secret_key": KEY, **body})
    said: dict[str, Any] = answer.json()
    return said


async def of_account(shop: Shop, path: str) -> str:
    (account,) = (await shop.company.owner.get("/api/gateways")).json()["items"]
    return f"/api/gateways/{account['id']}/{path}"


async def test_a_connected_account_shows_its_mode_and_enough_to_know_it_by(striped: Shop) -> None:
    (account,) = (await striped.company.owner.get("/api/gateways")).json()["items"]
    shown = {name: account[name] for name in ("gateway", "mode", "label", "takes_payments")}
    assert shown == {"gateway": "stripe", "mode": "test", "label": "rk_test_…4242", "takes_payments": True}
    assert account["webhook_url"].startswith("http://127.0.0.1:8000/hooks/stripe/")
    assert (await striped.office.get("/api/settings")).json()["online_payments"] == "test"


async def test_no_key_stands_in_any_table_answer_or_feed(striped: Shop, config: Config) -> None:
    await at_stripe(striped, await striped.invoice())
    if config.dialect == "sqlite":
        tables = await striped.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    else:
        tables = await striped.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    rows = [str(await striped.rows(f'SELECT * FROM "{name}"')) for (name,) in tables]
    assert any("sealed" in text or "1." in text for text in rows)
    read = [
        (await striped.company.owner.get(path)).text
        for path in ("/api/gateways", "/api/settings", "/api/sync/snapshot", "/api/sync/pull")
    ]
    for text in (*rows, *read):
        assert KEY not in text
        assert WEBHOOK_SECRET not in text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"secret_key": "rk_test_unknown"}, "paypage.key_refused"),
        ({"secret_key": "rk_test_barred"}, "paypage.rights_missing"),
        ({"secret_key": "rk_live_51Alder"}, "paypage.live_needs_https"),
        ({"secret_key": "pk_test_51Alder"}, "paypage.not_a_key"),
        ({"webhook_secret": "secret"}, "paypage.not_a_webhook_secret"),
    ],
)
async def test_a_key_that_is_no_good_is_refused_with_its_reason_and_nothing_changes(
    striped: Shop, peer: StripePeer, body: dict[str, Any], code: str
) -> None:
    peer.keys["rk_test_barred"] = frozenset({"GET /v1/refunds"})
    before = (await striped.company.owner.get("/api/gateways")).json()
    assert (await connect(striped, **body))["code"] == code
    assert (await striped.company.owner.get("/api/gateways")).json() == before


@pytest.mark.parametrize(
    "barred",
    [
        "GET /v1/checkout/sessions",
        "GET /v1/charges",
        "GET /v1/disputes",
        "POST /v1/checkout/sessions",
        "POST /v1/refunds",
    ],
)
async def test_a_key_that_lacks_one_right_is_refused_before_a_customer_meets_it(
    striped: Shop, peer: StripePeer, barred: str
) -> None:
    peer.keys["rk_test_barred"] = frozenset({barred})
    assert (await connect(striped, secret_key="rk_test_barred"))["code"] == "paypage.rights_missing"


async def test_trying_a_key_leaves_nothing_at_stripe(striped: Shop, peer: StripePeer) -> None:
    assert (await connect(striped))["takes_payments"] is True
    assert peer.objects == {}


async def test_until_when_the_old_signing_secret_is_taken_is_shown_for_as_long_as_it_is(
    striped: Shop,
) -> None:
    async def shown() -> Any:
        (account,) = (await striped.company.owner.get("/api/gateways")).json()["items"]
        return account["old_webhook_secret_until"]

    assert await shown() is None
    await connect(striped, webhook_secret="whsec_the_next_one")
    assert await shown() == "2026-03-03T15:00:00Z"
    await striped.later(hours=24)
    await striped.sign_in_again()
    assert await shown() is None


async def test_a_processor_that_does_not_answer_is_no_verdict(striped: Shop, peer: StripePeer) -> None:
    peer.fail("GET /v1/checkout/sessions", "before", times=2)
    assert (await connect(striped))["code"] == "paypage.key_not_tried"


async def test_only_the_owner_sets_switches_and_removes_keys(striped: Shop) -> None:
    body = {"secret_key": KEY}
    for member, may_read in ((striped.office, 200), (striped.company.technician, 403)):
        assert (await member.get("/api/gateways")).status_code == may_read
        assert (await member.post("/api/gateways/stripe", body)).status_code == 403
        switch = await member.post(await of_account(striped, "switch"), {"takes_payments": False})
        assert switch.status_code == 403
        assert (await member.post(await of_account(striped, "remove"))).status_code == 403


async def test_what_began_at_stripe_finishes_there_after_new_payments_start_elsewhere(
    striped: Shop, peer: StripePeer
) -> None:
    invoice = await striped.invoice(100_000)
    session = await at_stripe(striped, invoice)
    owner = striped.company.owner
    off = await owner.post(await of_account(striped, "switch"), {"takes_payments": False})
    assert off.status_code == 200, off.text
    assert off.json()["live_count"] == 1
    assert (await owner.get("/api/settings")).json()["online_payments"] is None
    refused = await owner.post(await of_account(striped, "remove"))
    assert (refused.status_code, refused.json()["code"]) == (409, "paypage.payments_under_way")
    page = await striped.customer.get("/pay")
    assert peer.url in page.headers["content-security-policy"]
    peer.press(session)
    await striped.later(minutes=1)
    assert await recorded_minor(striped) == peer.charged_minor() == 100_000
    second = await striped.customer.open((await striped.invoice(50_000))["pay_url"])
    assert (await striped.customer.press(second)).headers["location"].startswith("/sandbox/")


async def test_removed_keys_are_gone_and_new_ones_can_be_set(striped: Shop) -> None:
    owner = striped.company.owner
    remove = await of_account(striped, "remove")
    assert (await owner.post(remove)).status_code == 200
    assert (await owner.get("/api/gateways")).json()["items"] == []
    assert await striped.rows("SELECT sealed_key, sealed_webhook_secret FROM gateway_account") == [("", None)]
    assert (await owner.post(remove)).status_code == 404
    assert (await connect(striped))["has_webhook_secret"] is False


async def test_a_new_key_keeps_the_webhook_secret_that_is_not_entered_again(striped: Shop) -> None:
    assert (await connect(striped))["has_webhook_secret"] is True


async def test_two_companies_keys_are_sealed_apart_from_each_other(
    config: Config, clock: FrozenClock, peer: StripePeer
) -> None:
    async with opened_shop(replace(config, stripe_api=peer.url), clock) as shop:
        assert (await connect(shop))["label"] == "rk_test_…4242"
        assert (await connect(shop))["label"] == "rk_test_…4242"
        ((sealed,),) = await shop.rows("SELECT sealed_key FROM gateway_account")
        assert sealed.startswith("1.")
