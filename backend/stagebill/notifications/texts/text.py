"""The texts themselves, each one thing to say and one link; the link stands in it as a place to be filled."""

from collections.abc import Sequence
from datetime import date
from typing import Final, Literal, NamedTuple

from stagebill.kernel.directions import unturned
from stagebill.kernel.money import Minor, format_money
from stagebill.notifications.message import LINK_PLACE, link_place, one_line
from stagebill.notifications.texts.words import say
from stagebill.paypage.afterwards.setback import Kind
from stagebill.paypage.page import figures
from stagebill.paypage.page.pay_page import Company, PayPage, Receipt
from stagebill.paypage.tips.question import and_beside
from stagebill.settings.texts import Spoken, text_said
from stagebill.statements.owed.owed import Owed
from stagebill.statements.statement import Statement

TextKind = Literal["invoice", "receipt", "reminder", "statement"]
TITLE_CHARACTERS_MAX: Final = 40
COMPANY_CHARACTERS_MAX: Final = 30
_PLAIN: Final = str.maketrans({
    "\u00a0": " ", "\u202f": " ", "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "−": "-", "…": "...",
})  # fmt: skip


def invoice_text(page: PayPage) -> str:
    """An invoice was sent. It asks for what is left to pay now, and says what is on its way. Own words were
    written to ask for all of it: they stand where there is nothing else to say.
    """
    bill, language = page.bill, page.language
    day = figures.day(bill.due_on, language) if bill.due_on else ""
    on_way_minor = min(bill.pending_minor, bill.due_minor)
    due, sentence = _money(page, bill.wanted_minor), _invoice_sentence(page, day)
    own = page.company.texts.text_invoice if sentence in {"invoice", "invoice_day"} else Spoken()
    return _text(
        page, sentence, own, LINK_PLACE, amount=due, day=day,
        pending=_money(page, on_way_minor),
    )  # fmt: skip


def _invoice_sentence(page: PayPage, day: str) -> str:
    bill = page.bill
    if bill.due_minor == 0:
        return "invoice_paid"
    if bill.wanted_minor == 0:
        return "invoice_way"
    if bill.pending_minor > 0:
        return "invoice_part"
    return "invoice_day" if day else "invoice"


def receipt_text(page: PayPage, paid: Receipt, whole_minor: Minor | None = None) -> str:
    """Money arrived; `whole_minor` is all of it, where it is for several jobs."""
    day = figures.day_of(paid.taken_at, page.company.zone, page.language)
    split_minor = sum(share.amount_minor for share in paid.shares) if paid.is_split else paid.amount_minor
    amount = and_beside(
        page,
        _money(page, split_minor if whole_minor is None else whole_minor),
        paid.tip_left_minor,
        paid.surcharge_left_minor,
    )
    return _text(page, "receipt", page.company.texts.text_receipt, LINK_PLACE, amount=amount, day=day)


def reminder_text(pages: Sequence[PayPage], *, has_page: bool = False) -> str:
    """All that one customer owes, in one text (D-49); its link leads to their page of it, where they have
    one, else to what is due longest.
    """
    first, *others = sorted(pages, key=lambda page: (page.bill.due_on or date.max, page.bill.number or ""))
    due = _money(first, sum(page.bill.wanted_minor for page in pages))
    sentence, own = "reminder_many" if others else "reminder", first.company.texts.text_reminder
    link = LINK_PLACE if others and has_page else link_place(first.bill.id)
    return _text(first, sentence, own, link, amount=due, count=str(len(pages)))


def setback_text(pages: Sequence[PayPage], kind: Kind) -> str:
    """A bank payment failed or came back: how much, and where it is paid."""
    gone_minor = sum(page.setback.amount_minor for page in pages if page.setback)
    return _text(pages[0], kind, Spoken(), LINK_PLACE, amount=_money(pages[0], gone_minor))


def statement_text(shown: Statement) -> str:
    """All of a job, behind its one link."""
    named = Named(shown.company, shown.customer_name, shown.title, shown.language)
    return worded("statement", shown.company.texts.text_statement, named, link=LINK_PLACE)


def owed_text(owed: Owed) -> str:
    """All that a customer owes, behind its one link."""
    sentence = "owed" if owed.due_minor else "owed_none"
    named = Named(owed.company, owed.customer_name, "", owed.language)
    amount = format_money(owed.due_minor, owed.company.currency, owed.language)
    return worded(sentence, Spoken(), named, link=LINK_PLACE, amount=amount)


class Named(NamedTuple):
    """What a text is about, and whom it is for."""

    company: Company
    customer: str
    title: str
    language: str


def worded(sentence: str, own: Spoken, named: Named, **facts: str) -> str:
    """The company's own words in the reader's language, else ours; and how texts end."""
    facts |= {
        "company": short(named.company.name, COMPANY_CHARACTERS_MAX),
        "customer": short(named.customer, COMPANY_CHARACTERS_MAX),
        "title": short(named.title, TITLE_CHARACTERS_MAX),
    }
    said = text_said(own, named.language, facts) or say(named.language, sentence, **facts)
    return closed(said, named.language)


def closed(text: str, language: str) -> str:
    """A text says how texts end."""
    return plain(f"{text} {say(language, 'stop')}")


def plain(text: str) -> str:
    """One sign outside the short alphabet would more than double a text's price, so signs that have a plain
    form take it.
    """
    return unturned(text).translate(_PLAIN)


def _text(page: PayPage, sentence: str, own: Spoken, link: str, **facts: str) -> str:
    named = Named(page.company, page.customer_name, page.bill.title, page.language)
    return worded(sentence, own, named, link=link, number=page.bill.number or "", **facts)


def short(text: str, characters_max: int) -> str:
    """Names that people typed are cut: the sum and the link are what a text is for."""
    line = one_line(text)
    return line if len(line) <= characters_max else f"{line[: characters_max - 1].rstrip()}…"


def _money(page: PayPage, amount_minor: int) -> str:
    return format_money(amount_minor, page.company.currency, page.language)
