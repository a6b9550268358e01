"""A charge of a card on file of which nobody knows: its money is found, and what is paid is not charged."""

import pytest
from tests.paypage.keeping import FULL, cards, charged, kept_at_stripe, of_invoice, switched_on, ticked
from tests.paypage.shop import Shop, form_token, started
from tests.paypage.stripe_peer import StripePeer
from tests.paypage.test_cards_at_stripe import INTENTS, charges
from tests.paypage.test_stripe import recorded_minor, tell

from stagebill.check.run import check
from stagebill.kernel.config import Config

pytestmark = pytest.mark.anyio
LIST = "GET /v1/payment_intents?"


@pytest.mark.parametrize("silences", [0, 2])
async def test_a_no_to_a_second_call_does_not_hide_that_the_first_one_charged_the_card(
    striped: Shop, peer: StripePeer, silences: int
) -> None:
    card, invoice = await kept_at_stripe(striped, peer), await striped.invoice()
    peer.fail(INTENTS, "after", times=2)
    await charged(striped, invoice, card)
    # The same key with another description: Stripe refuses that, and has charged it all the same.
    await striped.company.owner.patch("/api/settings", {"name": "Alder & Sons"})
    peer.fail(LIST, "before", times=silences)
    await striped.later(seconds=6)
    await striped.later(minutes=2)
    assert (await of_invoice(striped, invoice))["last_charge"]["state"] == "settled"
    assert charges(peer) == 1
    assert await recorded_minor(striped) == peer.charged_minor() == 20_000 + FULL


async def test_a_key_that_is_refused_charges_nothing_and_ends_the_charge_at_once(
    striped: Shop, peer: StripePeer
) -> None:
    card, invoice = await kept_at_stripe(striped, peer), await striped.invoice()
    peer.keys.clear()
    last = await charged(striped, invoice, card)
    assert (last["state"], last["problem"]) == ("failed", "not_sent")


@pytest.mark.parametrize("is_told", [True, False])
async def test_a_charge_that_reaches_stripe_after_it_was_taken_for_never_made_is_recorded_all_the_same(
    striped: Shop, peer: StripePeer, config: Config, is_told: bool
) -> None:
    card, invoice = await kept_at_stripe(striped, peer), await striped.invoice()
    peer.fail(INTENTS, "before", times=2)
    await charged(striped, invoice, card)
    await striped.later(minutes=2)
    last = (await of_invoice(striped, invoice))["last_charge"]
    assert (last["state"], last["problem"]) == ("canceled", "not_sent")
    ((key,),) = await striped.rows(
        "SELECT 'checkout:' || organization_id || ':' || id || ':' || attempt FROM checkout WHERE id = $1",
        last["id"],
    )
    form = {
        "amount": str(FULL), "currency": "usd", "customer": "cus_0001", "payment_method": "pm_0001",
        "allowed_payment_method_types[0]": "card", "off_session": "true", "confirm": "true",
        "description": "late", "metadata[key]": key,
    }  # fmt: skip
    assert peer.answer("POST", "/v1/payment_intents", form, key)[0] == 200
    if is_told:
        await tell(striped, peer, peer.events[-1:])
    else:
        await striped.later(minutes=5)
    last = (await of_invoice(striped, invoice))["last_charge"]
    assert (last["state"], last["problem"]) == ("settled", None)
    assert (await striped.read(invoice))["status"] == "paid"
    assert await recorded_minor(striped) == peer.charged_minor() == 20_000 + FULL
    # What becomes of it later is heard, too: it has its fee as any payment.
    await striped.later(hours=1)
    assert len(await striped.rows("SELECT fee_minor FROM capture")) == 2
    assert await check(config) == []


async def test_an_invoice_that_was_paid_in_cash_meanwhile_is_not_charged_by_a_second_try(
    striped: Shop, peer: StripePeer
) -> None:
    card, invoice = await kept_at_stripe(striped, peer), await striped.invoice()
    peer.fail(INTENTS, "before", times=2)
    await charged(striped, invoice, card)
    cash = {"invoice_id": invoice["id"], "method": "cash", "amount_minor": 1_000,
            "taken_at": striped.clock.now().isoformat()}  # fmt: skip
    answer = await striped.office.post("/api/payments", cash)
    assert answer.status_code == 201, answer.text
    for seconds in (6, 20, 90):
        await striped.later(seconds=seconds)
    assert charges(peer) == 0
    last = (await of_invoice(striped, invoice))["last_charge"]
    assert (last["state"], last["problem"]) == ("canceled", "not_sent")


async def test_a_stripe_that_is_silent_for_three_days_is_asked_until_the_charge_is_found(
    striped: Shop, peer: StripePeer
) -> None:
    card, invoice = await kept_at_stripe(striped, peer), await striped.invoice()
    peer.fail(INTENTS, "after", times=200)
    peer.fail(LIST, "before", times=200)
    await charged(striped, invoice, card)
    for _ in range(24):
        await striped.later(hours=3)
    peer.faults.clear()
    await striped.later(hours=7)
    await striped.sign_in_again()
    assert (await of_invoice(striped, invoice))["last_charge"]["state"] == "settled"
    assert await recorded_minor(striped) == peer.charged_minor() == 20_000 + FULL


@pytest.mark.parametrize("told", [{"brand": "Visa-Électron"}, {"last4": "42x2"}, {"exp_month": 13}])
async def test_a_card_that_stripe_tells_of_in_an_unknown_shape_is_not_kept_and_its_money_is_recorded(
    striped: Shop, peer: StripePeer, told: dict[str, object]
) -> None:
    await switched_on(striped)
    invoice = await striped.invoice(20_000)
    session = (await ticked(striped, invoice)).rpartition("/")[2]
    peer.press(session)
    peer.all("charge")[0]["payment_method_details"]["card"] |= told
    await striped.customer.get("/pay/return")
    assert await cards(striped) == []
    assert await recorded_minor(striped) == 20_000


async def test_a_merge_ends_a_card_at_stripe_too_also_one_that_is_kept_a_moment_after_it(
    striped: Shop, peer: StripePeer
) -> None:
    await kept_at_stripe(striped, peer)
    invoice, jane = await striped.invoice(20_000), striped.customer_id
    session = (await ticked(striped, invoice)).rpartition("/")[2]
    await striped.add_job(title="Boiler", name="J. Doe", email="j@customer.example")
    body = {"into_id": striped.customer_id, "reason": "the same person"}
    merged = await striped.office.post(f"/api/customers/{jane}/merge", body)
    assert merged.status_code == 200, merged.text
    await striped.work()
    assert peer.cards.detached == ["pm_0001"]
    peer.press(session)
    await striped.customer.get("/pay/return")
    await striped.work()
    assert peer.cards.detached == ["pm_0001", "pm_0002"]
    assert await striped.rows("SELECT removed_by FROM card_removal") == [("merge",), ("merge",)]
    assert await cards(striped, jane) == await cards(striped) == []


async def test_a_removed_card_is_forgotten_as_soon_as_the_keys_are_good_again(
    striped: Shop, peer: StripePeer
) -> None:
    card = await kept_at_stripe(striped, peer)
    keys = dict(peer.keys)
    peer.keys.clear()
    assert (await striped.office.post(f"/api/cards/{card['id']}/remove")).status_code == 200
    await striped.work()
    assert peer.cards.detached == []
    peer.keys |= keys
    await striped.later(seconds=6)
    assert peer.cards.detached == ["pm_0001"]


async def test_who_goes_on_with_a_payment_that_keeps_a_card_reads_so_and_keeps_none_without_a_tick(
    shop: Shop,
) -> None:
    await switched_on(shop)
    invoice = await shop.invoice()
    await ticked(shop, invoice)
    # The link is opened by somebody else of the house, who goes on with what the first one began.
    page = await shop.customer.open(invoice["pay_url"])
    assert "Finish paying" in page.text
    assert "Keep this card for the next invoices of Jane Doe" in page.text
    assert "checked" not in page.text
    assert '<input type="hidden" name="keep"' not in page.text
    form = {"page": form_token(page.text), "method": "card"}
    answer = await shop.customer.http.post("/pay/checkout", data=form)
    await shop.customer.choose(answer.headers["location"], "succeed")
    await shop.work()
    assert (await shop.read(invoice))["status"] == "paid"
    assert await cards(shop) == []
    assert await started(shop, await shop.invoice()) != answer.headers["location"]
