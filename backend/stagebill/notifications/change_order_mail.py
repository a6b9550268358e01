"""The mail that asks a customer to approve a change of their job: the invoice mail's card."""

from functools import partial
from typing import Final

from stagebill.change_orders.page import ApprovePage, totals_shown
from stagebill.change_orders.words import say
from stagebill.kernel.money import format_money, with_sign
from stagebill.kernel.templates import renderer
from stagebill.notifications.mail import Mail, Project, letterhead
from stagebill.notifications.message import one_line
from stagebill.paypage.page import figures
from stagebill.settings.texts import filled, said

_render: Final = renderer("notifications")


def change_order_mail(page: ApprovePage) -> Mail:
    """A change order was sent."""
    say_it, company = partial(say, page.language), page.company
    money = partial(format_money, currency=company.currency, language=page.language)
    before_minor, after_minor = totals_shown(page)
    change_minor = after_minor - before_minor
    sign = "−" if change_minor < 0 else "+" if change_minor else ""
    amount = with_sign(sign, money(abs(change_minor)))
    lines = [page.title, say_it("mail_detail", before=money(before_minor), after=money(after_minor))]
    if page.expires_at is not None:
        day = figures.day_of(page.expires_at, company.zone, page.language)
        lines.append(say_it("mail_by", day=day))
    own = {
        "company": company.name,
        "customer": page.customer_name,
        "amount": amount,
        "title": page.project_title,
    }
    subject = one_line(
        filled(said(company.texts.change_order_subject, page.language), own)
        or say_it("mail_subject", title=page.project_title, amount=amount)
    )
    facts = {
        "subject": subject,
        "intro": filled(said(company.texts.change_order_greeting, page.language), own)
        or say_it("mail_intro", company=company.name, project=page.project_title),
        "amount": amount,
        "detail": " · ".join(lines),
        "message": page.words,
        "button": say_it("mail_button"),
        "link_line": say_it("mail_link"),
        "files": "",
        "stop": "",
        **letterhead(company, page.language, page.customer_name),
        "number": page.number,
        "project": Project(page.project_title),
        "segments": (),
        "items": (),
    }
    return Mail(subject=subject, text=_render("mail.txt", **facts), html=_render("mail.html", **facts))
