"""A card is kept with a payment of all that a customer owes: by the same words and rules as on an invoice."""

import re
from typing import Any

import pytest
from tests.paypage.keeping import cards, charged, mark_in, switched_on
from tests.paypage.shop import Shop, form_token
from tests.paypage.stripe_peer import StripePeer
from tests.statements.test_owed import add_job, invoice_on, open_owed
from tests.statements.test_owed_tips import send

from stagebill.check.run import check
from stagebill.kernel.config import Config

pytestmark = pytest.mark.anyio

WORDS = (
    "Keep this card for the next invoices of Jane Doe. Alder Plumbing may then charge it what an invoice asks"
)


async def two(shop: Shop) -> tuple[dict[str, Any], dict[str, Any]]:
    """Invoices of two jobs, of a company that keeps cards."""
    await switched_on(shop)
    first = await shop.invoice(200_000)
    return first, await invoice_on(shop, await add_job(shop, "Roof"), 100_000)


async def test_the_box_is_on_the_page_of_all_that_is_owed_unticked_where_two_are_paid_by_card(
    shop: Shop,
) -> None:
    first, second = await two(shop)
    page = (await open_owed(shop)).text
    assert WORDS in page
    assert not re.search(r'name="keep"[^>]*checked', page)
    assert 'name="keep"' not in (await shop.customer.get("/owed", params={"i": first["id"]})).text
    await shop.company.owner.patch("/api/settings", {"keeps_cards": False})
    assert 'name="keep"' not in (await shop.customer.get("/owed")).text
    assert second["id"] in page


async def test_a_tick_keeps_the_card_with_the_very_words_and_the_page_they_stood_on(
    shop: Shop, config: Config
) -> None:
    first, second = await two(shop)
    page = await open_owed(shop)
    location = await send(shop, page, "card", first, second, keep=mark_in(page.text))
    await shop.customer.choose(location, "succeed")
    await shop.work()
    (card,) = await cards(shop)
    assert card["last_four"] == "4242"
    assert card["words"].startswith(WORDS)
    assert await shop.rows("SELECT page, language FROM card_agreement") == [("owed", "en")]
    assert "Visa ••4242" in (await shop.customer.get("/owed")).text
    third = await shop.invoice(50_000)
    assert (await charged(shop, third, card, 50_000))["state"] == "settled"
    assert await check(config) == []


async def test_without_the_tick_no_card_is_kept(shop: Shop) -> None:
    first, second = await two(shop)
    await shop.customer.choose(await send(shop, await open_owed(shop), "card", first, second), "succeed")
    await shop.work()
    assert await cards(shop) == []
    assert await shop.rows("SELECT id FROM card_agreement") == []


async def test_words_that_changed_meanwhile_were_not_read_and_start_nothing(shop: Shop) -> None:
    first, second = await two(shop)
    page = await open_owed(shop)
    await shop.company.owner.patch("/api/settings", {"name": "Alder & Sons"})
    location = await send(shop, page, "card", first, second, keep=mark_in(page.text))
    assert "notice=keep_gone" in location
    assert "Nothing was charged" in (await shop.customer.get(location)).text
    for forged in ("x", "1", mark_in(page.text) + "0"):
        assert "notice=keep_gone" in await send(shop, page, "card", first, second, keep=forged)
    assert await shop.states() == []


async def test_a_tick_by_bank_keeps_nothing_and_pays(shop: Shop) -> None:
    await switched_on(shop)
    ways = {"card": True, "ach": True, "financing": False}
    first = await shop.invoice(200_000, payment_options=ways)
    second = await invoice_on(shop, await add_job(shop, "Roof"), 100_000, payment_options=ways)
    page = await open_owed(shop)
    location = await send(shop, page, "ach", first, second, keep=mark_in(page.text))
    assert location.startswith("/sandbox/checkout/")
    assert await shop.rows("SELECT DISTINCT keeps_card FROM checkout") in ([(0,)], [(False,)])


async def test_a_payment_begun_with_a_tick_is_not_gone_on_with_without_one(
    striped: Shop, peer: StripePeer
) -> None:
    first, second = await two(striped)
    page = await open_owed(striped)
    kept = await send(striped, page, "card", first, second, keep=mark_in(page.text))
    again = await send(striped, page, "card", first, second, keep=mark_in(page.text))
    assert kept == again
    plain = await send(striped, page, "card", first, second)
    assert plain != kept
    begun = await send(striped, page, "card", first, second, keep=mark_in(page.text))
    # Neither from the page of the second invoice, on which another person may stand.
    own = await striped.customer.open(second["pay_url"])
    assert 'name="keep"' in own.text
    form = {"page": form_token(own.text), "method": "card"}
    alone = await striped.customer.http.post("/pay/checkout", data=form)
    assert alone.headers["location"] not in (begun, "/pay")
    live = await striped.rows("SELECT keeps_card FROM checkout WHERE state = 'open'")
    assert [bool(keeps) for (keeps,) in live] == [False]
    assert [each["status"] for each in peer.all("checkout.session")] == ["expired"] * 3 + ["open"]
