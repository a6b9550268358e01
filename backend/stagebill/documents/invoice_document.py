"""An invoice as it is printed for good: what was issued, without what was paid or credited since."""

from datetime import date
from functools import partial
from typing import Literal

import msgspec

from stagebill.documents.color import INK, readable_on_white
from stagebill.documents.paper import LETTER_CURRENCIES, sender_of
from stagebill.documents.words import word
from stagebill.invoices.as_issued import Said
from stagebill.kernel.electronic_address import BankAccount
from stagebill.kernel.money import Minor, format_money
from stagebill.kernel.records import replace
from stagebill.paypage.page import figures
from stagebill.paypage.page.as_said import as_said
from stagebill.paypage.page.pay_page import PayPage
from stagebill.paypage.page.price_row import price_rows
from stagebill.paypage.page.service_facts import service_facts
from stagebill.paypage.page.words import say
from stagebill.settings.payment_terms import DueTerms, Net, OnDate

Rendition = Literal["draft", "issued", "void", "canceled"]


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """What an invoice says about itself besides its page."""

    issued_on: date | None
    made_out_to: str | None
    held_minor: Minor  # as the document says it, whatever was credited since
    pay_url: str | None
    due_terms: DueTerms
    said: Said | None = None  # all else as it was; none of a draft, nor of what was issued before it was kept


class Row(msgspec.Struct, frozen=True):
    """A row of the table; a heading has no money."""

    label: str
    detail: str
    money: str
    total: bool


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a document says, as data for its template. It is kept: a stamp changes nothing else."""

    language: str
    paper: str
    title: str
    foot: str
    kind: str = ""  # the word for what it is; documents of before have none
    company: str
    sender: str
    logo_sha256: str | None
    number: str
    subject: str
    to_label: str
    to: str
    to_address: str = ""
    site: str
    site_label: str = ""
    facts: tuple[tuple[str, str], ...]
    head_label: str
    head_money: str
    rows: tuple[Row, ...]
    due_label: str
    due: str
    pay_url: str
    pay_label: str
    pay_alt: str
    message: str
    closing: str
    page: str
    stamp: str = ""
    stamp_detail: str = ""
    accent: str = INK  # what was kept before paper had a color stays in ink
    xml: str = ""  # the same invoice for a program to read, as an associated file


def content_of(page: PayPage, issued: Issued, xml: str = "") -> Content:
    """What was on the pay page when the invoice was issued, with what may be edited since."""
    page = as_said(page, issued.said) if issued.said else page
    say_it, told = partial(say, page.language), partial(word, page.language)
    bill = replace(
        page.bill,
        held_minor=issued.held_minor,
        credited_minor=0,
        credits=(),
        owed_minor=page.bill.total_minor - issued.held_minor,
    )
    page = replace(page, bill=bill)
    number = bill.number or say_it("print_draft")
    return Content(
        language=page.language,
        paper="us-letter" if page.company.currency in LETTER_CURRENCIES else "a4",
        title=f"{told('document')} {number} · {page.company.name}",
        kind=told("document"),
        foot=f"{number} · {page.company.name}",
        company=page.company.name,
        sender=sender_of(page.company),
        logo_sha256=page.company.logo,
        number=number,
        subject=bill.title,
        to_label=say_it("print_to"),
        to=issued.made_out_to or page.customer_name,
        to_address=page.billed_to or "",
        site=page.project.site or "",
        site_label=say_it("print_site"),
        facts=_facts(page, issued),
        head_label=told("head_label"),
        head_money=told("head_money"),
        rows=tuple(Row(row.label, row.detail, row.money, row.total) for row in price_rows(page)),
        due_label=told("due"),
        due=format_money(bill.owed_minor, page.company.currency, page.language),
        pay_url=issued.pay_url or "",
        pay_label=told("pay_online"),
        pay_alt=told("pay_alt"),
        message=bill.message,
        closing=say_it("print_thanks", company=page.company.name),
        page=told("page"),
        accent=readable_on_white(page.company.accent),
        xml=xml,
    )


def stamped(content: Content, rendition: Rendition, ended_on: date | None) -> Content:
    """The same document with a stamp that it no longer asks for anything."""
    if rendition == "issued":
        return content
    detail = figures.day(ended_on, content.language) if ended_on else ""
    stamp = say(content.language, f"print_{rendition}")
    nothing = {"due_label": word(content.language, "nothing_due"), "due": ""}
    ended = {} if rendition == "draft" else nothing
    return replace(content, stamp=stamp, stamp_detail=detail, pay_url="", xml="", **ended)


def texts(content: Content) -> tuple[str, ...]:
    """Every text of it."""
    told = msgspec.to_builtins(replace(content, xml=""))
    rows = (text for row in content.rows for text in (row.label, row.detail, row.money))
    facts = (text for fact in content.facts for text in fact)
    return (*(text for text in told.values() if isinstance(text, str)), *rows, *facts)


def _account(account: BankAccount | None) -> str:
    """As people copy it: an IBAN in fours, with the bank's code and whose it is."""
    if account is None:
        return ""
    fours = " ".join(account.plain[place : place + 4] for place in range(0, len(account.plain), 4))
    parts = (account.holder, fours if account.is_iban else account.number, account.bic)
    return "\n".join(part for part in parts if part)


def _share(page: PayPage) -> str:
    return figures.percent(page.bill.percent_bps, page.company.currency, page.language)


def _due(page: PayPage, terms: DueTerms) -> str:
    """The day; without one, what it will be counted from."""
    if page.bill.due_on:
        return figures.day(page.bill.due_on, page.language)
    if isinstance(terms, OnDate):
        return figures.day(terms.on, page.language)
    if isinstance(terms, Net):
        return word(page.language, "due_net").format(days=terms.days)
    return word(page.language, f"due_{terms.__struct_config__.tag}")


def _facts(page: PayPage, issued: Issued) -> tuple[tuple[str, str], ...]:
    say_it, bill = partial(say, page.language), page.bill
    facts = [
        (say_it("print_issued"), figures.day(issued.issued_on, page.language) if issued.issued_on else "–"),
        (say_it("print_due"), _due(page, issued.due_terms)),
        (say_it("print_job"), page.project.title),
        (say_it("print_share"), _share(page) if bill.shown.progress else ""),
        *service_facts(page),
        (word(page.language, "order"), issued.said.purchase_order or "" if issued.said else ""),
        (word(page.language, "bank"), _account(issued.said.company.bank_account) if issued.said else ""),
    ]
    return tuple(fact for fact in facts if fact[1])
