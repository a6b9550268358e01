"""Paid over time by Wisetack: within its limits, counted once it has settled, and never twice."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace
from tests.paypage.conftest import opened_shop
from tests.paypage.shop import Customer, Shop, path_of
from tests.paypage.stripe_peer import KEY, StripePeer
from tests.paypage.test_stripe import recorded_minor
from tests.paypage.wisetack_peer import KEYS, WisetackPeer

from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config
from stagebill.paypage.followers import work_deliveries
from stagebill.paypage.gateway import Snapshot
from stagebill.paypage.gateways.wisetack.gateway import WisetackGateway

pytestmark = pytest.mark.anyio

FINANCED = {"card": True, "ach": False, "financing": True}
FULL = 420_000


async def offered(shop: Shop, amount_minor: int, **more: Any) -> str:
    """The pay page of a new invoice of this sum."""
    invoice = await shop.invoice(amount_minor, payment_options=FINANCED, **more)
    return (await shop.customer.open(invoice["pay_url"])).text


async def at_wisetack(shop: Shop, invoice: dict[str, Any]) -> str:
    """The customer is on Wisetack's page; the application's id."""
    page = await shop.customer.open(invoice["pay_url"])
    answer = await shop.customer.press(page, "financing")
    assert answer.status_code == 303, answer.text
    location: str = answer.headers["location"]
    assert "loanApplicationId=" in location, location
    return location.rpartition("=")[2]


async def applied_for(shop: Shop, amount_minor: int = FULL) -> tuple[dict[str, Any], str]:
    """An invoice, and the application that its customer has begun."""
    invoice = await shop.invoice(amount_minor, payment_options=FINANCED)
    return invoice, await at_wisetack(shop, invoice)


async def tell(shop: Shop, notice: dict[str, Any], path: str = "") -> int:
    """A notice arrives at the company's own address and is worked."""
    address = path or path_of((await account(shop))["webhook_url"])
    answer = await shop.customer.http.post(address, json=notice)
    await work_deliveries(shop.services)
    return answer.status_code


async def account(shop: Shop) -> dict[str, Any]:
    items = (await shop.company.owner.get("/api/gateways")).json()["items"]
    return next(each for each in items if each["gateway"] == "wisetack")


@pytest.mark.parametrize(
    ("amount_minor", "is_offered"), [(49_999, False), (50_000, True), (2_500_000, True), (2_500_001, False)]
)
async def test_financing_is_offered_from_500_to_25_000_both_included(
    lent: Shop, amount_minor: int, is_offered: bool
) -> None:
    """A-FIN; where the sum is outside, the page says which sums are not."""
    page = await offered(lent, amount_minor)
    assert ('value="financing"' in page) is is_offered
    assert ("possible from $500.00 to $25,000.00" in page) is not is_offered
    assert "month" not in page


@pytest.mark.parametrize(
    ("typed", "is_offered"),
    [("499.99", False), ("500.00", True), ("25,000.00", True), ("25,000.01", False)],
)
async def test_the_limits_are_those_of_the_sum_that_the_customer_chose(
    lent: Shop, typed: str, is_offered: bool
) -> None:
    """A-FIN of the financed sum (D-56), whatever the invoice comes to."""
    await lent.add_job(total_minor=4_000_000)
    invoice = await lent.invoice(3_000_000, payment_options={**FINANCED, "part": True})
    await lent.customer.open(invoice["pay_url"])
    page = (await lent.customer.get("/pay", params={"amount": typed})).text
    assert ('value="financing"' in page) is is_offered
    assert 'value="card"' in page


async def test_a_press_for_a_sum_outside_the_limits_starts_nothing(lent: Shop, lender: WisetackPeer) -> None:
    invoice = await lent.invoice(49_999, payment_options=FINANCED)
    page = await lent.customer.open(invoice["pay_url"])
    answer = await lent.customer.press(page, "financing")
    assert answer.headers["location"] == "/pay?notice=not_offered"
    assert lender.applications == {}


async def test_without_an_account_at_wisetack_nothing_of_it_is_on_the_page(shop: Shop) -> None:
    page = await offered(shop, 49_999)
    assert 'value="financing"' in page
    assert "$25,000.00" not in page


async def test_an_invoice_that_does_not_offer_financing_says_nothing_of_limits(lent: Shop) -> None:
    invoice = await lent.invoice(49_999, payment_options={**FINANCED, "financing": False})
    assert "$25,000.00" not in (await lent.customer.open(invoice["pay_url"])).text


async def test_only_a_settled_loan_is_money(lent: Shop, lender: WisetackPeer) -> None:
    invoice, application = await applied_for(lent)
    for word, status, shown in [
        ("Initiated", "open", "unsent"),
        ("Authorized", "open", "unsent"),
        ("Something new", "open", "unsent"),
        ("Loan confirmed", "open", "pending"),
    ]:
        lender.press(application, word)
        await lent.customer.get("/pay/return")
        seen = await lent.read(invoice)
        assert (seen["status"], seen["shown_as"]) == (status, shown), word
        assert await recorded_minor(lent) == 0
    page = (await lent.customer.get("/pay")).text
    assert "Your financing is confirmed" in page
    assert "bank payment" not in page
    lender.press(application, "Settled", settledLoanAmount="4200.00")
    await lent.customer.get("/pay/return")
    assert (await lent.read(invoice))["status"] == "paid"
    assert await recorded_minor(lent) == lender.lent_minor() == FULL


@pytest.mark.parametrize("word", ["Declined", "Expired"])
async def test_what_was_declined_or_expired_leaves_the_invoice_payable(
    lent: Shop, lender: WisetackPeer, word: str
) -> None:
    invoice, application = await applied_for(lent)
    lender.press(application, word)
    await tell(lent, lender.notices[-1])
    seen = await lent.read(invoice)
    assert (seen["status"], seen["pending_minor"], seen["due_minor"]) == ("open", 0, FULL)
    assert 'value="financing"' in (await lent.customer.get("/pay")).text


async def test_a_counter_offer_of_3_000_for_4_200_is_a_part_payment(lent: Shop, lender: WisetackPeer) -> None:
    """PY-20."""
    invoice, application = await applied_for(lent)
    lender.press(application, "Settled", approvedLoanAmount="3000.00")
    await lent.customer.get("/pay/return")
    seen = await lent.read(invoice)
    assert (seen["status"], seen["paid_minor"], seen["due_minor"]) == ("open", 300_000, 120_000)
    assert await recorded_minor(lent) == lender.lent_minor() == 300_000


async def test_with_every_notice_lost_the_timer_finds_the_money(lent: Shop, lender: WisetackPeer) -> None:
    invoice, application = await applied_for(lent)
    await lent.later(days=20)
    assert await lent.states() == ["open"]
    lender.press(application, "Settled")
    await lent.later(hours=6)
    await lent.sign_in_again()
    assert (await lent.read(invoice))["status"] == "paid"


async def test_a_notice_twice_and_in_any_order_is_recorded_once(lent: Shop, lender: WisetackPeer) -> None:
    _, application = await applied_for(lent)
    for word in ("Authorized", "Loan confirmed", "Settled"):
        lender.press(application, word)
    for notice in [*reversed(lender.notices), *lender.notices]:
        assert await tell(lent, notice) == 202
    assert await recorded_minor(lent) == lender.lent_minor() == FULL
    assert await lent.rows("SELECT count(*) FROM delivery") == [(3,)]


async def test_a_notice_that_lies_makes_us_ask_and_changes_nothing(lent: Shop, lender: WisetackPeer) -> None:
    """Nobody signs them: the body is never believed."""
    _, application = await applied_for(lent)
    lie = {"transactionId": application, "changedStatus": "Settled", "settledLoanAmount": "4200.00"}
    assert await tell(lent, lie) == 202
    assert await recorded_minor(lent) == 0
    assert await lent.states() == ["open"]


@pytest.mark.parametrize("breaks", ["word", "no_word", "company", "body"])
async def test_only_who_knows_the_address_may_give_a_hint(
    lent: Shop, lender: WisetackPeer, breaks: str
) -> None:
    _, application = await applied_for(lent)
    lender.press(application, "Settled")
    path, notice = path_of((await account(lent))["webhook_url"]), lender.notices[-1]
    match breaks:
        case "word":
            path = path[:-3] + "abc"
        case "no_word":
            path = path.rpartition("/")[0]
        case "company":
            path = path.replace(path.split("/")[3], "00000000-0000-7000-8000-000000000000")
        case "body":
            notice = {"hello": 1}
    assert await tell(lent, notice, path) == (404 if breaks == "company" else 400)
    assert await lent.rows("SELECT count(*) FROM delivery") == [(0,)]


@pytest.mark.parametrize("fault", ["before", "after", "429", "500", "500_after"])
async def test_a_start_that_breaks_in_any_way_leads_to_one_page_and_money_once(
    lent: Shop, lender: WisetackPeer, fault: Any
) -> None:
    """No key of ours is known there: but a link that nobody was shown can not be paid."""
    invoice = await lent.invoice(FULL, payment_options=FINANCED)
    lender.fail("POST /merchant/", fault, times=1 if "500" in fault else 2)
    page = await lent.customer.open(invoice["pay_url"])
    assert (await lent.customer.press(page, "financing")).headers["location"] == "/pay?notice=unreachable"
    application = await at_wisetack(lent, invoice)
    assert await lent.rows("SELECT gateway_ref FROM checkout") == [(application,)]
    lender.press(application, "Settled")
    await lent.later(minutes=1)
    assert await recorded_minor(lent) == lender.lent_minor() == FULL


async def test_two_presses_at_once_are_led_to_the_same_page(lent: Shop, lender: WisetackPeer) -> None:
    invoice = await lent.invoice(FULL, payment_options=FINANCED)
    both = [Customer(lent.app), Customer(lent.app)]
    pages = [await each.open(invoice["pay_url"]) for each in both]
    answers = await asyncio.gather(
        *(each.press(page, "financing") for each, page in zip(both, pages, strict=True))
    )
    led = {answer.headers["location"] for answer in answers} - {"/pay"}
    ((ref,),) = await lent.rows("SELECT gateway_ref FROM checkout")
    assert {each.rpartition("=")[2] for each in led} == {ref}


async def test_a_changed_amount_is_a_new_application_and_late_money_of_the_old_one_is_kept(
    lent: Shop, lender: WisetackPeer
) -> None:
    """D-56. No program can withdraw the old one: so it is looked at on for as long as it works."""
    invoice, old = await applied_for(lent)
    cash = {"method": "cash", "amount_minor": 100_000, "invoice_id": invoice["id"]}
    paid = await lent.office.post("/api/payments", {**cash, "taken_at": lent.clock.now().isoformat()})
    assert paid.status_code == 201, paid.text
    new = await at_wisetack(lent, invoice)
    assert new != old
    assert lender.applications[new]["requestedLoanAmount"] == "3200.00"
    assert await lent.states() == ["canceled", "open"]
    lender.press(new, "Settled")
    await lent.later(minutes=1)
    assert (await lent.read(invoice))["status"] == "paid"
    await lent.later(days=3)
    lender.press(old, "Settled")
    await lent.later(days=1)
    await lent.sign_in_again()
    assert await recorded_minor(lent) == lender.lent_minor() == 740_000
    decisions = (await lent.office.get("/api/decisions")).json()["items"]
    assert [(each["reason"], each["amount_minor"]) for each in decisions] == [("invoice_paid", FULL)]


async def test_an_application_that_was_let_go_of_is_looked_at_for_90_days(
    lent: Shop, lender: WisetackPeer
) -> None:
    invoice, application = await applied_for(lent)
    page = await lent.customer.get("/pay")
    await lent.customer.press(page, path="/pay/restart")
    assert await lent.states() == ["canceled"]
    said = "The application for financing of March 2, 2026 may still be open at the lender."
    assert said in (await lent.customer.get("/pay")).text
    for _ in range(91):
        await lent.later(days=1)
    assert said not in (await lent.customer.open(invoice["pay_url"])).text
    polls = "SELECT state FROM outbox WHERE kind = 'paypage.poll'"
    assert await lent.rows(polls) == [("done",)]
    assert lender.applications[application]["status"] == "Incomplete Information"


async def test_an_invoice_voided_after_approval_keeps_the_money_that_comes_all_the_same(
    lent: Shop, lender: WisetackPeer
) -> None:
    """PY-20: an approved loan holds nothing up; one that is confirmed does (PY-11)."""
    invoice, application = await applied_for(lent)
    lender.press(application, "Authorized")
    voided = await lent.office.post(f"/api/invoices/{invoice['id']}/void", {"reason": "wrong sum"})
    assert voided.status_code == 200, voided.text
    lender.press(application, "Settled")
    await tell(lent, lender.notices[-1])
    decisions = (await lent.office.get("/api/decisions")).json()["items"]
    assert [(each["reason"], each["amount_minor"]) for each in decisions] == [("invoice_void", FULL)]
    second, confirmed = await applied_for(lent, 100_000)
    lender.press(confirmed, "Loan confirmed")
    await lent.customer.get("/pay/return")
    refused = await lent.office.post(f"/api/invoices/{second['id']}/void", {"reason": "wrong sum"})
    assert (refused.status_code, refused.json()["code"]) == (409, "invoices.has_money")


async def test_what_wisetack_gave_back_is_found_there_each_sum_once(lent: Shop, lender: WisetackPeer) -> None:
    invoice, application = await applied_for(lent)
    lender.press(application, "Settled", settledLoanAmount="4200.00")
    await lent.customer.get("/pay/return")
    path = path_of((await account(lent))["webhook_url"])
    ((payment_id,),) = await lent.rows("SELECT id FROM payment")
    body = {"amount_minor": 10_000, "invoice_id": invoice["id"], "reason": "work left out"}
    refused = await lent.office.post(f"/api/payments/{payment_id}/refund", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "payments.refund_is_made_there")
    for back, due in (("100.00", 10_000), ("350.00", 35_000)):
        lender.press(application, "Settled", refundAmount=back)
        for _ in range(2):
            await tell(lent, lender.notices[-1], path)
            await lent.later(hours=25)
        await lent.sign_in_again()
        assert (await lent.read(invoice))["due_minor"] == due
        assert await recorded_minor(lent) == lender.lent_minor() == FULL - due
    lender.press(application, "Refunded", refundAmount="4200.00")
    await tell(lent, lender.notices[-1], path)
    assert await recorded_minor(lent) == lender.lent_minor() == 0


async def test_a_harness_with_an_adapter_that_believes_approval_counts_money_that_is_not_there(
    lent: Shop, lender: WisetackPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: what the tests above compare does tell a broken adapter from a good one."""
    real = WisetackGateway.fetch_status

    async def hopeful(self: WisetackGateway, gateway_ref: str) -> Snapshot:
        return replace(await real(self, gateway_ref), status="succeeded")

    monkeypatch.setattr(WisetackGateway, "fetch_status", hopeful)
    _, application = await applied_for(lent)
    lender.press(application, "Authorized")
    await lent.customer.get("/pay/return")
    assert await recorded_minor(lent) != lender.lent_minor()


async def test_a_link_that_leads_elsewhere_is_not_followed(lent: Shop, lender: WisetackPeer) -> None:
    lender.link_host = "https://wisetack.us.evil.example"
    page = await lent.customer.open((await lent.invoice(FULL, payment_options=FINANCED))["pay_url"])
    answer = await lent.customer.press(page, "financing")
    assert answer.headers["location"] == "/pay?notice=not_possible"


async def test_beside_wisetack_the_card_goes_to_stripe_and_neither_turns_the_other_off(
    config: Config, clock: FrozenClock, lender: WisetackPeer, peer: StripePeer
) -> None:
    both = replace(config, wisetack_api=lender.url, stripe_api=peer.url)
    async with opened_shop(both, clock) as shop:
        owner = shop.company.owner
        assert (await owner.post("/api/gateways/wisetack", KEYS)).status_code == 200
        assert (await owner.post("/api/gateways/stripe", {"secret_key": KEY})).status_code == 200
        items = (await owner.get("/api/gateways")).json()["items"]
        assert [(each["gateway"], each["role"], each["takes_payments"]) for each in items] == [
            ("stripe", "processor", True), ("wisetack", "lender", True),
        ]  # fmt: skip
        invoice = await shop.invoice(100_000, payment_options=FINANCED)
        page = await shop.customer.open(invoice["pay_url"])
        policy = page.headers["content-security-policy"]
        assert lender.url in policy
        assert peer.url in policy
        assert (await shop.customer.press(page)).headers["location"].startswith(peer.url)
        assert (await shop.customer.press(page, "financing")).headers["location"].startswith(lender.url)


async def test_no_button_that_plays_stands_beside_one_that_is_real(lent: Shop) -> None:
    """A live lender and no processor: the sandbox takes no card, and nothing says that this is a test."""
    real = "UPDATE gateway_account SET mode = 'live'"
    await lent.services.database.write(lambda tx: tx.run(real))
    page = await offered(lent, FULL)
    assert 'value="card"' not in page
    assert 'value="financing"' in page
    assert "moves no money" not in page


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"token": "ws_test_unknown"}, "paypage.key_refused"),
        ({"merchant_id": "another"}, "paypage.rights_missing"),
        ({"token": "ws_prod_AlderPlumbing"}, "paypage.live_needs_https"),
        ({"token": "rk_test_51"}, "paypage.not_a_key"),
    ],
)
async def test_keys_that_are_no_good_are_refused_with_their_reason(
    lent: Shop, body: dict[str, str], code: str
) -> None:
    before = await account(lent)
    answer = await lent.company.owner.post("/api/gateways/wisetack", {**KEYS, **body})
    assert answer.json()["code"] == code
    assert answer.json().get("gateway", "wisetack") == "wisetack"
    assert await account(lent) == before


async def test_a_company_that_may_not_lend_yet_is_told_so(lent: Shop, lender: WisetackPeer) -> None:
    lender.is_enabled = False
    answer = await lent.company.owner.post("/api/gateways/wisetack", KEYS)
    assert answer.json()["code"] == "paypage.rights_missing"
    lender.fail("GET /merchants/", "before", times=2)
    answer = await lent.company.owner.post("/api/gateways/wisetack", KEYS)
    assert answer.json()["code"] == "paypage.key_not_tried"


async def test_keys_of_wisetack_are_sealed_and_in_no_answer(lent: Shop) -> None:
    rows = str(await lent.rows("SELECT * FROM gateway_account"))
    read = [(await lent.company.owner.get(path)).text for path in ("/api/gateways", "/api/sync/snapshot")]
    for text in (rows, *read):
        assert KEYS["token"] not in text
        assert KEYS["secret"] not in text
    assert (await account(lent))["label"] == "ws_test_…4242"
