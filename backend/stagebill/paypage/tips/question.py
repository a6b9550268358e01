"""How the question for a tip stands on a page: what can be chosen, what is, and what the card is charged."""

from functools import partial

import msgspec

from stagebill.kernel.money import Minor, format_money
from stagebill.paypage.page import figures
from stagebill.paypage.page.layout import Row
from stagebill.paypage.page.pay_page import Beside, Company, PayPage, Receipt
from stagebill.paypage.page.words import say
from stagebill.paypage.tips.choice import NO_TIP, TipChoice, most_minor, suggested


class Chip(msgspec.Struct, frozen=True):
    """One tip that can be chosen with one press; `said` is its name in the page's form."""

    said: str
    word: str
    money: str
    is_chosen: bool


class Tipping(msgspec.Struct, frozen=True, kw_only=True):
    """`of`: what a percent is of. `total`: what the card is charged, with the tip if there is one, and the
    surcharge."""

    of: str
    chips: tuple[Chip, ...]
    typed: str
    wrong: str
    tip_minor: Minor
    tip: str
    total: str


def tipping(
    choice: TipChoice, paid_minor: Minor, company: Company, language: str, surcharge_minor: Minor = 0
) -> Tipping:
    """The question with its answer so far. Until another is chosen, there is no tip."""
    money = partial(format_money, currency=company.currency, language=language)
    is_none = not choice.amount_minor and choice.problem is None
    chips = [Chip(NO_TIP, say(language, "tip_none"), "", is_none)]
    for each in suggested(paid_minor, company.tip_percents_bps):
        word = figures.percent(each.bps, company.currency, language)
        chips.append(Chip(str(each.bps), word, money(each.amount_minor), choice.bps == each.bps))
    wrong = ""
    if choice.problem is not None:
        wrong = say(language, f"tip_{choice.problem}", most=money(most_minor(paid_minor)))
    return Tipping(
        of=say(language, "tip_of", amount=money(paid_minor)),
        chips=tuple(chips),
        typed=choice.typed,
        wrong=wrong,
        tip_minor=choice.amount_minor,
        tip=money(choice.amount_minor) if choice.amount_minor else "",
        total=money(paid_minor + choice.amount_minor + surcharge_minor),
    )


def charged_rows(language: str, currency: str, beside: Beside) -> list[Row]:
    """Beside the payment on its receipt: tip and surcharge, what the card was charged with them, and what
    went back of that. None without either.
    """
    money = partial(format_money, currency=currency, language=language)
    added = {"receipt_tip": beside.tip_minor, "receipt_surcharge": beside.surcharge_minor}
    rows = [Row(say(language, label), money(minor)) for label, minor in added.items() if minor]
    if not rows:
        return []
    rows.append(Row(say(language, "receipt_charged"), money(beside.charged_minor), total=True))
    if beside.back_minor:
        rows.append(Row(say(language, "receipt_back"), money(beside.back_minor)))
    return rows


def and_beside(page: PayPage, amount: str, tip_minor: Minor, surcharge_minor: Minor) -> str:
    """A receipt's sum as it is written out, and the tip and the surcharge that came with it."""
    money = partial(format_money, currency=page.company.currency, language=page.language)
    told = [amount]
    if tip_minor:
        told.append(say(page.language, "with_tip", tip=money(tip_minor)))
    if surcharge_minor:
        told.append(say(page.language, "with_surcharge", surcharge=money(surcharge_minor)))
    return " ".join(told)


def beside_in_row(language: str, currency: str, tip_minor: Minor, surcharge_minor: Minor) -> str:
    """The tip and the surcharge that came with a payment, as its row in a list says them, each by itself."""
    beside = {"tip": tip_minor, "surcharge": surcharge_minor}
    return " · ".join(
        say(language, f"row_{what}", **{what: format_money(minor, currency, language)})
        for what, minor in beside.items()
        if minor
    )


def charge_back(page: PayPage, paid: Receipt) -> str:
    """What the card was charged and what of that goes back; empty with nothing beside the payment, or where
    nothing does.
    """
    if not (paid.tip_minor + paid.surcharge_minor and paid.back_minor):
        return ""
    money = partial(format_money, currency=page.company.currency, language=page.language)
    return say(page.language, "charge_back", charged=money(paid.charged_minor), back=money(paid.back_minor))
