"""A credit note takes part of an issued invoice off it, as a document of its own; the invoice stays
as it is.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NewType, Protocol

from stagebill.invoices.invoice import Invoice, InvoiceId, Number
from stagebill.invoices.retainage import Retained, held_of
from stagebill.invoices.tax import taxes_of_share
from stagebill.jobs.carried import by_rate
from stagebill.jobs.contract import TaxLine
from stagebill.jobs.credited_lines import CreditedLine
from stagebill.jobs.job import JobId
from stagebill.kernel.context import Context
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor, split
from stagebill.kernel.records import Record

CreditNoteId = NewType("CreditNoteId", Id)


class CreditNote(Record, frozen=True, kw_only=True):
    organization_id: Id
    id: CreditNoteId
    invoice_id: InvoiceId
    job_id: JobId
    customer_id: Id
    series: str
    number: str
    number_seq: int
    reason: str
    total_minor: Minor
    base_minor: Minor
    tax_minor: Minor
    taxes: tuple[TaxLine, ...]
    # What the customer no longer holds back, as its work is credited; by rate, as lines below zero.
    unheld_minor: Minor = 0
    retained: tuple[Retained, ...] = ()
    lines: tuple[CreditedLine, ...] = ()  # of an invoice that bills chosen lines

    issued_on: date
    created_at: datetime
    created_by: Id | None = None
    mutation_id: Id


class Taken(Protocol):
    """What a credit takes off an invoice: per rate, from what is held back, and per line."""

    @property
    def taxes(self) -> tuple[TaxLine, ...]: ...
    @property
    def retained(self) -> tuple[Retained, ...]: ...
    @property
    def lines(self) -> tuple[CreditedLine, ...]: ...


def credit_taxes(
    own: Sequence[TaxLine], credited: Sequence[TaxLine], amount_minor: Minor, first: Sequence[TaxLine] = ()
) -> tuple[TaxLine, ...]:
    """Base and tax of each rate in a credit of this amount, never more than the invoice still bills of it.

    It takes from `first` as far as that goes: what a job no longer has. Of the rest it takes the same share
    of every rate, cumulatively over the invoice's credit notes, so that the last one closes exactly.
    """
    first_minor = min(sum(_parts(first)), amount_minor)
    begun = tuple(
        TaxLine(line.rate_bps, *pair)
        for line, pair in zip(first, _pairs(split(first_minor, _parts(first))), strict=True)
    )
    rest_minor = amount_minor - first_minor
    if not rest_minor:
        return begun
    before = (*credited, *begun)
    rest = taxes_of_share(own, sum(_parts(own)), before, rest_minor, sum(_parts(before)))
    sums = by_rate((*begun, *rest))
    return tuple(TaxLine(rate, *parts) for rate, parts in sums.items())


def credit_note(
    invoice: Invoice,
    taken: Taken,
    number: Number,
    reason: str,
    context: Context,
) -> CreditNote:
    """The document. Its id is derived, so that the same mutation always makes the same one."""
    taxes, retained = taken.taxes, taken.retained
    base_minor = sum(line.base_minor for line in taxes)
    tax_minor = sum(line.tax_minor for line in taxes)
    return CreditNote(
        organization_id=invoice.organization_id,
        id=CreditNoteId(derived_id("credit_note", context.mutation_id, invoice.id)),
        invoice_id=invoice.id,
        job_id=invoice.job_id,
        customer_id=invoice.customer_id,
        series=number.series,
        number=number.number,
        number_seq=number.number_seq,
        reason=reason.strip(),
        total_minor=base_minor + tax_minor,
        base_minor=base_minor,
        tax_minor=tax_minor,
        taxes=tuple(line for line in taxes if line.base_minor or line.tax_minor),
        unheld_minor=-held_of(retained),
        retained=retained,
        lines=taken.lines,
        issued_on=context.today,
        created_at=context.now,
        created_by=context.member_id,
        mutation_id=context.mutation_id,
    )


def _parts(lines: Sequence[TaxLine]) -> list[Minor]:
    return [part for line in lines for part in (line.base_minor, line.tax_minor)]


def _pairs(parts: Sequence[Minor]) -> list[tuple[Minor, Minor]]:
    return list(zip(parts[::2], parts[1::2], strict=True))
