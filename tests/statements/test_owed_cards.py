"""A customer's cards on file on the page of all that they owe: shown, and removed with one press."""

import pytest
from tests.paypage.keeping import cards, kept_at_sandbox
from tests.paypage.shop import Shop, form_token

from stagebill.kernel.ids import new_id

pytestmark = pytest.mark.anyio


async def test_the_page_of_all_that_is_owed_shows_the_card_and_removes_it_with_one_press(shop: Shop) -> None:
    card = await kept_at_sandbox(shop)
    await shop.invoice()
    link = (await shop.office.get(f"/api/customers/{shop.customer_id}/owed")).json()
    page = await shop.customer.open(link["url"])
    assert "Visa ••4242" in page.text
    form = {"page": form_token(page.text), "card": new_id()}
    answer = await shop.customer.http.post("/owed/cards/remove", data=form)
    assert answer.headers["location"] == "/owed?notice=card_not_removed"
    foreign = await shop.customer.http.post("/owed/cards/remove", data={"page": "x", "card": card["id"]})
    assert foreign.headers["location"] == "/owed?notice=other_page"
    assert len(await cards(shop)) == 1
    answer = await shop.customer.http.post("/owed/cards/remove", data={**form, "card": card["id"]})
    assert answer.headers["location"] == "/owed?notice=card_removed"
    page = await shop.customer.get("/owed?notice=card_removed")
    assert "Nothing is charged to it any more" in page.text
    assert "••4242" not in page.text
    assert await cards(shop) == []
