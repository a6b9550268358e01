"""Matching says what becomes of a payment. It never refuses one: what fits nowhere is kept, unapplied."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from stagebill.invoices.invoice import Invoice
from stagebill.invoices.status import Status
from stagebill.jobs.job import Job
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor, PositiveMinor
from stagebill.payments.allocation import Open, Part, Split, allocate
from stagebill.payments.payment import Reason

NEEDS_NO_DECISION: Final = frozenset({Reason.ADVANCE, Reason.WHOLE_INVOICES_ONLY})


class Claim(Struct, frozen=True, kw_only=True):
    """What the author of a payment says it is for."""

    amount_minor: PositiveMinor
    currency: str
    invoice_id: Id | None = None
    job_id: Id | None = None
    customer_id: Id | None = None
    hint: tuple[Id, ...] = ()  # which invoices of the job first, as the preview on the phone showed it


class Found(Struct, frozen=True, kw_only=True):
    """What the organization has of it. `job` is the invoice's job if an invoice was found.

    `customer_id` is the named customer as of today, after any merge. `opens` are the open invoices of that
    job, or of the customer if only a customer is named. `advance_max_minor` is what the job can still take
    for stages not yet invoiced.
    """

    invoice: Invoice | None = None
    job: Job | None = None
    customer_id: Id | None = None
    opens: Sequence[Open] = ()
    advance_max_minor: Minor = 0

    @property
    def is_canceled(self) -> bool:
        return self.job is not None and self.job.canceled_at is not None


class Matched(Struct, frozen=True, kw_only=True):
    parts: tuple[Part, ...]
    unapplied_minor: Minor
    reason: Reason | None
    job_id: Id | None
    customer_id: Id | None

    @property
    def needs_decision(self) -> bool:
        """Whether a person must say what becomes of the rest."""
        return self.reason is not None and self.reason not in NEEDS_NO_DECISION


def match(
    claim: Claim, found: Found, *, currency: str, whole_only: bool = False, actor_may: bool = True
) -> Matched:
    """Where the money goes, and why the rest of it is unapplied: the first obstacle is the reason."""
    obstacle = _obstacle(claim, found, currency, actor_may=actor_may)
    if obstacle is not None:
        return _matched(claim, found, Split((), claim.amount_minor), obstacle)
    opens = [open for open in found.opens if claim.invoice_id in {None, open.invoice_id}]
    split = allocate(claim.amount_minor, opens, claim.hint, whole_only=whole_only)
    return _matched(claim, found, split, _reason_of_rest(claim, found, opens, split))


def _obstacle(claim: Claim, found: Found, currency: str, *, actor_may: bool) -> Reason | None:
    if not actor_may:
        return Reason.ACTOR_LOST_PERMISSION
    if claim.currency != currency:
        return Reason.CURRENCY_MISMATCH
    if claim.invoice_id is not None and found.invoice is None:
        return Reason.INVOICE_UNKNOWN
    if claim.invoice_id is None and claim.job_id is not None and found.job is None:
        return Reason.JOB_UNKNOWN
    if claim.customer_id is not None and found.customer_id is None and found.job is None:
        return Reason.CUSTOMER_UNKNOWN
    if (claim.invoice_id, claim.job_id, claim.customer_id) == (None, None, None):
        return Reason.NOTHING_NAMED
    is_named = claim.customer_id is not None and found.job is not None
    if is_named and found.job is not None and found.customer_id != found.job.customer_id:
        return Reason.CUSTOMER_MISMATCH
    # A canceled job takes money only for what is owed of it after all: an invoice whose money was taken back.
    named = [open for open in found.opens if claim.invoice_id in {None, open.invoice_id}]
    if found.is_canceled and not named:
        return Reason.JOB_CANCELED
    return obstacle_of(found.invoice, found.opens) if found.invoice is not None else None


def obstacle_of(invoice: Invoice, opens: Sequence[Open]) -> Reason | None:
    """Why this invoice takes no money; None if it takes some."""
    if invoice.status == Status.VOID:
        return Reason.INVOICE_VOID
    if invoice.status == Status.DRAFT:
        return Reason.INVOICE_DRAFT
    if invoice.status == Status.PAID:
        return Reason.INVOICE_PAID
    takes_money = any(open.invoice_id == invoice.id and open.due_minor > 0 for open in opens)
    return None if takes_money else Reason.INVOICE_PENDING


def _reason_of_rest(claim: Claim, found: Found, opens: Sequence[Open], split: Split) -> Reason | None:
    if split.unapplied_minor == 0:
        return None
    allocated_minor = claim.amount_minor - split.unapplied_minor
    if allocated_minor < sum(open.due_minor for open in opens):
        return Reason.WHOLE_INVOICES_ONLY
    if found.is_canceled:
        return Reason.JOB_CANCELED
    if claim.invoice_id is None and split.unapplied_minor <= found.advance_max_minor:
        return Reason.ADVANCE
    return Reason.OVER_PAYMENT


def _matched(claim: Claim, found: Found, split: Split, reason: Reason | None) -> Matched:
    job = found.job
    if reason == Reason.CUSTOMER_MISMATCH and found.customer_id is not None:
        job = None  # it stays with the customer who is named, not on somebody else's job
    return Matched(
        parts=split.parts,
        unapplied_minor=split.unapplied_minor,
        reason=reason,
        job_id=job.id if job is not None else None,
        customer_id=job.customer_id if job is not None else found.customer_id,
    )
