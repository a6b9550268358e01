"""Money for several invoices at once: each takes its own share, and none takes what another cannot."""

from collections.abc import Mapping, Sequence

from stagebill.invoices.invoice import Invoice
from stagebill.invoices.status import Status
from stagebill.kernel.ids import Id
from stagebill.kernel.money import PositiveMinor
from stagebill.payments.allocation import Part
from stagebill.payments.matching import Found, Matched, obstacle_of
from stagebill.payments.payment import Reason


def match_shares(
    amount_minor: PositiveMinor, shares: Sequence[Part], found: Found, invoices: Mapping[Id, Invoice]
) -> Matched:
    """Where the money goes that a customer paid for these invoices, in the order of `shares`.

    What an invoice can no longer take, because it is void or was paid meanwhile, is unapplied, and the first
    such obstacle is the reason: the customer chose these invoices, and nobody else chooses others for them.
    """
    due = {open.invoice_id: open.due_minor for open in found.opens}
    parts: list[Part] = []
    reasons: list[Reason] = []
    left_minor, unshared_minor = amount_minor, amount_minor
    for share in shares:
        wanted_minor = min(share.amount_minor, unshared_minor)
        unshared_minor -= wanted_minor
        part_minor = max(min(wanted_minor, due.get(share.invoice_id, 0)), 0)
        if part_minor > 0:
            parts.append(Part(share.invoice_id, part_minor))
            left_minor -= part_minor
        if part_minor < wanted_minor:
            reasons.append(_obstacle(invoices[share.invoice_id], found))
    if left_minor > 0 and found.is_canceled and not parts:
        reasons.insert(0, Reason.JOB_CANCELED)
    return Matched(
        parts=tuple(parts),
        unapplied_minor=left_minor,
        reason=(reasons or [Reason.OVER_PAYMENT])[0] if left_minor > 0 else None,
        job_id=found.job.id if found.job else None,
        customer_id=found.job.customer_id if found.job else found.customer_id,
    )


def _obstacle(invoice: Invoice, found: Found) -> Reason:
    if invoice.status is Status.CANCELED:
        return Reason.JOB_CANCELED
    return obstacle_of(invoice, found.opens) or Reason.OVER_PAYMENT
