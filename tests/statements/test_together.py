"""Several invoices of a job are paid in one go: one payment, a share for each, one attempt at a time."""

import itertools
import re
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from tests.paypage.shop import ACH_TOO, Shop, form_token, path_of
from tests.paypage.stripe_peer import StripePeer
from tests.paypage.test_stripe import hook

from stagebill.paypage.followers import work_deliveries

pytestmark = pytest.mark.anyio

PAGE_BYTES_MAX = 14 * 1024
CARD_ONLY = {"card": True, "ach": False, "financing": False}


async def open_statement(shop: Shop) -> httpx.Response:
    url = (await shop.office.get(f"/api/jobs/{shop.job_id}/statement")).json()["url"]
    return await shop.customer.open(url)


async def page_of(shop: Shop, invoices: Sequence[dict[str, Any]] | None = None) -> httpx.Response:
    ids = None if invoices is None else [invoice["id"] for invoice in invoices]
    return await shop.customer.get("/statement/pay", params=None if ids is None else {"i": ids})


async def press(
    shop: Shop, page: httpx.Response, invoices: Sequence[dict[str, Any]], method: str = "card"
) -> str:
    """The ticks as they stand and a button; where that leads."""
    total = re.search(r'name="total" value="(\d+)"', page.text)
    assert total
    form = {"page": form_token(page.text), "total": total[1], "method": method,
            "i": [invoice["id"] for invoice in invoices]}  # fmt: skip
    answer = await shop.customer.http.post("/statement/checkout", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def two(shop: Shop, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    first, second = await shop.invoice(200_000, **more), await shop.invoice(100_000, **more)
    await open_statement(shop)
    return first, second


async def decisions(shop: Shop) -> list[tuple[Any, ...]]:
    return await shop.rows("SELECT reason, amount_minor FROM decision WHERE resolved_at IS NULL")


async def allocated(shop: Shop) -> list[int]:
    return [row[0] for row in await shop.rows("SELECT amount_minor FROM allocation ORDER BY amount_minor")]


async def test_2000_and_1000_are_one_payment_of_3000_and_the_receipt_lists_the_split(shop: Shop) -> None:
    first, second = await two(shop)
    assert "Pay all $3,000.00 together" in (await open_statement(shop)).text
    page = await page_of(shop)
    assert "for 2 invoices" in page.text
    assert len(page.content) <= PAGE_BYTES_MAX
    assert "<script" not in page.text
    sandbox = await press(shop, page, (first, second))
    await shop.customer.choose(sandbox, "succeed")
    back = await shop.customer.get("/statement/return")
    assert await shop.payments() == [300_000]
    assert await allocated(shop) == [100_000, 200_000]
    assert [(await shop.read(each))["status"] for each in (first, second)] == ["paid", "paid"]
    receipt = await shop.customer.get(back.headers["location"])
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", receipt.text))
    for part in (first["number"], "$2,000.00", second["number"], "$1,000.00", "$3,000 .00"):
        assert part in said
    await shop.work()
    assert await shop.payments() == [300_000]
    assert await shop.rows("SELECT count(*) FROM message WHERE kind = 'mail.receipt'") == [(1,)]


async def test_one_invoice_alone_offers_nothing_together(shop: Shop) -> None:
    await shop.invoice()
    assert "together" not in (await open_statement(shop)).text


async def test_other_ticks_show_their_total_before_anything_is_charged(shop: Shop) -> None:
    first, second = await two(shop)
    third = await shop.invoice(50_000)
    page = await page_of(shop)
    location = await press(shop, page, (first, third))
    assert location == f"/statement/pay?i={first['id']}&i={third['id']}&notice=new_total"
    assert await shop.states() == []
    page = await shop.customer.get(location)
    assert "$2,500" in page.text
    assert page.text.count(" checked") == 2
    await shop.customer.choose(await press(shop, page, (first, third)), "succeed")
    await shop.work()
    assert await allocated(shop) == [50_000, 200_000]
    assert (await shop.read(second))["status"] == "open"


async def test_no_ticks_say_so_and_one_tick_leads_to_its_own_page(shop: Shop) -> None:
    first, second = await two(shop)
    page = await page_of(shop)
    location = await press(shop, page, (), "look")
    assert "Choose at least one invoice." in (await shop.customer.get(location)).text
    page = await page_of(shop, [second])
    assert await press(shop, page, [second]) == path_of(second["pay_url"])
    assert first["pay_url"] != second["pay_url"]


async def test_each_ticked_invoice_takes_part_in_one_attempt_alone(shop: Shop) -> None:
    first, second = await two(shop)
    joint = await press(shop, await page_of(shop), (first, second))
    page = await shop.customer.open(second["pay_url"])
    assert "It is for several invoices together." in page.text
    assert "Finish paying $3,000.00" in page.text
    form = {"page": form_token(page.text), "method": "card", "amount": "300000"}
    again = await shop.customer.http.post("/pay/checkout", data=form)
    assert again.headers["location"] == joint
    # Start over ends it for both; paying one alone then begins anew.
    await shop.customer.http.post("/pay/restart", data={"page": form_token(page.text)})
    assert set(await shop.states()) == {"expired"}
    alone = await shop.customer.press(await shop.customer.get("/pay"))
    assert alone.headers["location"] != joint
    # And the joint one that is started now closes that.
    await open_statement(shop)
    await press(shop, await page_of(shop), (first, second))
    states = await shop.rows("SELECT state, count(*) FROM checkout GROUP BY state ORDER BY state")
    assert states == [("expired", 3), ("open", 2)]


async def test_pressing_pay_twice_goes_on_with_the_same(shop: Shop) -> None:
    first, second = await two(shop)
    page = await page_of(shop)
    assert await press(shop, page, (first, second)) == await press(shop, page, (first, second))
    assert await shop.states() == ["open", "open"]


async def test_a_joint_debit_is_pending_on_both_and_not_payable_again(shop: Shop) -> None:
    first, second = await two(shop, payment_options=ACH_TOO)
    sandbox = await press(shop, await page_of(shop), (first, second), "ach")
    await shop.customer.choose(sandbox, "succeed_later")
    await shop.work()
    assert [(await shop.read(each))["pending_minor"] for each in (first, second)] == [200_000, 100_000]
    assert "Nothing to pay right now" in (await page_of(shop)).text
    await shop.later(days=5)
    assert await allocated(shop) == [100_000, 200_000]
    assert await shop.payments() == [300_000]


async def test_only_ways_that_every_ticked_invoice_offers_have_a_button(shop: Shop) -> None:
    first = await shop.invoice(200_000, payment_options=ACH_TOO)
    second = await shop.invoice(100_000, payment_options=CARD_ONLY)
    await open_statement(shop)
    page = await page_of(shop)
    assert re.findall(r'name="method" value="(\w+)"', page.text) == ["look", "card"]
    assert await press(shop, page, (first, second), "ach") != ""
    assert await shop.states() == []


async def test_an_invoice_of_another_job_cannot_be_ticked(shop: Shop) -> None:
    first, second = await two(shop)
    await shop.add_job(title="Another")
    foreign = await shop.invoice(40_000)
    page = await page_of(shop, (first, second, foreign))
    assert foreign["id"] not in page.text
    assert "for 2 invoices" in page.text


async def test_a_void_in_between_closes_the_joint_attempt_first(shop: Shop) -> None:
    first, second = await two(shop)
    await press(shop, await page_of(shop), (first, second))
    answer = await shop.office.post(f"/api/invoices/{second['id']}/void", {"reason": "mistake"})
    assert answer.status_code == 200, answer.text
    assert await shop.states() == ["expired", "expired"]


async def test_cash_taken_meanwhile_on_one_closes_the_joint_attempt(shop: Shop) -> None:
    first, second = await two(shop)
    await press(shop, await page_of(shop), (first, second))
    cash = {"method": "cash", "amount_minor": 100_000, "invoice_id": second["id"]}
    assert (await shop.office.post("/api/payments", cash)).status_code == 201
    await shop.work()
    assert await shop.states() == ["expired", "expired"]


async def test_money_for_a_share_that_was_paid_in_cash_meanwhile_waits_for_a_decision(shop: Shop) -> None:
    first, second = await two(shop)
    sandbox = await press(shop, await page_of(shop), (first, second))
    await shop.invoice(50_000)  # an open one that nobody ticked takes none of it
    await shop.customer.choose(sandbox, "succeed")
    cash = {"method": "cash", "amount_minor": 100_000, "invoice_id": second["id"]}
    assert (await shop.office.post("/api/payments", cash)).status_code == 201
    await shop.work()
    assert await decisions(shop) == [("invoice_paid", 100_000)]
    assert await allocated(shop) == [100_000, 200_000]


async def test_a_decline_leaves_both_payable(shop: Shop) -> None:
    first, second = await two(shop)
    sandbox = await press(shop, await page_of(shop), (first, second))
    await shop.customer.choose(sandbox, "decline")
    back = await shop.customer.get("/statement/return")
    assert back.headers["location"] in ("/statement/pay?notice=failed", "/statement")
    assert await shop.payments() == []
    assert [(await shop.read(each))["due_minor"] for each in (first, second)] == [200_000, 100_000]


async def test_a_form_of_elsewhere_starts_nothing(shop: Shop) -> None:
    first, second = await two(shop)
    form = {"page": "x" * 43, "total": "300000", "method": "card", "i": [first["id"], second["id"]]}
    answer = await shop.customer.http.post("/statement/checkout", data=form)
    assert "notice=other_page" in answer.headers["location"]
    assert await shop.states() == []


@pytest.mark.parametrize("fault", ["before", "after", "500", "500_after", "429"])
async def test_whatever_stripe_does_the_joint_payment_is_charged_once(
    striped: Shop, peer: StripePeer, fault: Any
) -> None:
    first, second = await two(striped)
    page = await page_of(striped)
    peer.fail("POST /v1/checkout/sessions", fault)
    location = ""
    for _ in range(3):  # a 500 that is replayed ends the attempt, and the next press begins another
        location = await press(striped, page, (first, second))
        if "/c/pay/cs_" in location:
            break
    name = location.rpartition("/")[2]
    peer.press(name)
    for _ in range(2):
        await striped.customer.get("/statement/return")
        await striped.later(minutes=5)
    assert peer.charged_minor() == 300_000
    assert await striped.payments() == [300_000]
    assert await allocated(striped) == [100_000, 200_000]


async def test_the_receipt_by_mail_and_on_the_invoices_page_lists_the_split(shop: Shop) -> None:
    first, second = await two(shop)
    await shop.customer.choose(await press(shop, await page_of(shop), (first, second)), "succeed")
    await shop.work()
    ((mail,),) = await shop.rows("SELECT body_text FROM message WHERE kind = 'mail.receipt'")
    page = await shop.customer.open(second["pay_url"])
    link = re.search(r'href="(/pay/receipts/[^"]+)"', page.text)
    assert link
    receipt = (await shop.customer.get(link[1])).text
    for text in (mail, receipt):
        for part in (first["number"], "$2,000.00", second["number"], "$1,000.00", "$3,000"):
            assert part in text, (part, text)


async def test_stripes_events_in_every_order_and_doubled_end_as_one_payment(
    striped: Shop, peer: StripePeer
) -> None:
    """Four events of each of 24 joint payments, each payment's in another order and the first twice."""
    orders = list(itertools.permutations(range(4)))
    await striped.add_job(total_minor=len(orders) * 3_000)
    await open_statement(striped)
    for order in orders:
        invoices = (await striped.invoice(2_000), await striped.invoice(1_000))
        location = await press(striped, await page_of(striped, invoices), invoices)
        before = len(peer.events)
        session = location.rpartition("/")[2]
        peer.press(session, "decline")
        peer.press(session)
        own = peer.events[before:]
        for place in (order[0], *order):
            body, headers = peer.delivery(own[place])
            answer = await striped.customer.http.post(await hook(striped), content=body, headers=headers)
            assert answer.status_code == 202
            await work_deliveries(striped.services)
    assert await striped.payments() == [3_000] * len(orders)
    assert peer.charged_minor() == len(orders) * 3_000
    assert await striped.rows("SELECT DISTINCT state FROM checkout") == [("settled",)]
    assert await striped.rows("SELECT DISTINCT status FROM invoice") == [("paid",)]


async def test_money_for_an_invoice_that_was_voided_meanwhile_waits_and_the_other_is_paid(
    striped: Shop, peer: StripePeer
) -> None:
    first, second = await two(striped)
    session = (await press(striped, await page_of(striped), (first, second))).rpartition("/")[2]
    peer.fail("POST /v1/checkout/sessions/", "before", times=40)
    peer.fail("GET /v1/checkout/sessions/", "before", times=40)
    await striped.later(days=2)
    await striped.sign_in_again()
    voided = await striped.office.post(f"/api/invoices/{second['id']}/void", {"reason": "wrong sum"})
    assert voided.status_code == 200, voided.text
    peer.faults.clear()
    peer.press(session)
    await striped.later(hours=8)
    assert await decisions(striped) == [("invoice_void", 100_000)]
    assert await allocated(striped) == [200_000]
    assert await striped.payments() == [300_000] == [peer.charged_minor()]


async def test_a_revoked_statement_closes_the_page(shop: Shop) -> None:
    await two(shop)
    answer = await shop.office.post(f"/api/jobs/{shop.job_id}/statement/revoke", {})
    assert answer.status_code in (200, 201), answer.text
    assert (await page_of(shop)).status_code == 404


TIPPED = {"card": True, "ach": True, "financing": False, "tip": True}


async def send(shop: Shop, page: httpx.Response, method: str, *ids: str, **said: str) -> str:
    """The form as the page has it, with these ticks; where it leads."""
    form = page.text[page.text.index('action="/statement/checkout"') :].partition("</form>")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    body: dict[str, Any] = {**hidden, "method": method, "i": list(ids), **said}
    location: str = (await shop.customer.http.post("/statement/checkout", data=body)).headers["location"]
    return location


async def test_two_invoices_of_200_and_100_are_paid_with_one_tip_of_ten_percent_of_300(shop: Shop) -> None:
    ids = [(await shop.invoice(each, payment_options=TIPPED))["id"] for each in (20_000, 10_000)]
    await open_statement(shop)
    page = await page_of(shop)
    assert "A percent is of the $300.00 that you pay now." in page.text
    page = await shop.customer.get(await send(shop, page, "tip:1000", *ids))
    assert "With a tip of $30.00 your card is charged $330.00." in page.text
    await shop.customer.choose(await send(shop, page, "card", *ids), "succeed")
    back = await shop.customer.get("/statement/return")
    assert back.headers["location"].startswith("/statement/receipts/")
    assert await shop.payments() == [30_000]
    assert await allocated(shop) == [10_000, 20_000]
    assert await shop.rows("SELECT amount_minor FROM tip") == [(3_000,)]
    assert await shop.rows("SELECT amount_minor FROM sandbox_checkout") == [(33_000,)]


async def test_a_tip_typed_or_ticks_changed_show_their_new_total_first(shop: Shop) -> None:
    ids = [(await shop.invoice(each, payment_options=TIPPED))["id"] for each in (20_000, 10_000)]
    await open_statement(shop)
    page = await shop.customer.get(await send(shop, await page_of(shop), "tip:1000", *ids))
    location = await send(shop, page, "card", *ids, tip_sum="12.50")
    assert "notice=new_total" in location
    page = await shop.customer.get(location)
    assert "With a tip of $12.50 your card is charged $312.50." in page.text
    for wrong in ("-5", "ten", "300.01"):
        assert "tip_gone" in await send(shop, page, "card", *ids, tip_sum=wrong)
    assert "tip_gone" in await send(shop, page, "card", *ids, tip_shown="-5")
    assert await shop.states() == []


async def test_a_tip_is_asked_for_together_only_where_every_ticked_invoice_does(shop: Shop) -> None:
    asks = await shop.invoice(20_000, payment_options=TIPPED)
    asks_not = await shop.invoice(10_000, payment_options=ACH_TOO)
    await open_statement(shop)
    page = await page_of(shop)
    assert "Add a tip" not in page.text
    ids = (asks["id"], asks_not["id"])
    assert "tip_gone" in await send(shop, page, "card", *ids, tip="1000", tip_shown="3000")
    assert await shop.states() == []
