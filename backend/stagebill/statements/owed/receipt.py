"""A payment of a customer with all that it settled: each job and invoice by name, and what none has."""

from datetime import datetime

import msgspec

from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.paypage.page.pay_page import Beside


class PaidInvoice(msgspec.Struct, frozen=True, kw_only=True):
    """What of it settled one invoice."""

    number: str
    title: str
    amount_minor: Minor


class PaidJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job of which it settled invoices."""

    number: str
    title: str
    site: str | None
    invoices: tuple[PaidInvoice, ...] = ()


class WholePayment(msgspec.Struct, frozen=True, kw_only=True):
    """What of a payment stands: what was given back is no part of it any more."""

    id: Id
    method: str
    reference: str
    taken_at: datetime
    jobs: tuple[PaidJob, ...]
    unapplied_minor: Minor
    beside: Beside = Beside()

    @property
    def amount_minor(self) -> Minor:
        return self.unapplied_minor + sum(each.amount_minor for job in self.jobs for each in job.invoices)
