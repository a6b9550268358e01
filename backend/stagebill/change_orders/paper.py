"""A change order on paper: its lines, the job before and after, and the signature under it."""

from functools import partial

from stagebill.change_orders.html import rows_of, signed
from stagebill.change_orders.page import ApprovePage, situation, totals_shown
from stagebill.change_orders.words import say
from stagebill.documents.as_told import Told, addressed
from stagebill.documents.paper import Paper, Row, Table, letterhead
from stagebill.documents.paper_words import word
from stagebill.kernel.money import format_money
from stagebill.kernel.records import replace
from stagebill.paypage.page import figures


def change_paper(now: ApprovePage, then: Told | None = None) -> Paper:
    """What was, or is to be, approved: with the totals that were shown to whoever said yes, under the
    letterhead of `then`, when they did.
    """
    head = addressed(now.company, now.language, now.customer_name, then, now.job_id)
    page = replace(now, company=head.company, language=head.language, customer_name=head.customer_name)
    told, say_it = partial(word, page.language), partial(say, page.language)
    money = partial(format_money, currency=page.company.currency, language=page.language)
    before_minor, after_minor = totals_shown(page)
    rows = (
        *(Row(row.label, (row.money,), row.detail) for row in rows_of(page)),
        Row(say_it("change"), (signed(after_minor - before_minor, page),), total=True),
    )
    sums = (
        Row(told("before"), (money(before_minor),)),
        Row(say_it("change"), (signed(after_minor - before_minor, page),)),
        Row(say_it("after"), (money(after_minor),), total=True),
    )
    heads = (told("what"), told("amount"))
    return Paper(
        **letterhead(page.company, page.language, "change_order", page.number),
        subject=page.title,
        to=page.customer_name,
        to_address=head.billed_to,
        site=page.project_site or "",
        facts=((told("job"), page.project_title),),
        tables=(Table("", heads, rows), Table("", heads, sums)),
        sum_label=told("sum_after"),
        sum=money(after_minor),
        message=page.words,
        signature=(page.approval.signature or "") if page.approval else "",
        signed=_signed_by(page),
    )


def _signed_by(page: ApprovePage) -> str:
    if page.approval is None:
        said = word(page.language, "not_approved")
        if page.expires_at is None or situation(page) != "asked":
            return said
        by = figures.day_of(page.expires_at, page.company.zone, page.language)
        return f"{said}\n{say(page.language, 'by', day=by)}"
    day = figures.day_of(page.approval.given_at, page.company.zone, page.language)
    name = page.approval.name
    said = word(page.language, "approved" if name else "approved_plain", name=name, day=day)
    return "\n".join(part for part in (said, page.approval.note) if part)
