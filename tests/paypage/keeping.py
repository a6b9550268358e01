"""A customer who let a card be kept: at the sandbox and at Stripe, and what the office does with it."""

from typing import Any

import httpx
from tests.paypage.shop import Shop, form_token
from tests.paypage.stripe_peer import StripePeer

from stagebill.kernel.ids import new_id

FULL = 250_000


def mark_in(text: str) -> str:
    """What the box of a pay page sends when it is ticked."""
    return text.split('name="keep" value="')[1].split('"')[0]


async def switched_on(shop: Shop) -> None:
    answer = await shop.company.owner.patch("/api/settings", {"keeps_cards": True})
    assert answer.status_code == 200, answer.text


async def ticked(shop: Shop, invoice: dict[str, Any], **more: str) -> str:
    """The customer ticks the box and presses the card's button; where that leads."""
    page = await shop.customer.open(invoice["pay_url"])
    form = {"page": form_token(page.text), "method": "card", "keep": mark_in(page.text), **more}
    answer = await shop.customer.http.post("/pay/checkout", data=form)
    assert answer.status_code == 303, answer.text
    location: str = answer.headers["location"]
    return location


async def kept_at_sandbox(shop: Shop, outcome: str = "succeed", **more: Any) -> dict[str, Any]:
    """A card on file at the sandbox, with the invoice that it came with paid; the card."""
    await switched_on(shop)
    invoice = await shop.invoice(20_000, **more)
    await shop.customer.choose(await ticked(shop, invoice), outcome)
    await shop.work()
    return (await cards(shop))[0]


async def kept_at_stripe(shop: Shop, peer: StripePeer, digits: str = "4242") -> dict[str, Any]:
    """A card on file at Stripe, with the invoice that it came with paid; the card."""
    await switched_on(shop)
    invoice = await shop.invoice(20_000)
    session = (await ticked(shop, invoice)).rpartition("/")[2]
    peer.press(session, f"pay:{digits}")
    await shop.customer.get("/pay/return")
    return (await cards(shop))[0]


async def cards(shop: Shop, customer_id: str | None = None) -> list[dict[str, Any]]:
    answer = await shop.office.get(f"/api/customers/{customer_id or shop.customer_id}/cards")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def of_invoice(shop: Shop, invoice: dict[str, Any]) -> dict[str, Any]:
    answer = await shop.office.get(f"/api/invoices/{invoice['id']}/cards")
    assert answer.status_code == 200, answer.text
    read: dict[str, Any] = answer.json()
    return read


async def charge(
    shop: Shop, invoice: dict[str, Any], card: dict[str, Any], seen_minor: int = FULL, key: str | None = None
) -> httpx.Response:
    """The office presses; nothing is sent yet."""
    body = {"card_id": card["id"], "seen_minor": seen_minor}
    headers = {"Idempotency-Key": key or new_id()}
    return await shop.office.post(f"/api/invoices/{invoice['id']}/charge", body, headers=headers)


async def charged(
    shop: Shop, invoice: dict[str, Any], card: dict[str, Any], seen_minor: int = FULL
) -> dict[str, Any]:
    """The office presses, and what is due in the outbox is done; what became of it."""
    answer = await charge(shop, invoice, card, seen_minor)
    assert answer.status_code == 201, answer.text
    await shop.work()
    last: dict[str, Any] = (await of_invoice(shop, invoice))["last_charge"]
    return last
