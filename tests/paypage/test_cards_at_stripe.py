"""A card on file at Stripe: charged once whatever breaks, and what its bank says told in plain words."""

import asyncio
from datetime import timedelta

import pytest
from tests.paypage.keeping import FULL, cards, charge, charged, kept_at_stripe, of_invoice
from tests.paypage.shop import Shop
from tests.paypage.stripe_cards import ASKS, DECLINES, WAITS
from tests.paypage.stripe_peer import StripePeer
from tests.paypage.test_stripe import recorded_minor, tell

from stagebill.check.run import check
from stagebill.kernel.config import Config

pytestmark = pytest.mark.anyio
INTENTS = "POST /v1/payment_intents"


def charges(peer: StripePeer) -> int:
    """How often a customer's card was really charged, the payment that it was kept with left out."""
    return sum(each["status"] == "succeeded" for each in peer.all("charge")) - 1


async def test_the_page_that_keeps_a_card_asks_for_cards_alone_and_a_customer_of_its_own(
    striped: Shop, peer: StripePeer
) -> None:
    card = await kept_at_stripe(striped, peer)
    assert (card["brand"], card["last_four"], card["expires"]) == ("visa", "4242", "2031-08")
    (session,) = peer.all("checkout.session")
    assert session["payment_method_types"] == ["card"]
    assert await striped.rows("SELECT customer_ref, method_ref FROM kept_card") == [("cus_0001", "pm_0001")]


async def test_a_charge_is_recorded_once_with_its_fee_and_can_be_refunded_as_any_payment(
    striped: Shop, peer: StripePeer
) -> None:
    card, invoice = await kept_at_stripe(striped, peer), await striped.invoice()
    assert (await charged(striped, invoice, card))["state"] == "settled"
    # Stripe tells of it besides, and that changes nothing.
    await tell(striped, peer, peer.events)
    assert (await striped.read(invoice))["status"] == "paid"
    assert await recorded_minor(striped) == peer.charged_minor() == 20_000 + FULL
    await striped.later(minutes=10)
    fees = await striped.rows("SELECT fee_minor FROM capture ORDER BY fee_minor")
    assert fees == [(30 + 580,), (30 + 7_250,)]
    sql = "SELECT id FROM payment WHERE invoice_id = $1"
    ((payment_id,),) = await striped.rows(sql, invoice["id"])
    body = {"amount_minor": 1_000, "invoice_id": invoice["id"], "reason": "too much"}
    answer = await striped.office.post(f"/api/payments/{payment_id}/refund", body)
    assert answer.status_code in (200, 201), answer.text
    await striped.work()
    assert await recorded_minor(striped) == peer.charged_minor() == 19_000 + FULL


@pytest.mark.parametrize(
    ("digits", "problem"),
    [
        (DECLINES, "insufficient_funds"),
        (ASKS, "authentication_required"),
        (WAITS, "authentication_required"),
    ],
)
async def test_a_bank_that_says_no_or_wants_the_customer_ends_the_charge_and_the_link_still_pays(
    striped: Shop, peer: StripePeer, digits: str, problem: str
) -> None:
    card, invoice = await kept_at_stripe(striped, peer, digits), await striped.invoice()
    last = await charged(striped, invoice, card)
    assert (last["state"], last["problem"]) == ("failed", problem)
    assert charges(peer) == 0
    page = await striped.customer.open(invoice["pay_url"])
    assert 'action="/pay/checkout"' in page.text
    # Nothing of it may still become money there.
    assert {each["status"] for each in peer.all("payment_intent")[1:]} <= {
        "requires_payment_method", "canceled",
    }  # fmt: skip


@pytest.mark.parametrize("fault", ["before", "after", "500", "500_after", "429"])
async def test_an_answer_that_is_lost_before_or_after_the_charge_makes_one_charge(
    striped: Shop, peer: StripePeer, fault: str
) -> None:
    card, invoice = await kept_at_stripe(striped, peer), await striped.invoice()
    peer.fail(INTENTS, fault, times=2)  # type: ignore[arg-type]
    await charged(striped, invoice, card)
    for minutes in (0.5, 1, 1, 5, 60):
        await striped.later(minutes=minutes)
    await striped.sign_in_again()
    last = (await of_invoice(striped, invoice))["last_charge"]
    made = charges(peer)
    assert (made, last["state"]) in ((1, "settled"), (0, "canceled"), (0, "failed"))
    if fault.endswith("after"):
        assert made == 1
    if made == 0:
        assert last["problem"] == "not_sent"
    assert await recorded_minor(striped) == peer.charged_minor() == 20_000 + made * FULL


async def test_a_charge_that_nobody_could_send_in_its_first_minute_is_never_sent(
    striped: Shop, peer: StripePeer
) -> None:
    card, invoice = await kept_at_stripe(striped, peer), await striped.invoice()
    assert (await charge(striped, invoice, card)).status_code == 201
    # The server was down meanwhile, for longer than Stripe remembers a key.
    peer.forget_keys()
    await striped.later(days=2)
    await striped.sign_in_again()
    last = (await of_invoice(striped, invoice))["last_charge"]
    assert (last["state"], last["problem"], charges(peer)) == ("canceled", "not_sent", 0)


async def test_a_charge_whose_answer_was_lost_is_found_by_its_key_after_a_restart_of_days(
    striped: Shop, peer: StripePeer
) -> None:
    card, invoice = await kept_at_stripe(striped, peer), await striped.invoice()
    peer.fail(INTENTS, "after", times=2)
    await charged(striped, invoice, card)
    peer.forget_keys()
    await striped.later(days=2)
    await striped.sign_in_again()
    assert (await of_invoice(striped, invoice))["last_charge"]["state"] == "settled"
    assert charges(peer) == 1
    assert await recorded_minor(striped) == peer.charged_minor()


async def test_two_who_press_at_once_charge_once(striped: Shop, peer: StripePeer) -> None:
    card, invoice = await kept_at_stripe(striped, peer), await striped.invoice()
    answers = await asyncio.gather(*(charge(striped, invoice, card) for _ in range(4)))
    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409]
    await striped.work()
    assert charges(peer) == 1
    assert (await striped.read(invoice))["status"] == "paid"


async def test_an_invoice_is_not_voided_while_nobody_knows_whether_the_card_was_charged(
    striped: Shop, peer: StripePeer
) -> None:
    card, invoice = await kept_at_stripe(striped, peer), await striped.invoice()
    peer.fail(INTENTS, "after", times=2)
    peer.fail("GET /v1/payment_intents?", "before", times=2)
    await charged(striped, invoice, card)
    refused = await striped.office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "twice"})
    assert (refused.status_code, refused.json()["code"]) == (503, "paypage.processor_silent")
    # As soon as it can be asked, the money is found, and the invoice keeps it.
    again = await striped.office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "twice"})
    assert (again.status_code, again.json()["code"]) == (409, "invoices.has_money")
    assert charges(peer) == 1


async def test_a_void_of_an_invoice_whose_charge_was_not_sent_yet_waits_and_then_charges_nothing(
    striped: Shop, peer: StripePeer
) -> None:
    card, invoice = await kept_at_stripe(striped, peer), await striped.invoice()
    assert (await charge(striped, invoice, card)).status_code == 201
    refused = await striped.office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "twice"})
    assert (refused.status_code, refused.json()["code"]) == (503, "paypage.processor_silent")
    striped.clock.advance(timedelta(minutes=2))
    voided = await striped.office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "twice"})
    assert voided.status_code == 200, voided.text
    await striped.work()
    assert charges(peer) == 0


async def test_a_removed_card_is_forgotten_at_stripe_too(striped: Shop, peer: StripePeer) -> None:
    card, invoice = await kept_at_stripe(striped, peer), await striped.invoice()
    assert (await striped.office.post(f"/api/cards/{card['id']}/remove")).status_code == 200
    await striped.work()
    assert peer.cards.detached == ["pm_0001"]
    assert await cards(striped) == []
    refused = await charge(striped, invoice, card)
    assert refused.json()["code"] == "paypage.card_gone"


async def test_a_card_that_was_removed_at_stripe_itself_is_told_as_unknown_there(
    striped: Shop, peer: StripePeer
) -> None:
    card, invoice = await kept_at_stripe(striped, peer), await striped.invoice()
    peer.answer("POST", "/v1/payment_methods/pm_0001/detach", {}, None)
    last = await charged(striped, invoice, card)
    assert (last["state"], last["problem"]) == ("failed", "card_unknown")


async def test_a_card_is_charged_only_while_new_payments_start_where_it_is_kept(
    striped: Shop, peer: StripePeer
) -> None:
    card, invoice = await kept_at_stripe(striped, peer), await striped.invoice()
    accounts = (await striped.company.owner.get("/api/gateways")).json()["items"]
    path = f"/api/gateways/{accounts[0]['id']}/switch"
    answer = await striped.company.owner.post(path, {"takes_payments": False})
    assert answer.status_code == 200, answer.text
    assert (await of_invoice(striped, invoice))["items"] == []
    refused = await charge(striped, invoice, card)
    assert (refused.status_code, refused.json()["code"]) == (409, "paypage.card_elsewhere")
    assert charges(peer) == 0


async def test_a_payout_that_brings_a_charge_of_a_card_on_file_names_its_payment_whoever_tells_first(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    card, invoice = await kept_at_stripe(striped, peer), await striped.invoice()
    peer.fail(INTENTS, "after", times=2)
    await charged(striped, invoice, card)
    payout = peer.balance.pay_out()
    peer.balance.arrive(payout)
    # Only the payout is told of: the charge itself nobody has heard of yet.
    await tell(striped, peer, [each for each in peer.events if each["type"].startswith("payout.")])
    sql = "SELECT amount_minor, fee_minor FROM payout_item WHERE payment_id IS NOT NULL ORDER BY amount_minor"
    assert await striped.rows(sql) == [(20_000, 610), (FULL, 7_280)]
    assert charges(peer) == 1
    assert await check(config) == []


async def test_a_charge_that_the_customers_bank_takes_back_is_disputed_as_any_payment(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    card, invoice = await kept_at_stripe(striped, peer), await striped.invoice()
    await charged(striped, invoice, card)
    intent = peer.all("payment_intent")[-1]
    peer.objects["cs_of_it"] = {"payment_intent": intent["id"]}
    peer.dispute("cs_of_it")
    del peer.objects["cs_of_it"]
    await tell(striped, peer, peer.events[-1:])
    assert await striped.rows("SELECT amount_minor, state FROM dispute") == [(FULL, "open")]
    assert await check(config) == []
