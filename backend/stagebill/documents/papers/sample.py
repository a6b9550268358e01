"""Made-up papers in the company's own letterhead: how each kind looks, before anybody gets one."""

from collections.abc import Mapping
from functools import partial
from typing import Final, Literal

from stagebill.documents.invoice_document import Content, Row
from stagebill.documents.paper import Paper, Table, letterhead
from stagebill.documents.paper import Row as PaperRow
from stagebill.documents.paper_words import word
from stagebill.documents.words import word as word_of_invoice
from stagebill.kernel.money import exponent, format_money
from stagebill.paypage.page.pay_page import Company
from stagebill.paypage.page.words import say

SampleKind = Literal["invoice", "receipt", "statement", "credit_note", "change_order"]
# What the one sum of each kind is called.
_SUMS: Final[Mapping[str, str]] = {
    "receipt": "sum_received", "statement": "sum_due", "credit_note": "sum_credited",
    "change_order": "sum_after",
}  # fmt: skip
_UNITS: Final = (900, 1600)  # what its two lines come to, in whole units of the company's currency


def sample_content(company: Company, language: str) -> Content:
    """Nobody is billed by it, and it leads nowhere."""
    told, told_there = partial(word, language), partial(word_of_invoice, language)
    head = letterhead(company, language, "invoice", "0001")
    one, two, both = _sums(company, language)
    return Content(
        language=language,
        paper=head["paper"],
        accent=head["accent"],
        kind=head["kind"],
        title=head["title"],
        foot=head["foot"],
        company=company.name,
        sender=head["sender"],
        logo_sha256=company.logo,
        number="0001",
        subject=told("sample_stage"),
        to_label=say(language, "print_to"),
        to="Jane Marlow",
        site="18 Alder Street",
        facts=((say(language, "print_job"), told("sample_job")),),
        head_label=told_there("head_label"),
        head_money=told_there("head_money"),
        rows=(
            Row(told("sample_one"), "", one, False),
            Row(told("sample_two"), "", two, False),
            Row(say(language, "this_stage"), "", both, True),
        ),
        due_label=told_there("due"),
        due=both,
        pay_url="",
        pay_label="",
        pay_alt="",
        message="",
        closing=say(language, "print_thanks", company=company.name),
        page=told_there("page"),
    )


def sample_paper(kind: SampleKind, company: Company, language: str) -> Paper:
    """One of the other kinds, with the lines of the made-up invoice."""
    told = partial(word, language)
    one, two, both = _sums(company, language)
    sum_label = told(_SUMS[kind])
    rows = (
        PaperRow(told("sample_one"), (one,)),
        PaperRow(told("sample_two"), (two,)),
        PaperRow(sum_label, (both,), total=True),
    )
    return Paper(
        **letterhead(company, language, kind, "" if kind == "receipt" else "0001"),
        subject=told("sample_stage"),
        to="Jane Marlow",
        site="18 Alder Street",
        facts=((told("job"), told("sample_job")),),
        tables=(Table("", (told("what"), told("amount")), rows),),
        sum_label=sum_label,
        sum=both,
        closing=say(language, "print_thanks", company=company.name) if kind == "receipt" else "",
    )


def _sums(company: Company, language: str) -> tuple[str, str, str]:
    """Of its two lines, and of both."""
    scale = 10 ** exponent(company.currency)
    one, two = (units * scale for units in _UNITS)
    money = partial(format_money, currency=company.currency, language=language)
    return money(one), money(two), money(one + two)
