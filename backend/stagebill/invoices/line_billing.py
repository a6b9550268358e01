"""Billing chosen lines: cumulative per line, never above the line, the last of it exact (D-11).

A line is billed before its tax, as its price is written; an invoice's tax is cumulative per rate over the
job, so that lines and tax come to the job's total exactly. See docs/decisions/0012.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, NewType

import msgspec
from msgspec import Struct

from stagebill.invoices.progress import LineAsk, Lines, OverInvoiced, Share, TooSmall
from stagebill.invoices.stored_material import Goods, check_backup
from stagebill.jobs.carried import by_rate
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import PPM, Minor, RateBps, share
from stagebill.kernel.records import Record, replace

InvoiceLineId = NewType("InvoiceLineId", Id)

_CANONICAL: Final = msgspec.json.Encoder(order="sorted")
_PRINTED: Final = (
    "line_item_id",
    "goods",
    "description",
    "base_minor",
    "percent_ppm",
    "quantity_milli",
    "note",
)


class InvoiceLine(Record, frozen=True, kw_only=True):
    """What an issued invoice bills of one line, before tax.

    `percent_ppm` or `quantity_milli` is as it was asked; `held_rate_ppm` is the rate that holds
    stored material, or work of a line with a rate of its own; without one the contract holds it.
    """

    organization_id: Id
    id: InvoiceLineId
    invoice_id: Id
    job_id: Id
    line_item_id: Id
    position: int
    goods: Goods
    description: str
    base_minor: Minor
    percent_ppm: int | None = None
    quantity_milli: int | None = None
    note: str = ""
    attachment_id: Id | None = None
    held_rate_ppm: int | None = None


class Standing(Struct, frozen=True, kw_only=True):
    """A contract line, net of its part of the discount, and what live invoices have billed of it.

    `billed_ppm` is known while all of it was billed by percent, `billed_milli` while all was billed by units.
    """

    line_item_id: Id
    description: str
    quantity_milli: int
    rate_bps: RateBps
    value_minor: Minor
    billed_minor: Minor = 0
    billed_ppm: int | None = 0
    billed_milli: int | None = 0

    @property
    def left_minor(self) -> Minor:
        """Zero if more is billed than the line is worth now."""
        left_minor = self.value_minor - self.billed_minor
        return left_minor if left_minor * _sign(self.value_minor) > 0 else 0


class Billing(Struct, frozen=True):
    """What an invoice takes of a line."""

    line: Standing
    ask: LineAsk
    base_minor: Minor


class UnknownLine(Refusal):
    """Only lines of the job can be billed."""

    kind = Kind.MISSING


class LineTwice(Refusal):
    """An invoice names a line once, or twice where it also bills stored material of it."""


class LinesMixed(Refusal):
    """A job is billed either line by line or as a whole, as its first invoice was; void that one to choose
    again.
    """

    kind = Kind.STALE


def check_mode(*, wants_lines: bool, by_line: bool | None) -> None:
    """`by_line` is how the job's live invoices bill; None if there are none. Raises LinesMixed."""
    if by_line is not None and by_line != wants_lines:
        raise LinesMixed(
            by_line=by_line, ways_out=["lines", "rest"] if by_line else ["percent", "amount", "rest"]
        )


def billings(asked: Share, lines: Sequence[Standing]) -> tuple[Billing, ...]:
    """What the share takes of each line. Raises UnknownLine, LineTwice, NoBackup, TooSmall, OverInvoiced."""
    known = {line.line_item_id: line for line in lines}
    asks = asked.lines if isinstance(asked, Lines) else _all_left(lines)
    seen: set[tuple[Id, Goods]] = set()
    found: list[Billing] = []
    for ask in asks:
        line = known.get(ask.line_item_id)
        if line is None:
            raise UnknownLine(line_item_id=ask.line_item_id)
        if (ask.line_item_id, ask.of) in seen:
            raise LineTwice(line_item_id=ask.line_item_id)
        seen.add((ask.line_item_id, ask.of))
        if ask.of is Goods.STORED:
            check_backup(ask.note, ask.attachment_id)
        base_minor = line_amount(ask, line)
        found.append(Billing(line, ask, base_minor))
        known[ask.line_item_id] = _after(line, ask, base_minor)
    return tuple(found)


def line_amount(ask: LineAsk, line: Standing) -> Minor:
    """What the requested part of the line comes to, before tax; the last part fits what is left exactly."""
    sign = _sign(line.value_minor)
    left_minor = line.left_minor * sign
    asked_minor = _asked(ask, line, left_minor)
    if asked_minor == left_minor + 1 and ask.amount_minor is None:
        return left_minor * sign  # rounding may not cost the last of a line (D-06)
    if asked_minor > left_minor:
        raise OverInvoiced(
            left_minor=left_minor,
            asked_minor=asked_minor,
            total_minor=line.value_minor,
            line_item_id=line.line_item_id,
        )
    if asked_minor < 1:
        raise TooSmall(amount_minor=asked_minor, line_item_id=line.line_item_id)
    return asked_minor * sign


def bases_by_rate(found: Iterable[Billing]) -> dict[RateBps, Minor]:
    """What is billed under each tax rate."""
    bases: dict[RateBps, Minor] = {}
    for each in found:
        bases[each.line.rate_bps] = bases.get(each.line.rate_bps, 0) + each.base_minor
    return bases


def taxes_of_lines(
    job_taxes: Sequence[TaxLine], billed_before: Iterable[TaxLine], bases: Mapping[RateBps, Minor]
) -> tuple[TaxLine, ...]:
    """The tax of each rate on these lines: what is right to date, less what was billed before.

    Raises OverInvoiced if the job has less under a rate than these lines ask for.
    """
    before = by_rate(billed_before)
    lines = []
    for whole in job_taxes:
        base_minor = bases.get(whole.rate_bps, 0)
        base_before, tax_before = before.get(whole.rate_bps, (0, 0))
        left_minor = whole.base_minor - base_before
        if base_minor > max(left_minor, 0):
            # A line is whole, but a deduction takes part of it off again: it is billed with the deduction.
            raise OverInvoiced(left_minor=left_minor, asked_minor=base_minor, total_minor=whole.base_minor)
        to_date = _tax_to_date(whole, base_before + base_minor)
        most = whole.tax_minor - tax_before
        tax_minor = min(max(to_date - tax_before, 0), max(most, 0)) if base_minor else 0
        if base_minor or tax_minor:
            lines.append(TaxLine(whole.rate_bps, base_minor, tax_minor))
    return tuple(lines)


def rows(
    found: Iterable[Billing],
    invoice_id: Id,
    job_id: Id,
    organization_id: Id,
    held_rate_ppm: Callable[[LineAsk], int | None],
) -> tuple[InvoiceLine, ...]:
    """The lines of an issued invoice. Their ids are derived: one mutation always makes the same rows."""
    return tuple(
        InvoiceLine(
            organization_id=organization_id,
            id=InvoiceLineId(derived_id("invoice_line", invoice_id, str(place))),
            invoice_id=invoice_id,
            job_id=job_id,
            line_item_id=each.line.line_item_id,
            position=place,
            goods=each.ask.of,
            description=each.line.description,
            base_minor=each.base_minor,
            percent_ppm=each.ask.percent_ppm,
            quantity_milli=each.ask.quantity_milli,
            note=each.ask.note,
            attachment_id=each.ask.attachment_id,
            held_rate_ppm=held_rate_ppm(each.ask),
        )
        for place, each in enumerate(found)
    )


def lines_again(rows: Iterable[InvoiceLine], *, is_as_asked: bool) -> Lines:
    """What a replacing invoice takes of the same lines: the same money, or the percents and units that were
    asked for, where the lines have not changed.
    """
    in_order = sorted(rows, key=lambda row: row.position)
    return Lines(
        tuple(
            LineAsk(
                line_item_id=row.line_item_id,
                percent_ppm=row.percent_ppm if is_as_asked else None,
                quantity_milli=row.quantity_milli if is_as_asked else None,
                amount_minor=None
                if is_as_asked and (row.percent_ppm or row.quantity_milli)
                else row.base_minor,
                of=row.goods,
                note=row.note,
                attachment_id=row.attachment_id,
            )
            for row in in_order
        )
    )


def lines_digest(lines: Iterable[InvoiceLine]) -> str | None:
    """SHA-256 of what the lines of a document say; None for a document without lines."""
    said: list[dict[str, Any]] = [{name: getattr(line, name) for name in _PRINTED} for line in lines]
    return sha256(_CANONICAL.encode(said)).hexdigest() if said else None


def _all_left(lines: Iterable[Standing]) -> tuple[LineAsk, ...]:
    return tuple(LineAsk(line_item_id=line.line_item_id) for line in lines if line.left_minor)


def _asked(ask: LineAsk, line: Standing, left_minor: Minor) -> Minor:
    """Percents and units are cumulative, so that the one that completes a line takes all that is left."""
    value_minor = abs(line.value_minor)
    if ask.amount_minor is not None:
        return ask.amount_minor
    if ask.percent_ppm is not None:
        return _part(value_minor, ask.percent_ppm, line.billed_ppm, PPM, left_minor)
    if ask.quantity_milli is not None:
        return _part(value_minor, ask.quantity_milli, line.billed_milli, line.quantity_milli, left_minor)
    return left_minor


def _part(value_minor: Minor, part: int, before: int | None, whole: int, left_minor: Minor) -> Minor:
    if before is None:
        return share(value_minor, part, whole)
    if before + part == whole:
        return left_minor
    return share(value_minor, before + part, whole) - share(value_minor, before, whole)


def _after(line: Standing, ask: LineAsk, base_minor: Minor) -> Standing:
    ppm, milli = ask.percent_ppm, ask.quantity_milli
    return replace(
        line,
        billed_minor=line.billed_minor + base_minor,
        billed_ppm=None if line.billed_ppm is None or ppm is None else line.billed_ppm + ppm,
        billed_milli=None if line.billed_milli is None or milli is None else line.billed_milli + milli,
    )


def _tax_to_date(whole: TaxLine, base_minor: Minor) -> Minor:
    if base_minor == whole.base_minor:
        return whole.tax_minor
    return share(whole.tax_minor, base_minor, whole.base_minor) if whole.base_minor > 0 else 0


def _sign(minor: Minor) -> int:
    return -1 if minor < 0 else 1
