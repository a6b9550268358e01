"""What credit notes took off invoices of chosen lines, told line by line: it can be billed again."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from stagebill.jobs.contract import TaxLine
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor, RateBps, split


class BilledLine(Struct, frozen=True, kw_only=True):
    """What one invoice bills of one line before tax, and under which rate."""

    invoice_id: Id
    line_item_id: Id
    rate_bps: RateBps
    base_minor: Minor


def credited_of_lines(
    billed: Sequence[BilledLine], notes: Mapping[Id, Sequence[Iterable[TaxLine]]]
) -> dict[Id, Minor]:
    """What is credited of each line. `notes` are the taxes of each invoice's credit notes, oldest first.

    Each note takes the same share of all that its invoice still bills under a rate; what an earlier note took
    off a line stays so.
    """
    credited: dict[Id, Minor] = {}
    for invoice_id, taxes in notes.items():
        own = [line for line in billed if line.invoice_id == invoice_id and line.base_minor > 0]
        left = [line.base_minor for line in own]
        for part in (part for note in taxes for part in note):
            room = [
                minor if line.rate_bps == part.rate_bps else 0 for line, minor in zip(own, left, strict=True)
            ]
            taken = split(min(part.base_minor, sum(room)), room)
            left = [minor - off for minor, off in zip(left, taken, strict=True)]
        for line, minor in zip(own, left, strict=True):
            credited[line.line_item_id] = credited.get(line.line_item_id, 0) + line.base_minor - minor
    return credited
