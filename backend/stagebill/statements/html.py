"""The statement as HTML: one file, no script, the look of the pay page."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from stagebill.kernel.money import format_money
from stagebill.kernel.templates import renderer, styles
from stagebill.paypage.page import figures
from stagebill.paypage.page.layout import BAR, Html, Row, layout, policy, tone
from stagebill.paypage.page.pay_page import Beside, Company
from stagebill.paypage.page.words import say as say_of_page
from stagebill.paypage.surcharges.shown import Surcharging, surcharging
from stagebill.paypage.tips.question import Tipping, beside_in_row, charged_rows, tipping
from stagebill.settings.texts import said
from stagebill.statements.joint import Choice, Offer, Shown, choose
from stagebill.statements.statement import (
    RECEIPTS_MAX,
    Bill,
    Credit,
    Received,
    Statement,
    bar,
    chip_of,
    cut,
    next_day,
    situation,
)
from stagebill.statements.words import WORDS, say

_NEXT: Final = {"pay_by": "pay_by", "overdue": "overdue", "stage": "next_stage", "visit": "next_visit"}


def _said(language: str, sentence: str, **facts: str) -> str:
    """The layout and what a page shares with the pay page say that page's words."""
    return (say if sentence in WORDS[language] else say_of_page)(language, sentence, **facts)


document: Final = layout(renderer("statements", "paypage"), _said, styles("statements", "statement.css"))


class AddedByCard(NamedTuple):
    """The question for a tip with its answer so far, and the surcharge; None where there is none."""

    tipping: Tipping | None
    surcharge: Surcharging | None


class BillRow(NamedTuple):
    """An invoice in the list; `path` leads to its own page."""

    title: str
    number: str
    detail: str
    money: str
    chip: str
    chip_word: str
    path: str
    action: str
    can_pay: bool
    gone: bool


def page(shown: Statement, today: date) -> Html:
    """The statement in the state it is in."""
    say_it, money = partial(say, shown.language), money_of(shown)
    state = situation(shown)
    due = figures.money_parts(shown.due_minor, shown.company.currency, shown.language)
    parts = [
        {"name": name, "word": say_it(f"bar_{name}"), "money": money(amount)} for name, amount in bar(shown)
    ]
    bills, settled = cut(shown.bills)
    payments = shown.payments
    received, older = payments[:RECEIPTS_MAX], payments[RECEIPTS_MAX:]
    text = document(
        "statement.html", shown.language, shown.company, job=shown, situation=state, due=due,
        size=figures.size_of(due),
        state_text=_state_text(shown, state), next=_next(shown, today),
        bar_style=BAR + "".join(f".bar .{name}{{flex-grow:{amount}}}" for name, amount in bar(shown)),
        parts=parts,
        as_of=say_it("as_of", day=figures.day(today, shown.language)),
        numbered=say_it("numbered", number=shown.number),
        credit=credit_text(shown), together=_together(shown),
        contract=contract_rows(shown), bills=[_bill_row(shown, bill, today) for bill in bills],
        settled=_counted(shown, "earlier_bill", settled, sum(bill.owed_minor for bill in settled)),
        planned=planned_rows(shown), credits=[_credit_row(shown, each) for each in shown.credits],
        received=[_received_row(shown, each) for each in received],
        older=_counted(shown, "earlier_receipt", older, sum(each.amount_minor for each in older)),
        received_sum=money(sum(each.amount_minor for each in shown.received)),
    )  # fmt: skip
    return Html(text=text, policy=policy(text))


def together(shown: Statement, choice: Choice, offer: Offer) -> Html:
    """Which invoices are paid in one go, what they come to, and how."""
    say_it, money = partial(say, shown.language), money_of(shown)
    sum_ = figures.money_parts(choice.total_minor, shown.company.currency, shown.language)
    count = len(choice.chosen)
    chosen = {bill.id for bill in choice.chosen}
    added = added_by_card(shown, choice, offer)
    text = document(
        "together.html", shown.language, shown.company, job=shown, sum=sum_, size=figures.size_of(sum_),
        total_minor=choice.total_minor, tipping=added.tipping, shared="", surcharge=added.surcharge,
        methods=offer.methods, form_token=offer.form_token, keep=None,
        is_test=offer.is_test, notice=notice_text(shown, offer.notice), tone=tone(offer.notice),
        let_go=let_go_text(shown, offer.applied_on),
        counted=say_it("together_one" if count == 1 else "together_count", count=str(count)),
        bills=[
            {"id": bill.id, "title": bill.title or shown.title, "number": bill.number,
             "detail": bill_detail(shown, bill), "money": money(bill.due_minor), "ticked": bill.id in chosen}
            for bill in choice.payable
        ],
    )  # fmt: skip
    return Html(text=text, policy=policy(text, offer.form_origins))


def added_by_card(shown: Shown, choice: Choice, offer: Offer) -> AddedByCard:
    """What a card adds to what is ticked, as the page asks for it and says it."""
    tip_minor, paid_minor = offer.tip.amount_minor if offer.tip else 0, choice.total_minor
    surcharge = surcharging(
        offer.surcharge_bps, paid_minor, shown.company, shown.language, offer.methods, tip_minor
    )
    if offer.tip is None or "card" not in offer.methods:
        return AddedByCard(None, surcharge)
    surcharge_minor = surcharge.surcharge_minor if surcharge else 0
    asked = tipping(offer.tip, paid_minor, shown.company, shown.language, surcharge_minor)
    return AddedByCard(asked, surcharge)


def let_go_text(shown: Shown, applied_on: date | None) -> str:
    """Nobody shall pay here what their lender pays, too."""
    if applied_on is None:
        return ""
    return say_of_page(shown.language, "let_go", day=figures.day(applied_on, shown.language))


def notice_text(shown: Shown, notice: str) -> str:
    """What is told after a try to pay; nothing where nothing is to be told."""
    if not notice:
        return ""
    if notice in {"checking", "new_total"}:
        return say(shown.language, f"together_{notice}")
    return say_of_page(shown.language, f"notice_{notice}", company=shown.company.name)


def receipt(shown: Statement, paid: Received) -> Html:
    """One payment for the job, as the customer keeps it."""
    money = money_of(shown)
    sum_ = figures.money_parts(paid.amount_minor, shown.company.currency, shown.language)
    text = document(
        "paid.html", shown.language, shown.company, job=shown, sum=sum_, paid=paid,
        size=figures.size_of(sum_), beside=beside_rows(shown, paid),
        closing=said(shown.company.texts.receipt_footer, shown.language), rows=share_rows(shown, paid),
        text=say_of_page(
            shown.language, "receipt_text", company=shown.company.name, amount=money(paid.amount_minor),
            method=say_of_page(shown.language, f"method_{paid.method}"),
            day=figures.day_of(paid.taken_at, shown.company.zone, shown.language),
        ),
    )  # fmt: skip
    return Html(text=text, policy=policy(text))


def beside_rows(shown: Statement, paid: Received) -> list[Row]:
    """Tip and surcharge beside the payment, all as the card was charged, and what went back of that; without
    either, what came and what of it went back.
    """
    if paid.went_back_minor > 0 and not paid.tip_minor and not paid.surcharge_minor:
        told = (("came_first", paid.charged_minor), ("gone_back", paid.went_back_minor))
        return [Row(say(shown.language, word), money_of(shown)(minor)) for word, minor in told]
    beside = Beside(
        tip_minor=paid.tip_minor, surcharge_minor=paid.surcharge_minor, charged_minor=paid.charged_minor,
        back_minor=paid.back_minor,
    )  # fmt: skip
    return charged_rows(shown.language, shown.company.currency, beside)


def calm(language: str, sentence: str, company: Company | None = None) -> Html:
    """A page that only says something."""
    text = document(
        "calm.html", language, company, head=say(language, f"{sentence}_head"),
        text=say(language, f"{sentence}_text", company=company.name if company else ""),
    )  # fmt: skip
    return Html(text=text, policy=policy(text))


def credit_text(shown: Statement) -> str:
    """What is paid and on no invoice, and where it goes if that is certain; empty where there is none."""
    if shown.unapplied_minor <= 0:
        return ""
    sentence = "credit_text" if shown.has_next else "unapplied_text"
    return say(shown.language, sentence, amount=money_of(shown)(shown.unapplied_minor))


def contract_rows(shown: Statement) -> list[Row]:
    """What was agreed at first, each change, and the sum. Without a change it is one row."""
    say_it, money = partial(say, shown.language), money_of(shown)
    total = Row(say_it("now"), money(shown.total_minor), total=True)
    if not shown.changes:
        return [total]
    changes = [
        Row(
            say_it("change", number=change.number, title=change.title),
            money(change.total_minor),
            figures.day_of(change.approved_at, shown.company.zone, shown.language)
            if change.approved_at
            else "",
        )
        for change in shown.changes
    ]
    return [Row(say_it("agreed"), money(shown.agreed_minor)), *changes, total]


def planned_rows(shown: Statement) -> list[Row]:
    """The stages still to be billed, and what no stage is planned for; together what is not billed yet."""
    say_it, money = partial(say, shown.language), money_of(shown)
    rows = [
        Row(
            say_it("planned_stage", place=str(stage.place), title=stage.title),
            money(stage.amount_minor),
            say_it("planned_ready") if stage.is_ready
            else say_it("planned_on", day=figures.day(stage.on, shown.language)) if stage.on else "",
        )
        for stage in shown.planned
    ]  # fmt: skip
    rest = shown.left_minor - sum(stage.amount_minor for stage in shown.planned)
    return [*rows, Row(say_it("unplanned"), money(rest))] if rows and rest > 0 else rows


def share_rows(shown: Statement, paid: Received) -> list[Row]:
    """What a payment settled, invoice by invoice, and what of it waits for the next."""
    money = money_of(shown)
    titles = {bill.number: bill.title for bill in shown.bills}
    rows = [Row(titles.get(share.number) or share.number, money(share.amount_minor), share.number)
            for share in paid.shares]  # fmt: skip
    if paid.unapplied_minor > 0:
        label = "ahead" if shown.has_next else "unapplied"
        rows.append(Row(say(shown.language, label), money(paid.unapplied_minor)))
    return rows


def bill_detail(shown: Shown, bill: Bill) -> str:
    """The small print of an invoice in the list: its stage and days, and what makes its sum."""
    say_it, money = partial(say, shown.language), money_of(shown)
    told = [
        say_it("stage", place=str(bill.stage_place)) if bill.stage_place else "",
        say_it("due", day=figures.day(bill.due_on, shown.language))
        if bill.due_on and bill.due_minor
        else say_it("issued", day=figures.day(bill.issued_on, shown.language)),
        say_it("paid_of", paid=money(bill.paid_minor), owed=money(bill.owed_minor))
        if 0 < bill.paid_minor < bill.owed_minor else "",
        say_it("held" if bill.held_minor > 0 else "given_back", amount=money(abs(bill.held_minor)))
        if bill.held_minor
        else "",
        say_it("credited", amount=money(bill.credited_minor)) if bill.credited_minor else "",
    ]  # fmt: skip
    return " · ".join(part for part in told if part)


def _together(shown: Statement) -> str:
    """The way to pay several invoices in one go, where there are several."""
    choice = choose(shown, None)
    if len(choice.payable) < 2:
        return ""
    return say(shown.language, "together_all", amount=money_of(shown)(choice.total_minor))


def _bill_row(shown: Statement, bill: Bill, today: date) -> BillRow:
    chip, money = chip_of(bill, today), money_of(shown)
    can_pay = bill.due_minor > bill.pending_minor and not bill.is_doubted
    return BillRow(
        title=bill.title or shown.title,
        number=bill.number,
        detail=bill_detail(shown, bill),
        money=money(bill.due_minor if bill.due_minor else bill.owed_minor),
        chip=chip,
        chip_word=say(shown.language, f"chip_{chip}"),
        path=bill.pay_path or "",
        action=say(shown.language, "pay" if can_pay else "see"),
        can_pay=can_pay,
        gone=bill.status in {"void", "canceled"},
    )


def _credit_row(shown: Statement, credit: Credit) -> dict[str, str]:
    day = figures.day(credit.issued_on, shown.language)
    return {
        "id": credit.id,
        "number": credit.number,
        "detail": say(shown.language, "credit_of", number=credit.invoice_number, day=day),
        "money": money_of(shown)(credit.total_minor),
    }


def went_back_text(shown: Statement, paid: Received) -> str:
    """What of a payment its customer has again: without it, their card's statement and this one differ."""
    if paid.went_back_minor <= 0:
        return ""
    return say(shown.language, "went_back", amount=money_of(shown)(paid.went_back_minor))


def _received_row(shown: Statement, paid: Received) -> dict[str, object]:
    return {
        "id": paid.payment_id,
        "day": figures.day_of(paid.taken_at, shown.company.zone, shown.language),
        "method": say_of_page(shown.language, f"method_{paid.method}"),
        "money": money_of(shown)(paid.amount_minor),
        "has_receipt": paid.amount_minor > 0,
        "back": went_back_text(shown, paid),
        "tip": beside_in_row(
            shown.language, shown.company.currency, paid.tip_left_minor, paid.surcharge_left_minor
        ),
    }


def _counted(shown: Statement, name: str, each: Sequence[object], amount_minor: int) -> Row | None:
    """Without this row a long list would not come to its sum."""
    if not each:
        return None
    count = len(each)
    return Row(say(shown.language, name if count == 1 else f"{name}s", count=str(count)),
               money_of(shown)(amount_minor))  # fmt: skip


def _state_text(shown: Statement, state: str) -> str:
    if state == "due":
        return ""
    return say(
        shown.language, f"{state}_text", company=shown.company.name,
        amount=money_of(shown)(shown.pending_minor),
        day=figures.day(shown.canceled_on, shown.language) if shown.canceled_on else "",
    )  # fmt: skip


def _next(shown: Statement, today: date) -> str:
    found = next_day(shown, today)
    if found is None:
        return ""
    what, on = found
    return say(shown.language, _NEXT[what], day=figures.day(on, shown.language))


def money_of(shown: Shown) -> Any:
    """Sums of the company's currency, written in the page's language."""
    return partial(format_money, currency=shown.company.currency, language=shown.language)
