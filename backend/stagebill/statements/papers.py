"""A job's statement, and the receipt of one payment, on paper: the sums of the page, row by row."""

import hashlib
from datetime import date
from functools import partial

import msgspec

from stagebill.documents.as_told import Told, addressed
from stagebill.documents.paper import Paper, Row, Table, letterhead
from stagebill.documents.paper_words import word
from stagebill.kernel.money import format_money
from stagebill.kernel.records import replace
from stagebill.paypage.page import figures
from stagebill.paypage.page.layout import Row as PageRow
from stagebill.paypage.page.words import say as say_of_page
from stagebill.settings.texts import said
from stagebill.statements.html import (
    beside_rows,
    bill_detail,
    contract_rows,
    credit_text,
    planned_rows,
    share_rows,
    went_back_text,
)
from stagebill.statements.statement import Bill, Received, Statement, bar, chip_of
from stagebill.statements.words import say


def statement_paper(shown: Statement, today: date, url: str) -> Paper:
    """Everything that the page shows, without its photos and its limits. `url` is empty on a revoked link."""
    told, say_it = partial(word, shown.language), partial(say, shown.language)
    money = partial(format_money, currency=shown.company.currency, language=shown.language)
    heads = (told("what"), told("amount"))
    tables = [
        Table(say_it("contract"), heads, _rows(contract_rows(shown))),
        Table(
            say_it("bills"),
            (told("what"), told("state"), told("billed"), told("paid"), told("open")),
            tuple(_bill_row(shown, bill, today) for bill in shown.bills),
        ),
        Table(say_it("planned"), heads, _rows(planned_rows(shown))),
        Table(say_it("receipts"), heads, _payments(shown)),
        Table(say_it("so_far"), heads, (
            *(Row(say_it(f"bar_{part}"), (money(amount),)) for part, amount in bar(shown)),
            Row(say_it("now"), (money(shown.total_minor),), total=True),
        ) if shown.canceled_on is None else ()),
    ]  # fmt: skip
    return Paper(
        **letterhead(shown.company, shown.language, "statement", shown.number),
        subject=shown.title,
        to=shown.customer_name,
        site=shown.site or "",
        facts=((told("as_of"), figures.day(today, shown.language)),),
        tables=tuple(table for table in tables if table.rows),
        sum_label=told("sum_due"),
        sum=money(shown.due_minor),
        pay_url=url,
        pay_label=told("see_online"),
        pay_alt=told("see_alt"),
        message=credit_text(shown),
    )


def receipt_paper(now: Statement, paid: Received, then: Told | None = None) -> Paper:
    """One payment for the job, and what it settled, under the letterhead of `then`, when it came in."""
    head = addressed(now.company, now.language, now.customer_name, then, now.job_id, now.customer_id)
    shown = replace(now, company=head.company, language=head.language, customer_name=head.customer_name)
    told = partial(word, shown.language)
    money = partial(format_money, currency=shown.company.currency, language=shown.language)
    rows = [*share_rows(shown, paid), *beside_rows(shown, paid)]
    facts = (
        (told("received_on"), figures.day_of(paid.taken_at, shown.company.zone, shown.language)),
        (told("method"), say_of_page(shown.language, f"method_{paid.method}")),
        (told("reference"), paid.reference),
        (told("job"), shown.title),
    )
    return Paper(
        **letterhead(shown.company, shown.language, "receipt", ""),
        subject=shown.title,
        to=shown.customer_name,
        to_address=head.billed_to,
        site=shown.site or "",
        facts=tuple(fact for fact in facts if fact[1]),
        tables=(Table(told("settled"), (told("what"), told("amount")), _rows(rows)),),
        sum_label=told("sum_received"),
        sum=money(paid.amount_minor),
        closing=said(shown.company.texts.receipt_footer, shown.language)
        or say_of_page(shown.language, "print_thanks", company=shown.company.name),
    )


def edition_of(shown: Statement, paid: Received) -> str:
    """The digest of what may still change of a receipt: what of the payment stands, and what it settled."""
    told = msgspec.json.encode([shown.number, paid.method, paid.reference, paid.shares, paid.unapplied_minor])
    if paid.tip_minor:
        told += msgspec.json.encode(paid.tip_minor)
    if paid.surcharge_minor:
        told += msgspec.json.encode(["surcharge", paid.surcharge_minor])
    if paid.tip_minor + paid.surcharge_minor and paid.back_minor:
        told += msgspec.json.encode(["back", paid.back_minor])
    elif paid.went_back_minor:
        told += msgspec.json.encode(["went_back", paid.went_back_minor])
    return hashlib.sha256(told).hexdigest()


def _rows(rows: list[PageRow]) -> tuple[Row, ...]:
    """What is the same above and below is said once."""
    return tuple(
        Row(row.label, (row.money,), "" if row.detail == row.label else row.detail, row.total) for row in rows
    )


def _bill_row(shown: Statement, bill: Bill, today: date) -> Row:
    money = partial(format_money, currency=shown.company.currency, language=shown.language)
    is_gone = bill.status in {"void", "canceled"}
    cells = (
        say(shown.language, f"chip_{chip_of(bill, today)}"),
        "–" if is_gone else money(bill.owed_minor),
        "–" if is_gone else money(bill.paid_minor),
        "–" if is_gone else money(bill.due_minor),
    )
    return Row(bill.title or shown.title, cells, f"{bill.number} · {bill_detail(shown, bill)}")


def _payments(shown: Statement) -> tuple[Row, ...]:
    money = partial(format_money, currency=shown.company.currency, language=shown.language)
    rows = tuple(
        Row(
            figures.day_of(paid.taken_at, shown.company.zone, shown.language),
            (money(paid.amount_minor),),
            " · ".join(
                part
                for part in (
                    say_of_page(shown.language, f"method_{paid.method}"),
                    paid.reference,
                    went_back_text(shown, paid),
                )
                if part
            ),
        )
        for paid in shown.payments
    )
    received = sum(paid.amount_minor for paid in shown.received)
    return (*rows, Row(say(shown.language, "received"), (money(received),), total=True)) if rows else ()
