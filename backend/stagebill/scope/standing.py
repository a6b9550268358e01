"""The live invoices of a job as they stand against its price: what they bill, hold back and have received."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from stagebill.invoices.invoice import InvoiceId
from stagebill.invoices.retainage import HeldLine, Holding, Retained, held_of
from stagebill.invoices.stored_material import Goods
from stagebill.jobs.carried import by_rate, over_billed, taken_back
from stagebill.jobs.contract import TaxLine
from stagebill.jobs.credited_lines import BilledLine, CreditedLine
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor, RateBps, share


class Wanted(Struct, frozen=True):
    """What a job comes to: each rate; and each line before tax, net of its part of the discount."""

    taxes: tuple[TaxLine, ...]
    nets: Mapping[Id, Minor] = {}


class PrintedLine(Struct, frozen=True, kw_only=True):
    """What a document bills of one line, and the line's own rate of retainage."""

    line_item_id: Id
    of: Goods
    rate_bps: RateBps | None
    base_minor: Minor


class Standing(Struct, frozen=True, kw_only=True):
    """A live invoice and what is on it. `owed_minor` is what the customer pays for it in total; `retained`
    what its document holds back, and `given_up` what credit notes took back of that; `lines` what it still
    bills of each line, for an invoice of chosen lines, and `printed` what its document bills of them.
    """

    invoice_id: InvoiceId
    number: str
    taxes: tuple[TaxLine, ...]
    credited: tuple[TaxLine, ...] = ()
    retained: tuple[Retained, ...] = ()
    given_up: tuple[Retained, ...] = ()
    released_minor: Minor = 0
    lines: tuple[BilledLine, ...] = ()
    printed: tuple[PrintedLine, ...] = ()
    owed_minor: Minor
    paid_minor: Minor = 0
    pending_minor: Minor = 0

    @property
    def left(self) -> tuple[TaxLine, ...]:
        """What it still bills of each rate."""
        sums = by_rate((*self.taxes, *taken_back(self.credited)))
        return tuple(TaxLine(rate, *parts) for rate, parts in sums.items())

    @property
    def billed_minor(self) -> Minor:
        """What it takes of its job's total."""
        return sum(line.base_minor + line.tax_minor for line in self.left)

    def holding_after(self, taken: Iterable[CreditedLine]) -> Holding:
        """What it holds back, and of which lines once a credit takes this much of them. Of a line that is
        billed as work and as stored material the same share of both is credited.
        """
        off = {line.line_item_id: -line.base_minor for line in self.lines}
        for line in taken:
            off[line.line_item_id] += line.base_minor
        whole = _of_lines(self.printed)
        return Holding(
            retained=self.retained,
            given_up=self.given_up,
            lines=tuple(
                HeldLine(
                    of=line.of,
                    rate_bps=line.rate_bps,
                    base_minor=line.base_minor,
                    credited_minor=_part(line.base_minor, of_line + off[line.line_item_id], of_line),
                )
                for line in self.printed
                for of_line in (whole[line.line_item_id],)
            ),
        )

    @property
    def is_untouched(self) -> bool:
        """Whether it can be voided: it bills something, nothing is credited, no money is on it or coming."""
        return self.billed_minor > 0 and not (self.paid_minor or self.pending_minor or self.credited)

    @property
    def is_release(self) -> bool:
        """Whether it asks for money that other invoices hold back."""
        return self.released_minor > 0

    @property
    def held_minor(self) -> Minor:
        """What it holds back of its job, less what it asks for of that: below zero for a release."""
        return held_of((*self.retained, *self.given_up)) - self.released_minor

    @property
    def unpaid_minor(self) -> Minor:
        """How much less can be owed without moving money."""
        return self.owed_minor - self.paid_minor - self.pending_minor

    @property
    def untied_minor(self) -> Minor:
        """How much less can be owed at all: money that is still on its way stays where it goes."""
        return self.owed_minor - self.pending_minor


def billed_by(standing: Iterable[Standing]) -> tuple[TaxLine, ...]:
    """What these invoices bill of each rate, line by line."""
    return tuple(line for one in standing for line in one.left)


def held_by(standing: Iterable[Standing]) -> Minor:
    """What is held back of a job and not released."""
    return sum(one.held_minor for one in standing)


def over_of(wanted: Wanted, standing: Sequence[Standing]) -> Minor:
    """How much more is billed than the job comes to, before tax: as a whole; or line by line where it is
    billed so, and a line has less than is billed of it though another has more.
    """
    as_a_whole = over_billed(wanted.taxes, billed_by(standing))
    return max(as_a_whole, sum(over_of_lines(wanted, standing).values()))


def over_of_lines(wanted: Wanted, standing: Iterable[Standing]) -> dict[Id, Minor]:
    """The lines of which more is billed than they come to. A deduction cannot be credited."""
    billed: dict[Id, Minor] = {}
    for line in (line for one in standing for line in one.lines):
        billed[line.line_item_id] = billed.get(line.line_item_id, 0) + max(line.base_minor, 0)
    over = {line_id: minor - max(wanted.nets.get(line_id, 0), 0) for line_id, minor in billed.items()}
    return {line_id: minor for line_id, minor in over.items() if minor > 0}


def _of_lines(printed: Iterable[PrintedLine]) -> dict[Id, Minor]:
    sums: dict[Id, Minor] = {}
    for line in printed:
        sums[line.line_item_id] = sums.get(line.line_item_id, 0) + line.base_minor
    return sums


def _part(minor: Minor, credited_minor: Minor, whole_minor: Minor) -> Minor:
    """Nothing is credited of a deduction."""
    return share(minor, credited_minor, whole_minor) if whole_minor > 0 else 0
