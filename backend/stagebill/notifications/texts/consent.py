"""Consent to texts: who agreed, when and how (D-50). STOP is final: only the customer's START opens again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, NamedTuple

from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record
from stagebill.kernel.text import Line

Said = Literal["given", "ended", "stopped", "started"]
"""`given` and `ended` are the office's words for the customer; the other two they texted themselves."""

How = Literal["in_person", "by_phone", "in_writing", "by_text"]


class TextConsent(Record, frozen=True, kw_only=True):
    """One word of a customer about texts to a number. Each stays; the last one counts."""

    organization_id: Id
    id: Id
    customer_id: Id | None
    number: str
    place: int
    said: Said
    how: How
    note: Line
    said_at: datetime
    said_by: Id | None


class NoConsent(Refusal):
    """A customer can be texted only after agreeing to it."""


class TextsStopped(Refusal):
    """A customer who answered STOP gets no texts until they text START themselves."""

    kind = Kind.STALE


class EndedSince(Refusal):
    """A consent given before the customer ended texts no longer counts: ask them again."""

    kind = Kind.STALE


class NoWayToPay(Refusal):
    """A text asks for money only where it can be paid online: card, bank or financing."""


class NothingToEnd(Refusal):
    """Only an existing consent can be ended."""


def last_word(said: Iterable[TextConsent]) -> TextConsent | None:
    """What counts of all that was said about a number."""
    return max(said, key=lambda one: one.place, default=None)


def may_be_texted(last: TextConsent | None) -> bool:
    """Whether texts may go to the number."""
    return last is not None and last.said in {"given", "started"}


def check_may_text(last: TextConsent | None) -> None:
    """Raises TextsStopped, NoConsent."""
    if last is not None and last.said == "stopped":
        raise TextsStopped(said_at=last.said_at)
    if not may_be_texted(last):
        raise NoConsent()


class Told(NamedTuple):
    """A word as it came: what, how, when, and a note on where that can be seen."""

    said: Said
    how: How
    said_at: datetime
    note: str = ""


def next_word(
    last: TextConsent | None, told: Told, *, number: str, context: Context, customer_id: Id | None = None
) -> TextConsent | None:
    """The word to be added; None where it says nothing new. Raises TextsStopped, EndedSince,
    NothingToEnd.
    """
    said = told.said
    if said == "given" and last is not None and last.said == "stopped":
        raise TextsStopped(said_at=last.said_at)
    if said == "given" and last is not None and last.said == "ended" and told.said_at < last.said_at:
        raise EndedSince(said_at=last.said_at)
    if said == "ended" and not may_be_texted(last):
        raise NothingToEnd()
    if said == "stopped" and last is not None and last.said == "stopped":
        return None
    if said == "started" and (last is None or last.said != "stopped"):
        return None  # nobody had stopped: a yes to something else is no consent
    return TextConsent(
        organization_id=context.organization_id,
        id=context.mutation_id,
        customer_id=customer_id,
        number=number,
        place=last.place + 1 if last is not None else 1,
        said=said,
        how=told.how,
        note=told.note,
        said_at=told.said_at,
        said_by=context.member_id,
    )
