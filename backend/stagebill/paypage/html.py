"""The pay page as HTML: one file with its styles inside, and the content policy that names them by hash."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final, NamedTuple

import msgspec
from markupsafe import Markup

from stagebill.kernel.money import Minor, exponent, format_money, format_number
from stagebill.kernel.templates import renderer, styles
from stagebill.paypage import figures
from stagebill.paypage.as_said import price_as_said
from stagebill.paypage.checkout import Method
from stagebill.paypage.layout import Html, layout, policy
from stagebill.paypage.page import (
    PROMISE_DAYS_MAX,
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
from stagebill.paypage.part_payment import Choice, least_minor
from stagebill.paypage.price_row import price_rows
from stagebill.paypage.service_facts import service_facts
from stagebill.paypage.tip_choice import TipChoice
from stagebill.paypage.tipping import Tipping, charged_rows, tipping
from stagebill.paypage.words import say
from stagebill.settings.texts import said

WHOLE_BPS: Final = 10_000
PAPER: Final = styles("paypage", "print.css")
_render: Final = renderer("paypage")
_document: Final = layout(_render, say)

_REFRESH_SECONDS: Final = 5
# Nothing is asked for any more, so the job behind it is nobody's business.
_ENDED: Final = frozenset({"void", "canceled", "draft"})


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What can be pressed on a pay page, and where it may lead. `is_test`: no money would move.

    `choice`: what the customer typed to pay instead of all that is due; `methods` are those for that sum.
    `lends`: the least and the most that can be paid over time. `let_go_on`: the day of an application for
    financing that was given up here, and may still come to something at its lender. `undisputed`: the ways to
    pay what is not questioned. `tip`: what was chosen for the crew, None where nobody is asked.
    """

    methods: tuple[Method, ...]
    form_token: str
    form_origins: tuple[str, ...] = ()
    is_test: bool = False
    choice: Choice | None = None
    lends: tuple[int, int] | None = None
    let_go_on: date | None = None
    undisputed: tuple[Method, ...] = ()
    tip: TipChoice | None = None


def pay(page: PayPage, offer: Offer, *, today: date, notice: str = "", returned: bool = False) -> Html:
    """The customer's page in the state it is in."""
    say_it = partial(say, page.language)
    money = partial(format_money, currency=page.company.currency, language=page.language)
    then, state = price_as_said(page), situation(page, returned=returned)
    bill = then.bill
    sums = _sums(page, offer.choice)
    due = figures.money_parts(sums.now_minor, page.company.currency, page.language)
    parts = _parts(page) if bill.shown.progress and state not in _ENDED else []
    rows = price_rows(then) if bill.shown.line_items and state not in _ENDED else []
    text = _document(
        "pay.html", page.language, page.company, bar_style=_bar_style(page) if parts else "",
        refresh=f"{_REFRESH_SECONDS}; url=/pay/return" if state == "processing" else "",
        project=page.project, bill=bill, situation=state, due=due, size=figures.size_of(due),
        total=money(bill.owed_minor),
        due_on=figures.day(bill.due_on, page.language) if bill.due_on else "",
        overdue=is_overdue(bill, today), checkout=page.checkout,
        checkout_amount=money(sum(page.attempted)), is_joint=_is_joint(page),
        begun_tip=money(page.asked_tip_minor) if page.asked_tip_minor else "",
        begun_tip_minor=page.asked_tip_minor,
        tipping=_tipping(page, offer, sums.now_minor) if state == "payable" else None,
        state_words=_state_words(page, state), state_text=_state_text(page, state), methods=offer.methods,
        lends=_lends(page, offer) if state == "payable" else "", choice=offer.choice,
        let_go=say_it("let_go", day=figures.day(offer.let_go_on, page.language)) if offer.let_go_on else "",
        due_money=money(bill.due_minor), left=money(bill.due_minor - sums.now_minor), sent=sums.sent,
        wrong=_wrong(page, offer.choice),
        form_token=offer.form_token,
        notice=say_it(f"notice_{notice}", company=page.company.name) if notice else _setback(page, state),
        parts=parts, rows=rows, share=_share(then), changed=_changed(page) if state not in _ENDED else "",
        stage=_stage(page), is_test=offer.is_test and state in ("payable", "paying"),
        receipts=[_receipt_row(page, receipt) for receipt in page.receipts],
        billed_to=_billed_to(then) if state not in _ENDED else (),
        service=service_facts(page) if state not in _ENDED else [],
        tipped=_tipped(page) if state == "paid" else "",
        whole_job=page.has_statement and bill.shown.progress and state not in _ENDED,
        may_ask=may_be_asked(state), **_asking(page, state, today), **_approving(page, state, offer),
        **_shown_files(page, state),
    )  # fmt: skip
    return Html(text=text, policy=policy(text, offer.form_origins))


def calm(language: str, sentence: str, company: Company | None = None) -> Html:
    """A page that only says something: no form, nothing to press."""
    text = _document(
        "calm.html", language, company, head=say(language, f"{sentence}_head"),
        text=say(language, f"{sentence}_text", company=company.name if company else ""),
    )  # fmt: skip
    return Html(text=text, policy=policy(text))


def receipt(page: PayPage, shown: Receipt) -> Html:
    """One payment, as the customer keeps it."""
    money = partial(format_money, currency=page.company.currency, language=page.language)
    paid = figures.money_parts(shown.received_minor, page.company.currency, page.language)
    row = _receipt_row(page, shown)
    text = _document(
        "receipt.html", page.language, page.company, project=page.project, bill=page.bill, sum=paid,
        size=figures.size_of(paid), reference=shown.reference, left=money(page.bill.due_minor),
        closing=said(page.company.texts.receipt_footer, page.language),
        charged=charged_rows(
            page.language, page.company.currency, tip_minor=shown.tip_minor,
            charged_minor=shown.charged_minor, back_minor=shown.back_minor,
        ),
        shares=[
            {"title": share.title, "number": share.number, "money": money(share.amount_minor)}
            for share in shown.shares if shown.is_split
        ],
        text=say(page.language, "receipt_text", company=page.company.name,
                 amount=money(shown.received_minor), method=row["method"], day=row["day"]),
        part=say(page.language, "receipt_part", amount=row["money"])
        if shown.received_minor > shown.amount_minor else "",
        returned=say(page.language, "receipt_returned", amount=money(shown.returned_minor))
        if shown.returned_minor and not shown.tip_minor else "",
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
        share=_percent(page) if bill.shown.progress else "",
        rows=price_rows(page), parts=parts, service=service_facts(page),
        receipts=[_receipt_row(page, paid) for paid in page.receipts],
        due=_money(page, 0 if is_gone else bill.due_minor),
        closing=said(page.company.texts.receipt_footer, page.language) if bill.status == "paid" else "",
    ).strip()  # fmt: skip
    return Html(text=text, policy=policy(text))


def _money(page: PayPage, amount_minor: int) -> str:
    return format_money(amount_minor, page.company.currency, page.language)


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


def _percent(page: PayPage) -> str:
    return figures.percent(page.bill.percent_bps, page.company.currency, page.language)


def _share(page: PayPage) -> str:
    """Left out where the job came to something else since: the share was one of that day's total."""
    total_minor = page.project.total_minor
    beside = abs(page.bill.total_minor * WHOLE_BPS - Decimal(page.bill.percent_bps) * total_minor)
    is_of_today = beside <= max(total_minor, WHOLE_BPS)  # a hundredth of a percent, or one unit of money
    if not page.bill.shown.progress or not is_of_today:
        return ""
    return say(
        page.language,
        "covers_share",
        percent=_percent(page),
    )


def _stage(page: PayPage) -> str:
    place, count = page.bill.stage_place, page.bill.stage_count
    return say(page.language, "stage_of", place=str(place), count=str(count)) if place and count > 1 else ""


def _changed(page: PayPage) -> str:
    """Which invoice this one took the place of, and what is other than it said."""
    bill, old = page.bill, page.bill.replaces
    if old is None:
        return ""
    told = [say(page.language, "replaces", number=old.number)]
    if old.total_minor != bill.total_minor:
        before, now = _money(page, old.total_minor), _money(page, bill.total_minor)
        told.append(say(page.language, "replaces_amount", before=before, now=now))
    if old.due_on and bill.due_on and old.due_on != bill.due_on:
        before, now = figures.day(old.due_on, page.language), figures.day(bill.due_on, page.language)
        told.append(say(page.language, "replaces_due", before=before, now=now))
    return " ".join(told)


def _setback(page: PayPage, state: Situation) -> str:
    """What a bank did to the last payment. None of it matters while another is on its way."""
    told = page.setback
    if told is None or state not in ("payable", "paid"):
        return ""
    day = figures.day_of(told.at, page.company.zone, page.language)
    return say(page.language, f"setback_{told.kind}", amount=_money(page, told.amount_minor), day=day)


class _Sums(NamedTuple):
    """What is paid if a button is pressed, and how the form says so: nothing stands for all that is due."""

    now_minor: Minor
    sent: str


def _sums(page: PayPage, choice: Choice | None) -> _Sums:
    due_minor, begun = page.bill.due_minor, page.checkout
    if begun is not None:  # it is gone on with; the sum above its buttons is all that is due
        is_other = begun.amount_minor < due_minor or _is_joint(page)
        return _Sums(due_minor, str(page.asked_minor) if is_other else "")
    chosen_minor = choice.amount_minor if choice else None
    if chosen_minor is None or chosen_minor == due_minor:
        return _Sums(due_minor, "")
    return _Sums(chosen_minor, str(chosen_minor))


def _tipping(page: PayPage, offer: Offer, paid_minor: Minor) -> Tipping | None:
    if offer.tip is None or "card" not in offer.methods:
        return None
    return tipping(offer.tip, paid_minor, page.company, page.language)


def _is_joint(page: PayPage) -> bool:
    return page.checkout is not None and page.asked_minor > page.checkout.amount_minor


def _wrong(page: PayPage, choice: Choice | None) -> str:
    if choice is None or choice.problem is None:
        return ""
    currency, least = page.company.currency, least_minor(page.company.currency)
    half = Decimal(page.bill.due_minor // 2).scaleb(-exponent(currency))
    example = format_number(half, currency, page.language)
    return say(page.language, f"sum_{choice.problem}", due=_money(page, page.bill.due_minor),
               least=_money(page, least), example=example)  # fmt: skip


def _lends(page: PayPage, offer: Offer) -> str:
    """Why this sum can not be paid over time, where another could (D-56)."""
    if offer.lends is None or "financing" in offer.methods:
        return ""
    least, most = (_money(page, each) for each in offer.lends)
    return say(page.language, "pay_financing_limits", least=least, most=most)


def _state_words(page: PayPage, state: str) -> str:
    """A loan on its way is no bank payment: the lender waits for word that the work is done."""
    is_loan = state == "pending" and page.checkout is not None and page.checkout.method == "financing"
    return "lending" if is_loan else state


def _approving(page: PayPage, state: Situation, offer: Offer) -> dict[str, Any]:
    """The customer's word on the stage: accepted, or some lines questioned and the rest to be paid."""
    approval, is_open = page.approval, state in {"payable", "paying"}
    may_accept = may_be_accepted(page, state)
    if approval is None or state in _ENDED:
        return {"approval": False}
    rest_minor, questioned = undisputed_minor(page), approval.questioned_minor
    may_pay = is_open and bool(offer.undisputed) and rest_minor > 0
    accepted_on = approval.accepted_at
    return {
        "approval": is_open or may_accept or approval.name is not None or questioned > 0,
        "may_accept": may_accept and not questioned,
        "may_question": is_open and may_accept,
        "accepted_by": say(
            page.language, "accepted_by", name=approval.name,
            day=figures.day_of(accepted_on, page.company.zone, page.language),
        ) if approval.name and accepted_on else "",
        "questioned": _money(page, questioned) if questioned else "",
        "undisputed": _money(page, rest_minor) if may_pay else "",
        "undisputed_minor": rest_minor,
        "undisputed_methods": offer.undisputed,
        "line_parts": [
            {"place": part.place, "description": part.description, "money": _money(page, part.amount_minor)}
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
            money = _money(page, part.amount_minor)
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


def _tipped(page: PayPage) -> str:
    """What came for the crew beside what paid the invoice, and did not go back."""
    tip_minor = sum(paid.tip_left_minor for paid in page.receipts)
    return say(page.language, "paid_tip", tip=_money(page, tip_minor)) if tip_minor else ""


def _state_text(page: PayPage, state: str) -> str:
    if state in ("payable", "paying"):
        return ""
    told = {"paid": page.bill.paid_minor, "credited": page.bill.credited_minor}
    amount = told.get(state, page.bill.pending_minor)
    left, words = 0, _state_words(page, state)
    if state == "pending" and page.checkout:
        amount = page.checkout.amount_minor
        left = page.bill.due_minor - amount
    return say(
        page.language,
        "pending_part_text" if left > 0 and words == "pending" else f"{words}_text",
        company=page.company.name, amount=_money(page, amount), left=_money(page, left),
    )  # fmt: skip


def _receipt_row(page: PayPage, paid: Receipt) -> dict[str, str]:
    return {
        "id": paid.payment_id,
        "day": figures.day_of(paid.taken_at, page.company.zone, page.language),
        "method": say(page.language, f"method_{paid.method}"),
        "money": format_money(paid.amount_minor, page.company.currency, page.language),
        "tip": say(page.language, "with_tip", tip=_money(page, paid.tip_left_minor))
        if paid.tip_left_minor
        else "",
    }
