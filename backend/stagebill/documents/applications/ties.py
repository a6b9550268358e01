"""What a reviewer checks of an application before it is certified; one that does not tie out is not printed.

Each figure is compared with one that was reckoned another way: the sheet with the summary, both with the
ledger of invoices, and this application with the one before it.
"""

from typing import Final

import msgspec

from stagebill.documents.applications.application import TAX, Application, Contract
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.money import Minor


class DoesNotTie(Refusal):
    """An application for payment whose figures do not add up is not printed. `tie` says which do not,
    `shown_minor` what the sheet says and `wanted_minor` what it should.
    """

    kind = Kind.STALE


class NoApplication(Refusal):
    """Only an issued invoice that is not void can be an application for payment."""

    kind = Kind.STALE


class Tie(msgspec.Struct, frozen=True):
    """One comparison, by name; `line` is the line it is of, where it is of one."""

    name: str
    shown_minor: Minor
    wanted_minor: Minor
    line: str = ""


SCHEDULE: Final = "schedule"
COMPLETED: Final = "completed"
LINE_ABOVE: Final = "line_above"
PREVIOUS: Final = "previous"
CERTIFIED: Final = "certified"
HELD: Final = "held"
DUE: Final = "due"


def ties(shown: Application, before: Application | None, contract: Contract) -> tuple[Tie, ...]:
    """All comparisons; those whose two sums differ are what is wrong."""
    periods = contract.periods[: shown.place]
    at = periods[-1].issued_at
    credits = [credit for credit in contract.credits if credit.at <= at]
    start = periods[-2].issued_at if len(periods) > 1 else None
    given = [credit for credit in credits if start is None or credit.at > start]
    billed = sum(each.base_minor + each.tax_minor for each in periods)
    taken = sum(credit.base_minor + credit.tax_minor for credit in credits)
    held = sum(each.held_minor - each.released_minor for each in periods)
    unheld = sum(credit.unheld_minor for credit in credits)
    off = sum(credit.base_minor + credit.tax_minor - credit.unheld_minor for credit in given)
    certified = before.earned_minor if before else 0
    return (
        Tie(SCHEDULE, sum(line.scheduled_minor for line in shown.lines), shown.contract_minor),
        Tie(COMPLETED, shown.completed_minor, billed - taken),
        *_lines_within(shown),
        *_previous(shown, before),
        Tie(CERTIFIED, shown.certified_minor, certified),
        Tie(HELD, sum(line.held_minor for line in shown.lines), held - unheld),
        Tie(DUE, shown.due_minor, periods[-1].owed_minor - off),
    )


def check_ties(shown: Application, before: Application | None, contract: Contract) -> None:
    """Raises DoesNotTie, with the first that does not."""
    for tie in ties(shown, before, contract):
        if tie.shown_minor != tie.wanted_minor:
            raise DoesNotTie(
                tie=tie.name, line=tie.line, shown_minor=tie.shown_minor, wanted_minor=tie.wanted_minor
            )


def _lines_within(shown: Application) -> tuple[Tie, ...]:
    """No line is completed beyond its value; a deduction lies below zero, and so does what is done of it."""
    return tuple(
        Tie(
            LINE_ABOVE,
            line.completed_minor,
            max(min(line.completed_minor, max(line.scheduled_minor, 0)), min(line.scheduled_minor, 0)),
            line.description,
        )
        for line in shown.lines
        if line.id != TAX
    )


def _previous(shown: Application, before: Application | None) -> tuple[Tie, ...]:
    """What was there before is what the last application said to date, line by line."""
    if before is None:
        return ()
    known = {line.id: line for line in shown.lines}
    return tuple(
        Tie(
            PREVIOUS,
            known[line.id].previous_minor + known[line.id].carried_minor if line.id in known else 0,
            line.completed_minor,
            line.description,
        )
        for line in before.lines
    )
