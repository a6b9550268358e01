"""Asking about an invoice, answering, and closing what was settled in another way."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from stagebill.invoices.invoice import Invoice
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.text import Line, Note, without_card_numbers
from stagebill.paypage.asked.queries import parts_of
from stagebill.questions import question as rules
from stagebill.questions.acceptance import Acceptance, ApprovalNotAsked, accepted
from stagebill.questions.queries import (
    AcceptanceView,
    QuestionView,
    answer_acceptance,
    answer_question,
    open_count,
    questioned_count,
)
from stagebill.questions.question import Question, QuestionedLine
from stagebill.sync.command import OFFICE_ROLES, Command
from stagebill.sync.effect import Audience, Effect, Outgoing, Touched

LINES_MAX: Final = 100
Place = Annotated[int, Meta(ge=0, le=10_000)]


class AskQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ask about an invoice: its customer does so on their page, or the office records what it was asked."""

    invoice_id: Id
    text: Note
    lines: Annotated[list[Place], Meta(max_length=LINES_MAX)] = []


class AcceptStage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Accept the stage that an invoice bills, as its customer, by typing a name."""

    invoice_id: Id
    name: Line


class AnswerQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Answer a question: the customer sees it on their page and gets it by mail."""

    question_id: Id
    answer: Note


class CloseQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Close a question that was settled in another way. Nothing is sent to the customer."""

    question_id: Id


async def ask_question(data: AskQuestion, context: Context, tx: Tx) -> Effect:
    """The customer's link acts in the role of a customer, who may question lines if the company allows it:
    the rest can then be paid by itself.
    """
    invoice = await tx.lock(Invoice, data.invoice_id)
    if data.lines and context.role == "customer" and not invoice.visible_fields.approval:
        raise ApprovalNotAsked(invoice_id=invoice.id)
    count = await open_count(tx, context.organization_id, invoice.id)
    lines = await _lines(tx, invoice, data.lines)
    text = without_card_numbers(data.text)
    return _effect(rules.asked(invoice, text, lines, open_count=count, context=context))


async def accept_stage(data: AcceptStage, context: Context, tx: Tx) -> Effect:
    """The customer's link acts in the role of a customer."""
    invoice = await tx.lock(Invoice, data.invoice_id)
    known = await tx.find(Acceptance, invoice.id)
    questioned = await questioned_count(tx, context.organization_id, invoice.id)
    name = without_card_numbers(data.name)
    done = accepted(invoice, name, known, context, is_questioned=questioned > 0)
    return Effect(id=done.id, records=(done,), touched=(_concerned(done.id, done.job_id),))


async def _lines(tx: Tx, invoice: Invoice, places: list[int]) -> tuple[QuestionedLine, ...]:
    if not places:
        return ()
    parts = {part.place: part for part in await parts_of(tx, invoice.organization_id, invoice.id)}
    wanted = [parts.get(place) for place in sorted(set(places))]
    found = [part for part in wanted if part is not None]
    if len(found) < len(wanted):
        raise rules.NoSuchLine(invoice_id=invoice.id)
    return tuple(
        QuestionedLine(description=part.description, amount_minor=part.amount_minor, place=part.place)
        for part in found
    )


async def answer(data: AnswerQuestion, context: Context, tx: Tx) -> Effect:
    """Reminders about the invoice resume from here."""
    question = await tx.lock(Question, data.question_id)
    done = rules.answered(question, without_card_numbers(data.answer), context)
    told = {"organization_id": done.organization_id, "invoice_id": done.invoice_id, "question_id": done.id}
    return _effect(done, Outgoing(kind="mail.answer", dedupe_key=context.mutation_id, payload=told))


async def close(data: CloseQuestion, context: Context, tx: Tx) -> Effect:
    """Reminders about the invoice resume from here."""
    return _effect(rules.closed(await tx.lock(Question, data.question_id), context))


def _effect(question: Question, *outgoing: Outgoing) -> Effect:
    """The invoice's concerns show that somebody asks, or no longer does."""
    touched = (_concerned(question.invoice_id, question.job_id),)
    return Effect(id=question.id, records=(question,), touched=touched, outgoing=outgoing)


def _concerned(invoice_id: Id, job_id: Id) -> Touched:
    return Touched("invoice", invoice_id, Audience("job", job_id))


COMMANDS = (
    Command(
        name="questions.ask_question",
        input=AskQuestion,
        handler=ask_question,
        roles=OFFICE_ROLES | {"customer"},
        route="POST /api/invoices/{invoice_id}/questions",
        answer=answer_question,
        view=QuestionView,
        status=201,
    ),
    Command(
        name="questions.accept_stage",
        input=AcceptStage,
        handler=accept_stage,
        roles=frozenset({"customer"}),
        answer=answer_acceptance,
        view=AcceptanceView,
    ),
    Command(
        name="questions.answer_question",
        input=AnswerQuestion,
        handler=answer,
        roles=OFFICE_ROLES,
        route="POST /api/questions/{question_id}/answer",
        answer=answer_question,
        view=QuestionView,
    ),
    Command(
        name="questions.close_question",
        input=CloseQuestion,
        handler=close,
        roles=OFFICE_ROLES,
        route="POST /api/questions/{question_id}/close",
        answer=answer_question,
        view=QuestionView,
    ),
)
