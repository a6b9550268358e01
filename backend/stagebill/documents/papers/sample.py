"""A made-up invoice in the company's own letterhead: how its paper looks, before anybody gets one."""

from functools import partial

from stagebill.documents.invoice_document import Content, Row
from stagebill.documents.paper import letterhead
from stagebill.documents.paper_words import word
from stagebill.documents.words import word as word_of_invoice
from stagebill.kernel.money import exponent, format_money
from stagebill.paypage.page import Company
from stagebill.paypage.words import say

_UNITS = (900, 1600)  # what its two lines come to, in whole units of the company's currency


def sample_content(company: Company, language: str) -> Content:
    """Nobody is billed by it, and it leads nowhere."""
    told, told_there = partial(word, language), partial(word_of_invoice, language)
    head = letterhead(company, language, "invoice", "0001")
    scale = 10 ** exponent(company.currency)
    one, two, both = (
        format_money(units * scale, company.currency, language) for units in (*_UNITS, sum(_UNITS))
    )
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
