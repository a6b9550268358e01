"""The mail with the link to a job's statement: what is due, and the bar of the whole job."""

from functools import partial
from typing import Final, NamedTuple

from stagebill.kernel.money import format_money
from stagebill.kernel.templates import renderer
from stagebill.notifications.mail import Mail, segments_of
from stagebill.notifications.message import LINK_PLACE, logo_place, one_line
from stagebill.notifications.words import say
from stagebill.paypage import figures
from stagebill.statements.statement import Statement, bar

_render: Final = renderer("notifications")


class Project(NamedTuple):
    """What the card says the mail is about."""

    title: str


def statement_mail(shown: Statement) -> Mail:
    """Somebody sends the customer all of a job."""
    say_it, company = partial(say, shown.language), shown.company
    money = partial(format_money, currency=company.currency, language=shown.language)
    facts = {"company": company.name, "title": shown.title}
    subject = one_line(say_it("statement_subject", **facts))
    paid = say_it("statement_paid", paid=money(shown.paid_minor), total=money(shown.total_minor))
    parts = {
        "subject": subject,
        "intro": say_it("statement_intro", **facts),
        "amount": money(shown.due_minor),
        "detail": " · ".join((say_it("due"), paid)),
        "message": "",
        "button": say_it("statement_button"),
        "link_line": say_it("statement_link"),
        "files": "",
        "stop": "",
        "language": shown.language,
        "company": company,
        "initials": figures.initials(company.name),
        "logo": logo_place(company.logo) if company.logo else "",
        "hello": say_it("hello", name=shown.customer_name),
        "number": "",
        "project": Project(shown.title),
        "project_word": say_it("project"),
        "segments": segments_of(bar(shown), company.currency, shown.language),
        "items": (),
        "questions": say_it("questions_phone", phone=company.phone) if company.phone else say_it("questions"),
        "link": LINK_PLACE,
    }
    return Mail(subject=subject, text=_render("mail.txt", **parts), html=_render("mail.html", **parts))
