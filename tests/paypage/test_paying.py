"""A customer pays: whatever order, number or loss of hints, the money is recorded once."""

import asyncio
from datetime import timedelta

import pytest
from tests.paypage.shop import ACH_TOO, Customer, Shop, form_token, started, the_webhook

from stagebill.paypage.gateways.sandbox import gateway as sandbox

pytestmark = pytest.mark.anyio


async def test_a_card_payment_settles_by_webhook_and_the_page_says_paid(shop: Shop) -> None:
    invoice = await shop.invoice()
    location = await started(shop, invoice)
    back = await shop.customer.choose(location, "succeed")
    assert (back.status_code, back.headers["location"]) == (303, "/pay/return")
    await shop.work()
    seen = await shop.read(invoice)
    assert (seen["status"], seen["paid_minor"], seen["due_minor"]) == ("paid", 250_000, 0)
    page = await shop.customer.get("/pay")
    assert "Paid. Thank you!" in page.text
    assert "<form" not in page.text


async def test_the_redirect_proves_nothing(shop: Shop) -> None:
    invoice = await shop.invoice()
    await started(shop, invoice)
    await shop.customer.get("/pay/return")
    await shop.customer.get("/pay?notice=paid")
    assert await shop.payments() == []
    assert (await shop.read(invoice))["status"] == "open"


async def test_the_customers_return_settles_when_the_webhook_is_late(shop: Shop) -> None:
    location = await started(shop, await shop.invoice())
    await shop.customer.choose(location, "succeed")
    await shop.customer.get("/pay/return")
    assert await shop.payments() == [250_000]
    await shop.work()
    assert await shop.payments() == [250_000]


async def test_without_webhook_and_return_the_timer_settles(shop: Shop) -> None:
    location = await started(shop, await shop.invoice())
    await shop.customer.choose(location, "succeed")
    await shop.services.database.write(lambda tx: tx.run("DELETE FROM outbox WHERE kind = 'sandbox.deliver'"))
    await shop.work()
    assert await shop.payments() == []
    await shop.later(minutes=1)
    assert await shop.payments() == [250_000]
    assert await shop.states() == ["settled"]


async def test_a_webhook_twice_at_once_and_again_is_one_payment(shop: Shop) -> None:
    location = await started(shop, await shop.invoice())
    await shop.customer.choose(location, "succeed")
    headers, body = await the_webhook(shop, location)
    posts = [shop.customer.http.post("/hooks/sandbox", content=body, headers=headers) for _ in range(4)]
    assert [answer.status_code for answer in await asyncio.gather(*posts)] == [202] * 4
    await asyncio.gather(shop.work(), shop.customer.get("/pay/return"), shop.work())
    again = await shop.customer.http.post("/hooks/sandbox", content=body, headers=headers)
    await shop.work()
    assert again.status_code == 202
    assert await shop.payments() == [250_000]
    assert await shop.rows("SELECT count(*) FROM delivery") == [(1,)]
    assert await shop.rows("SELECT count(*) FROM message WHERE kind = 'mail.receipt'") == [(1,)]


async def test_webhooks_out_of_order_end_in_the_same_state(shop: Shop) -> None:
    location = await started(shop, await shop.invoice(payment_options=ACH_TOO), "ach")
    await shop.customer.choose(location, "succeed_later")
    first = await the_webhook(shop, location)
    await shop.services.database.write(lambda tx: tx.run("DELETE FROM outbox WHERE kind = 'sandbox.deliver'"))
    await sandbox.move(shop.services, location.rpartition("/")[2], "pending", "succeeded")
    second = await the_webhook(shop, location)
    for headers, body in (second, first, second, first):
        answer = await shop.customer.http.post("/hooks/sandbox", content=body, headers=headers)
        assert answer.status_code == 202
        await shop.work()
    assert await shop.payments() == [250_000]
    assert await shop.states() == ["settled"]


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": ""},
        {"webhook-timestamp": "12"},
        {"webhook-timestamp": "tomorrow"},
        {"webhook-id": "00000000-0000-7000-8000-000000000000"},
    ],
)
async def test_a_webhook_that_the_gateway_did_not_sign_is_refused(shop: Shop, change: dict[str, str]) -> None:
    location = await started(shop, await shop.invoice())
    await shop.customer.choose(location, "succeed")
    headers, body = await the_webhook(shop, location)
    sent = {"headers": {**headers, **change}, "content": body}
    answer = await shop.customer.http.post("/hooks/sandbox", **sent)
    assert answer.status_code == 400
    assert await shop.rows("SELECT count(*) FROM delivery") == [(0,)]


async def test_a_webhook_signed_long_ago_or_far_ahead_is_refused(shop: Shop) -> None:
    location = await started(shop, await shop.invoice())
    await shop.customer.choose(location, "succeed")
    headers, body = await the_webhook(shop, location)
    for minutes in (6, -12):
        shop.clock.advance(minutes * timedelta(minutes=1))
        answer = await shop.customer.http.post("/hooks/sandbox", content=body, headers=headers)
        assert answer.status_code == 400


async def test_a_webhook_changed_on_its_way_is_refused(shop: Shop) -> None:
    location = await started(shop, await shop.invoice())
    headers, body = await the_webhook(shop, location)
    answer = await shop.customer.http.post("/hooks/sandbox", content=body + b" ", headers=headers)
    assert answer.status_code == 400


async def test_an_unknown_gateway_has_no_inbox(shop: Shop) -> None:
    assert (await shop.customer.http.post("/hooks/other", content=b"{}")).status_code == 404


async def test_two_tabs_make_one_attempt(shop: Shop) -> None:
    invoice = await shop.invoice()
    page = await shop.customer.open(invoice["pay_url"])
    answers = await asyncio.gather(*(shop.customer.press(page) for _ in range(5)))
    places = {answer.headers["location"] for answer in answers}
    assert len({place for place in places if place.startswith("/sandbox")}) == 1
    assert await shop.states() == ["open"]
    seen = await shop.customer.get("/pay")
    assert "A payment has been started" in seen.text


async def test_a_declined_card_leaves_the_invoice_payable(shop: Shop) -> None:
    invoice = await shop.invoice()
    await shop.customer.choose(await started(shop, invoice), "decline")
    back = await shop.customer.get("/pay/return")
    assert back.headers["location"] == "/pay?notice=failed"
    page = await shop.customer.get("/pay?notice=failed")
    assert "did not go through" in page.text
    await shop.customer.choose((await shop.customer.press(page)).headers["location"], "succeed")
    await shop.work()
    assert await shop.states() == ["failed", "settled"]
    assert (await shop.read(invoice))["status"] == "paid"


@pytest.mark.parametrize("old", ["failed", "expired", "canceled"])
async def test_an_old_notice_in_the_address_is_not_shown_once_another_payment_was_started_or_came(
    shop: Shop, old: str
) -> None:
    """A phone opens its last pages again."""
    location = await started(shop, await shop.invoice())
    for outcome in (None, "succeed"):
        if outcome:
            await shop.customer.choose(location, outcome)
            await shop.work()
        page = await shop.customer.get(f"/pay?notice={old}")
        assert page.status_code == 200
        assert "Nothing was charged" not in page.text, outcome


async def test_starting_over_closes_the_open_attempt(shop: Shop) -> None:
    location = await started(shop, await shop.invoice())
    page = await shop.customer.get("/pay")
    await shop.customer.press(page, path="/pay/restart")
    assert await shop.states() == ["expired"]
    await shop.customer.choose(location, "succeed")
    await shop.work()
    assert await shop.payments() == []


async def test_a_bank_debit_is_pending_then_paid(shop: Shop) -> None:
    invoice = await shop.invoice(payment_options=ACH_TOO)
    location = await started(shop, invoice, "ach")
    await shop.customer.choose(location, "succeed_later")
    await shop.work()
    seen = await shop.read(invoice)
    assert (seen["status"], seen["shown_as"], seen["pending_minor"]) == ("open", "pending", 250_000)
    lists = (await shop.office.get("/api/invoices/summary")).json()
    said = {"count": 1, "total_minor": 250_000, "due_minor": 250_000, "pending_minor": 250_000}
    assert lists["open"] == lists["pending"] == said
    page = await shop.customer.get("/pay")
    assert "on its way" in page.text
    assert "<form" not in page.text
    await shop.later(minutes=2)
    seen = await shop.read(invoice)
    assert (seen["status"], seen["paid_minor"], seen["pending_minor"]) == ("paid", 250_000, 0)
    assert await shop.rows("SELECT count(*) FROM decision") == [(0,)]


async def test_a_bank_debit_that_fails_makes_the_invoice_payable_again(shop: Shop) -> None:
    invoice = await shop.invoice(payment_options=ACH_TOO)
    await shop.customer.choose(await started(shop, invoice, "ach"), "fail_later")
    await shop.later(minutes=2)
    seen = await shop.read(invoice)
    assert (seen["status"], seen["pending_minor"], seen["due_on"]) == ("open", 0, invoice["due_on"])
    assert await shop.states() == ["failed"]
    told = (await shop.customer.get("/pay")).text
    assert "Your bank payment of $" in told
    assert "did not go through" in told
    cash = {"method": "cash", "amount_minor": 10_000, "invoice_id": invoice["id"]}
    await shop.later(minutes=1)
    await shop.office.post("/api/payments", cash)
    assert "did not go through" not in (await shop.customer.get("/pay")).text


async def test_a_pending_debit_keeps_the_invoice_from_being_voided(shop: Shop) -> None:
    invoice = await shop.invoice(payment_options=ACH_TOO)
    await shop.customer.choose(await started(shop, invoice, "ach"), "succeed_later")
    await shop.customer.get("/pay/return")
    answer = await shop.office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "wrong amount"})
    assert (answer.status_code, answer.json()["code"]) == (409, "invoices.has_money")


async def test_cash_taken_meanwhile_makes_the_open_attempt_stale(shop: Shop) -> None:
    invoice = await shop.invoice()
    await started(shop, invoice)
    paid = {"method": "cash", "amount_minor": 100_000, "invoice_id": invoice["id"]}
    assert (await shop.office.post("/api/payments", paid)).status_code == 201
    await shop.work()
    assert await shop.states() == ["expired"]
    page = await shop.customer.get("/pay")
    await shop.customer.choose((await shop.customer.press(page)).headers["location"], "succeed")
    await shop.work()
    assert (await shop.read(invoice))["status"] == "paid"
    assert await shop.payments() == [100_000, 150_000]


async def test_a_way_that_was_switched_off_starts_nothing_new_but_loses_nothing(shop: Shop) -> None:
    invoice = await shop.invoice()
    location = await started(shop, invoice)
    page = await shop.customer.get("/pay")
    assert 'action="/pay/checkout"' in page.text
    none = {"card": False, "ach": False, "financing": False}
    await shop.office.patch(f"/api/invoices/{invoice['id']}", {"payment_options": none})
    await shop.customer.choose(location, "succeed")
    await shop.work()
    assert await shop.payments() == [250_000]
    other = await shop.invoice(100_000, payment_options=none)
    page = await shop.customer.open(other["pay_url"])
    assert 'action="/pay/checkout"' not in page.text
    assert "To pay this, please contact" in page.text


async def test_an_attempt_left_open_for_a_day_is_closed(shop: Shop) -> None:
    await started(shop, await shop.invoice())
    for _ in range(6):
        await shop.later(hours=6)
    assert await shop.states() == ["expired"]


async def test_a_second_invoice_opened_meanwhile_is_not_paid_from_the_first_page(shop: Shop) -> None:
    first, second = await shop.invoice(100_000), await shop.invoice(200_000)
    page = await shop.customer.open(first["pay_url"])
    await shop.customer.open(second["pay_url"])
    answer = await shop.customer.press(page)
    assert answer.headers["location"] == "/pay?notice=other_page"
    assert await shop.states() == []


async def test_checkout_starts_are_limited_by_invoice(shop: Shop) -> None:
    invoice = await shop.invoice()
    page = await shop.customer.open(invoice["pay_url"])
    for _ in range(10):
        await shop.customer.choose((await shop.customer.press(page)).headers["location"], "abandon")
        await shop.customer.get("/pay/return")
    assert (await shop.customer.press(page)).headers["location"] == "/pay?notice=too_often"
    shop.clock.advance(timedelta(hours=1))
    assert (await shop.customer.press(page)).headers["location"].startswith("/sandbox/")


async def test_another_site_cannot_press_the_button(shop: Shop) -> None:
    invoice = await shop.invoice()
    page = await shop.customer.open(invoice["pay_url"])
    blind = await shop.customer.http.post("/pay/checkout", data={"page": "x" * 43, "method": "card"})
    assert blind.headers["location"] == "/pay?notice=other_page"
    form = {"page": form_token(page.text), "method": "card"}
    foreign = await shop.customer.http.post(
        "/pay/checkout", data=form, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert foreign.headers["location"] == "/pay?notice=other_page"
    assert await shop.states() == []
    assert (await Customer(shop.app).get("/pay")).status_code == 404


async def test_three_refused_cards_make_a_pause_of_ten_minutes(shop: Shop) -> None:
    page = await shop.customer.open((await shop.invoice())["pay_url"])
    for _ in range(3):
        await shop.customer.choose((await shop.customer.press(page)).headers["location"], "decline")
        await shop.customer.get("/pay/return")
    assert (await shop.customer.press(page)).headers["location"] == "/pay?notice=too_often"
    shop.clock.advance(timedelta(minutes=10))
    assert (await shop.customer.press(page)).headers["location"].startswith("/sandbox/")


async def test_on_plain_http_in_the_office_network_the_button_works(shop: Shop) -> None:
    """There a browser sends no Sec-Fetch-Site, and `Origin: null` from a page without referrer."""
    page = await shop.customer.open((await shop.invoice())["pay_url"])
    form = {"page": form_token(page.text), "method": "card"}
    answer = await shop.customer.http.post("/pay/checkout", data=form, headers={"Origin": "null"})
    assert answer.headers["location"].startswith("/sandbox/checkout/")
