"""A pay link opens one invoice's page to whoever holds it, without sign-in; only its digest is stored."""

from collections.abc import Callable
from datetime import datetime
from typing import NewType

from stagebill.invoices.invoice import InvoiceId
from stagebill.jobs.job import JobId
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record
from stagebill.kernel.secrets import derived_tokens

PayLinkId = NewType("PayLinkId", Id)


class PayLink(Record, frozen=True, kw_only=True):
    organization_id: Id
    id: PayLinkId
    invoice_id: InvoiceId
    job_id: JobId
    token_digest: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        """Whether it opens the invoice; an expired one still leads to a plain page."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def pay_tokens(key: bytes, organization_id: Id) -> Callable[[Id], str]:
    """The 256-bit token of each invoice's link: derived, so that it can be shown again although only its
    digest is stored.
    """
    return derived_tokens(key, "pay_link", organization_id)


def pay_token(key: bytes, organization_id: Id, invoice_id: Id) -> str:
    """The token of one invoice's link."""
    return pay_tokens(key, organization_id)(invoice_id)
