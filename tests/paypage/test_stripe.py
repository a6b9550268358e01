"""Paid by Stripe: keys that only open doors, a hosted page, money that is recorded once whatever breaks."""

import asyncio
import itertools
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from tests.paypage.shop import ACH_TOO, Customer, Shop
from tests.paypage.stripe_peer import KEY, WEBHOOK_SECRET, StripePeer

from stagebill.kernel.clock import instant_of
from stagebill.kernel.config import Config
from stagebill.kernel.ids import new_id
from stagebill.kernel.records import replace
from stagebill.paypage.followers import work_deliveries
from stagebill.paypage.gateway import BadSignature, Snapshot, Unreachable
from stagebill.paypage.gateways.stripe import api as stripe_api
from stagebill.paypage.gateways.stripe import wire as stripe_wire
from stagebill.paypage.gateways.stripe.gateway import StripeGateway

pytestmark = pytest.mark.anyio

FULL = 250_000


async def at_stripe(shop: Shop, invoice: dict[str, Any], method: str = "card") -> str:
    """The customer is on Stripe's page; the session's name."""
    page = await shop.customer.open(invoice["pay_url"])
    answer = await shop.customer.press(page, method)
    assert answer.status_code == 303, answer.text
    location: str = answer.headers["location"]
    assert "/c/pay/cs_" in location, location
    return location.rpartition("/")[2]


async def tell(shop: Shop, peer: StripePeer, events: Sequence[dict[str, Any]]) -> list[int]:
    """Events arrive at the company's own address, each worked before the next comes."""
    statuses = []
    for event in events:
        statuses.append(await _post(shop, peer, event))
        await work_deliveries(shop.services)
    return statuses


async def hook(shop: Shop) -> str:
    return f"/hooks/stripe/{(await shop.rows('SELECT id FROM organization'))[0][0]}"


async def recorded_minor(shop: Shop) -> int:
    """What our books say came in by the processor, less what went back."""
    rows = await shop.rows("""
        SELECT CAST((SELECT coalesce(sum(amount_minor), 0) FROM payment WHERE source = 'gateway')
          - (SELECT coalesce(sum(amount_minor), 0) FROM refund)
          - (SELECT coalesce(sum(amount_minor), 0) FROM reversal) AS BIGINT)""")
    return int(rows[0][0])


async def test_a_card_payment_goes_to_stripes_page_and_comes_back_paid(
    striped: Shop, peer: StripePeer
) -> None:
    invoice = await striped.invoice()
    session = await at_stripe(striped, invoice)
    assert await recorded_minor(striped) == 0
    peer.press(session)
    back = await striped.customer.get("/pay/return")
    assert back.headers["location"] == "/pay"
    assert (await striped.read(invoice))["status"] == "paid"
    assert await recorded_minor(striped) == peer.charged_minor() == FULL
    made = peer.objects[session]
    assert made["payment_method_types"] == ["card", "link"]
    assert made["success_url"].endswith("/pay/return")


async def test_the_pay_page_says_that_a_test_key_moves_no_money_and_lets_the_button_lead_to_stripe(
    striped: Shop, peer: StripePeer
) -> None:
    page = await striped.customer.open((await striped.invoice())["pay_url"])
    assert "TEST · paying here moves no money" in page.text
    assert f"form-action 'self' {peer.url};" in page.headers["content-security-policy"]


async def test_a_bank_debit_is_pending_for_days_then_paid(striped: Shop, peer: StripePeer) -> None:
    invoice = await striped.invoice(payment_options=ACH_TOO)
    session = await at_stripe(striped, invoice, "ach")
    peer.press(session, "bank")
    await striped.customer.get("/pay/return")
    seen = await striped.read(invoice)
    assert (seen["status"], seen["shown_as"], seen["pending_minor"]) == ("open", "pending", FULL)
    assert "bank payment is on its way" in (await striped.customer.get("/pay")).text
    assert await recorded_minor(striped) == 0
    ordered = striped.clock.now()
    await striped.later(days=3)
    peer.press(session, "arrive")
    await striped.later(hours=6)
    # Its charge is three days older than its money.
    assert instant_of((await striped.rows("SELECT taken_at FROM payment"))[0][0]) > ordered + timedelta(
        days=2
    )
    await striped.sign_in_again()
    assert (await striped.read(invoice))["status"] == "paid"
    assert await recorded_minor(striped) == peer.charged_minor() == FULL


async def test_a_bank_account_that_is_still_to_be_verified_by_small_deposits_is_pending(
    striped: Shop, peer: StripePeer
) -> None:
    invoice = await striped.invoice(payment_options=ACH_TOO)
    session = await at_stripe(striped, invoice, "ach")
    peer.press(session, "verify_later")
    await striped.customer.get("/pay/return")
    assert (await striped.read(invoice))["shown_as"] == "pending"
    peer.press(session, "bank")
    peer.press(session, "arrive")
    await striped.later(days=3)
    await striped.sign_in_again()
    assert (await striped.read(invoice))["status"] == "paid"


async def test_a_bank_debit_that_fails_on_day_4_leaves_the_invoice_payable_with_its_old_due_date(
    striped: Shop, peer: StripePeer
) -> None:
    invoice = await striped.invoice(payment_options=ACH_TOO)
    session = await at_stripe(striped, invoice, "ach")
    peer.press(session, "bank")
    await striped.customer.get("/pay/return")
    await striped.later(days=4)
    peer.press(session, "bounce")
    await tell(striped, peer, peer.events[-1:])
    await striped.sign_in_again()
    seen = await striped.read(invoice)
    assert (seen["status"], seen["pending_minor"], seen["due_minor"]) == ("open", 0, FULL)
    assert seen["due_on"] == invoice["due_on"]
    assert await striped.states() == ["failed"]
    assert "Pay by card" in (await striped.customer.open(invoice["pay_url"])).text


async def test_a_declined_card_leaves_the_page_open_for_another(striped: Shop, peer: StripePeer) -> None:
    session = await at_stripe(striped, await striped.invoice())
    peer.press(session, "decline")
    await tell(striped, peer, peer.events)
    assert await striped.states() == ["open"]
    peer.press(session)
    await tell(striped, peer, peer.events)
    assert await recorded_minor(striped) == peer.charged_minor() == FULL


async def test_cash_taken_meanwhile_closes_stripes_page(striped: Shop, peer: StripePeer) -> None:
    invoice = await striped.invoice()
    session = await at_stripe(striped, invoice)
    cash = {"method": "cash", "amount_minor": FULL, "invoice_id": invoice["id"]}
    assert (await striped.office.post("/api/payments", cash)).status_code == 201
    await striped.work()
    assert peer.objects[session]["status"] == "expired"
    assert await striped.states() == ["expired"]


@pytest.mark.parametrize("call", ["POST /v1/checkout/sessions", "GET /v1/checkout/sessions"])
@pytest.mark.parametrize("fault", ["before", "after", "500", "500_after", "429"])
async def test_whatever_call_breaks_in_whatever_way_the_customer_is_charged_once_and_no_money_is_lost(
    striped: Shop, peer: StripePeer, call: str, fault: Any
) -> None:
    """Each call fails three times in a row: more often than it is tried again at once."""
    invoice = await striped.invoice()
    peer.fail(call, fault, times=3)
    page = await striped.customer.open(invoice["pay_url"])
    for _ in range(4):
        answer = await striped.customer.press(page)
        if "/c/pay/" in answer.headers["location"]:
            break
        await striped.later(minutes=2)
        page = await striped.customer.get("/pay")
    session = answer.headers["location"].rpartition("/")[2]
    peer.press(session)
    await striped.customer.get("/pay/return")
    for _ in range(5):
        await striped.later(minutes=5)
    await striped.later(hours=1)
    assert await recorded_minor(striped) == peer.charged_minor() == FULL
    assert (await striped.read(invoice))["status"] == "paid"
    assert len(peer.all("charge")) == 1
    keys = [key for method, path, key in peer.calls if (method, path) == ("POST", "/v1/checkout/sessions")]
    assert all(key and key.startswith("checkout:") for key in keys)


async def test_a_harness_with_an_adapter_that_believes_a_pending_debit_finds_money_that_is_not_there(
    striped: Shop, peer: StripePeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: what the tests above compare does tell a broken adapter from a good one."""
    real = StripeGateway.fetch_status

    async def credulous(self: StripeGateway, gateway_ref: str) -> Snapshot:
        seen = await real(self, gateway_ref)
        hopeful = seen.status == "pending"
        return replace(seen, status="succeeded", succeeded_at=striped.clock.now()) if hopeful else seen

    monkeypatch.setattr(StripeGateway, "fetch_status", credulous)
    session = await at_stripe(striped, await striped.invoice(payment_options=ACH_TOO), "ach")
    peer.press(session, "bank")
    await striped.customer.get("/pay/return")
    peer.press(session, "bounce")
    await striped.later(days=4)
    assert await recorded_minor(striped) != peer.charged_minor()


async def test_an_answer_that_does_not_come_is_unknown_and_not_waited_for(
    striped: Shop, peer: StripePeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stripe_api, "TIMEOUT_SECONDS", 0.1)
    page = await striped.customer.open((await striped.invoice())["pay_url"])
    with peer.held():
        answer = await striped.customer.press(page)
    assert answer.headers["location"] == "/pay?notice=unreachable"
    assert await striped.states() == ["open"]
    session = (await striped.customer.press(page)).headers["location"].rpartition("/")[2]
    assert [each["id"] for each in peer.all("checkout.session")] == [session]


async def test_a_refused_key_ends_the_attempt_in_calm_words_and_tells_the_owner(
    striped: Shop, peer: StripePeer
) -> None:
    page = await striped.customer.open((await striped.invoice())["pay_url"])
    peer.keys = {KEY: frozenset({"/v1/checkout"})}
    answer = await striped.customer.press(page)
    assert answer.headers["location"] == "/pay?notice=not_possible"
    assert "Paying online does not work now" in (await striped.customer.get("/pay?notice=not_possible")).text
    assert await striped.states() == ["canceled"]
    (account,) = (await striped.company.owner.get("/api/gateways")).json()["items"]
    assert account["problem"] == "rights_missing"
    peer.keys = {KEY: frozenset()}
    await striped.customer.press(page)
    (account,) = (await striped.company.owner.get("/api/gateways")).json()["items"]
    assert account["problem"] is None


async def test_events_of_one_payment_in_every_order_and_doubled_end_alike(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    """Six events, 720 orders, the first of each order twice; a payment for each order, all at once. On
    PostgreSQL every tenth order.
    """
    orders = list(itertools.permutations(range(6)))
    chosen = orders if config.dialect == "sqlite" else orders[::10]
    await striped.add_job(total_minor=len(chosen) * 1_000)
    told = []
    for some in (chosen[n : n + 24] for n in range(0, len(chosen), 24)):
        told += await asyncio.gather(*(_paid_events(striped, peer, order) for order in some))
    for step in range(7):
        answers = await asyncio.gather(*(_post(striped, peer, events[step]) for events in told))
        assert set(answers) == {202}
        while await work_deliveries(striped.services):
            pass
    ends = await striped.rows("SELECT DISTINCT state, gateway FROM checkout")
    assert ends == [("settled", "stripe")]
    assert await striped.rows("SELECT DISTINCT status FROM invoice") == [("paid",)]
    assert await recorded_minor(striped) == peer.charged_minor() == len(chosen) * 1_000
    assert await striped.rows("SELECT count(*) FROM payment") == [(len(chosen),)]
    assert await striped.rows("SELECT count(*) FROM delivery WHERE processed_at IS NULL") == [(0,)]


async def _paid_events(shop: Shop, peer: StripePeer, order: Sequence[int]) -> list[dict[str, Any]]:
    """A customer of their own declines once, pays, and six events tell of it; in this order."""
    invoice = await shop.invoice(1_000)
    customer = Customer(shop.app)
    answer = await customer.press(await customer.open(invoice["pay_url"]))
    session = answer.headers["location"].rpartition("/")[2]
    before = len(peer.events)
    peer.press(session, "decline")
    peer.press(session)
    own = peer.events[before:]
    assert len(own) == 4
    own += [
        {**own[0], "id": f"{own[0]['id']}x", "type": "payment_intent.created"},
        {**own[-1], "id": f"{own[-1]['id']}y", "type": "charge.updated"},
    ]
    return [own[order[0]], *(own[n] for n in order)]


async def _post(shop: Shop, peer: StripePeer, event: dict[str, Any]) -> int:
    body, headers = peer.delivery(event)
    answer = await shop.customer.http.post(await hook(shop), content=body, headers=headers)
    return answer.status_code


async def test_with_every_event_lost_the_timer_finds_the_money(striped: Shop, peer: StripePeer) -> None:
    invoice = await striped.invoice()
    peer.press(await at_stripe(striped, invoice))
    await striped.later(minutes=1)
    assert (await striped.read(invoice))["status"] == "paid"
    assert await recorded_minor(striped) == peer.charged_minor() == FULL


async def test_money_that_stripe_took_while_the_invoice_was_voided_is_kept_and_asks_for_a_decision(
    striped: Shop, peer: StripePeer
) -> None:
    invoice = await striped.invoice()
    session = await at_stripe(striped, invoice)
    peer.fail("POST /v1/checkout/sessions/", "before", times=40)
    peer.fail("GET /v1/checkout/sessions/", "before", times=40)
    await striped.later(days=2)
    await striped.sign_in_again()
    voided = await striped.office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "wrong sum"})
    assert voided.status_code == 200, voided.text
    peer.faults.clear()
    peer.press(session)
    await striped.later(hours=8)
    await striped.sign_in_again()
    decisions = (await striped.office.get("/api/decisions")).json()["items"]
    assert [(each["reason"], each["amount_minor"]) for each in decisions] == [("invoice_void", FULL)]
    assert await recorded_minor(striped) == peer.charged_minor() == FULL


async def test_an_event_of_another_company_changes_nothing_here(striped: Shop, peer: StripePeer) -> None:
    """Whoever has an account can sign what they like, and name what they like in it (PY-22)."""
    session = await at_stripe(striped, await striped.invoice())
    peer.press(session)
    event = peer.events[-1]
    foreign = f"checkout:{'0' * 8}-0000-7000-8000-{'0' * 12}:{'0' * 8}-0000-7000-8000-{'0' * 11}1:1"
    event["data"]["object"]["client_reference_id"] = foreign
    await tell(striped, peer, [event])
    ((problem,),) = await striped.rows("SELECT last_error FROM delivery")
    assert problem.startswith("WrongAccount")
    assert await recorded_minor(striped) == 0


@pytest.mark.parametrize("breaks", ["secret", "body", "age", "future", "header", "mode", "address"])
async def test_only_what_the_account_signed_lately_is_taken_in(
    striped: Shop, peer: StripePeer, breaks: str
) -> None:
    peer.press(await at_stripe(striped, await striped.invoice()))
    event = {**peer.events[-1], "livemode": breaks == "mode"}
    body, headers = peer.delivery(event, secret="whsec_other" if breaks == "secret" else WEBHOOK_SECRET)
    path = await hook(striped)
    match breaks:
        case "body":
            body = body.replace(b"2500", b"9900") + b" "
        case "age":
            striped.clock.advance(stripe_wire.instant(301) - stripe_wire.instant(0))
        case "future":
            striped.clock.advance(stripe_wire.instant(0) - stripe_wire.instant(301))
        case "header":
            headers = {}
        case "address":
            path = path[:-4] + "0000"
    answer = await striped.customer.http.post(path, content=body, headers=headers)
    assert answer.status_code == {"mode": 202, "address": 404}.get(breaks, 400)
    assert await striped.rows("SELECT count(*) FROM delivery") == [(0,)]


def test_no_secret_verifies_nothing() -> None:
    header = stripe_wire.signed("", b"{}", stripe_wire.instant(0))
    with pytest.raises(BadSignature):
        stripe_wire.check("", header, b"{}", stripe_wire.instant(0))


async def test_after_a_new_secret_the_one_before_it_is_taken_for_a_day(
    striped: Shop, peer: StripePeer
) -> None:
    event = {"id": "evt_1", "type": "account.updated", "livemode": False, "data": {"object": {
        "id": "acct_1", "object": "account"}}}  # fmt: skip
    path, body = await hook(striped), {"secret_key": KEY, "webhook_secret": "whsec_second"}
    key = {"Idempotency-Key": new_id()}
    owner = striped.company.owner

    async def statuses() -> list[int]:
        found = []
        for secret in ("whsec_second", WEBHOOK_SECRET, "whsec_other"):
            told, headers = peer.delivery(event, secret=secret)
            found.append((await striped.customer.http.post(path, content=told, headers=headers)).status_code)
        return found

    assert await statuses() == [400, 202, 400]
    for _ in range(2):  # the answer to the first was lost
        assert (await owner.post("/api/gateways/stripe", body, headers=key)).status_code == 200
    assert await statuses() == [202, 202, 400]
    striped.clock.advance(timedelta(hours=24))
    assert await statuses() == [202, 400, 400]


async def test_a_dead_port_is_unreachable(anyio_backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe_api, "PAUSE_SECONDS", 0)
    gateway = StripeGateway("http://127.0.0.1:9", KEY, None, currency="USD", is_live=False)
    with pytest.raises(Unreachable):
        await gateway.fetch_status("cs_test_1")


async def test_events_are_kept_as_they_came(striped: Shop, peer: StripePeer) -> None:
    peer.press(await at_stripe(striped, await striped.invoice()))
    await tell(striped, peer, peer.events[-1:])
    ((kept,),) = await striped.rows("SELECT body FROM delivery")
    assert json.loads(kept)["gateway_ref"].startswith("cs_test")
