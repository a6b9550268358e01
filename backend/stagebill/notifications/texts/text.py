"""The texts themselves, each one thing to say and one link; the link stands in it as a place to be filled."""

from collections.abc import Sequence
from datetime import date
from typing import Final, Literal

from stagebill.kernel.directions import unturned
from stagebill.kernel.money import format_money
from stagebill.notifications.message import LINK_PLACE, link_place, one_line
from stagebill.notifications.texts.words import say
from stagebill.paypage import figures
from stagebill.paypage.page import PayPage, Receipt
from stagebill.statements.statement import Statement

TextKind = Literal["invoice", "receipt", "reminder", "statement"]
TITLE_CHARACTERS_MAX: Final = 40
COMPANY_CHARACTERS_MAX: Final = 30
_PLAIN: Final = str.maketrans({
    "\u00a0": " ", "\u202f": " ", "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "−": "-", "…": "...",
})  # fmt: skip


def invoice_text(page: PayPage) -> str:
    """An invoice was sent. It asks for what is left to pay now, and says what is on its way."""
    bill, language = page.bill, page.language
    day = figures.day(bill.due_on, language) if bill.due_on else ""
    on_way_minor = min(bill.pending_minor, bill.due_minor)
    return _text(
        page, _invoice_sentence(page, day), link=LINK_PLACE, day=day,
        due=_money(page, bill.wanted_minor), pending=_money(page, on_way_minor),
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


def receipt_text(page: PayPage, paid: Receipt) -> str:
    """Money arrived."""
    return _text(page, "receipt", link=LINK_PLACE, amount=_money(page, paid.amount_minor))


def reminder_text(pages: Sequence[PayPage]) -> str:
    """All that one customer owes, in one text (D-49); its link leads to what is due longest."""
    first, *others = sorted(pages, key=lambda page: (page.bill.due_on or date.max, page.bill.number or ""))
    due = _money(first, sum(page.bill.wanted_minor for page in pages))
    sentence = "reminder_many" if others else "reminder"
    return _text(first, sentence, link=link_place(first.bill.id), due=due, count=str(len(pages)))


def statement_text(shown: Statement) -> str:
    """All of a job, behind its one link."""
    said = say(
        shown.language, "statement", company=short(shown.company.name, COMPANY_CHARACTERS_MAX),
        title=short(shown.title, TITLE_CHARACTERS_MAX), link=LINK_PLACE,
    )  # fmt: skip
    return closed(said, shown.language)


def closed(text: str, language: str) -> str:
    """A text says how texts end. One sign outside the short alphabet would more than double its price, so
    signs that have a plain form take it.
    """
    return unturned(f"{text} {say(language, 'stop')}").translate(_PLAIN)


def _text(page: PayPage, sentence: str, **facts: str) -> str:
    said = say(
        page.language, sentence, company=short(page.company.name, COMPANY_CHARACTERS_MAX),
        title=short(page.bill.title, TITLE_CHARACTERS_MAX), **facts,
    )  # fmt: skip
    return closed(said, page.language)


def short(text: str, characters_max: int) -> str:
    """Names that people typed are cut: the sum and the link are what a text is for."""
    line = one_line(text)
    return line if len(line) <= characters_max else f"{line[: characters_max - 1].rstrip()}…"


def _money(page: PayPage, amount_minor: int) -> str:
    return format_money(amount_minor, page.company.currency, page.language)
