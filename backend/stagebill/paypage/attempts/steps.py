"""An attempt with all its rows, under the lock of its job: what the mutations of an attempt share."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from stagebill.invoices.invoice import Invoice
from stagebill.jobs.job import Job
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.payments.allocation import Part
from stagebill.payments.matching import Found
from stagebill.paypage.checkout import Checkout
from stagebill.sync.effect import Audience, Touched


class Attempt(NamedTuple):
    """The lead, then the shares of the other invoices where it is a joint one."""

    rows: tuple[Checkout, ...]
    invoices: Mapping[Id, Invoice]

    @property
    def lead(self) -> Checkout:
        return self.rows[0]

    @property
    def is_joint(self) -> bool:
        return len(self.rows) > 1

    @property
    def shares(self) -> tuple[Part, ...]:
        """What each invoice is to get."""
        return tuple(Part(self.invoices[row.invoice_id].id, row.amount_minor) for row in self.rows)

    @property
    def touched(self) -> tuple[Touched, ...]:
        """The views of its invoices and of their job."""
        views = tuple(_view_of(invoice) for invoice in self.invoices.values())
        return (*views, _job_of(self.invoices[self.lead.invoice_id]))


async def locked_attempt(tx: Tx, checkout_id: Id) -> Attempt:
    """The attempt and its invoices, under the job's lock that everyone takes first who moves its money."""
    unlocked = await tx.load(Checkout, checkout_id)
    invoice = await locked_invoice(tx, unlocked.invoice_id)
    lead = await tx.lock(Checkout, checkout_id)
    shares = await tx.select(Checkout, lead_id=lead.id)
    others = [await tx.lock(Checkout, share.id) for share in sorted(shares, key=lambda row: row.id)]
    invoices: dict[Id, Invoice] = {invoice.id: invoice}
    for row in others:
        invoices[row.invoice_id] = await tx.load(Invoice, row.invoice_id)
    return Attempt((lead, *others), invoices)


async def locked_invoice(tx: Tx, invoice_id: Id) -> Invoice:
    """An invoice as it is under the lock of its job."""
    unlocked = await tx.load(Invoice, invoice_id)
    await tx.lock(Job, unlocked.job_id)
    return await tx.load(Invoice, invoice_id)


def without_own_debit(found: Found, rows: Sequence[Checkout]) -> Found:
    """The debit that arrives now is not also still on its way: its invoices can take it."""
    own = {row.invoice_id: row.amount_minor for row in rows if row.state == "pending"}
    opens = [replace(each, due_minor=each.due_minor + own.get(each.invoice_id, 0)) for each in found.opens]
    return replace(found, opens=opens)


def _view_of(invoice: Invoice) -> Touched:
    return Touched("invoice", invoice.id, Audience("job", invoice.job_id))


def _job_of(invoice: Invoice) -> Touched:
    return Touched("job", invoice.job_id, Audience("job", invoice.job_id))
