"""A credit note on paper: what was taken off which invoice, by rate, and why."""

from datetime import date
from functools import partial

from stagebill.documents.as_told import Told, addressed
from stagebill.documents.paper import Paper, Row, Table, letterhead
from stagebill.documents.paper_words import word
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.money import Minor, format_money
from stagebill.kernel.records import Record
from stagebill.paypage.page import figures
from stagebill.paypage.page.pay_page import PayPage


class Credited(Record, frozen=True, kw_only=True):
    """What a credit note says, as its row has it."""

    number: str
    reason: str
    base_minor: Minor
    total_minor: Minor
    unheld_minor: Minor
    taxes: tuple[TaxLine, ...]
    issued_on: date


def credit_paper(page: PayPage, note: Credited, then: Told | None) -> Paper:
    """The document; its rows come to its total, to the last unit. It is for whom the invoice was made out to,
    at the address of `then`, when the credit was given; without it, at that of the page.
    """
    head = addressed(page.company, page.language, page.customer_name, then, page.bill.job_id)
    told = partial(word, head.language)
    money = partial(format_money, currency=page.company.currency, language=head.language)
    rate = partial(figures.percent, currency=page.company.currency, language=head.language)
    taxed = [line for line in note.taxes if line.tax_minor]
    rows = [
        Row(told("net"), (money(note.base_minor),)),
        *(Row(told("tax", rate=rate(line.rate_bps)), (money(line.tax_minor),)) for line in taxed),
        Row(told("sum_credited"), (money(note.total_minor),), total=True),
    ]
    if note.unheld_minor:
        rows.append(Row(told("unheld"), (money(note.unheld_minor),)))
    return Paper(
        **letterhead(head.company, head.language, "credit_note", note.number),
        subject=page.bill.title,
        to=page.customer_name,
        to_address=head.billed_to if then else page.billed_to or "",
        site=page.project.site or "",
        facts=(
            (told("credited_on"), figures.day(note.issued_on, head.language)),
            (told("on_invoice"), page.bill.number or ""),
            (told("job"), page.project.title),
        ),
        tables=(Table("", (told("what"), told("amount")), tuple(rows)),),
        sum_label=told("sum_credited"),
        sum=money(note.total_minor),
        message=told("reason", reason=note.reason) if note.reason else "",
    )
