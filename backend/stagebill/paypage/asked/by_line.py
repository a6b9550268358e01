"""What each line of an invoice is of the sum that its customer pays: with its tax, less what is held back and
what was credited. All lines together are that sum, exactly.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from stagebill.invoices.retainage import Retained
from stagebill.invoices.stored_material import Goods
from stagebill.kernel.ids import Id
from stagebill.kernel.money import PPM, Minor, rate_ppm, split


class PricedLine(Struct, frozen=True, kw_only=True):
    """`base_minor` is before tax; of a job's line where the invoice takes its share of all of them.
    `held_rate_ppm`: a retainage of its own, None for the one of its goods.
    """

    description: str
    base_minor: Minor
    tax_rate_ppm: int = 0
    goods: Goods = Goods.WORK
    held_rate_ppm: int | None = None
    line_item_id: Id | None = None


def owed_by_line(
    lines: Sequence[PricedLine],
    *,
    total_minor: Minor,
    held_minor: Minor,
    credited_minor: Minor,
    retained: Iterable[Retained] = (),
) -> tuple[Minor, ...]:
    """A part of the owed sum for each line, none below zero. A deduction takes from all other lines alike.

    An invoice of nothing but deductions has no part to give.
    """
    weights = [max(line.base_minor, 0) * (PPM + line.tax_rate_ppm) for line in lines]
    if not any(weights):
        return (0,) * len(lines)
    gross = split(total_minor, weights)
    rates = {each.of: rate_ppm(each.rate_bps) for each in retained}
    held = _of_each(held_minor, [_held_weight(line, rates) for line in lines], weights)
    credited = split(credited_minor, weights)
    return _not_below_zero([one - two - three for one, two, three in zip(gross, held, credited, strict=True)])


def undisputed(due_minor: Minor, questioned_minor: Minor) -> Minor:
    """What can be paid of an invoice while some of its lines are questioned."""
    return max(due_minor - questioned_minor, 0)


def _held_weight(line: PricedLine, rates: dict[Goods, int]) -> int:
    rate = rates.get(line.goods, 0) if line.held_rate_ppm is None else line.held_rate_ppm
    return max(line.base_minor, 0) * rate


def _of_each(amount_minor: Minor, weights: list[int], otherwise: list[int]) -> tuple[Minor, ...]:
    return split(amount_minor, weights if any(weights) else otherwise)


def _not_below_zero(parts: list[Minor]) -> tuple[Minor, ...]:
    """A credit can be larger than a line: what is missing there is taken from the others."""
    short = -sum(part for part in parts if part < 0)
    room = [max(part, 0) for part in parts]
    taken = split(min(short, sum(room)), room) if short and any(room) else (0,) * len(parts)
    return tuple(part - take for part, take in zip(room, taken, strict=True))
