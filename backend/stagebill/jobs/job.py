"""A job is one contract with one customer: its price, and whether it is billed in stages."""

from datetime import date, datetime
from typing import NewType

from stagebill.jobs.contract import Discount, TaxLine, TaxMode, Totals
from stagebill.jobs.retainage_terms import RetainageTerms
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record, replace

JobId = NewType("JobId", Id)


class Job(Record, frozen=True, kw_only=True):
    organization_id: Id
    id: JobId
    number: str
    customer_id: Id
    title: str
    site: str | None = None
    # Copied from the company's switch when the server makes the job: switching it later leaves jobs alone.
    progress_invoicing: bool
    discount: Discount | None = None
    subtotal_minor: Minor
    discount_minor: Minor
    tax_minor: Minor
    total_minor: Minor
    taxes: tuple[TaxLine, ...]
    retainage: RetainageTerms | None = None
    tax_mode: TaxMode = TaxMode.PER_INVOICE
    # Counts the changes of its lines: whoever edits says which version they saw.
    revision: int = 0
    changed_at: datetime | None = None
    changed_by: Id | None = None
    canceled_at: datetime | None = None
    canceled_by: Id | None = None
    cancel_reason: str | None = None
    starts_on: date | None = None
    completes_on: date | None = None
    purchase_order: str | None = None  # the number under which the customer ordered the work
    created_by: Id | None = None
    created_at: datetime


class Canceled(Refusal):
    """A canceled job can no longer be changed or invoiced."""

    kind = Kind.STALE


def check_running(job: Job) -> None:
    """Raises Canceled."""
    if job.canceled_at is not None:
        raise Canceled(job_id=job.id, reason=job.cancel_reason)


def canceled(job: Job, *, reason: str, canceled_at: datetime, canceled_by: Id | None) -> Job:
    """The job, ended for good; its price stays what it was."""
    check_running(job)
    return replace(job, canceled_at=canceled_at, canceled_by=canceled_by, cancel_reason=reason.strip())


def priced(job: Job, totals: Totals, discount: Discount | None) -> Job:
    """The job with the figures of its contract."""
    return replace(
        job,
        discount=discount,
        subtotal_minor=totals.subtotal_minor,
        discount_minor=totals.discount_minor,
        tax_minor=totals.tax_minor,
        total_minor=totals.total_minor,
        taxes=totals.taxes,
    )
