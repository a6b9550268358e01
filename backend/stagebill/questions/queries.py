"""Questions as the office lists them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from stagebill.kernel import wire
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.errors import Missing
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.questions.question import Ending, Question, QuestionedLine
from stagebill.sync.command import Scope
from stagebill.sync.scoped import Where, scoped


class QuestionView(msgspec.Struct, frozen=True):
    """A question about an invoice. `lines` are those it is about, none for the whole invoice, and
    `questioned_minor` is their part of it. `asked_by` is null if the customer asked.
    """

    id: Id
    invoice_id: Id
    number: str | None
    job_id: Id
    customer_id: Id
    text: str
    lines: list[QuestionedLine]
    questioned_minor: Minor
    asked_at: datetime
    asked_by: Id | None
    answer: str
    ended_at: datetime | None
    ended_by: Id | None
    ending: Ending | None


class AcceptanceView(msgspec.Struct, frozen=True):
    """Who accepted the stage of an invoice, when, and what the invoice came to then."""

    invoice_id: Id
    job_id: Id
    name: str
    total_minor: Minor
    accepted_at: datetime


_QUESTIONS: Final = """
SELECT q.id, q.invoice_id, i.number, q.job_id, j.customer_id, q.text, q.lines, q.questioned_minor, q.asked_at,
  q.asked_by, q.answer, q.ended_at, q.ended_by, q.ending
FROM question q
JOIN invoice i ON i.organization_id = q.organization_id AND i.id = q.invoice_id
JOIN job j ON j.organization_id = q.organization_id AND j.id = q.job_id
WHERE {where} ORDER BY q.asked_at DESC, q.id DESC{limit}
"""
_OPEN_COUNT: Final = """
SELECT count(*) FROM question WHERE organization_id = $1 AND invoice_id = $2 AND ended_at IS NULL
"""
_QUESTIONED_COUNT: Final = """
SELECT count(*) FROM question
WHERE organization_id = $1 AND invoice_id = $2 AND ended_at IS NULL AND questioned_minor > 0
"""
_ACCEPTANCE: Final = """
SELECT id, job_id, name, total_minor, accepted_at FROM acceptance WHERE organization_id = $1 AND id = $2
"""
_LINES: Final = 6


async def question_page(
    reader: Reader, scope: Scope, *, invoice_id: Id | None, is_open: bool | None, limit: int,
    after: Sequence[Any] | None,
) -> list[QuestionView]:  # fmt: skip
    """One page of questions plus one row, newest first. Only for the office."""
    where = scoped(reader, scope, "q")
    if invoice_id is not None:
        where = where.also("q.invoice_id = {0}", invoice_id)
    if is_open is not None:
        where = where.also("q.ended_at IS NULL" if is_open else "q.ended_at IS NOT NULL")
    if after is not None:
        where = where.also("(q.asked_at, q.id) < ({0}, {1})", *after)
    return await _views(reader, where, f" LIMIT {limit + 1:d}")


async def answer_question(reader: Reader, context: Context, question_id: Id) -> QuestionView:
    """The question as the office sees it: the answer to a mutation."""
    scope = Scope(context.organization_id, context.member_id or question_id, False)
    found = await _views(reader, scoped(reader, scope, "q", ids=[question_id]))
    if not found:
        raise Missing.of(Question, id=question_id)
    return found[0]


async def open_count(reader: Reader, organization_id: Id, invoice_id: Id) -> int:
    """How many questions about an invoice are open."""
    return int((await reader.rows(_OPEN_COUNT, organization_id, invoice_id))[0][0])


async def questioned_count(reader: Reader, organization_id: Id, invoice_id: Id) -> int:
    """How many open questions are about lines of the invoice."""
    return int((await reader.rows(_QUESTIONED_COUNT, organization_id, invoice_id))[0][0])


async def answer_acceptance(reader: Reader, context: Context, invoice_id: Id) -> AcceptanceView:
    """The acceptance of an invoice's stage: the answer to a mutation."""
    return AcceptanceView(*(await reader.rows(_ACCEPTANCE, context.organization_id, invoice_id))[0])


async def _views(reader: Reader, where: Where, limit: str = "") -> list[QuestionView]:
    rows = await reader.rows(_QUESTIONS.format(where=where.sql, limit=limit), *where.args)
    return [_view(row) for row in rows]


def _view(row: tuple[Any, ...]) -> QuestionView:
    *about, lines = row[: _LINES + 1]
    return QuestionView(*about, wire.raw(lines), *row[_LINES + 1 :])  # type: ignore[call-arg]
