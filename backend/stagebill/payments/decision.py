"""A decision is one row of "Money that needs a decision": unapplied money, why, and what can be
done with it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, Literal, NewType

from msgspec import Struct

from stagebill.invoices.invoice import Invoice, InvoiceId
from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor, PositiveMinor
from stagebill.kernel.records import Record, replace
from stagebill.payments.allocation import Open, Part, apply, exact_matches, oldest_first
from stagebill.payments.matching import Matched
from stagebill.payments.payment import Payment, PaymentId, Reason

DecisionId = NewType("DecisionId", Id)

Choice = Literal["apply", "keep_credit"]
Resolution = Literal["apply", "keep_credit", "reversed", "refund", "won", "lost"]

APPLY_PROPOSALS_MAX: Final = 3


class Decision(Record, frozen=True, kw_only=True):
    """`due_by` is the deadline where the outside world sets one. `kept_minor` is what of the payment was
    already decided on: nobody is asked twice.
    """

    organization_id: Id
    id: DecisionId
    payment_id: PaymentId
    job_id: Id | None = None
    invoice_id: Id | None = None
    reason: Reason
    amount_minor: PositiveMinor
    opened_at: datetime
    resolved_at: datetime | None = None
    resolved_by: Id | None = None
    resolution: Resolution | None = None
    resolution_note: str | None = None
    due_by: datetime | None = None
    kept_minor: Minor = 0


class Proposal(Struct, frozen=True, kw_only=True):
    """One tap that would resolve a decision."""

    choice: Choice
    invoice_id: InvoiceId | None = None
    number: str | None = None
    amount_minor: Minor


class AlreadyResolved(Refusal):
    """A decision is made once."""

    kind = Kind.STALE


class TipOnNoInvoice(Refusal):
    """A tip is the crew's: it is given back or left with them, and never put on an invoice."""


class SurchargeOnNoInvoice(Refusal):
    """A card surcharge is beside what is owed: it is given back or kept, and never put on an invoice."""


class InvoiceMissing(Refusal):
    """Applying money requires naming the invoice."""


def opened(payment: Payment, matched: Matched, opened_at: datetime) -> Decision | None:
    """The row that a payment's unapplied rest needs, if it needs one."""
    if not matched.needs_decision or matched.reason is None:
        return None
    return Decision(
        organization_id=payment.organization_id,
        id=DecisionId(derived_id("decision", payment.mutation_id)),
        payment_id=payment.id,
        job_id=matched.job_id,
        invoice_id=payment.invoice_id,
        reason=matched.reason,
        amount_minor=matched.unapplied_minor,
        opened_at=opened_at,
    )


def reopened(
    payment: Payment,
    invoice: Invoice,
    moved_minor: PositiveMinor,
    context: Context,
    reason: Reason = Reason.NOTHING_NAMED,
    *,
    kept_minor: Minor = 0,
) -> Decision:
    """The row for money that was moved off an invoice. Money that merely became its job's credit needs none;
    credit without a job does, or nobody would find it.
    """
    row = asked(payment, invoice.job_id, invoice.id, moved_minor, reason, context)
    return replace(row, kept_minor=kept_minor)


def asked(
    payment: Payment,
    job_id: Id,
    invoice_id: Id | None,
    amount_minor: PositiveMinor,
    reason: Reason,
    context: Context,
) -> Decision:
    """A row for money that was received long ago and that a person must decide on now."""
    return Decision(
        organization_id=payment.organization_id,
        id=DecisionId(derived_id("decision", context.mutation_id, payment.id)),
        payment_id=payment.id,
        job_id=job_id,
        invoice_id=invoice_id,
        reason=reason,
        amount_minor=amount_minor,
        opened_at=context.now,
    )


def added(decision: Decision, moved_minor: PositiveMinor) -> Decision:
    """The same row, for more of the same money."""
    return replace(decision, amount_minor=decision.amount_minor + moved_minor)


def undecided(decision: Decision, unapplied_minor: Minor, on_canceled_minor: Minor = 0) -> Minor:
    """What is asked about: unapplied money, and money on invoices of the canceled job, less what was kept
    before.
    """
    return max(0, unapplied_minor + on_canceled_minor - decision.kept_minor)


def asked_less(
    rows: Iterable[Decision], gone_minor: Minor, resolution: Resolution, context: Context
) -> list[Decision]:
    """How rows about a tip or a surcharge change once so much of it is gone, the oldest first."""
    changed = []
    for row in sorted(rows, key=lambda each: (each.opened_at, each.id)):
        part_minor = min(gone_minor, row.amount_minor)
        gone_minor -= part_minor
        if part_minor == row.amount_minor:
            changed.append(resolve(row, resolution, context))
        elif part_minor:
            changed.append(replace(row, amount_minor=row.amount_minor - part_minor))
    return changed


def proposals(
    unapplied_minor: Minor, opens: Iterable[Open], numbers: Mapping[str, str], kept_minor: Minor = 0
) -> tuple[Proposal, ...]:
    """Up to three open invoices (first one that the sum equals, then oldest due), and keeping it as credit.
    `kept_minor` is what stays on the paid invoices of a canceled job if it is kept.
    """
    candidates = [open for open in oldest_first(opens) if open.due_minor > 0]
    exact = {invoice_id for group in exact_matches(unapplied_minor, candidates) for invoice_id in group}
    ranked = sorted(candidates, key=lambda open: open.invoice_id not in exact)[:APPLY_PROPOSALS_MAX]
    to_apply = [
        Proposal(
            choice="apply",
            invoice_id=open.invoice_id,
            number=numbers.get(open.invoice_id, open.number),
            amount_minor=min(open.due_minor, unapplied_minor),
        )
        for open in ranked
    ]
    return (*to_apply, Proposal(choice="keep_credit", amount_minor=unapplied_minor + kept_minor))


def part_of_choice(
    choice: Choice, invoice_id: InvoiceId | None, due_minor: Minor, unapplied_minor: Minor
) -> Part | None:
    """How much the choice moves to an invoice: as much as fits, or nothing if it stays as credit."""
    if choice == "keep_credit":
        return None
    if invoice_id is None:
        raise InvoiceMissing(choice=choice)
    return apply(invoice_id, due_minor, unapplied_minor, None)


def resolve(decision: Decision, resolution: Resolution, context: Context, note: str = "") -> Decision:
    """The decided row; it stays, with who decided what and when."""
    if decision.resolved_at is not None:
        raise AlreadyResolved(decision_id=decision.id, resolution=decision.resolution)
    return replace(
        decision,
        resolved_at=context.now,
        resolved_by=context.member_id,
        resolution=resolution,
        resolution_note=note or None,
    )
