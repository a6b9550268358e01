"""The customer's page of a change order as HTML: one file, no script, the look of the pay page."""

from functools import partial
from typing import Any, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from stagebill.change_orders.page import ApprovePage, situation, totals_shown
from stagebill.change_orders.words import say
from stagebill.kernel.money import format_money, with_sign
from stagebill.kernel.templates import renderer, styles
from stagebill.paypage.page import figures
from stagebill.paypage.page.layout import Html, Row, layout, policy

_document: Final = layout(renderer("change_orders", "paypage"), say, styles("change_orders", "approve.css"))


class Typed(NamedTuple):
    """What the customer had typed when the form was refused, and the field that was left out."""

    name: str = ""
    reason: str = ""
    missing: Literal["", "name", "agree"] = ""


def approve(page: ApprovePage, *, place: str, notice: str = "", typed: Typed | None = None) -> Html:
    """The page in its current state; `place` is its own secret address, which the logo's address extends."""
    money = partial(format_money, currency=page.company.currency, language=page.language)
    before_minor, after_minor = totals_shown(page)
    total_minor = after_minor - before_minor
    sum_ = figures.money_parts(abs(total_minor), page.company.currency, page.language)
    state = situation(page)
    text = _document(
        "approve.html", page.language, page.company, page=page, situation=state, notice=notice,
        typed=typed or Typed(),
        place=place,
        sum=sum_, sign="−" if total_minor < 0 else "+" if total_minor else "", 
        size=figures.size_of(sum_, signs=1),
        effect=_effect(total_minor), rows=rows_of(page), before=money(before_minor), after=money(after_minor),
        change=signed(total_minor, page), before_minor=before_minor, after_minor=after_minor,
        signature=page.approval.signature if page.approval else None,
        ends_on=figures.day_of(page.expires_at, page.company.zone, page.language) if page.expires_at else "",
        state_text=_state_text(page, state),
    )  # fmt: skip
    return Html(text=text, policy=policy(text))


def calm(language: str, sentence: str) -> Html:
    """A page that only says something."""
    text = _document("calm.html", language, None, head=say(language, f"{sentence}_head"),
                     text=say(language, f"{sentence}_text"))  # fmt: skip
    return Html(text=text, policy=policy(text))


def _effect(total_minor: int) -> str:
    return "addition" if total_minor > 0 else "deduction" if total_minor < 0 else "no_cost"


def _state_text(page: ApprovePage, state: str) -> str:
    if state == "asked":
        return ""
    facts = {"company": page.company.name}
    if state != "approved":
        return say(page.language, f"{state}_text", **facts)
    assert page.approval is not None
    given = page.approval.given_at.astimezone(ZoneInfo(page.company.zone)).date()
    facts |= {"name": page.approval.name, "day": figures.day(given, page.language)}
    return say(page.language, "approved_text" if page.approval.name else "approved_text_plain", **facts)


def rows_of(page: ApprovePage) -> list[Row]:
    """The change's lines, and its tax by rate."""
    rows = [
        Row(line.description, signed(line.amount_minor, page), _detail(page, line)) for line in page.lines
    ]
    for tax in page.taxes:
        if tax.tax_minor:
            rate = say(
                page.language,
                "tax_rate",
                rate=figures.percent(tax.rate_bps, page.company.currency, page.language),
            )
            rows.append(Row(rate, signed(tax.tax_minor, page)))
    return rows


def _detail(page: ApprovePage, line: Any) -> str:
    if line.quantity_milli == 1000:
        return ""
    quantity = figures.quantity(line.quantity_milli, page.company.currency, page.language)
    return say(
        page.language, "line_rate", quantity=quantity,
        price=signed(line.unit_price_minor, page, plus=""),
    )  # fmt: skip


def signed(amount_minor: int, page: ApprovePage, plus: str = "+") -> str:
    """With its sign, a true minus: a customer must not overlook that something is taken off."""
    written = format_money(abs(amount_minor), page.company.currency, page.language)
    sign = "−" if amount_minor < 0 else plus if amount_minor else ""
    return with_sign(sign, written)
