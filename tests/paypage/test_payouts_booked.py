"""The books of payouts and disputes: the bank has what was sent, clearing what the processor has."""

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.books.referees import Verdict, beancount_judges, hledger_judges
from tests.paypage.shop import Shop
from tests.paypage.stripe_peer import StripePeer
from tests.paypage.test_afterwards import paid, refund
from tests.paypage.test_payouts import holds
from tests.paypage.test_stripe import tell
from tests.paypage.test_tips_back import tipped_at_stripe

from stagebill.books.account import AccountKey
from stagebill.books.exporters.form import written
from stagebill.books.exporters.ledger import Ledger
from stagebill.books.journal import balances, is_balanced
from stagebill.books.queries import ledger
from stagebill.kernel.config import Config
from stagebill.kernel.period import Period
from stagebill.reporting.payouts import queries as reports
from stagebill.sync.queries import system_context

pytestmark = pytest.mark.anyio

ALL = Period(date(2025, 1, 1), date(2026, 12, 31))
CLEARING = (AccountKey.CARD_CLEARING, AccountKey.BANK_CLEARING, AccountKey.FINANCING_CLEARING)
REFEREES: dict[Any, Callable[[str, Path], Verdict]] = {
    "beancount": beancount_judges,
    "hledger": hledger_judges,
}


async def context_of(shop: Shop) -> Any:
    ((organization_id,),) = await shop.rows("SELECT id FROM organization")
    return await system_context(shop.services.database.reader, organization_id, shop.clock.now())


async def books(shop: Shop) -> Ledger:
    return await ledger(shop.services.database.reader, await context_of(shop), ALL)


def sums(found: Ledger) -> dict[AccountKey, int]:
    assert all(is_balanced(entry) for entry in found.entries)
    said: dict[AccountKey, int] = {}
    for (account, _, _), amount in balances(found.entries).items():
        said[account] = said.get(account, 0) + amount
    return {account: amount for account, amount in said.items() if amount}


async def told(shop: Shop, peer: StripePeer) -> None:
    """Twice, as an event that overtakes another is only understood later."""
    await tell(shop, peer, peer.events)
    await shop.later(hours=1)
    await shop.later(days=1)


async def test_1000_less_29_30_is_970_70_at_the_bank_and_nothing_in_clearing(
    striped: Shop, peer: StripePeer
) -> None:
    await paid(striped, peer, 100_000)
    payout = peer.balance.pay_out()
    await told(striped, peer)
    before = sums(await books(striped))
    assert (before[AccountKey.CARD_CLEARING], before.get(AccountKey.BANK)) == (97_070, None)
    peer.balance.arrive(payout)
    await told(striped, peer)
    now = sums(await books(striped))
    assert AccountKey.CARD_CLEARING not in now
    assert (now[AccountKey.BANK], now[AccountKey.FEES]) == (97_070, 2_930)


async def test_a_payout_that_fails_takes_970_70_from_the_bank_again_and_the_next_brings_it(
    striped: Shop, peer: StripePeer
) -> None:
    await paid(striped, peer, 100_000)
    payout = peer.balance.pay_out()
    peer.balance.arrive(payout)
    await told(striped, peer)
    peer.balance.fail(payout)
    await told(striped, peer)
    now = sums(await books(striped))
    assert (now[AccountKey.CARD_CLEARING], now.get(AccountKey.BANK)) == (97_070, None)
    peer.balance.arrive(peer.balance.pay_out())
    await told(striped, peer)
    now = sums(await books(striped))
    assert (now.get(AccountKey.CARD_CLEARING), now[AccountKey.BANK]) == (None, 97_070)


async def test_what_was_in_a_payout_that_came_back_is_booked_when_it_is_said_and_days_before_stay(
    striped: Shop, peer: StripePeer, config: Config, tmp_path: Path
) -> None:
    """1,000 less 29.30 and a monthly fee of 2.00 are sent, come back, and are sent again."""
    await paid(striped, peer, 100_000)
    peer.balance.moved("fee", -200, "usd", None)
    payout = peer.balance.pay_out(is_told=False)
    peer.balance.fail(payout)
    await told(striped, peer)
    before = await books(striped)
    assert sums(before)[AccountKey.CARD_CLEARING] == 97_070
    peer.balance.reconcile(payout)
    await told(striped, peer)
    found = await books(striped)
    assert all(entry in found.entries for entry in before.entries)
    assert (sums(found)[AccountKey.CARD_CLEARING], sums(found)[AccountKey.FEES]) == (96_870, 2_930 + 200)
    peer.balance.arrive(peer.balance.pay_out())
    await told(striped, peer)
    found = await books(striped)
    now = sums(found)
    assert (now[AccountKey.BANK], now.get(AccountKey.CARD_CLEARING)) == (96_870, None)
    verdicts = [judge(written(name, found), tmp_path) for name, judge in REFEREES.items()]
    assert all(verdict.is_right for verdict in verdicts), [verdict.words for verdict in verdicts]
    await holds(config)


@pytest.mark.parametrize(("ending", "owed"), [("won", 0), ("lost", 100_000)])
async def test_a_disputed_1000_is_an_asset_until_it_is_won_or_lost(
    striped: Shop, peer: StripePeer, ending: str, owed: int
) -> None:
    """The fee of 15.00 is a cost either way; lost, the invoice is owed again."""
    _, _, session = await paid(striped, peer, 100_000)
    dispute = peer.dispute(session)
    await told(striped, peer)
    taken = sums(await books(striped))
    assert (taken[AccountKey.DISPUTED], taken[AccountKey.CARD_CLEARING]) == (100_000, -2_930 - 1_500)
    peer.close_dispute(dispute, ending)
    await told(striped, peer)
    now = sums(await books(striped))
    assert AccountKey.DISPUTED not in now
    assert now[AccountKey.FEES] == 2_930 + 1_500
    assert now.get(AccountKey.RECEIVABLE, 0) == owed
    assert now[AccountKey.CARD_CLEARING] == 100_000 - owed - 2_930 - 1_500


async def test_a_dispute_that_was_lost_and_is_won_on_appeal_leaves_nothing_disputed(
    striped: Shop, peer: StripePeer
) -> None:
    """Its 1,000 are at the processor again, and with the customer as credit."""
    _, _, session = await paid(striped, peer, 100_000)
    dispute = peer.dispute(session)
    peer.close_dispute(dispute, "lost")
    await told(striped, peer)
    peer.close_dispute(dispute, "won")
    await told(striped, peer)
    now = sums(await books(striped))
    assert AccountKey.DISPUTED not in now
    assert now[AccountKey.CARD_CLEARING] == 100_000 - 2_930 - 1_500
    assert now[AccountKey.CREDIT] == -100_000


async def test_a_dispute_of_1000_that_is_lost_won_lost_and_won_is_booked_right_each_time(
    striped: Shop, peer: StripePeer, config: Config, tmp_path: Path
) -> None:
    """Lost, the invoice is owed; won, its 1,000 are credit; lost again, the credit is gone. Entries stay."""
    invoice, _, session = await paid(striped, peer, 100_000)
    dispute = peer.dispute(session)
    credit = {"lost": 0, "won": 100_000}
    before: list[Any] = []
    for place, status in enumerate(("lost", "won", "lost", "won", "lost")):
        peer.close_dispute(dispute, status)
        await told(striped, peer)
        found = await books(striped)
        now = sums(found)
        assert AccountKey.DISPUTED not in now, (place, now)
        assert now.get(AccountKey.CARD_CLEARING, 0) == credit[status] - 2_930 - 1_500, (place, now)
        assert now.get(AccountKey.CREDIT, 0) == -credit[status]
        assert now[AccountKey.RECEIVABLE] == 100_000
        assert all(entry in found.entries for entry in before)
        before = list(found.entries)
        verdicts = [judge(written(name, found), tmp_path) for name, judge in REFEREES.items()]
        assert all(verdict.is_right for verdict in verdicts), [verdict.words for verdict in verdicts]
        await holds(config)
    peer.balance.arrive(peer.balance.pay_out())
    await told(striped, peer)
    now = sums(await books(striped))
    assert (now[AccountKey.BANK], now.get(AccountKey.CARD_CLEARING)) == (-2_930 - 1_500, None)
    await striped.sign_in_again()
    assert (await striped.read(invoice))["due_minor"] == 100_000
    assert (await striped.office.get("/api/decisions")).json()["items"] == []


async def test_what_another_program_sold_and_what_the_processor_charges_are_not_our_customers(
    striped: Shop, peer: StripePeer
) -> None:
    await paid(striped, peer, 100_000)
    peer.balance.moved("charge", 5_000, "usd", "ch_of_a_web_shop", 175)
    peer.balance.moved("fee", -200, "usd", None)
    peer.balance.arrive(peer.balance.pay_out())
    await told(striped, peer)
    now = sums(await books(striped))
    assert now[AccountKey.BANK] == 97_070 + 4_825 - 200
    assert now[AccountKey.PROCESSOR_OTHER] == -4_825
    assert now[AccountKey.FEES] == 2_930 + 200
    assert AccountKey.CARD_CLEARING not in now


class Weeks:
    """A shop and its processor, at random: what is left at the processor is known from its own book."""

    def __init__(self, shop: Shop, peer: StripePeer, seed: int) -> None:
        self.shop, self.peer, self.chance = shop, peer, random.Random(seed)
        self.payments: list[tuple[Any, str, str]] = []
        self.disputes: list[str] = []
        self.standing: list[dict[str, Any]] = []

    async def pay(self) -> None:
        await self.shop.add_job(50_000)
        self.payments.append(await paid(self.shop, self.peer, 1_000 * self.chance.randint(1, 40)))

    async def give_back(self) -> None:
        if self.payments:
            invoice, payment_id, _ = self.chance.choice(self.payments)
            await refund(self.shop, payment_id, 100 * self.chance.randint(1, 9), invoice_id=invoice["id"])
            await self.shop.work()

    async def dispute(self) -> None:
        """Once for each payment, of what nothing was given back."""
        back = {each["payment_intent"] for each in self.peer.all("refund")}
        named = {each["payment_intent"] for each in self.peer.all("dispute")}
        for _, _, session in self.payments:
            if self.peer.objects[session]["payment_intent"] not in back | named:
                self.disputes.append(self.peer.dispute(session))
                return

    async def decide(self) -> None:
        if self.disputes:
            dispute = self.disputes.pop(0)
            self.peer.close_dispute(dispute, self.chance.choice(["won", "lost"]))
            if self.chance.random() < 0.5:  # and once more, after an appeal
                self.disputes.append(dispute)

    async def charge_a_fee(self) -> None:
        self.peer.balance.moved("fee", -self.chance.randint(1, 500), "usd", None)

    async def pay_out(self) -> None:
        if self.peer.balance.waiting:
            payout = self.peer.balance.pay_out()
            self.peer.balance.arrive(payout)
            self.standing.append(payout)

    async def fail(self) -> None:
        if self.standing:
            self.peer.balance.fail(self.standing.pop())

    async def hear(self) -> None:
        """Some events arrive, in any order; the others never do."""
        events = self.chance.sample(self.peer.events, len(self.peer.events) // 2)
        await tell(self.shop, self.peer, events)


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_clearing_is_what_the_processor_has_and_referees_agree(
    striped: Shop, peer: StripePeer, config: Config, tmp_path: Path, seed: int
) -> None:
    weeks = Weeks(striped, peer, seed)
    doings = [weeks.pay, weeks.give_back, weeks.dispute, weeks.decide, weeks.charge_a_fee, weeks.pay_out,
              weeks.fail, weeks.hear, weeks.pay, weeks.pay_out]  # fmt: skip
    for _ in range(24):
        await weeks.chance.choice(doings)()
    await told(striped, peer)
    found = await books(striped)
    now = sums(found)
    waiting = sum(each["net"] for each in peer.balance.waiting if each["reporting_category"] != "fee")
    assert sum(now.get(account, 0) for account in CLEARING) == waiting
    arrived = sum(each["amount"] for each in peer.all("payout") if each["status"] == "paid")
    assert now.get(AccountKey.BANK, 0) == arrived
    disputed = [each for each in peer.all("dispute") if each["status"] == "needs_response"]
    assert now.get(AccountKey.DISPUTED, 0) == sum(each["amount"] for each in disputed)
    view = await reports.payouts(striped.services.database.reader, await context_of(striped))
    assert view.waiting_minor + view.on_its_way_minor == waiting
    assert sum(row.amount_minor for row in view.rows if row.state == "paid") == arrived
    verdicts = [judge(written(name, found), tmp_path) for name, judge in REFEREES.items()]
    assert all(verdict.is_right for verdict in verdicts), [verdict.words for verdict in verdicts]
    assert verdicts[0].balances.get("Assets:Bank-Account", 0) == arrived
    assert {k: v for k, v in verdicts[0].balances.items() if v} == {
        k: v for k, v in verdicts[1].balances.items() if v
    }
    await holds(config)


async def test_a_tip_of_10_comes_with_the_payout_of_its_payment_and_is_still_owed_to_the_crew(
    striped: Shop, peer: StripePeer, config: Config
) -> None:
    """100.00 and 10.00 less a fee of 3.49 are 106.51 at the bank; the tip is no sale."""
    await tipped_at_stripe(striped, peer)
    await told(striped, peer)
    view = await reports.payouts(striped.services.database.reader, await context_of(striped))
    assert view.waiting_minor == 10_651
    peer.balance.arrive(peer.balance.pay_out())
    await told(striped, peer)
    now = sums(await books(striped))
    assert (now[AccountKey.BANK], now[AccountKey.TIPS], now.get(AccountKey.CARD_CLEARING)) == (
        10_651, -1_000, None,
    )  # fmt: skip
    view = await reports.payouts(striped.services.database.reader, await context_of(striped))
    assert (view.waiting_minor, view.arrived_minor) == (0, 10_651)
    await holds(config)
