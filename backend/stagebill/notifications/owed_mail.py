"""The mail with the link to all that a customer owes: each invoice that asks for money, and their sum."""

from datetime import date
from functools import partial
from typing import Final

from stagebill.kernel.templates import renderer
from stagebill.notifications.mail import Item, Mail, Project, letterhead
from stagebill.notifications.message import one_line
from stagebill.notifications.words import say
from stagebill.paypage.page import figures
from stagebill.statements.html import money_of
from stagebill.statements.owed.owed import Owed, OwedJob, listed
from stagebill.statements.statement import Bill

_render: Final = renderer("notifications")


def owed_mail(owed: Owed, today: date) -> Mail:
    """Somebody sends the customer all that they owe."""
    say_it, money, company = partial(say, owed.language), money_of(owed), owed.company
    jobs, _ = listed(owed)
    items = tuple(_item(owed, job, bill, today) for job in jobs for bill in job.bills)
    facts = {"company": company.name, "due": money(owed.due_minor)}
    subject = one_line(say_it("owed_subject" if owed.due_minor else "owed_subject_none", **facts))
    parts = {
        "subject": subject,
        "intro": say_it("owed_intro", **facts),
        "amount": money(owed.due_minor),
        "detail": say_it("reminder_detail", count=str(len(owed.bills)))
        if owed.due_minor
        else say_it("owed_none"),
        "message": "",
        "button": say_it("owed_button"),
        "link_line": say_it("owed_line"),
        "files": "",
        "stop": "",
        **letterhead(company, owed.language, owed.customer_name),
        "number": "",
        "project": Project(""),
        "segments": (),
        "items": items,
    }
    return Mail(subject=subject, text=_render("mail.txt", **parts), html=_render("mail.html", **parts))


def _item(owed: Owed, job: OwedJob, bill: Bill, today: date) -> Item:
    due = [say(owed.language, "by_day", day=figures.day(bill.due_on, owed.language))] if bill.due_on else []
    late = [say(owed.language, "late")] if bill.due_on and bill.due_on < today else []
    return Item(
        name=" · ".join(filter(None, (bill.number, bill.title))),
        money=money_of(owed)(bill.due_minor - bill.pending_minor),
        about=" · ".join((job.title, *due, *late)),
        link="",
    )
