"""The sentences of a pay page that its facts decide on. One that has nothing to say is empty."""

from decimal import Decimal
from typing import Final

from stagebill.kernel.money import exponent, format_money, format_number
from stagebill.paypage.page import figures
from stagebill.paypage.page.offer import Offer
from stagebill.paypage.page.pay_page import PayPage, Situation
from stagebill.paypage.page.words import say
from stagebill.paypage.part_payment import Choice, least_minor

WHOLE_BPS: Final = 10_000
_OF_LAST_TRY: Final = frozenset({"failed", "expired", "canceled"})


def money_of(page: PayPage, amount_minor: int) -> str:
    return format_money(amount_minor, page.company.currency, page.language)


def percent_of(page: PayPage) -> str:
    return figures.percent(page.bill.percent_bps, page.company.currency, page.language)


def share_of_job(page: PayPage) -> str:
    """Left out where the job came to something else since: the share was one of that day's total."""
    total_minor = page.project.total_minor
    beside = abs(page.bill.total_minor * WHOLE_BPS - Decimal(page.bill.percent_bps) * total_minor)
    is_of_today = beside <= max(total_minor, WHOLE_BPS)  # a hundredth of a percent, or one unit of money
    if not page.bill.shown.progress or not is_of_today:
        return ""
    return say(
        page.language,
        "covers_share",
        percent=percent_of(page),
    )


def stage_of(page: PayPage) -> str:
    place, count = page.bill.stage_place, page.bill.stage_count
    return say(page.language, "stage_of", place=str(place), count=str(count)) if place and count > 1 else ""


def changed(page: PayPage) -> str:
    """Which invoice this one took the place of, and what is other than it said."""
    bill, old = page.bill, page.bill.replaces
    if old is None:
        return ""
    told = [say(page.language, "replaces", number=old.number)]
    if old.total_minor != bill.total_minor:
        before, now = money_of(page, old.total_minor), money_of(page, bill.total_minor)
        told.append(say(page.language, "replaces_amount", before=before, now=now))
    if old.due_on and bill.due_on and old.due_on != bill.due_on:
        before, now = figures.day(old.due_on, page.language), figures.day(bill.due_on, page.language)
        told.append(say(page.language, "replaces_due", before=before, now=now))
    return " ".join(told)


def fresh(notice: str, *, is_payable: bool) -> str:
    """The notice, unless it is old news. It stays in the address, which a phone may open again days later:
    "Nothing was charged" is wrong once another payment has been started or has arrived.
    """
    return notice if is_payable or notice not in _OF_LAST_TRY else ""


def setback(page: PayPage, state: Situation) -> str:
    """What a bank did to the last payment. None of it matters while another is on its way."""
    told = page.setback
    if told is None or state not in ("payable", "paid"):
        return ""
    day = figures.day_of(told.at, page.company.zone, page.language)
    return say(page.language, f"setback_{told.kind}", amount=money_of(page, told.amount_minor), day=day)


def wrong_sum(page: PayPage, choice: Choice | None) -> str:
    if choice is None or choice.problem is None:
        return ""
    currency, least = page.company.currency, least_minor(page.company.currency)
    half = Decimal(page.bill.due_minor // 2).scaleb(-exponent(currency))
    example = format_number(half, currency, page.language)
    return say(page.language, f"sum_{choice.problem}", due=money_of(page, page.bill.due_minor),
               least=money_of(page, least), example=example)  # fmt: skip


def lending_limits(page: PayPage, offer: Offer) -> str:
    """Why this sum can not be paid over time, where another could (D-56)."""
    if offer.lends is None or "financing" in offer.methods:
        return ""
    least, most = (money_of(page, each) for each in offer.lends)
    return say(page.language, "pay_financing_limits", least=least, most=most)


def state_words(page: PayPage, state: str) -> str:
    """A loan on its way is no bank payment: the lender waits for word that the work is done."""
    is_loan = state == "pending" and page.checkout is not None and page.checkout.method == "financing"
    return "lending" if is_loan else state


def state_text(page: PayPage, state: str) -> str:
    if state in ("payable", "paying"):
        return ""
    told = {"paid": page.bill.paid_minor, "credited": page.bill.credited_minor}
    amount = told.get(state, page.bill.pending_minor)
    left, words = 0, "void_paid" if page.was_paid else state_words(page, state)
    if state == "pending" and page.checkout:
        amount = page.checkout.amount_minor
        left = page.bill.due_minor - amount
    return say(
        page.language,
        "pending_part_text" if left > 0 and words == "pending" else f"{words}_text",
        company=page.company.name, amount=money_of(page, amount), left=money_of(page, left),
    )  # fmt: skip


def told_beside(page: PayPage) -> str:
    """What came beside what paid the invoice, for the crew and as a surcharge, and did not go back."""
    own = [paid for paid in page.receipts if not paid.is_for_several_jobs]
    tip_minor = sum(paid.tip_left_minor for paid in own)
    surcharge_minor = sum(paid.surcharge_left_minor for paid in own)
    told = [say(page.language, "paid_tip", tip=money_of(page, tip_minor))] if tip_minor else []
    if surcharge_minor:
        told.append(say(page.language, "paid_surcharge", surcharge=money_of(page, surcharge_minor)))
    return " ".join(told)
