"""After money for several jobs: one job's share goes back, the bank takes it all, a debit returns."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from msgspec.structs import replace
from tests.paypage.conftest import opened_shop
from tests.paypage.shop import ACH_TOO, Shop
from tests.paypage.stripe_peer import KEY, WEBHOOK_SECRET, StripePeer
from tests.paypage.test_afterwards import open_decisions, refund
from tests.paypage.test_payouts_booked import books, sums
from tests.paypage.test_stripe import recorded_minor, tell
from tests.statements.test_owed import open_owed, press, text_of, two_jobs
from tests.webhooks.receiver import Receiver, receiver

from stagebill.books.account import AccountKey
from stagebill.check.run import check
from stagebill.kernel.clock import FrozenClock
from stagebill.kernel.config import Config

pytestmark = pytest.mark.anyio

Invoices = tuple[dict[str, Any], dict[str, Any]]


@pytest.fixture
def program() -> Iterator[Receiver]:
    """Another program, which hears of what happens."""
    with receiver() as running:
        yield running


@pytest.fixture
async def heard(
    config: Config, clock: FrozenClock, peer: StripePeer, program: Receiver, anyio_backend: str
) -> AsyncIterator[Shop]:
    """A shop that takes money by Stripe and tells the program of it."""
    told = replace(config, stripe_api=peer.url, webhook_peers=program.origin)
    async with opened_shop(told, clock) as shop:
        keys = {"secret_key": KEY, "webhook_secret": WEBHOOK_SECRET}
        assert (await shop.company.owner.post("/api/gateways/stripe", keys)).status_code == 200
        events = ["payment.recorded", "payment.refunded", "payment.reversed", "invoice.paid"]
        wanted = {"url": f"{program.origin}/hooks", "events": events}
        assert (await shop.company.owner.post("/api/webhooks", wanted)).status_code == 201
        yield shop


async def paid(shop: Shop, peer: StripePeer, method: str = "card") -> tuple[Invoices, str, str]:
    """2,000.00 of the re-pipe and 1,000.00 of the roof in one go: the invoices, the payment, the session."""
    first, second = await two_jobs(shop, payment_options=ACH_TOO)
    location = await press(shop, await open_owed(shop), (first, second), method)
    assert "/c/pay/cs_" in location
    session = location.rpartition("/")[2]
    peer.press(session, *(["bank"] if method == "ach" else []))
    if method == "ach":
        await shop.customer.get("/owed/return")
        peer.press(session, "arrive")
        await shop.later(minutes=1)
    else:
        await shop.customer.get("/owed/return")
    ((payment_id,),) = await shop.rows("SELECT id FROM payment WHERE gateway_ref = $1", session)
    return (first, second), payment_id, session


async def owed_on(shop: Shop, invoices: Invoices) -> list[int]:
    return [(await shop.read(each))["due_minor"] for each in invoices]


async def test_600_of_the_roof_go_back_by_the_processor_and_the_re_pipe_stays_paid(
    striped: Shop, peer: StripePeer
) -> None:
    invoices, payment_id, _ = await paid(striped, peer)
    more = await refund(striped, payment_id, 100_001, invoice_id=invoices[1]["id"])
    assert more.status_code == 409  # its share, not what the whole payment is
    given = await refund(striped, payment_id, 60_000, invoice_id=invoices[1]["id"])
    assert given.status_code == 200, given.text
    await striped.work()
    assert await owed_on(striped, invoices) == [0, 60_000]
    assert [(each["amount"], each["status"]) for each in peer.all("refund")] == [(60_000, "succeeded")]
    assert await recorded_minor(striped) == peer.charged_minor() == 240_000
    assert "$600 .00" in text_of(await open_owed(striped))
    assert await check(striped.services.config) == []


async def test_all_of_one_jobs_share_goes_back_as_credit_and_nothing_is_owed_again(
    striped: Shop, peer: StripePeer
) -> None:
    invoices, payment_id, _ = await paid(striped, peer)
    body = {"amount_minor": 100_000, "invoice_id": invoices[1]["id"], "reason": "the roof was not done"}
    answer = await striped.office.post(f"/api/payments/{payment_id}/refund-with-credit", body)
    assert answer.status_code == 200, answer.text
    await striped.work()
    assert await owed_on(striped, invoices) == [0, 0]
    assert await recorded_minor(striped) == peer.charged_minor() == 200_000
    assert await check(striped.services.config) == []


async def test_a_dispute_that_is_lost_opens_the_invoices_of_both_jobs_again(
    striped: Shop, peer: StripePeer
) -> None:
    invoices, _, session = await paid(striped, peer)
    await striped.later(hours=1)
    dispute = peer.dispute(session)
    await tell(striped, peer, peer.events[-1:])
    (row,) = await open_decisions(striped)
    assert (row["reason"], row["amount_minor"]) == ("disputed", 300_000)
    assert await owed_on(striped, invoices) == [0, 0]
    peer.close_dispute(dispute, "lost")
    await tell(striped, peer, [*peer.events[-1:]] * 2)
    assert await owed_on(striped, invoices) == [200_000, 100_000]
    assert await open_decisions(striped) == []
    assert await recorded_minor(striped) == peer.charged_minor() == 0
    assert "$3,000 .00" in text_of(await open_owed(striped))
    assert await check(striped.services.config) == []


async def test_a_debit_that_comes_back_opens_the_invoices_of_both_jobs_again(
    striped: Shop, peer: StripePeer
) -> None:
    invoices, _, session = await paid(striped, peer, "ach")
    assert await owed_on(striped, invoices) == [0, 0]
    await striped.later(days=2)
    peer.dispute(session, status="lost", reason="insufficient_funds")
    await tell(striped, peer, peer.events[-1:])
    await striped.sign_in_again()
    assert await owed_on(striped, invoices) == [200_000, 100_000]
    assert await striped.rows("SELECT amount_minor, reason FROM reversal") == [
        (300_000, "insufficient funds")
    ]
    assert await recorded_minor(striped) == peer.charged_minor() == 0
    assert await check(striped.services.config) == []


async def test_the_books_have_it_once_and_what_went_back_of_it_is_owed_again(
    striped: Shop, peer: StripePeer
) -> None:
    invoices, payment_id, session = await paid(striped, peer)
    await striped.later(hours=1)
    fee_minor = 300_000 * 29 // 1_000 + 30
    first = sums(await books(striped))
    assert first[AccountKey.CARD_CLEARING] == 300_000 - fee_minor
    assert AccountKey.RECEIVABLE not in first
    await refund(striped, payment_id, 60_000, invoice_id=invoices[1]["id"])
    await striped.work()
    assert sums(await books(striped))[AccountKey.RECEIVABLE] == 60_000
    peer.dispute(session, status="lost")
    await tell(striped, peer, peer.events)
    await striped.later(days=1)
    assert sums(await books(striped))[AccountKey.RECEIVABLE] == 300_000


async def test_another_program_hears_of_one_payment_and_of_each_invoice_that_it_paid(
    heard: Shop, peer: StripePeer, program: Receiver
) -> None:
    invoices, payment_id, _ = await paid(heard, peer)
    await heard.work()
    await refund(heard, payment_id, 60_000, invoice_id=invoices[1]["id"])
    for _ in range(3):
        await heard.work()
    told = list(program.types)
    assert sorted(told) == ["invoice.paid", "invoice.paid", "payment.recorded", "payment.refunded"]
    (recorded,) = [each["data"] for each in program.heard if each["type"] == "payment.recorded"]
    assert (recorded["id"], recorded["amount_minor"], recorded["job_id"]) == (payment_id, 300_000, None)
    parts = {each["invoice_id"]: each["amount_minor"] for each in recorded["allocations"]}
    assert parts == {invoices[0]["id"]: 200_000, invoices[1]["id"]: 100_000}
