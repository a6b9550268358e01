"""Asking about an invoice, answering, and closing what was settled in another way."""

import msgspec

from stagebill.invoices.invoice import Invoice
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.text import Note, without_card_numbers
from stagebill.questions import question as rules
from stagebill.questions.queries import QuestionView, answer_question, open_count
from stagebill.questions.question import Question
from stagebill.sync.command import OFFICE_ROLES, Command
from stagebill.sync.effect import Audience, Effect, Outgoing, Touched


class AskQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ask about an invoice. Its customer does, on their page; or the office writes down what it was asked."""

    invoice_id: Id
    text: Note


class AnswerQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Answer a question: the customer reads it on their page, and gets it by mail."""

    question_id: Id
    answer: Note


class CloseQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Close a question that was settled in another way. Nothing is written to the customer."""

    question_id: Id


async def ask_question(data: AskQuestion, context: Context, tx: Tx) -> Effect:
    """The customer's link acts in the role of a customer."""
    invoice = await tx.lock(Invoice, data.invoice_id)
    count = await open_count(tx, context.organization_id, invoice.id)
    text = without_card_numbers(data.text)
    return _effect(rules.asked(invoice, text, (), open_count=count, context=context))


async def answer(data: AnswerQuestion, context: Context, tx: Tx) -> Effect:
    """Reminders of the invoice go on from here."""
    question = await tx.lock(Question, data.question_id)
    done = rules.answered(question, without_card_numbers(data.answer), context)
    told = {"organization_id": done.organization_id, "invoice_id": done.invoice_id, "question_id": done.id}
    return _effect(done, Outgoing(kind="mail.answer", dedupe_key=context.mutation_id, payload=told))


async def close(data: CloseQuestion, context: Context, tx: Tx) -> Effect:
    """Reminders of the invoice go on from here."""
    return _effect(rules.closed(await tx.lock(Question, data.question_id), context))


def _effect(question: Question, *outgoing: Outgoing) -> Effect:
    """The invoice says by its concerns that somebody asks, or no more."""
    invoice = Touched("invoice", question.invoice_id, Audience("job", question.job_id))
    return Effect(id=question.id, records=(question,), touched=(invoice,), outgoing=outgoing)


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
