"""Which invoices a receipt is about: those on which money of its payment stands."""

from collections import Counter
from collections.abc import Iterable

from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.payments.allocation import Allocation


class NothingOnInvoice(Refusal):
    """A receipt is for money on an invoice; unapplied or reversed money has none."""

    kind = Kind.STALE


def settled_by(allocations: Iterable[Allocation], payment_id: Id) -> tuple[Id, ...]:
    """The invoices that this payment settles in whole or in part, in the order in which it came to them."""
    on: Counter[Id] = Counter()
    for row in allocations:
        on[row.invoice_id] += row.amount_minor
    settled = tuple(invoice_id for invoice_id, minor in on.items() if minor > 0)
    if not settled:
        raise NothingOnInvoice(payment_id=payment_id)
    return settled
