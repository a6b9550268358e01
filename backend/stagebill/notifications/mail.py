"""The mails themselves: the same card as the pay page, as text and as HTML that old readers can show."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final, NamedTuple

import msgspec

from stagebill.kernel.directions import isolated, running
from stagebill.kernel.ids import Id
from stagebill.kernel.money import format_money, split
from stagebill.kernel.templates import renderer
from stagebill.notifications.message import LINK_PLACE, link_place, logo_place, one_line, stop_place
from stagebill.notifications.words import say
from stagebill.paypage.page import figures
from stagebill.paypage.page.pay_page import Asked, Company, Credited, PayPage, Receipt, bar, is_overdue
from stagebill.paypage.page.words import say as say_on_page
from stagebill.paypage.tips.question import and_beside, charge_back
from stagebill.settings.texts import filled, said
from stagebill.statements.owed.receipt import WholePayment

_render: Final = renderer("notifications")

PERCENT: Final = 100
# Form first, color second: the text beside the bar says the same. Mid tones hold on light and dark paper.
_COLORS: Final = {
    "paid": "#1f8a58",
    "wait": "#d08a1e",
    "open": "#4f7fd6",
    "other": "#9bb6e8",
    "held": "#a79fbd",
    "left": "#c9c6be",
}


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail ready to be stored; the link is a place to be filled."""

    subject: str
    text: str
    html: str


class Segment(NamedTuple):
    """One part of the bar: a table cell of some percent, and its line in the key."""

    word: str
    money: str
    percent: int
    color: str
    part: str


class Project(NamedTuple):
    """What the card says the mail is about, if that is not an invoice."""

    title: str


class Whole(NamedTuple):
    """Money for several jobs, and whether its customer has an owed page to link to."""

    paid: WholePayment
    has_page: bool


class Item(NamedTuple):
    """One invoice of several in a mail; without a link of its own the mail has one for all."""

    name: str
    money: str
    about: str
    link: str


def invoice_mail(page: PayPage) -> Mail:
    """An invoice was sent. It asks for what is left to pay now: money on its way is not asked for twice."""
    say_it, bill = partial(say, page.language), page.bill
    day = figures.day(bill.due_on, page.language) if bill.due_on else ""
    # What is paid, or all on its way, is not asked for in words that were written to ask.
    is_asking = bill.wanted_minor > 0
    amount = _money(page, bill.wanted_minor or bill.due_minor or bill.owed_minor)
    facts = {"title": bill.title, "due": amount, "company": page.company.name, "day": day}
    words = _own_words(page, amount=amount, day=day)
    return _mail(
        page,
        subject=(words("mail_subject") if is_asking else "") or say_it(_subject(page, day), **facts),
        intro=words("mail_greeting") or say_it("invoice_intro", company=page.company.name, title=bill.title),
        amount=amount,
        detail=" · ".join(_about_due(page, day)),
        message=bill.message,
        button=say_it("invoice_button" if is_asking else "receipt_button"),
        link_line=say_it("invoice_link" if is_asking else "receipt_link"),
        files=_files(page),
    )


def _subject(page: PayPage, day: str) -> str:
    if page.bill.due_minor == 0:
        return "invoice_subject_paid"
    if page.bill.wanted_minor == 0:
        return "invoice_subject_way"
    return "invoice_subject_day" if day else "invoice_subject"


def _about_due(page: PayPage, day: str) -> list[str]:
    """What is said next to the sum: of how much it is, by when, and what the customer does not pay now."""
    say_it, bill = partial(say, page.language), page.bill
    if bill.due_minor == 0:  # from credit, or by money that was there before it
        lines = [say_it("paid_in_full")]
    elif bill.wanted_minor == 0:
        lines = [say_it("all_on_way")]
    else:
        is_part = bill.wanted_minor < bill.owed_minor
        lines = [say_it("due_of", total=_money(page, bill.owed_minor)) if is_part else say_it("due")]
        lines += [say_it("by_day", day=day)] if day else []
        lines += _on_way(page)
    lines += [say_it("held", held=_money(page, bill.held_minor))] if bill.held_minor > 0 else []
    lines += [say_it("credited", credited=_money(page, bill.credited_minor))] if bill.credited_minor else []
    return lines


def _on_way(page: PayPage) -> list[str]:
    """A part that is on its way, by bank for example."""
    pending_minor = min(page.bill.pending_minor, page.bill.due_minor)
    return [say(page.language, "on_way", pending=_money(page, pending_minor))] if pending_minor > 0 else []


def _left(page: PayPage) -> str:
    """What is left to pay of the invoice now, in a line."""
    wanted_minor, on_way = page.bill.wanted_minor, _on_way(page)
    left = [say(page.language, "receipt_left", due=_money(page, wanted_minor))] if wanted_minor else []
    return " · ".join(left + on_way) or say(page.language, "receipt_done")


def _shares(page: PayPage, paid: Receipt) -> str:
    """Which invoices a payment went to, each with its part."""
    apart = partial(isolated, language=page.language)
    shares = (f"{apart(one.number)} {apart(_money(page, one.amount_minor))}" for one in paid.shares)
    return running(" · ".join(shares), page.language)


def receipt_mail(page: PayPage, paid: Receipt, whole: Whole | None = None) -> Mail:
    """Money arrived. It states settled money only (D-33); of money for several jobs, each of its invoices."""
    say_it = partial(say, page.language)
    settled_minor = sum(share.amount_minor for share in paid.shares) if paid.is_split else paid.amount_minor
    amount = _money(page, settled_minor)
    day = figures.day_of(paid.taken_at, page.company.zone, page.language)
    words = _own_words(page, amount=amount, day=day)
    detail = f"{say_it('receipt_for', title=page.bill.title)} · {_left(page)}"
    if paid.is_split:
        detail = say_it("receipt_for", title=_shares(page, paid))
    if whole is not None:
        amount = _money(page, whole.paid.amount_minor)
        detail = say_it("receipt_for", title=" · ".join(job.title for job in whole.paid.jobs))
    intro = words("receipt_greeting") or say_it(
        "receipt_intro", company=page.company.name, day=day,
        amount=and_beside(page, amount, paid.tip_minor, paid.surcharge_minor),
        method=say_on_page(page.language, f"method_{paid.method}"),
    )  # fmt: skip
    return _mail(
        page,
        subject=words("receipt_subject")
        or say_it("receipt_subject", amount=amount, company=page.company.name),
        intro=" ".join(part for part in (intro, charge_back(page, paid)) if part),
        amount=amount,
        detail=detail,
        items=_items_paid(page, whole) if whole else (),
        message=said(page.company.texts.receipt_footer, page.language),
        button=say_it("owed_button" if whole and whole.has_page else "receipt_button"),
        link_line=say_it("owed_line" if whole and whole.has_page else "receipt_link"),
        files="",
    )  # fmt: skip


def credit_mail(page: PayPage, note: Credited) -> Mail:
    """A credit note took something off an invoice that was sent."""
    say_it, bill, amount = partial(say, page.language), page.bill, _money(page, note.amount_minor)
    facts = {"amount": amount, "company": page.company.name, "number": bill.number or bill.title}
    return _mail(
        page,
        subject=say_it("credit_subject", **facts),
        intro=say_it("credit_intro", **facts),
        amount=amount,
        detail=" · ".join((say_it("credit_note", number=note.number), _left(page))),
        message=say_it("credit_reason", reason=note.reason),
        button=say_it("receipt_button"),
        link_line=say_it("receipt_link"),
        files="",
    )


def ended_mail(page: PayPage) -> Mail:
    """An invoice that was sent is void, or canceled with its job. The reason is the company's own
    business.
    """
    say_it, bill = partial(say, page.language), page.bill
    facts = {"company": page.company.name, "number": bill.number or bill.title}
    return _mail(
        page,
        subject=say_it("ended_subject", **facts),
        intro=say_it(f"ended_{bill.status}", **facts),
        amount=_money(page, 0),
        detail=say_it("receipt_done"),
        message="",
        button=say_it("receipt_button"),
        link_line=say_it("receipt_link"),
        files="",
    )


def answer_mail(page: PayPage, asked: Asked) -> Mail:
    """The office answered what the customer asked about an invoice."""
    say_it, bill = partial(say, page.language), page.bill
    facts = {"company": page.company.name, "number": bill.number or bill.title}
    day = figures.day(bill.due_on, page.language) if bill.due_on else ""
    return _mail(
        page,
        subject=say_it("answer_subject", **facts),
        intro=say_it("answer_intro", **facts, question=one_line(asked.text)),
        amount=_money(page, bill.wanted_minor or bill.due_minor),
        detail=" · ".join(_about_due(page, day)) if bill.due_minor else say_it("receipt_done"),
        message="",
        answer=asked.answer,
        button=say_it("receipt_button"),
        link_line=say_it("receipt_link"),
        files="",
    )


def reminder_mail(pages: Sequence[PayPage], today: date, customer_id: Id, *, has_page: bool = False) -> Mail:
    """What one customer still owes, oldest due first (D-49): where they have a page of all that they owe, one
    link leads there, else each invoice has its own.
    """
    pages = sorted(pages, key=lambda page: (page.bill.due_on or date.max, page.bill.number or ""))
    first = pages[0]
    say_it, company = partial(say, first.language), first.company.name
    total = _money(first, sum(page.bill.wanted_minor for page in pages))
    is_one = has_page and len(pages) > 1
    items = tuple(_item(page, today, has_link=not is_one) for page in pages)
    words = _own_words(first, amount=total, day="")
    return _mail(
        first,
        subject=words("reminder_subject") or say_it("reminder_subject", due=total, company=company),
        items=items if len(items) > 1 else (),
        intro=words("reminder_greeting") or say_it("reminder_intro", company=company),
        amount=total,
        detail=say_it("reminder_detail", count=str(len(items)))
        if len(items) > 1
        else " · ".join(filter(None, (say_it("due"), items[0].about))),
        message=say_it("reminder_thanks"),
        files="",
        button=say_it("owed_button" if is_one else "invoice_button"),
        link_line=say_it("owed_line" if is_one else "invoice_link"),
        stop=stop_place(customer_id),
        stop_line=say_it("reminder_stop"),
    )


def setback_mail(pages: Sequence[PayPage], today: date, *, has_page: bool = False) -> Mail:
    """A bank payment that its customer thought done was not, or was taken back: what is due again, and how it
    is paid. Of one attempt to pay several invoices it is one mail.
    """
    first, told = pages[0], [page.setback for page in pages if page.setback is not None]
    say_it, is_one = partial(say, first.language), has_page and len(pages) > 1
    gone = _money(first, sum(one.amount_minor for one in told))
    day = figures.day_of(told[0].at, first.company.zone, first.language)
    due_on = figures.day(first.bill.due_on, first.language) if first.bill.due_on else ""
    return _mail(
        first,
        subject=say_it(f"setback_{told[0].kind}_subject", amount=gone, company=first.company.name),
        intro=say_on_page(first.language, f"setback_{told[0].kind}", amount=gone, day=day),
        items=tuple(_item(page, today, has_link=not is_one) for page in pages) if len(pages) > 1 else (),
        amount=_money(first, sum(page.bill.wanted_minor for page in pages)),
        detail=say_it("reminder_detail", count=str(len(pages)))
        if len(pages) > 1
        else " · ".join(_about_due(first, due_on)),
        message="",
        button=say_it("owed_button" if is_one else "invoice_button"),
        link_line=say_it("owed_line" if is_one else "invoice_link"),
        files="",
    )


def _own_words(page: PayPage, *, amount: str, day: str) -> Callable[[str], str]:
    """The company's own words in place of a sentence of ours, if it has any."""
    facts = {
        "company": page.company.name,
        "customer": page.customer_name,
        "amount": amount,
        "title": page.bill.title,
        "number": page.bill.number or "",
        "day": day,
    }
    return lambda name: filled(said(getattr(page.company.texts, name), page.language), facts)


def _item(page: PayPage, today: date, *, has_link: bool) -> Item:
    bill, language = page.bill, page.language
    due = [say(language, "by_day", day=figures.day(bill.due_on, language))] if bill.due_on else []
    late = [say(language, "late")] if is_overdue(bill, today) else []
    return Item(
        name=" · ".join(filter(None, (bill.number, bill.title))),
        money=_money(page, bill.wanted_minor),
        about=" · ".join((*due, *late, *_on_way(page))),
        link=link_place(bill.id) if has_link else "",
    )


def _items_paid(page: PayPage, whole: Whole) -> tuple[Item, ...]:
    return tuple(
        Item(
            name=" · ".join(filter(None, (each.number, each.title))),
            money=_money(page, each.amount_minor),
            about=job.title,
            link="",
        )
        for job in whole.paid.jobs
        for each in job.invoices
    )


def letterhead(company: Company, language: str, customer_name: str) -> dict[str, object]:
    """What every mail's card says about its sender, its greeting, and where to ask questions."""
    say_it = partial(say, language)
    return {
        "language": language,
        "company": company,
        "initials": figures.initials(company.name),
        "logo": logo_place(company.logo) if company.logo else "",
        "hello": say_it("hello", name=customer_name),
        "project_word": say_it("project"),
        "questions": say_it("questions_phone", phone=company.phone) if company.phone else say_it("questions"),
        "link": LINK_PLACE,
    }


def _mail(page: PayPage, *, subject: str, items: Sequence[Item] = (), **said: str) -> Mail:
    say_it, company, bill = partial(say, page.language), page.company, page.bill
    facts = {
        "stop": "",
        **said,
        "subject": one_line(subject),
        "items": items,
        **letterhead(company, page.language, page.customer_name),
        "title": bill.title,
        "number": say_it("number", number=bill.number) if bill.number and not items else "",
        "project": page.project,
        "segments": segments_of(bar(page), company.currency, page.language)
        if bill.shown.progress and not items
        else (),
    }
    return Mail(
        subject=one_line(subject), text=_render("mail.txt", **facts), html=_render("mail.html", **facts)
    )


def _files(page: PayPage) -> str:
    """What else the invoice shows: documents by name, photos by their number."""
    say_it = partial(say, page.language)
    photos = sum(file.width is not None for file in page.files)
    names = [file.caption or file.name or say_it("document") for file in page.files if file.width is None]
    counted = [say_it("photo_one" if photos == 1 else "photos", count=str(photos))] if photos else []
    return say_it("files", names=", ".join([*counted, *names])) if counted or names else ""


def segments_of(parts: Sequence[tuple[str, int]], currency: str, language: str) -> tuple[Segment, ...]:
    """The bar of these parts and amounts, as table cells that old readers can show."""
    shares = split(PERCENT, [amount for _, amount in parts])
    return tuple(
        Segment(
            say_on_page(language, f"bar_{part}"),
            format_money(amount, currency, language),
            max(1, share),
            _COLORS[part],
            part,
        )
        for (part, amount), share in zip(parts, shares, strict=True)
    )


def _money(page: PayPage, amount_minor: int) -> str:
    return format_money(amount_minor, page.company.currency, page.language)
