"""The receipt of a payment for all jobs of a customer, on paper: job by job, the sums of its page."""

import hashlib
from functools import partial

import msgspec

from stagebill.documents.as_told import Told, addressed
from stagebill.documents.paper import Paper, Row, Table, letterhead
from stagebill.documents.paper_words import word
from stagebill.kernel.money import format_money
from stagebill.paypage.page import figures
from stagebill.paypage.page.words import say as say_of_page
from stagebill.paypage.tips.question import charged_rows
from stagebill.settings.texts import said
from stagebill.statements.owed.owed import Owed
from stagebill.statements.owed.receipt import PaidInvoice, PaidJob, WholePayment
from stagebill.statements.words import say


def whole_receipt_paper(now: Owed, paid: WholePayment, then: Told | None = None) -> Paper:
    """Every job and invoice that it settled, under the letterhead of `then`, when it came in."""
    head = addressed(now.company, now.language, now.customer_name, then, None, now.customer_id)
    company, language = head.company, head.language
    told, money = partial(word, language), partial(format_money, currency=company.currency, language=language)
    heads = (told("what"), told("amount"))
    tables = [
        Table(_named(job), heads, tuple(_row(each, money(each.amount_minor)) for each in job.invoices))
        for job in paid.jobs
    ]
    if paid.unapplied_minor > 0:
        free = Row(say(language, "unapplied"), (money(paid.unapplied_minor),))
        tables.append(Table(told("settled") if not tables else "", heads, (free,)))
    if beside := charged_rows(language, company.currency, paid.beside):
        tables.append(Table("", heads, tuple(Row(row.label, (row.money,), "", row.total) for row in beside)))
    facts = (
        (told("received_on"), figures.day_of(paid.taken_at, company.zone, language)),
        (told("method"), say_of_page(language, f"method_{paid.method}")),
        (told("reference"), paid.reference),
    )
    return Paper(
        **letterhead(company, language, "receipt", ""),
        subject=" · ".join(job.title for job in paid.jobs),
        to=head.customer_name,
        to_address=head.billed_to,
        site="",
        facts=tuple(fact for fact in facts if fact[1]),
        tables=tuple(tables),
        sum_label=told("sum_received"),
        sum=money(paid.amount_minor),
        closing=said(company.texts.receipt_footer, language)
        or say_of_page(language, "print_thanks", company=company.name),
    )


def edition_of_whole(paid: WholePayment) -> str:
    """The digest of what may still change of it: what of the payment stands, and what it settled."""
    told = msgspec.json.encode([paid.method, paid.reference, paid.jobs, paid.unapplied_minor])
    if paid.beside.tip_minor + paid.beside.surcharge_minor:
        told += msgspec.json.encode(paid.beside)
    return hashlib.sha256(told).hexdigest()


def _named(job: PaidJob) -> str:
    return " · ".join(filter(None, (job.title, job.site, job.number)))


def _row(paid: PaidInvoice, amount: str) -> Row:
    return Row(paid.title, (amount,), paid.number if paid.number != paid.title else "")
