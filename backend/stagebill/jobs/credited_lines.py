"""What credit notes took off invoices of chosen lines, line by line: it can be billed again."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from stagebill.jobs.contract import TaxLine
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor, RateBps, share, split
from stagebill.kernel.records import replace


class BilledLine(Struct, frozen=True, kw_only=True):
    """What one invoice bills of one line before tax, and under which rate."""

    invoice_id: Id
    line_item_id: Id
    rate_bps: RateBps
    base_minor: Minor


class CreditedLine(Struct, frozen=True, forbid_unknown_fields=True):
    """What a credit note takes off one line, before tax."""

    line_item_id: Id
    base_minor: Minor


class Note(Struct, frozen=True):
    """A credit note: what it takes of each rate, and of which lines. An old note names no lines: it took the
    same share of everything that its invoice still billed under a rate.
    """

    taxes: tuple[TaxLine, ...]
    lines: tuple[CreditedLine, ...] = ()


def credited_by_invoice(
    billed: Sequence[BilledLine], notes: Mapping[Id, Sequence[Note]]
) -> dict[Id, dict[Id, Minor]]:
    """How much is credited of each line that an invoice with credit notes bills."""
    own: dict[Id, list[BilledLine]] = {}
    for line in billed:
        own.setdefault(line.invoice_id, []).append(line)
    return {
        invoice_id: {
            line.line_item_id: line.base_minor - left.base_minor
            for line, left in zip(
                own.get(invoice_id, ()), lines_left(own.get(invoice_id, ()), own_notes), strict=True
            )
        }
        for invoice_id, own_notes in notes.items()
    }


def added_up(by_invoice: Mapping[Id, Mapping[Id, Minor]]) -> dict[Id, Minor]:
    """The same for each line, over all invoices."""
    sums: dict[Id, Minor] = {}
    for of_invoice in by_invoice.values():
        for line_item_id, minor in of_invoice.items():
            sums[line_item_id] = sums.get(line_item_id, 0) + minor
    return sums


def still_stored(stored_minor: Minor, billed_minor: Minor, credited_minor: Minor) -> Minor:
    """How much material is still stored once some of its line is credited: the same share as of the line.
    `stored_minor` is what was billed as stored and is not installed, `billed_minor` everything that the
    invoice bills of the line.
    """
    if not credited_minor:
        return stored_minor
    return share(stored_minor, max(billed_minor - credited_minor, 0), max(billed_minor, 1))


def lines_left(own: Sequence[BilledLine], notes: Iterable[Note]) -> tuple[BilledLine, ...]:
    """What one invoice still bills of its lines."""
    left = tuple(own)
    for note in notes:
        taken = {each.line_item_id: each.base_minor for each in note.lines or taken_of(left, note.taxes, {})}
        left = tuple(
            replace(line, base_minor=line.base_minor - taken.get(line.line_item_id, 0)) for line in left
        )
    return left


def taken_of(
    left: Sequence[BilledLine], taxes: Iterable[TaxLine], first: Mapping[Id, Minor]
) -> tuple[CreditedLine, ...]:
    """What a credit of these rates takes of each line that an invoice still bills: from those in `first` as
    much as is given there, and from all alike of what is left. A deduction is negative and has nothing to
    take.
    """
    taken = dict.fromkeys((line.line_item_id for line in left), 0)
    for part in taxes:
        of_rate = [line for line in left if line.rate_bps == part.rate_bps and line.base_minor > 0]
        missing_minor = part.base_minor
        for most in (first, None):
            room = [
                max(line.base_minor - taken[line.line_item_id], 0)
                if most is None
                else min(most.get(line.line_item_id, 0), line.base_minor)
                for line in of_rate
            ]
            parts = split(min(missing_minor, sum(room)), room)
            missing_minor -= sum(parts)
            for line, minor in zip(of_rate, parts, strict=True):
                taken[line.line_item_id] += minor
    return tuple(CreditedLine(line_id, minor) for line_id, minor in taken.items() if minor)
