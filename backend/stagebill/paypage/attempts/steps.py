"""An attempt with all its rows, under the locks of its jobs: what the mutations of an attempt share."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from stagebill.invoices.invoice import Invoice
from stagebill.jobs.job import Job
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.payments.allocation import Part
from stagebill.payments.matching import Found
from stagebill.payments.placing.queries import lock_jobs_of
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
    def sum_minor(self) -> Minor:
        """What all its invoices are to get, without tip and surcharge."""
        return sum(row.amount_minor for row in self.rows)

    @property
    def shares(self) -> tuple[Part, ...]:
        """What each invoice is to get."""
        return tuple(Part(self.invoices[row.invoice_id].id, row.amount_minor) for row in self.rows)

    @property
    def touched(self) -> tuple[Touched, ...]:
        """The views of its invoices and of their jobs."""
        views = [_view_of(invoice) for invoice in self.invoices.values()]
        return tuple(dict.fromkeys((*views, *map(_job_of, self.invoices.values()))))

    @property
    def job_ids(self) -> tuple[Id, ...]:
        """The jobs that it pays for; of most attempts there is one."""
        return tuple(dict.fromkeys(invoice.job_id for invoice in self.invoices.values()))

    @property
    def job_sums(self) -> dict[Id, Minor]:
        """What each of them is to get, without tip and surcharge."""
        sums = dict.fromkeys(self.job_ids, 0)
        for row in self.rows:
            sums[self.invoices[row.invoice_id].job_id] += row.amount_minor
        return sums


async def locked_attempt(tx: Tx, checkout_id: Id) -> Attempt:
    """The attempt and its invoices, under the locks of their jobs, which everyone takes first who moves their
    money. Which rows an attempt has is settled when it begins.
    """
    unlocked = await tx.load(Checkout, checkout_id)
    shares = sorted(await tx.select(Checkout, lead_id=unlocked.id), key=lambda row: row.id)
    invoices = await locked_invoices(tx, [row.invoice_id for row in (unlocked, *shares)])
    lead = await tx.lock(Checkout, checkout_id)
    others = [await tx.lock(Checkout, share.id) for share in shares]
    return Attempt((lead, *others), invoices)


async def locked_invoices(tx: Tx, invoice_ids: Iterable[Id]) -> dict[Id, Invoice]:
    """Invoices as they are under the locks of their jobs, which are taken in one order."""
    ids = tuple(dict.fromkeys(invoice_ids))
    await lock_jobs_of(tx, [(await tx.load(Invoice, each)).job_id for each in ids])
    return {each: await tx.load(Invoice, each) for each in ids}


async def payer_of(tx: Tx, job_ids: Iterable[Id]) -> Id | None:
    """The one customer of these jobs, which are locked; None where they are of several."""
    customers = {(await tx.load(Job, job_id)).customer_id for job_id in job_ids}
    return customers.pop() if len(customers) == 1 else None


def without_own_debit(found: Found, rows: Sequence[Checkout]) -> Found:
    """The debit that arrives now is not also still on its way: its invoices can take it."""
    own = {row.invoice_id: row.amount_minor for row in rows if row.state == "pending"}
    opens = [replace(each, due_minor=each.due_minor + own.get(each.invoice_id, 0)) for each in found.opens]
    return replace(found, opens=opens)


def _view_of(invoice: Invoice) -> Touched:
    return Touched("invoice", invoice.id, Audience("job", invoice.job_id))


def _job_of(invoice: Invoice) -> Touched:
    return Touched("job", invoice.job_id, Audience("job", invoice.job_id))
