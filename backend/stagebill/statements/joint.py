"""Several invoices of a job in one payment: which can be chosen, what they come to, and the page of it."""

from collections.abc import Collection
from datetime import date
from typing import Final, Protocol

import msgspec

from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.paypage.cards.shown import KeepBox
from stagebill.paypage.checkout import METHODS, Method, offered
from stagebill.paypage.page.pay_page import Company
from stagebill.paypage.tips.choice import TipChoice, choose_tip
from stagebill.statements.statement import Bill, Statement

PAID_TOGETHER_MIN: Final = 2
NOTICES: Final = frozenset(
    {"failed", "expired", "canceled", "not_offered", "not_possible", "sum_gone", "unreachable", "other_page",
     "too_often", "checking", "new_total", "tip_gone", "surcharge_gone", "card_removed",
     "card_not_removed", "keep_gone"}
)  # fmt: skip


class Shown(Protocol):
    """What any page of a customer says itself in: whose it is, and in which language."""

    @property
    def company(self) -> Company: ...

    @property
    def language(self) -> str: ...


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """The invoices that can be paid in one go, and those of them that are ticked."""

    payable: tuple[Bill, ...]
    chosen: tuple[Bill, ...]

    @property
    def total_minor(self) -> Minor:
        return sum(bill.due_minor for bill in self.chosen)


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What can be pressed, and where it may lead. `is_test`: no money would move. `tip`: what was chosen,
    None where nobody is asked. `applied_on`: the day of an application for financing of something ticked that
    may still be paid out. `surcharge_bps`: what a credit card adds, in hundredths of a percent. `keep`: the
    box that keeps the card, where it can be.
    """

    methods: tuple[Method, ...]
    form_token: str
    form_origins: tuple[str, ...] = ()
    is_test: bool = False
    notice: str = ""
    tip: TipChoice | None = None
    applied_on: date | None = None
    surcharge_bps: int = 0
    keep: KeepBox | None = None


def payable(statement: Statement) -> tuple[Bill, ...]:
    """What asks for money and is neither on its way nor in doubt; an invoice whose own page is closed is
    closed here, too.
    """
    return tuple(
        bill
        for bill in statement.live
        if bill.due_minor > 0 and not bill.pending_minor and not bill.is_doubted and bill.pay_path
    )


def choose(statement: Statement, ids: Collection[Id] | None) -> Choice:
    """Which are ticked: those of `ids` that can be paid, or all where nobody chose yet (None)."""
    bills = payable(statement)
    return Choice(payable=bills, chosen=tuple(bill for bill in bills if ids is None or bill.id in ids))


def tip_for(choice: Choice, shown: Shown, said: str, typed: str) -> TipChoice | None:
    """The tip on top of all that is ticked; None where an invoice of it asks for none. One alone is paid on
    its own page, which asks.
    """
    if len(choice.chosen) < PAID_TOGETHER_MIN or not all(bill.options.tip for bill in choice.chosen):
        return None
    company = shown.company
    percents, currency = company.tip_percents_bps, company.currency
    return choose_tip(said, typed, choice.total_minor, percents, currency, shown.language)


def ways(choice: Choice, methods: frozenset[Method]) -> tuple[Method, ...]:
    """The ways to pay that every ticked invoice offers and the gateway can take for their sum. A loan is for
    one invoice: what it pays is settled, and may come to less than was asked for, by itself.
    """
    shared = [offered(bill.options, methods) for bill in choice.chosen]
    return tuple(
        method
        for method in METHODS
        if method != "financing" and shared and all(method in each for each in shared)
    )
