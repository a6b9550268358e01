"""The pay page as HTML: one file with its styles inside, and the content policy that names them by hash."""

from datetime import date, timedelta
from functools import partial
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from markupsafe import Markup

from stagebill.kernel.money import Minor, format_money
from stagebill.kernel.templates import renderer, styles
from stagebill.paypage.cards.shown import on_page
from stagebill.paypage.page import figures
from stagebill.paypage.page.as_said import price_as_said
from stagebill.paypage.page.layout import BAR, Html, layout, policy, tone
from stagebill.paypage.page.offer import Offer
from stagebill.paypage.page.pay_page import (
    PROMISE_DAYS_MAX,
    Beside,
    Company,
    PayPage,
    Receipt,
    Situation,
    bar,
    is_overdue,
    may_be_accepted,
    may_be_asked,
    situation,
    undisputed_minor,
)
from stagebill.paypage.page.price_row import price_rows
from stagebill.paypage.page.sentences import (
    changed,
    fresh,
    lending_limits,
    money_of,
    percent_of,
    setback,
    share_of_job,
    stage_of,
    state_text,
    state_words,
    told_beside,
    wrong_sum,
)
from stagebill.paypage.page.service_facts import service_facts
from stagebill.paypage.page.words import say
from stagebill.paypage.part_payment import Choice
from stagebill.paypage.surcharges.shown import Surcharging, surcharging, surcharging_on
from stagebill.paypage.tips.question import Tipping, beside_in_row, charged_rows, tipping
from stagebill.settings.texts import said

PAPER: Final = styles("paypage", "print.css")
_render: Final = renderer("paypage")
_document: Final = layout(_render, say)

_REFRESH_SECONDS: Final = 5
# Nothing is asked for any more, so the job behind it is nobody's business.
_ENDED: Final = frozenset({"void", "canceled", "draft"})


def pay(page: PayPage, offer: Offer, *, today: date, notice: str = "", returned: bool = False) -> Html:
    """The customer's page in the state it is in."""
    say_it = partial(say, page.language)
    money = partial(format_money, currency=page.company.currency, language=page.language)
    then, state = price_as_said(page), situation(page, returned=returned)
    bill, notice = then.bill, fresh(notice, is_payable=state == "payable")
    sums = _sums(page, offer.choice)
    tip_minor = offer.tip.amount_minor if offer.tip else 0
    surcharge = surcharging_on(page, state, offer.surcharge_bps, sums.now_minor, offer.methods, tip_minor)
    due = figures.money_parts(sums.now_minor, page.company.currency, page.language)
    parts = _parts(page) if bill.shown.progress and state not in _ENDED else []
    rows = price_rows(then) if bill.shown.line_items and state not in _ENDED else []
    text = _document(
        "pay.html", page.language, page.company, bar_style=BAR + _bar_style(page) if parts else "",
        refresh=f"{_REFRESH_SECONDS}; url=/pay/return" if state == "processing" else "",
        project=page.project, bill=bill, situation=state, due=due, size=figures.size_of(due),
        total=money(bill.owed_minor),
        due_on=figures.day(bill.due_on, page.language) if bill.due_on else "",
        overdue=is_overdue(bill, today), checkout=page.checkout,
        surcharge=surcharge, is_joint=page.is_joint,
        checkout_amount=surcharge.total if surcharge else money(sum(page.attempted[:2])),
        begun_tip=money(page.asked_tip_minor) if page.asked_tip_minor else "",
        begun_tip_minor=page.asked_tip_minor,
        tipping=_tipping(page, offer, sums.now_minor, surcharge) if state == "payable" else None,
        state_words=state_words(page, state), state_text=state_text(page, state), methods=offer.methods,
        lends=lending_limits(page, offer) if state == "payable" else "", choice=offer.choice,
        let_go=say_it("let_go", day=figures.day(offer.let_go_on, page.language)) if offer.let_go_on else "",
        due_money=money(bill.due_minor), left=money(bill.due_minor - sums.now_minor), sent=sums.sent,
        wrong=wrong_sum(page, offer.choice),
        form_token=offer.form_token,
        notice=say_it(f"notice_{notice}", company=page.company.name) if notice else setback(page, state),
        tone=tone(notice or (page.setback.kind if page.setback else "")),
        parts=parts, rows=rows, share=share_of_job(then), stage=stage_of(page),
        changed=changed(page) if state not in _ENDED else "",
        is_test=offer.is_test and state in ("payable", "paying"),
        receipts=[_receipt_row(page, receipt) for receipt in page.receipts],
        billed_to=_billed_to(then) if state not in _ENDED else (),
        service=service_facts(page) if state not in _ENDED else [],
        tipped=told_beside(page) if state == "paid" else "",
        whole_job=page.has_statement and bill.shown.progress and state not in _ENDED,
        may_ask=may_be_asked(state), **_asking(page, state, today), **_approving(page, state, offer),
        **_shown_files(page, state), **on_page(offer.keep, offer.cards, state, offer.methods, page.checkout),
    )  # fmt: skip
    return Html(text=text, policy=policy(text, offer.form_origins))


def calm(language: str, sentence: str, company: Company | None = None) -> Html:
    """A page that only says something: no form, nothing to press."""
    text = _document(
        "calm.html", language, company, head=say(language, f"{sentence}_head"),
        text=say(language, f"{sentence}_text", company=company.name if company else ""),
    )  # fmt: skip
    return Html(text=text, policy=policy(text))


def leaving(language: str, url: str, company: Company | None) -> Html:
    """A page that leads on to another by itself, and by a link where a browser does not do that."""
    facts = {name: say(language, f"leaving_{name}") for name in ("head", "button")}
    text = _document(
        "leaving.html", language, company, refresh=f"0; url={url}", url=url,
        text=say(language, "leaving_text", host=urlsplit(url).netloc), **facts,
    )  # fmt: skip
    return Html(text=text, policy=policy(text))


def receipt(page: PayPage, shown: Receipt) -> Html:
    """One payment, as the customer keeps it."""
    money = partial(format_money, currency=page.company.currency, language=page.language)
    paid = figures.money_parts(shown.received_minor, page.company.currency, page.language)
    row = _receipt_row(page, shown)
    text = _document(
        "receipt.html", page.language, page.company, project=page.project, bill=page.bill, sum=paid,
        payment_id=shown.payment_id,
        size=figures.size_of(paid), reference=shown.reference, left=money(page.bill.due_minor),
        closing=said(page.company.texts.receipt_footer, page.language),
        charged=charged_rows(page.language, page.company.currency, Beside(
            tip_minor=shown.tip_minor, surcharge_minor=shown.surcharge_minor,
            charged_minor=shown.charged_minor, back_minor=shown.back_minor,
        )),
        shares=[
            {"title": share.title, "number": share.number, "money": money(share.amount_minor)}
            for share in shown.shares if shown.is_split
        ],
        text=say(page.language, "receipt_text", company=page.company.name,
                 amount=money(shown.received_minor), method=row["method"], day=row["day"]),
        part=say(page.language, "receipt_part", amount=row["money"])
        if shown.received_minor > shown.amount_minor else "",
        returned=say(page.language, "receipt_returned", amount=money(shown.returned_minor))
        if shown.returned_minor and not shown.tip_minor + shown.surcharge_minor else "",
    )  # fmt: skip
    return Html(text=text, policy=policy(text))


def printed(page: PayPage, *, live: PayPage, issued_on: date | None, void_text: str = "") -> Html:
    """The invoice on paper: what it was issued for, and where it and its job stand on the `live` page."""
    say_it, bill = partial(say, page.language), page.bill
    is_gone = bill.status in _ENDED
    parts = _parts(live) if bill.shown.progress and not is_gone else []
    text = _render(
        "print.html", language=page.language, company=page.company, refresh="",
        style=Markup(PAPER + (_bar_style(live) if parts else "")), say=say_it,
        bill=bill, project=page.project, customer=page.customer_name, billed_to=page.billed_to,
        number=bill.number or say_it("print_draft"),
        stamp=say_it(f"print_{bill.status}") if is_gone else "", void_text=void_text,
        issued_on=figures.day(issued_on, page.language) if issued_on else "–",
        due_on=figures.day(bill.due_on, page.language) if bill.due_on else "",
        share=percent_of(page) if bill.shown.progress else "",
        rows=price_rows(page), parts=parts, service=service_facts(page),
        receipts=[_receipt_row(page, paid) for paid in page.receipts],
        due=money_of(page, 0 if is_gone else bill.due_minor),
        closing=said(page.company.texts.receipt_footer, page.language) if bill.status == "paid" else "",
    ).strip()  # fmt: skip
    return Html(text=text, policy=policy(text))


def sandbox(language: str, facts: dict[str, Any], amount_minor: int, currency: str) -> Html:
    """The page of the sandbox processor: plainly a test."""
    amount = figures.money_parts(amount_minor, currency, language)
    text = _document("sandbox.html", language, None, sum=amount, size=figures.size_of(amount), **facts)
    return Html(text=text, policy=policy(text))


def _bar_style(page: PayPage) -> str:
    """How wide each part of the bar is. A style attribute would need a hole in the content policy."""
    return "".join(f".bar .{part}{{flex-grow:{amount}}}" for part, amount in bar(page))


def _parts(page: PayPage) -> list[dict[str, str]]:
    return [
        {
            "name": part,
            "word": say(page.language, f"bar_{part}"),
            "money": format_money(amount, page.company.currency, page.language),
        }
        for part, amount in bar(page)
    ]


def _billed_to(page: PayPage) -> tuple[str, str]:
    """To whom the invoice is made out, and their address where they gave one: as on paper."""
    return page.customer_name, page.billed_to or ""


class _Sums(NamedTuple):
    """What is paid if a button is pressed, and how the form says so: nothing stands for all that is due."""

    now_minor: Minor
    sent: str


def _sums(page: PayPage, choice: Choice | None) -> _Sums:
    due_minor, begun = page.bill.due_minor, page.checkout
    if begun is not None:  # it is gone on with; the sum above its buttons is all that is due
        is_other = begun.amount_minor < due_minor or page.is_joint
        return _Sums(due_minor, str(page.asked_minor) if is_other else "")
    chosen_minor = choice.amount_minor if choice else None
    if chosen_minor is None or chosen_minor == due_minor:
        return _Sums(due_minor, "")
    return _Sums(chosen_minor, str(chosen_minor))


def _tipping(page: PayPage, offer: Offer, paid_minor: Minor, surcharge: Surcharging | None) -> Tipping | None:
    if offer.tip is None or "card" not in offer.methods:
        return None
    surcharge_minor = surcharge.surcharge_minor if surcharge else 0
    return tipping(offer.tip, paid_minor, page.company, page.language, surcharge_minor)


def _approving(page: PayPage, state: Situation, offer: Offer) -> dict[str, Any]:
    """The customer's word on the stage: accepted, or some lines questioned and the rest to be paid."""
    approval, is_open = page.approval, state in {"payable", "paying"}
    may_accept = may_be_accepted(page, state)
    if approval is None or state in _ENDED:
        return {"approval": False, "undisputed": ""}
    rest_minor, questioned = undisputed_minor(page), approval.questioned_minor
    may_pay = is_open and bool(offer.undisputed) and rest_minor > 0
    accepted_on = approval.accepted_at
    surcharge = surcharging(
        offer.surcharge_bps, rest_minor, page.company, page.language, offer.undisputed if may_pay else ()
    )
    return {
        "approval": is_open or may_accept or approval.name is not None or questioned > 0,
        "may_accept": may_accept and not questioned,
        "may_question": is_open and may_accept,
        "accepted_by": say(
            page.language, "accepted_by", name=approval.name,
            day=figures.day_of(accepted_on, page.company.zone, page.language),
        ) if approval.name and accepted_on else "",
        "questioned": money_of(page, questioned) if questioned else "",
        "undisputed": money_of(page, rest_minor) if may_pay else "",
        "undisputed_minor": rest_minor,
        "undisputed_methods": offer.undisputed,
        "undisputed_surcharge": surcharge,
        "line_parts": [
            {"place": part.place, "description": part.description, "money": money_of(page, part.amount_minor)}
            for part in approval.parts
        ],
    }  # fmt: skip


def _shown_files(page: PayPage, state: Situation) -> dict[str, Any]:
    """Photos of a line stand beside it where the stage waits to be accepted; all others by themselves."""
    files = page.files if state not in ("void", "draft") else ()
    parts = page.approval.parts if page.approval and may_be_accepted(page, state) else ()
    by_line: list[dict[str, Any]] = []
    for part in parts:
        photos = [each for each in files if each.width and each.line_item_id == (part.line_item_id or "")]
        if photos:
            money = money_of(page, part.amount_minor)
            by_line.append({"description": part.description, "money": money, "photos": photos})
    beside = {each.id for line in by_line for each in line["photos"]}
    return {"files": [each for each in files if each.id not in beside], "lines_with_photos": by_line}


def _asking(page: PayPage, state: Situation, today: date) -> dict[str, Any]:
    """What was asked and promised. A day can be promised while there is something to pay."""
    may_promise = page.promise.may_be and state == "payable"
    return {
        "asked": [
            {
                "day": figures.day_of(one.asked_at, page.company.zone, page.language),
                "text": one.text,
                "answer": one.answer,
                "is_open": one.is_open,
            }
            for one in (page.asked if state not in _ENDED else ())
        ],
        "promised_on": figures.day(page.promise.on, page.language) if page.promise.on else "",
        "promise_from": today.isoformat(),
        "promise_until": (today + timedelta(PROMISE_DAYS_MAX)).isoformat() if may_promise else "",
    }


def _receipt_row(page: PayPage, paid: Receipt) -> dict[str, str]:
    return {
        "id": paid.payment_id,
        "day": figures.day_of(paid.taken_at, page.company.zone, page.language),
        "method": say(page.language, f"method_{paid.method}"),
        "money": format_money(paid.amount_minor, page.company.currency, page.language),
        "tip": ""
        if paid.is_for_several_jobs
        else beside_in_row(
            page.language, page.company.currency, paid.tip_left_minor, paid.surcharge_left_minor
        ),
    }
