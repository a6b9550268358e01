"""Keys of another account, or of the same, take the place of those with which something was begun.

What was begun is asked about with the key of then as long as it works, with today's where both are of one
account, and else by a person: nothing that may have been charged is charged again, or taken for not charged.
"""

from typing import Any

import pytest
from tests.paypage.keeping import FULL, charge, charged, kept_at_stripe, of_invoice
from tests.paypage.shop import Shop
from tests.paypage.stripe_peer import KEY, StripePeer
from tests.paypage.test_afterwards import open_decisions, paid, refund
from tests.paypage.test_cards_at_stripe import INTENTS, charges
from tests.paypage.test_gateway_accounts import connect, of_account
from tests.paypage.test_states_shown import payment
from tests.paypage.test_stripe import at_stripe, recorded_minor
from tests.paypage.test_wisetack import applied_for
from tests.paypage.wisetack_peer import KEYS, WisetackPeer

from stagebill.check.run import check
from stagebill.kernel.config import Config

pytestmark = pytest.mark.anyio

OTHER = "rk_test_51AnotherAccountOfTheSameCompany77"
SAME = "rk_test_51AlderPlumbingRestrictedKeyTheNext"


@pytest.fixture
def elsewhere(peer: StripePeer) -> StripePeer:
    """The peer with a second account, which has nothing of the first."""
    peer.keys[OTHER] = frozenset()
    peer.strangers.keys.add(OTHER)
    return peer


async def swapped(shop: Shop, key: str = OTHER) -> dict[str, Any]:
    said = await connect(shop, secret_key=key)
    assert said["label"].endswith(key[-4:]), said
    return said


async def unknown_charge(shop: Shop, peer: StripePeer, **more: Any) -> dict[str, Any]:
    """Stripe charges the card, and its answer is lost."""
    card, invoice = await kept_at_stripe(shop, peer), await shop.invoice(**more)
    peer.fail(INTENTS, "after", times=2)
    assert (await charged(shop, invoice, card))["state"] == "open"
    assert charges(peer) == 1
    return invoice


async def last_of(shop: Shop, invoice: dict[str, Any]) -> tuple[str, str | None]:
    last = (await of_invoice(shop, invoice))["last_charge"]
    return last["state"], last["problem"]


async def test_a_charge_of_unknown_outcome_is_found_with_the_key_of_then(
    striped: Shop, elsewhere: StripePeer, config: Config
) -> None:
    invoice = await unknown_charge(striped, elsewhere)
    await swapped(striped)
    await striped.later(minutes=2)
    assert await last_of(striped, invoice) == ("settled", None)
    assert charges(elsewhere) == 1
    assert await recorded_minor(striped) == elsewhere.charged_minor() == 20_000 + FULL
    assert await check(config) == []


async def test_a_charge_that_was_not_sent_before_the_swap_is_not_sent_after_it(
    striped: Shop, elsewhere: StripePeer
) -> None:
    card, invoice = await kept_at_stripe(striped, elsewhere), await striped.invoice()
    assert (await charge(striped, invoice, card)).status_code == 201
    await swapped(striped)
    await striped.work()
    await striped.later(minutes=2)
    assert await last_of(striped, invoice) == ("canceled", "not_sent")
    assert charges(elsewhere) == 0
    assert not any(method == "POST" and path == "/v1/payment_intents" for method, path, _ in elsewhere.calls)


async def test_a_new_key_of_the_same_account_finds_what_the_revoked_one_began(
    striped: Shop, peer: StripePeer
) -> None:
    invoice = await unknown_charge(striped, peer)
    peer.keys[SAME] = frozenset()
    await swapped(striped, SAME)
    del peer.keys[KEY]
    await striped.later(minutes=2)
    assert await last_of(striped, invoice) == ("settled", None)
    assert charges(peer) == 1


@pytest.mark.parametrize("was_taken", [True, False])
async def test_where_nobody_can_ask_a_person_looks_and_until_then_nothing_is_charged(
    striped: Shop, elsewhere: StripePeer, config: Config, was_taken: bool
) -> None:
    invoice = await unknown_charge(striped, elsewhere)
    (card,) = (await of_invoice(striped, invoice))["items"]
    await swapped(striped)
    del elsewhere.keys[KEY]
    await striped.later(minutes=2)
    assert await last_of(striped, invoice) == ("open", "unknown")
    in_doubt = {"kind": "in_doubt", "amount_minor": FULL, "on": "2026-03-02", "name": ""}
    assert (await striped.read(invoice))["concerns"] == [in_doubt]
    refused = await charge(striped, invoice, card)
    assert (refused.status_code, refused.json()["code"]) == (409, "paypage.already_being_paid")
    page = await striped.customer.open(invoice["pay_url"])
    assert "Please do not pay again: Alder Plumbing is looking into it" in page.text
    assert 'action="/pay/checkout"' not in page.text
    assert 'http-equiv="refresh"' not in page.text
    await striped.later(hours=30)
    await striped.sign_in_again()
    assert await last_of(striped, invoice) == ("open", "unknown")
    assert await check(config) == []
    path = f"/api/invoices/{invoice['id']}/settle-doubt"
    said = await striped.office.post(path, {"was_taken": was_taken})
    assert said.status_code == 200, said.text
    read = await striped.read(invoice)
    assert read["concerns"] == []
    if was_taken:
        assert (read["status"], await striped.payments()) == ("paid", [20_000, FULL])
        assert await last_of(striped, invoice) == ("settled", None)
    else:
        assert (read["status"], await striped.payments()) == ("open", [20_000])
        assert await last_of(striped, invoice) == ("canceled", "not_sent")
    again = await striped.office.post(path, {"was_taken": was_taken})
    assert (again.status_code, again.json()["code"]) == (409, "paypage.nothing_in_doubt")
    assert charges(elsewhere) == 1
    assert await check(config) == []


@pytest.mark.parametrize(("key", "ends"), [(OTHER, ("open", "unknown")), (SAME, ("settled", None))])
async def test_a_key_that_is_revoked_before_a_second_call_does_not_say_that_nothing_was_charged(
    striped: Shop, elsewhere: StripePeer, key: str, ends: tuple[str, str | None]
) -> None:
    invoice = await unknown_charge(striped, elsewhere)
    del elsewhere.keys[KEY]
    await striped.later(seconds=6)
    assert await last_of(striped, invoice) == ("open", None)
    elsewhere.keys[key] = frozenset()
    await swapped(striped, key)
    await striped.later(minutes=2)
    assert await last_of(striped, invoice) == ends
    assert charges(elsewhere) == 1


async def test_what_ended_in_a_lost_account_leaves_no_errand_that_fails_for_ever(
    striped: Shop, elsewhere: StripePeer
) -> None:
    await paid(striped, elsewhere, 100_000)
    await swapped(striped)
    del elsewhere.keys[KEY]
    await striped.later(minutes=2)
    states = await striped.rows("SELECT state, last_error FROM outbox WHERE kind = 'paypage.poll'")
    assert states == [("done", None)]


async def test_who_enters_the_keys_of_then_again_needs_nobody_to_look(
    striped: Shop, elsewhere: StripePeer
) -> None:
    invoice = await unknown_charge(striped, elsewhere)
    await swapped(striped)
    known = elsewhere.keys.pop(KEY)
    await striped.later(minutes=2)
    assert await last_of(striped, invoice) == ("open", "unknown")
    elsewhere.keys[KEY] = known
    await swapped(striped, KEY)
    await striped.later(hours=7)
    await striped.sign_in_again()
    assert await last_of(striped, invoice) == ("settled", None)


async def test_only_what_nobody_can_ask_about_is_settled_by_a_person(striped: Shop, peer: StripePeer) -> None:
    invoice = await unknown_charge(striped, peer)
    refused = await striped.office.post(f"/api/invoices/{invoice['id']}/settle-doubt", {"was_taken": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "paypage.nothing_in_doubt")
    by = striped.company.technician
    refused = await by.post(f"/api/invoices/{invoice['id']}/settle-doubt", {"was_taken": True})
    assert refused.status_code in (403, 404)


async def test_a_page_that_was_opened_before_the_swap_is_paid_and_recorded(
    striped: Shop, elsewhere: StripePeer
) -> None:
    invoice = await striped.invoice(100_000)
    session = await at_stripe(striped, invoice)
    await swapped(striped)
    elsewhere.press(session)
    await striped.later(minutes=1)
    assert (await striped.read(invoice))["status"] == "paid"
    assert await recorded_minor(striped) == elsewhere.charged_minor() == 100_000


async def test_a_page_of_a_lost_account_is_a_row_for_a_person_with_its_tip(
    striped: Shop, elsewhere: StripePeer, config: Config
) -> None:
    invoice = await striped.invoice(100_000)
    session = await at_stripe(striped, invoice)
    await swapped(striped)
    del elsewhere.keys[KEY]
    elsewhere.press(session)
    await striped.later(minutes=1)
    ((kind, amount_minor),) = [
        (each["kind"], each["amount_minor"]) for each in (await striped.read(invoice))["concerns"]
    ]
    assert (kind, amount_minor) == ("in_doubt", 100_000)
    said = await striped.office.post(f"/api/invoices/{invoice['id']}/settle-doubt", {"was_taken": True})
    assert said.status_code == 200, said.text
    assert await recorded_minor(striped) == 100_000
    await striped.later(hours=2)
    assert await check(config) == []


async def test_a_page_that_nobody_saw_is_begun_again_with_the_new_keys(
    striped: Shop, elsewhere: StripePeer
) -> None:
    invoice = await striped.invoice(100_000)
    page = await striped.customer.open(invoice["pay_url"])
    elsewhere.fail("POST /v1/checkout/sessions", "after", times=2)
    assert (await striped.customer.press(page)).headers["location"] == "/pay?notice=unreachable"
    await swapped(striped)
    del elsewhere.keys[KEY]
    await striped.later(minutes=1)
    assert await striped.states() == ["canceled"]
    assert await of_gateway(striped, "problem") is None
    page = await striped.customer.open(invoice["pay_url"])
    assert "/c/pay/" in (await striped.customer.press(page)).headers["location"]


@pytest.mark.parametrize("is_known", [True, False])
async def test_a_refund_goes_by_the_account_that_took_the_money_or_is_a_row_to_decide(
    striped: Shop, elsewhere: StripePeer, is_known: bool
) -> None:
    invoice, payment_id, _ = await paid(striped, elsewhere, 100_000)
    elsewhere.fail("POST /v1/refunds", "after", times=2)
    await refund(striped, payment_id, 20_000, invoice_id=invoice["id"])
    await striped.work()
    assert await of_gateway(striped, "refund_count") == 1
    await swapped(striped)
    if not is_known:
        del elsewhere.keys[KEY]
    await striped.later(minutes=2)
    (made,) = (await payment(striped, payment_id))["refunds"]
    assert len(elsewhere.all("refund")) == 1
    if is_known:
        assert made["state"] == "sent"
        return
    assert (made["state"], made["problem"]) == ("failed", "keys_removed")
    (row,) = await open_decisions(striped)
    assert (row["reason"], row["amount_minor"]) == ("refund_failed", 20_000)


async def test_the_settings_count_what_was_begun_with_the_keys_before(
    striped: Shop, elsewhere: StripePeer
) -> None:
    await at_stripe(striped, await striped.invoice(100_000))
    assert (await of_gateway(striped, "live_count"), await of_gateway(striped, "former_count")) == (1, 0)
    # The same key once more, as with a new signing secret, is no other one.
    await connect(striped, webhook_secret="whsec_the_next_one")
    assert await of_gateway(striped, "former_count") == 0
    assert (await swapped(striped))["former_count"] == 1
    assert (await of_gateway(striped, "live_count"), await of_gateway(striped, "former_count")) == (1, 1)
    refused = await striped.company.owner.post(await of_account(striped, "remove"))
    assert refused.json()["code"] == "paypage.payments_under_way"


async def test_removed_keys_take_those_before_them_along(
    striped: Shop, elsewhere: StripePeer, config: Config
) -> None:
    await swapped(striped)
    sealed = await striped.rows("SELECT label, sealed_key FROM former_key")
    assert [(label, text[:2]) for label, text in sealed] == [("rk_test_…4242", "1.")]
    assert (await striped.company.owner.post(await of_account(striped, "remove"))).status_code == 200
    assert await striped.rows("SELECT sealed_key FROM former_key") == [("",)]
    await swapped(striped, KEY)
    assert await striped.rows("SELECT key_no FROM gateway_account") == [(3,)]
    assert await check(config) == []


async def test_a_card_of_the_account_before_is_forgotten_there(striped: Shop, elsewhere: StripePeer) -> None:
    card = await kept_at_stripe(striped, elsewhere)
    await swapped(striped)
    assert (await striped.office.post(f"/api/cards/{card['id']}/remove")).status_code == 200
    await striped.work()
    assert elsewhere.cards.detached == ["pm_0001"]


async def test_an_application_is_asked_about_with_whichever_of_the_lenders_keys_still_works(
    lent: Shop, lender: WisetackPeer
) -> None:
    invoice, application = await applied_for(lent)
    renewed = {**KEYS, "token": "ws_test_TheNext"}
    lender.tokens = {renewed["token"]}
    answer = await lent.company.owner.post("/api/gateways/wisetack", renewed)
    assert answer.status_code == 200, answer.text
    lender.press(application, "Settled")
    await lent.later(minutes=2)
    assert (await lent.read(invoice))["status"] == "paid"
    assert await recorded_minor(lent) == lender.lent_minor()


async def of_gateway(shop: Shop, name: str) -> Any:
    (account,) = (await shop.company.owner.get("/api/gateways")).json()["items"]
    return account[name]


async def test_nobody_is_reminded_of_what_may_have_been_paid(striped: Shop, elsewhere: StripePeer) -> None:
    async def reminders() -> int:
        rows = await striped.rows("SELECT count(*) FROM message WHERE kind = 'mail.reminder'")
        return int(rows[0][0])

    await striped.company.owner.patch("/api/settings", {"reminders": {"is_on": True}})
    invoice = await unknown_charge(striped, elsewhere, due_terms={"kind": "net", "days": 1})
    sent = await striped.office.post(f"/api/invoices/{invoice['id']}/send")
    assert sent.status_code == 200, sent.text
    await swapped(striped)
    del elsewhere.keys[KEY]
    for _ in range(8):
        await striped.later(days=1)
    assert await reminders() == 0
    await striped.sign_in_again()
    await striped.office.post(f"/api/invoices/{invoice['id']}/settle-doubt", {"was_taken": False})
    for _ in range(8):
        await striped.later(days=1)
    assert await reminders() > 0
