"""An application for payment, in the style of the construction trade's two sheets: a summary of the contract,
and a continuation sheet by line. Columns to date are gross; what was certified before is net (D-67).

One application stands for one invoice; the job's live invoices are its periods, in the order of their issue.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from stagebill.kernel.ids import Id
from stagebill.kernel.money import PPM, Minor, share, split

TAX: Final = "tax"  # the row of all tax, under an id that no line has


class Scheduled(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the contract and its value before tax, or the row of tax. `weight_ppm` is the rate at which
    its work is held back; `since` is when a change order put it there.
    """

    id: Id
    description: str
    value_minor: Minor
    weight_ppm: int = 0
    since: datetime | None = None


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """What one invoice billed: of chosen lines, or (without any) of all that is left of each alike."""

    invoice_id: Id
    number: str
    issued_at: datetime
    issued_on: date
    work: Mapping[Id, Minor] = {}
    stored: Mapping[Id, Minor] = {}
    base_minor: Minor
    tax_minor: Minor = 0
    held_minor: Minor = 0
    held_of_stored_minor: Minor = 0
    released_minor: Minor = 0

    @property
    def owed_minor(self) -> Minor:
        """What the invoice asked for. Its base has no released money in it; what it asks for has."""
        return self.base_minor + self.tax_minor - self.held_minor + self.released_minor


class Installed(msgspec.Struct, frozen=True):
    """Stored material that became work."""

    line_id: Id
    amount_minor: Minor
    at: datetime


class CreditGiven(msgspec.Struct, frozen=True, kw_only=True):
    """A credit note: it takes work back, and what was held of it."""

    lines: Mapping[Id, Minor] = {}
    base_minor: Minor
    tax_minor: Minor = 0
    unheld_minor: Minor = 0
    at: datetime


class Contract(msgspec.Struct, frozen=True, kw_only=True):
    """All that applications of a job are made of. `changes` are approved change orders, with their tax."""

    total_minor: Minor
    lines: tuple[Scheduled, ...]
    changes: tuple[tuple[datetime, Minor, Minor], ...] = ()
    tax_minor: Minor = 0
    periods: tuple[Period, ...]
    installed: tuple[Installed, ...] = ()
    credits: tuple[CreditGiven, ...] = ()


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the continuation sheet: columns C, D, E and F, and what is held of it."""

    id: Id
    description: str
    scheduled_minor: Minor
    previous_minor: Minor
    this_minor: Minor
    stored_minor: Minor
    carried_minor: Minor = 0  # what of F was stored at the last application already
    held_minor: Minor = 0

    @property
    def completed_minor(self) -> Minor:
        """Column G: completed and stored to date, before anything is held back."""
        return self.previous_minor + self.this_minor + self.stored_minor

    @property
    def percent_ppm(self) -> int:
        """G of C."""
        return share(self.completed_minor, PPM, self.scheduled_minor) if self.scheduled_minor > 0 else 0

    @property
    def balance_minor(self) -> Minor:
        """Column I: still to be completed."""
        return self.scheduled_minor - self.completed_minor


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """The summary. `certified_minor` is what was certified before: net of what is held back."""

    place: int
    number: str
    period_to: date
    added_minor: Minor
    deducted_minor: Minor
    original_minor: Minor
    lines: tuple[Line, ...]
    held_minor: Minor
    held_of_stored_minor: Minor
    certified_minor: Minor

    @property
    def contract_minor(self) -> Minor:
        """The contract's sum to date."""
        return self.original_minor + self.added_minor + self.deducted_minor

    @property
    def completed_minor(self) -> Minor:
        """Completed and stored to date."""
        return sum(line.completed_minor for line in self.lines)

    @property
    def earned_minor(self) -> Minor:
        """Earned to date, less what is held back."""
        return self.completed_minor - self.held_minor

    @property
    def due_minor(self) -> Minor:
        """What this application asks for."""
        return self.earned_minor - self.certified_minor

    @property
    def balance_minor(self) -> Minor:
        """To be paid until the end, what is held back among it."""
        return self.contract_minor - self.earned_minor


def application(contract: Contract, place: int) -> Application:
    """The application of the invoice at this place (from 0); each stands on the one before it."""
    before = application(contract, place - 1) if place else None
    period = contract.periods[place]
    lines = _lines(contract, period, before)
    held = _held(contract, place)
    weights = [max(line.completed_minor * _weight(contract, line.id), 0) for line in lines]
    # What came here held without terms is held of all work alike.
    weights = weights if any(weights) else [max(line.completed_minor, 0) for line in lines]
    parts = split(held, weights) if held and any(weights) else tuple(0 for _ in lines)
    changes = [total for at, total, _ in contract.changes if at <= period.issued_at]
    later = sum(total for at, total, _ in contract.changes if at > period.issued_at)
    stored = sum(each.held_of_stored_minor for each in contract.periods[: place + 1])
    return Application(
        place=place + 1,
        number=period.number,
        period_to=period.issued_on,
        added_minor=sum(total for total in changes if total > 0),
        deducted_minor=sum(total for total in changes if total < 0),
        original_minor=contract.total_minor - later - sum(changes),
        lines=tuple(
            msgspec.structs.replace(line, held_minor=part) for line, part in zip(lines, parts, strict=True)
        ),
        held_minor=held,
        held_of_stored_minor=max(min(stored, held), 0),
        certified_minor=before.earned_minor if before else 0,
    )


def _lines(contract: Contract, period: Period, before: Application | None) -> list[Line]:
    """Of each line: what was there before, what this period adds, and what is stored by now."""
    known = {line.id: line for line in before.lines} if before else {}
    credits = _credits_since(contract, period, before)
    stored = _stored(contract, before.place if before else 0)
    rows = [line for line in contract.lines if line.since is None or line.since <= period.issued_at]
    work = dict(period.work) if period.work or period.stored else _spread(rows, period.base_minor, known)
    for credit in credits:
        taken = credit.lines or _spread_back(rows, credit.base_minor, known, work)
        for line_id, minor in taken.items():
            work[line_id] = work.get(line_id, 0) - minor
    lines = [_line(row, known.get(row.id), work, stored, period) for row in rows]
    later_tax = sum(tax for at, _, tax in contract.changes if at > period.issued_at)
    if contract.tax_minor or any(each.tax_minor for each in contract.periods):
        tax = known.get(TAX)
        lines.append(Line(
            id=TAX, description="", scheduled_minor=contract.tax_minor - later_tax,
            previous_minor=tax.completed_minor if tax else 0,
            this_minor=period.tax_minor - sum(credit.tax_minor for credit in credits), stored_minor=0,
        ))  # fmt: skip
    return lines


def _line(
    row: Scheduled, known: Line | None, work: Mapping[Id, Minor], stored: Mapping[Id, Minor], period: Period
) -> Line:
    """Stored material stays in its column until it is installed; then it is work of before (D-70)."""
    on_hand, new = stored.get(row.id, 0), period.stored.get(row.id, 0)
    return Line(
        id=row.id,
        description=row.description,
        scheduled_minor=row.value_minor,
        previous_minor=(known.completed_minor if known else 0) - (on_hand - new),
        this_minor=work.get(row.id, 0),
        stored_minor=on_hand,
        carried_minor=on_hand - new,
    )


def _stored(contract: Contract, place: int) -> dict[Id, Minor]:
    """What is stored and not installed, when the invoice at this place was issued."""
    found: dict[Id, Minor] = {}
    for period in contract.periods[: place + 1]:
        for line_id, minor in period.stored.items():
            found[line_id] = found.get(line_id, 0) + minor
    for each in contract.installed:
        if each.at <= contract.periods[place].issued_at:
            found[each.line_id] = found.get(each.line_id, 0) - each.amount_minor
    return found


def _credits_since(contract: Contract, period: Period, before: Application | None) -> list[CreditGiven]:
    start = contract.periods[before.place - 1].issued_at if before else None
    return [
        credit for credit in contract.credits
        if credit.at <= period.issued_at and (start is None or credit.at > start)
    ]  # fmt: skip


def _spread(rows: Sequence[Scheduled], base_minor: Minor, known: Mapping[Id, Line]) -> dict[Id, Minor]:
    """A share of the whole job is the same share of what is left of each line."""
    left = [
        max(row.value_minor - (known[row.id].completed_minor if row.id in known else 0), 0) for row in rows
    ]
    weights = left if any(left) else [max(row.value_minor, 0) for row in rows]
    parts = split(base_minor, weights) if base_minor and any(weights) else tuple(0 for _ in rows)
    return {row.id: part for row, part in zip(rows, parts, strict=True)}


def _spread_back(
    rows: Sequence[Scheduled], base_minor: Minor, known: Mapping[Id, Line], work: Mapping[Id, Minor]
) -> dict[Id, Minor]:
    """A credit of the whole job takes the same share of what is done of each line."""
    done = [
        max((known[row.id].completed_minor if row.id in known else 0) + work.get(row.id, 0), 0)
        for row in rows
    ]
    parts = split(base_minor, done) if base_minor and any(done) else tuple(0 for _ in rows)
    return {row.id: part for row, part in zip(rows, parts, strict=True)}


def _held(contract: Contract, place: int) -> Minor:
    at = contract.periods[place].issued_at
    held = sum(each.held_minor - each.released_minor for each in contract.periods[: place + 1])
    return held - sum(credit.unheld_minor for credit in contract.credits if credit.at <= at)


def _weight(contract: Contract, line_id: Id) -> int:
    return next((line.weight_ppm for line in contract.lines if line.id == line_id), 0)
