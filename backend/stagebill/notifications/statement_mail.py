"""The mail with the link to a job's statement: what is due, and the bar of the whole job."""

from functools import partial
from typing import Final

from stagebill.kernel.money import format_money
from stagebill.kernel.templates import renderer
from stagebill.notifications.mail import Mail, Project, letterhead, segments_of
from stagebill.notifications.message import one_line
from stagebill.notifications.words import say
from stagebill.statements.statement import Statement, bar

_render: Final = renderer("notifications")


def statement_mail(shown: Statement) -> Mail:
    """Somebody sends the customer all of a job."""
    say_it, company = partial(say, shown.language), shown.company
    money = partial(format_money, currency=company.currency, language=shown.language)
    facts = {"company": company.name, "title": shown.title}
    subject = one_line(say_it("statement_subject", **facts))
    paid = say_it("statement_paid", paid=money(shown.paid_minor), total=money(shown.total_minor))
    coming = [say_it("on_way", pending=money(shown.pending_minor))] if shown.pending_minor else []
    parts = {
        "subject": subject,
        "intro": say_it("statement_intro", **facts),
        "amount": money(shown.due_minor),
        "detail": " · ".join((say_it("due"), *coming, paid)),
        "message": "",
        "button": say_it("statement_button"),
        "link_line": say_it("statement_link"),
        "files": "",
        "stop": "",
        **letterhead(company, shown.language, shown.customer_name),
        "number": "",
        "project": Project(shown.title),
        "segments": segments_of(bar(shown), company.currency, shown.language),
        "items": (),
    }
    return Mail(subject=subject, text=_render("mail.txt", **parts), html=_render("mail.html", **parts))
