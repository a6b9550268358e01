"""Everything that a payment's arrival, or a later move of its money, changes: rows, statuses, and whom to
tell.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from stagebill.invoices.invoice import Invoice, InvoiceId, settled
from stagebill.invoices.status import status_of
from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record, replace
from stagebill.payments.allocation import Allocation, rows
from stagebill.payments.comeback import CAME_AGAIN
from stagebill.payments.decision import Decision, opened
from stagebill.payments.matching import Found, Matched
from stagebill.payments.payment import Payment
from stagebill.sync.effect import OFFICE, Audience, Outgoing, Touched

RECEIPT: Final = "mail.receipt"
"""The errand that writes the receipt of a payment, once it is on an invoice."""


class OfAnotherCustomer(Refusal):
    """Money received for a customer's job can be applied only to that customer's invoices."""

    kind = Kind.STALE


class Received(Struct, frozen=True):
    """What to save, whom to tell, and the decision that it opened."""

    records: tuple[Record, ...]
    touched: tuple[Touched, ...]
    decision: Decision | None


def receive(
    payment: Payment,
    matched: Matched,
    found: Found,
    closing: Mapping[Id, Invoice],
    paid: Mapping[Id, Minor],
    context: Context,
) -> Received:
    """A payment with its parts. `closing` are the invoices that it may close; `paid` is what each
    had before.
    """
    payment = replace(
        payment,
        matched_job_id=matched.job_id,
        matched_customer_id=matched.customer_id,
        unapplied_reason=matched.reason,
    )
    parts = rows(matched.parts, payment.id, context)
    decision = opened(payment, matched, context.now)
    records: list[Record] = [payment, *parts, *statuses(parts, closing, paid)]
    if decision is not None:
        records.append(decision)
    jobs = {open.invoice_id: open.job_id for open in found.opens}
    return Received(tuple(records), touched_by(parts, jobs, payment), decision)


def late_receipt(
    payment: Payment, standing: Sequence[Allocation], decision: Decision
) -> tuple[Outgoing, ...]:
    """The receipt of money that a processor took and somebody now puts on its first invoice: until then there
    was none to send. What came again had its receipt the first time.
    """
    if payment.source != "gateway" or standing or decision.reason in CAME_AGAIN:
        return ()
    return (Outgoing(kind=RECEIPT, dedupe_key=decision.id, payload={"payment_id": payment.id}),)


def statuses(
    moved: Iterable[Allocation], invoices: Mapping[Id, Invoice], paid: Mapping[Id, Minor]
) -> list[Invoice]:
    """The invoices whose status the moved money changes, as the ledger says it now."""
    sums = dict(paid)
    for allocation in moved:
        sums[allocation.invoice_id] = sums.get(allocation.invoice_id, 0) + allocation.amount_minor
    now = [
        settled(
            invoice,
            status_of(
                issued=invoice.issued_at is not None,
                voided=invoice.voided_at is not None,
                canceled=invoice.canceled_at is not None,
                owed_minor=invoice.owed_minor,
                settled_minor=sums.get(invoice.id, 0),
            ),
        )
        for invoice in invoices.values()
    ]
    return [invoice for invoice in now if invoice is not invoices[invoice.id]]


def touched_by(
    moved: Sequence[Allocation], jobs: Mapping[InvoiceId, Id], payment: Payment
) -> tuple[Touched, ...]:
    """Every view that the moved money changes: the payment's, each invoice's and each job's (`jobs`)."""
    touched = [Touched("payment", payment.id, audience_of(payment))]
    if payment.matched_job_id:
        touched.append(Touched("job", payment.matched_job_id, Audience("job", payment.matched_job_id)))
    for allocation in moved:
        job_id = jobs[allocation.invoice_id]
        touched.append(Touched("invoice", allocation.invoice_id, Audience("job", job_id)))
        touched.append(Touched("job", job_id, Audience("job", job_id)))
    return tuple(dict.fromkeys(touched))


def jobs_of(invoices: Mapping[Id, Invoice]) -> dict[InvoiceId, Id]:
    """The job of each invoice."""
    return {invoice.id: invoice.job_id for invoice in invoices.values()}


def audience_of(payment: Payment) -> Audience:
    """A payment is for those on the job it was matched to; one without a job, for whoever took it and the
    office.
    """
    if payment.matched_job_id:
        return Audience("job", payment.matched_job_id)
    return Audience("member", payment.recorded_by) if payment.recorded_by else OFFICE


def check_customer(payment: Payment, invoice: Invoice, *, is_theirs: bool) -> None:
    """Money without a job may go to whomever the office says it came from. Raises OfAnotherCustomer."""
    if payment.matched_job_id is not None and not is_theirs:
        raise OfAnotherCustomer(payment_id=payment.id, invoice_id=invoice.id)


def is_same_content(one: Payment, other: Payment) -> bool:
    """Whether two recordings under one payment id say the same: then the second is only an echo."""
    return (one.amount_minor, one.currency, one.method, one.invoice_id, one.job_id, one.customer_id) == (
        other.amount_minor, other.currency, other.method, other.invoice_id, other.job_id, other.customer_id,
    )  # fmt: skip


def taken_now(taken_at: datetime | None, now: datetime) -> datetime:
    """The moment that the author named, or now."""
    return now if taken_at is None else taken_at
