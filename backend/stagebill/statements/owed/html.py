"""All that a customer owes as HTML, with its ticks, and the receipt of a payment over several jobs."""

from datetime import date
from functools import partial
from typing import Any, Final

from stagebill.kernel.templates import styles
from stagebill.paypage.cards.shown import ShownCard
from stagebill.paypage.page import figures
from stagebill.paypage.page.layout import Html, policy, tone
from stagebill.paypage.page.words import say as say_of_page
from stagebill.paypage.tips.question import charged_rows
from stagebill.settings.texts import said
from stagebill.statements.html import added_by_card, bill_detail, document, let_go_text, money_of, notice_text
from stagebill.statements.joint import Choice, Offer
from stagebill.statements.owed.owed import Owed, hindrance, listed
from stagebill.statements.owed.receipt import WholePayment
from stagebill.statements.statement import Bill, chip_of
from stagebill.statements.words import say

_STYLE: Final = styles("statements", "owed.css")

# Whoever pays two of many begins with none.
CLEARED_FROM: Final = 4


def page(owed: Owed, choice: Choice, offer: Offer, today: date, cards: tuple[ShownCard, ...] = ()) -> Html:
    """Every invoice that asks for money, job by job, with ticks, their sum, the ways to pay it, and cards on
    file.
    """
    say_it, money = partial(say, owed.language), money_of(owed)
    sum_ = figures.money_parts(choice.total_minor, owed.company.currency, owed.language)
    jobs, left = listed(owed)
    chosen, count = {bill.id for bill in choice.chosen}, len(choice.chosen)
    overdue_minor, added = owed.overdue_minor(today), added_by_card(owed, choice, offer)
    is_shared = sum(any(bill.id in chosen for bill in job.bills) for job in jobs) > 1
    text = document(
        "owed.html", owed.language, owed.company, bar_style=_STYLE, owed=owed, sum=sum_,
        cards=cards, cards_path="/owed/cards/remove", keep=offer.keep,
        size=figures.size_of(sum_), total_minor=choice.total_minor, total=money(choice.total_minor),
        methods=offer.methods, form_token=offer.form_token, is_test=offer.is_test,
        tipping=added.tipping, surcharge=added.surcharge, shared=say_it("tip_shared") if is_shared else "",
        notice=notice_text(owed, offer.notice), tone=tone(offer.notice),
        let_go=let_go_text(owed, offer.applied_on),
        can_choose=bool(choice.payable), can_clear=count > CLEARED_FROM,
        counted=say_it("together_one" if count == 1 else "together_count", count=str(count)),
        whole=say_it("owed_all", amount=money(owed.due_minor))
        if choice.total_minor != owed.due_minor else "",
        overdue=say_it("owed_overdue", amount=money(overdue_minor)) if overdue_minor else "",
        on_its_way=say_it("on_its_way_text", amount=money(owed.pending_minor)) if owed.pending_minor else "",
        more=say_it("owed_more", count=str(len(left)), amount=money(sum(bill.due_minor for bill in left)))
        if left else "",
        loan=say_it("owed_loan") if any(bill.options.financing for bill in choice.chosen) else "",
        jobs=[
            {"id": job.id, "title": job.title, "where": _where(owed, job.site, job.number),
             "bills": [_row(owed, bill, today, is_ticked=bill.id in chosen) for bill in job.bills]}
            for job in jobs
        ],
    )  # fmt: skip
    return Html(text=text, policy=policy(text, offer.form_origins))


def _where(owed: Owed, site: str | None, number: str) -> str:
    """Where a job is, and its number with its word."""
    return " · ".join(filter(None, (site, say(owed.language, "numbered", number=number))))


def _row(owed: Owed, bill: Bill, today: date, *, is_ticked: bool) -> dict[str, Any]:
    why, money = hindrance(owed, bill), money_of(owed)
    chip = "asked" if why in ("asked", "doubted") else chip_of(bill, today)
    return {
        "id": bill.id,
        "title": bill.title or bill.number,
        "name": bill.number,
        "number": bill.number if bill.title else "",
        "detail": bill_detail(owed, bill),
        "money": money(bill.due_minor),
        "why": say(owed.language, f"owed_{why}") if why else "",
        "chip": chip if why or chip == "overdue" else "",
        "chip_word": say(owed.language, f"owed_{why}" if why else f"chip_{chip}"),
        "can_pick": why is None,
        "ticked": is_ticked,
        "path": bill.pay_path or "",
    }


def receipt(owed: Owed, paid: WholePayment) -> Html:
    """One payment of the customer, with every job and invoice that it settled."""
    money = money_of(owed)
    sum_ = figures.money_parts(paid.amount_minor, owed.company.currency, owed.language)
    text = document(
        "owed_paid.html", owed.language, owed.company, bar_style=_STYLE, owed=owed, sum=sum_, paid=paid,
        size=figures.size_of(sum_), closing=said(owed.company.texts.receipt_footer, owed.language),
        unapplied=money(paid.unapplied_minor) if paid.unapplied_minor else "",
        beside=charged_rows(owed.language, owed.company.currency, paid.beside),
        jobs=[
            {"title": job.title, "where": _where(owed, job.site, job.number),
             "rows": [{"title": each.title, "number": each.number, "money": money(each.amount_minor)}
                      for each in job.invoices]}
            for job in paid.jobs
        ],
        text=say_of_page(
            owed.language, "receipt_text", company=owed.company.name, amount=money(paid.amount_minor),
            method=say_of_page(owed.language, f"method_{paid.method}"),
            day=figures.day_of(paid.taken_at, owed.company.zone, owed.language),
        ),
    )  # fmt: skip
    return Html(text=text, policy=policy(text))
