"""A question about an invoice: asked by its customer, open until the office has answered or closed it.

While it is open, nobody is reminded of the invoice. It does not change what is owed.
"""

from datetime import datetime
from typing import Final, Literal, NewType

from msgspec import Struct

from stagebill.invoices.invoice import Invoice
from stagebill.invoices.status import Status
from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record, replace

QuestionId = NewType("QuestionId", Id)
Ending = Literal["answered", "closed"]

OPEN_MAX: Final = 5
"""So many questions about one invoice wait at a time: a page that anybody with the link can press."""


class QuestionedLine(Struct, frozen=True, kw_only=True):
    """One line of the invoice as it was then, and its part of the invoice: with tax, less what is held.
    `place` tells it from others with the same words.
    """

    description: str
    amount_minor: Minor
    place: int | None = None


class Question(Record, frozen=True, kw_only=True):
    """`asked_by` is the member who recorded it; None if the customer asked on their page."""

    organization_id: Id
    id: QuestionId
    invoice_id: Id
    job_id: Id
    text: str
    lines: tuple[QuestionedLine, ...] = ()
    questioned_minor: Minor = 0
    asked_at: datetime
    asked_by: Id | None = None
    answer: str = ""
    ended_at: datetime | None = None
    ended_by: Id | None = None
    ending: Ending | None = None


class NothingAsked(Refusal):
    """A question must not be empty."""


class NothingToAskAbout(Refusal):
    """A question needs an invoice that was issued and not withdrawn."""

    kind = Kind.STALE


class TooManyOpen(Refusal):
    """Only a few questions about one invoice can be open at a time."""

    kind = Kind.STALE


class NoSuchLine(Refusal):
    """A question can only name lines that are on the invoice."""


class AlreadyEnded(Refusal):
    """A question is answered or closed once; to know more, ask again."""

    kind = Kind.STALE


class AnswerMissing(Refusal):
    """An answer needs text; without any, close the question instead."""


def asked(
    invoice: Invoice, text: str, lines: tuple[QuestionedLine, ...], *, open_count: int, context: Context
) -> Question:
    """A new question. `open_count` is the number already open about the invoice."""
    if invoice.status not in {Status.OPEN, Status.PAID}:
        raise NothingToAskAbout(invoice_id=invoice.id)
    if not text.strip():
        raise NothingAsked(invoice_id=invoice.id)
    if open_count >= OPEN_MAX:
        raise TooManyOpen(open_max=OPEN_MAX)
    return Question(
        organization_id=invoice.organization_id,
        id=QuestionId(context.mutation_id),
        invoice_id=invoice.id,
        job_id=invoice.job_id,
        text=text.strip(),
        lines=lines,
        questioned_minor=sum(line.amount_minor for line in lines),
        asked_at=context.now,
        asked_by=context.member_id,
    )


def answered(question: Question, answer: str, context: Context) -> Question:
    """The question with its answer, for good."""
    if not answer.strip():
        raise AnswerMissing(question_id=question.id)
    return replace(_ended(question, "answered", context), answer=answer.strip())


def closed(question: Question, context: Context) -> Question:
    """Closed without an answer: it was settled in another way."""
    return _ended(question, "closed", context)


def _ended(question: Question, ending: Ending, context: Context) -> Question:
    if question.ended_at is not None:
        raise AlreadyEnded(question_id=question.id)
    return replace(question, ending=ending, ended_at=context.now, ended_by=context.member_id)
