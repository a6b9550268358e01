"""What a share comes to after everything billed so far: its amount, its tax, and what is held back of it."""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct

from stagebill.invoices.line_billing import (
    Billing,
    Standing,
    bases_by_rate,
    billings,
    check_mode,
    taxes_of_lines,
)
from stagebill.invoices.progress import Lines, OverInvoiced, Rest, Share, TooSmall, amount_of, left_to_invoice
from stagebill.invoices.retainage import Retained, Work, installed_since, retained, work_of
from stagebill.invoices.tax import taxes_of_share
from stagebill.jobs.contract import TaxLine
from stagebill.jobs.job import Job
from stagebill.kernel.money import Minor


class Billed(Struct, frozen=True):
    """What the live invoices of a job have billed so far."""

    invoiced_minor: Minor = 0
    taxes: tuple[TaxLine, ...] = ()
    by_line: bool | None = None  # how they bill; None while there is none
    held_minor: Minor = 0  # held back and not released
    retained: tuple[Retained, ...] = ()
    # The job's lines, where the next invoice has to know them; and stored material by the rate that holds it.
    lines: tuple[Standing, ...] = ()
    stored: tuple[Work, ...] = ()


class Reckoned(NamedTuple):
    """The figures of an invoice."""

    total_minor: Minor
    taxes: tuple[TaxLine, ...]
    retained: tuple[Retained, ...]


def reckoned(asked: Share, job: Job, before: Billed) -> Reckoned:
    """The figures of a job's next invoice. Raises what `amount_of` and `billings` raise, and LinesMixed."""
    found = chosen(asked, before)
    if found:
        taxes = taxes_of_lines(job.taxes, before.taxes, bases_by_rate(found))
        total_minor = _sum_of_lines(taxes, job.total_minor, before.invoiced_minor)
    else:
        total_minor = amount_of(asked, job.total_minor, before.invoiced_minor)
        taxes = taxes_of_share(job.taxes, job.total_minor, before.taxes, total_minor, before.invoiced_minor)
    return Reckoned(total_minor, taxes, _held(job, before, found, taxes, total_minor))


def chosen(asked: Share, before: Billed) -> tuple[Billing, ...]:
    """What the invoice takes of each line; nothing where the job is billed as a whole. Raises LinesMixed."""
    if isinstance(asked, Rest):
        return billings(asked, before.lines) if before.by_line else ()
    check_mode(wants_lines=isinstance(asked, Lines), by_line=before.by_line)
    return billings(asked, before.lines) if isinstance(asked, Lines) else ()


def _sum_of_lines(taxes: Iterable[TaxLine], total_minor: Minor, invoiced_minor: Minor) -> Minor:
    """The lines with their tax, under the job's cap like any other. Raises TooSmall, OverInvoiced."""
    amount_minor = sum(tax.base_minor + tax.tax_minor for tax in taxes)
    if amount_minor < 1:
        raise TooSmall(amount_minor=amount_minor)
    left_minor = left_to_invoice(total_minor, invoiced_minor)
    if amount_minor > left_minor:
        raise OverInvoiced(left_minor=left_minor, asked_minor=amount_minor, total_minor=total_minor)
    return amount_minor


def _held(
    job: Job, before: Billed, found: Iterable[Billing], taxes: Iterable[TaxLine], total_minor: Minor
) -> tuple[Retained, ...]:
    if job.retainage is None:
        return ()
    done_minor = sum(tax.base_minor for tax in before.taxes)
    base_minor = sum(tax.base_minor for tax in taxes)
    installed = installed_since(before.stored, before.retained)
    return retained(
        job.retainage,
        work_of(job.retainage, found, before.lines, installed, base_minor, done_minor),
        before.retained,
        contract_minor=sum(tax.base_minor for tax in job.taxes),
        done_minor=done_minor,
        total_minor=total_minor,
        held_minor=before.held_minor,
    )
