"""How a card surcharge stands on a page, before the customer goes to pay: what it is, and who pays none."""

from collections.abc import Collection
from functools import partial

import msgspec

from stagebill.kernel.money import Minor, format_money
from stagebill.paypage.page import figures
from stagebill.paypage.page.pay_page import Company, PayPage, Situation
from stagebill.paypage.page.words import say
from stagebill.paypage.surcharges.rule import surcharge_of


class Surcharging(msgspec.Struct, frozen=True, kw_only=True):
    """`total`: what a credit card is charged, with the tip if there is one. `without`: what the other ways
    are told.
    """

    surcharge_minor: Minor
    money: str
    said: str
    why: str
    total: str
    without: str


def surcharging(
    percent_bps: int,
    paid_minor: Minor,
    company: Company,
    language: str,
    methods: Collection[str],
    tip_minor: Minor = 0,
) -> Surcharging | None:
    """None where a card adds nothing."""
    surcharge_minor = surcharge_of(paid_minor, percent_bps) if "card" in methods else 0
    if not surcharge_minor:
        return None
    money = partial(format_money, currency=company.currency, language=language)
    percent = figures.percent(percent_bps, company.currency, language)
    why = say(language, "surcharge_why", company=company.name)
    return Surcharging(
        surcharge_minor=surcharge_minor,
        money=money(surcharge_minor),
        said=say(language, "surcharge_is", percent=percent, amount=money(surcharge_minor)),
        why=f"{why} {say(language, 'surcharge_bank')}" if "ach" in methods else why,
        total=money(paid_minor + tip_minor + surcharge_minor),
        without=say(language, "without_surcharge", amount=money(paid_minor)),
    )


def surcharging_on(
    page: PayPage,
    state: Situation,
    percent_bps: int,
    now_minor: Minor,
    methods: Collection[str],
    tip_minor: Minor,
) -> Surcharging | None:
    """On top of what is paid now; of an attempt that is gone on with, on top of what that asks for."""
    if state == "paying" and page.checkout is not None:
        now_minor, tip_minor = page.asked_minor, page.asked_tip_minor
        methods = [page.checkout.method]
    elif state != "payable":
        return None
    return surcharging(percent_bps, now_minor, page.company, page.language, methods, tip_minor)
