"""What is said before a card is kept or charged: how a receipt comes, and who may still pay the invoice."""

from typing import Any

import pytest
from msgspec.structs import replace
from tests.paypage.conftest import opened_shop
from tests.paypage.keeping import FULL, charge, charged, kept_at_sandbox, mark_in, of_invoice, switched_on
from tests.paypage.shop import Shop, form_token
from tests.paypage.test_wisetack import FINANCED, applied_for
from tests.paypage.wisetack_peer import KEYS, WisetackPeer

from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config

pytestmark = pytest.mark.anyio

MOBILE = "(503) 555-0142"
AGREED = {"how": "by_phone", "note": "when the job was booked"}


async def texted_customer(shop: Shop, **more: Any) -> None:
    await shop.add_job(title="Heater", mobile=MOBILE, **more)
    answer = await shop.office.post(f"/api/customers/{shop.customer_id}/allow-texts", AGREED)
    assert answer.status_code == 200, answer.text


async def messages(shop: Shop, kind: str) -> list[tuple[Any, ...]]:
    return await shop.rows("SELECT to_address FROM message WHERE kind = $1 ORDER BY created_at", kind)


async def test_the_box_promises_a_receipt_by_mail_only_to_whoever_has_an_address(shop: Shop) -> None:
    await switched_on(shop)
    page = await shop.customer.open((await shop.invoice())["pay_url"])
    assert "and a receipt follows by mail each time. You can remove" in page.text
    await shop.add_job(title="Heater", name="Ann Poe", email=None)
    page = await shop.customer.open((await shop.invoice())["pay_url"])
    assert "without asking again; the receipt is then on the page of that invoice." in page.text
    assert "by mail" not in page.text
    await texted_customer(shop, name="Bo Roe", email=None)
    page = await shop.customer.open((await shop.invoice())["pay_url"])
    assert "and a receipt follows as a text message each time." in page.text


async def test_who_is_billed_by_mail_through_another_person_has_an_address(shop: Shop) -> None:
    await switched_on(shop)
    contact = {"name": "Books", "email": "books@poe.example", "gets_invoices": True}
    await shop.add_job(title="Heater", name="Ann Poe", email=None, contacts=[contact])
    page = await shop.customer.open((await shop.invoice())["pay_url"])
    assert "and a receipt follows by mail each time." in page.text


async def test_a_way_to_be_reached_that_changed_since_the_box_was_read_starts_nothing(shop: Shop) -> None:
    await switched_on(shop)
    page = await shop.customer.open((await shop.invoice())["pay_url"])
    form = {"page": form_token(page.text), "method": "card", "keep": mark_in(page.text)}
    await shop.office.patch(f"/api/customers/{shop.customer_id}", {"email": None})
    answer = await shop.customer.http.post("/pay/checkout", data=form)
    assert answer.headers["location"] == "/pay?notice=keep_gone"
    assert await shop.states() == []


async def test_a_charge_of_whoever_has_no_address_is_told_by_text_as_was_agreed(shop: Shop) -> None:
    await texted_customer(shop, email=None)
    card, invoice = await kept_at_sandbox(shop), await shop.invoice()
    assert "as a text message each time" in card["words"]
    assert (await of_invoice(shop, invoice))["receipt_by"] == "text"
    # They stood at the page themselves when the card was kept, and no invoice was texted.
    assert await messages(shop, "text.receipt") == []
    await charged(shop, invoice, card)
    assert await messages(shop, "text.receipt") == [("+15035550142",)]


async def test_a_charge_of_whoever_has_an_address_is_told_by_mail_and_not_by_text(shop: Shop) -> None:
    await texted_customer(shop)
    card, invoice = await kept_at_sandbox(shop), await shop.invoice()
    assert (await of_invoice(shop, invoice))["receipt_by"] == "mail"
    await charged(shop, invoice, card)
    assert await messages(shop, "text.receipt") == []
    assert len(await messages(shop, "mail.receipt")) == 2


async def test_the_office_is_told_that_nothing_reaches_a_customer_without_an_address(shop: Shop) -> None:
    await shop.add_job(title="Heater", name="Ann Poe", email=None)
    card, invoice = await kept_at_sandbox(shop), await shop.invoice()
    assert (await of_invoice(shop, invoice))["receipt_by"] == "none"
    assert (await charged(shop, invoice, card))["state"] == "settled"
    assert await shop.rows("SELECT kind FROM message WHERE kind LIKE '%.receipt'") == []


async def test_before_a_charge_an_application_that_its_lender_may_pay_out_is_named(
    config: Config, clock: FrozenClock, lender: WisetackPeer, anyio_backend: str
) -> None:
    async with opened_shop(replace(config, wisetack_api=lender.url), clock) as shop:
        card = await kept_at_sandbox(shop)
        assert (await shop.company.owner.post("/api/gateways/wisetack", KEYS)).status_code == 200
        other = await shop.invoice(60_000, payment_options=FINANCED)
        invoice, _ = await applied_for(shop, FULL)
        assert (await of_invoice(shop, other))["application"] is None
        assert (await of_invoice(shop, invoice))["application"] == {"on": "2026-03-02", "is_open": True}
        refused = await charge(shop, invoice, card)
        assert (refused.status_code, refused.json()["code"]) == (409, "paypage.already_being_paid")
        await shop.customer.press(await shop.customer.get("/pay"), path="/pay/restart")
        assert (await of_invoice(shop, invoice))["application"] == {"on": "2026-03-02", "is_open": False}
        for _ in range(91):
            await shop.later(days=1)
        await shop.sign_in_again()
        assert (await of_invoice(shop, invoice))["application"] is None
