"""What screens are told of money after it was taken: refunds on their way, disputes, late debits."""

from typing import Any

import pytest
from tests.paypage.shop import ACH_TOO, Shop, started
from tests.paypage.stripe_peer import StripePeer
from tests.paypage.test_afterwards import open_decisions, paid, refund
from tests.paypage.test_gateway_accounts import of_account
from tests.paypage.test_pay_page import text_of
from tests.paypage.test_stripe import recorded_minor, tell
from tests.questions.test_questions import said

pytestmark = pytest.mark.anyio


async def payment(shop: Shop, payment_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await shop.office.get(f"/api/payments/{payment_id}")).json()
    return found


async def lists(shop: Shop) -> dict[str, Any]:
    found: dict[str, Any] = (await shop.office.get("/api/invoices/summary")).json()
    return found


async def test_a_refund_is_asked_then_sent_and_one_in_cash_is_done(striped: Shop, peer: StripePeer) -> None:
    """A-REFUND, 200 of 1,000: each state is on the payment, with the invoice that it was taken off."""
    invoice, payment_id, _ = await paid(striped, peer, 100_000)
    await refund(striped, payment_id, 20_000, invoice_id=invoice["id"])
    (asked,) = (await payment(striped, payment_id))["refunds"]
    assert (asked["state"], asked["amount_minor"], asked["invoice_id"]) == ("asked", 20_000, invoice["id"])
    await striped.work()
    await refund(striped, payment_id, 5_000, invoice_id=invoice["id"], method="cash")
    states = [(one["state"], one["method"]) for one in (await payment(striped, payment_id))["refunds"]]
    assert sorted(states) == [("done", "cash"), ("sent", "card")]


async def test_a_refund_whose_keys_were_removed_is_a_row_to_decide_and_not_asked_for_ever(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, _ = await paid(striped, peer, 100_000)
    await refund(striped, payment_id, 20_000, invoice_id=invoice["id"])
    removed = await striped.company.owner.post(await of_account(striped, "remove"))
    assert removed.status_code == 200, removed.text
    await striped.work()
    (row,) = await open_decisions(striped)
    assert (row["reason"], row["amount_minor"], row["problem"]) == ("refund_failed", 20_000, "keys_removed")
    (failed,) = (await payment(striped, payment_id))["refunds"]
    assert (failed["state"], failed["problem"]) == ("failed", "keys_removed")
    assert await striped.rows("SELECT state FROM outbox WHERE kind = 'paypage.send_refund'") == [("done",)]
    assert await recorded_minor(striped) == 100_000
    assert peer.all("refund") == []


async def test_a_disputed_invoice_is_its_own_state_and_not_quietly_paid(
    striped: Shop, peer: StripePeer
) -> None:
    """D-55: it leaves the paid list with its sum, and comes back when the dispute is won."""
    invoice, payment_id, session = await paid(striped, peer, 100_000)
    await striped.later(hours=1)
    before = await lists(striped)
    dispute = peer.dispute(session)
    await tell(striped, peer, peer.events[-1:])
    read = await striped.read(invoice)
    assert (read["status"], read["shown_as"], read["due_minor"]) == ("paid", "disputed", 0)
    assert read["concerns"] == [{"kind": "disputed", "amount_minor": 100_000, "on": "2026-03-11", "name": ""}]
    (told,) = (await payment(striped, payment_id))["disputes"]
    assert (told["state"], told["amount_minor"]) == ("open", 100_000)
    during = await lists(striped)
    assert (before["paid"]["count"], during["paid"]["count"]) == (1, 0)
    assert (during["paid"]["total_minor"], during["disputed"]["total_minor"]) == (0, 100_000)
    assert during["all"] == before["all"]
    told = "Your bank is looking into your payment of $1,000.00."
    assert told in (await striped.customer.open(invoice["pay_url"])).text
    for show, count in (("paid", 0), ("disputed", 1)):
        found = (await striped.office.get(f"/api/invoices?show={show}")).json()["items"]
        assert len(found) == count, show
    peer.close_dispute(dispute, "won")
    await tell(striped, peer, peer.events[-1:])
    assert await lists(striped) == before
    read = await striped.read(invoice)
    assert (read["shown_as"], read["concerns"]) == ("paid", [])
    assert told not in (await striped.customer.open(invoice["pay_url"])).text


async def test_a_lost_dispute_opens_the_invoice_and_is_told_as_taken_back_until_money_comes(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, payment_id, session = await paid(striped, peer, 100_000)
    await striped.later(hours=1)
    dispute = peer.dispute(session)
    await tell(striped, peer, peer.events[-1:])
    peer.close_dispute(dispute, "lost")
    await tell(striped, peer, peer.events[-1:])
    read = await striped.read(invoice)
    assert (read["due_minor"], [one["kind"] for one in read["concerns"]]) == (100_000, ["taken_back"])
    assert read["shown_as"] != "disputed"
    assert [one["state"] for one in (await payment(striped, payment_id))["disputes"]] == ["lost"]
    assert (await lists(striped))["disputed"]["count"] == 0
    await striped.later(hours=1)
    cash = {"method": "cash", "amount_minor": 40_000, "invoice_id": invoice["id"]}
    assert (await striped.office.post("/api/payments", cash)).status_code == 201
    assert (await striped.read(invoice))["concerns"] == []
    assert (await lists(striped))["taken_back"]["count"] == 0


async def test_a_debit_of_1000_that_its_bank_takes_back_days_later_is_a_list_and_a_chip(
    striped: Shop, peer: StripePeer
) -> None:
    """An ACH return after it was paid comes as a dispute that is lost at once."""
    invoice, _, session = await paid(striped, peer, 100_000)
    await striped.later(days=4)
    await striped.sign_in_again()
    peer.dispute(session, status="lost", reason="insufficient_funds")
    await tell(striped, peer, peer.events[-1:])
    told = {"kind": "taken_back", "amount_minor": 100_000, "on": "2026-03-06", "name": ""}
    assert (await striped.read(invoice))["concerns"] == [told]
    sums = (await lists(striped))["taken_back"]
    assert (sums["count"], sums["due_minor"]) == (1, 100_000)
    (row,) = (await striped.office.get("/api/invoices?show=taken_back")).json()["items"]
    assert (row["id"], row["concerns"]) == (invoice["id"], [told])
    page = (await striped.customer.open(invoice["pay_url"])).text
    assert "Your bank took your payment of $1,000.00 back on " in page


async def test_what_the_company_gives_back_at_the_processor_is_no_money_that_a_bank_took(
    striped: Shop, peer: StripePeer
) -> None:
    invoice, _, session = await paid(striped, peer, 100_000)
    form = {
        "payment_intent": peer.objects[session]["payment_intent"],
        "amount": "100000",
        "metadata[key]": "",
    }
    peer.answer("POST", "/v1/refunds", form, None)
    await striped.later(hours=2)
    read = await striped.read(invoice)
    assert (read["due_minor"], read["concerns"]) == (100_000, [])
    assert "Your bank took" not in (await striped.customer.open(invoice["pay_url"])).text


async def test_a_debit_says_since_when_it_is_on_its_way(shop: Shop) -> None:
    """M16: ten days later the office's screens show it; it is there for them from the first day."""
    invoice = await shop.invoice(10_000, payment_options=ACH_TOO)
    await shop.customer.choose(await started(shop, invoice, "ach"), "succeed_later")
    await shop.work()
    (concern,) = (await shop.read(invoice))["concerns"]
    assert concern == {"kind": "pending", "amount_minor": 10_000, "on": "2026-03-02", "name": ""}


async def test_a_receipt_says_what_of_its_payment_is_given_back(striped: Shop, peer: StripePeer) -> None:
    """A-REFUND, 200 of 1,000: 800 and 200 are the 1,000 that the receipt begins with."""
    invoice, payment_id, _ = await paid(striped, peer, 100_000)
    before = text_of(await striped.customer.get(f"/pay/receipts/{payment_id}"))
    assert "given back" not in before
    await refund(striped, payment_id, 20_000, invoice_id=invoice["id"])
    told = text_of(await striped.customer.get(f"/pay/receipts/{payment_id}"))
    assert "received $1,000.00 by card" in told
    assert "$800.00 of it is for this invoice. $200.00 of it is given back to you." in told
    assert "Still due on this invoice $200.00" in told


async def test_a_receipt_promises_no_refund_that_failed(striped: Shop, peer: StripePeer) -> None:
    invoice, payment_id, _ = await paid(striped, peer, 100_000)
    await refund(striped, payment_id, 20_000, invoice_id=invoice["id"])
    assert (await striped.company.owner.post(await of_account(striped, "remove"))).status_code == 200
    await striped.work()
    assert [one["state"] for one in (await payment(striped, payment_id))["refunds"]] == ["failed"]
    assert "given back" not in text_of(await striped.customer.get(f"/pay/receipts/{payment_id}"))


async def test_lists_of_questions_and_promised_days_hold_what_is_asked_or_promised(shop: Shop) -> None:
    """One is asked about, of one a day is promised; answered, or paid, they leave those lists."""
    asked, promised = await shop.invoice(10_000, send=True), await shop.invoice(20_000, send=True)
    await said(shop, asked, "/pay/question", text="Is this all?")
    await said(shop, promised, "/pay/promise", on="2026-03-12")

    async def listed() -> dict[str, Any]:
        sums = (await shop.office.get("/api/invoices/summary")).json()
        lists = {}
        for show in ("questioned", "promised"):
            rows = (await shop.office.get(f"/api/invoices?show={show}")).json()["items"]
            lists[show] = ([row["id"] for row in rows], sums[show]["count"], sums[show]["due_minor"])
        return lists

    assert await listed() == {
        "questioned": ([asked["id"]], 1, 10_000), "promised": ([promised["id"]], 1, 20_000),
    }  # fmt: skip
    (waiting,) = (await shop.office.get("/api/questions?open=true")).json()["items"]
    await shop.office.post(f"/api/questions/{waiting['id']}/close", {})
    cash = {"method": "cash", "amount_minor": 20_000, "invoice_id": promised["id"]}
    assert (await shop.office.post("/api/payments", cash)).status_code == 201
    assert await listed() == {"questioned": ([], 0, 0), "promised": ([], 0, 0)}


async def test_a_debit_that_failed_is_told_until_another_is_on_its_way(shop: Shop) -> None:
    """Its customer was told that it is on its way: the office has to see that it is not."""
    invoice, told = await shop.invoice(10_000, payment_options=ACH_TOO), []
    for outcomes in (("fail_later", "bounce"), ("abandon",), ("succeed_later",)):
        location = await started(shop, invoice, "ach")
        for outcome in outcomes:
            await shop.customer.choose(location, outcome)
            await shop.work()
        told.append((await shop.read(invoice))["concerns"])
        await shop.later(seconds=30)
    failed = {"kind": "debit_failed", "amount_minor": 10_000, "on": "2026-03-02", "name": ""}
    assert (told[0], told[1], [one["kind"] for one in told[2]]) == ([failed], [failed], ["pending"])


async def test_a_debit_that_failed_is_told_until_something_comes_and_is_in_every_phones_rows(
    shop: Shop,
) -> None:
    invoice = await shop.invoice(10_000, payment_options=ACH_TOO)
    location = await started(shop, invoice, "ach")
    for outcome in ("fail_later", "bounce"):
        await shop.customer.choose(location, outcome)
        await shop.work()
    told = (await shop.read(invoice))["concerns"]
    assert [one["kind"] for one in told] == ["debit_failed"]
    snapshot = (await shop.office.get("/api/sync/snapshot")).json()["tables"]["invoices"]
    assert snapshot["data"][snapshot["cols"].index("concerns")] == [told]
    # That a page was opened is in no phone's rows: until something comes of it, nothing here changes.
    await started(shop, invoice, "ach")
    assert (await shop.read(invoice))["concerns"] == told
    await shop.later(hours=1)
    cash = {"method": "cash", "amount_minor": 4_000, "invoice_id": invoice["id"]}
    assert (await shop.office.post("/api/payments", cash)).status_code == 201
    assert (await shop.read(invoice))["concerns"] == []
