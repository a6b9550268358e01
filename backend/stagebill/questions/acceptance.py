"""A stage is accepted by its customer: a name, typed on the page, and the moment. Once for each invoice."""

from datetime import datetime
from typing import NewType

from stagebill.invoices.invoice import Invoice
from stagebill.invoices.status import Status
from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record

AcceptanceId = NewType("AcceptanceId", Id)


class Acceptance(Record, frozen=True, kw_only=True):
    """Stored under its invoice's id. `total_minor` is what the invoice came to then."""

    organization_id: Id
    id: AcceptanceId
    job_id: Id
    name: str
    total_minor: Minor
    accepted_at: datetime
    mutation_id: Id


class ApprovalNotAsked(Refusal):
    """A stage can be accepted only where the invoice asks for it, while money is due or paid on it."""

    kind = Kind.STALE


class NameMissing(Refusal):
    """Accepting a stage requires a typed name."""


class AlreadyAccepted(Refusal):
    """A stage can be accepted once."""

    kind = Kind.STALE


class StillQuestioned(Refusal):
    """A stage with an open question about one of its lines can be accepted once the office has answered."""

    kind = Kind.STALE


def accepted(
    invoice: Invoice, name: str, known: Acceptance | None, context: Context, *, is_questioned: bool
) -> Acceptance:
    """The customer's yes to one stage."""
    if invoice.status not in {Status.OPEN, Status.PAID} or not invoice.visible_fields.approval:
        raise ApprovalNotAsked(invoice_id=invoice.id)
    if known is not None:
        raise AlreadyAccepted(invoice_id=invoice.id)
    if is_questioned:
        raise StillQuestioned(invoice_id=invoice.id)
    if not name.strip():
        raise NameMissing(invoice_id=invoice.id)
    return Acceptance(
        organization_id=invoice.organization_id,
        id=AcceptanceId(invoice.id),
        job_id=invoice.job_id,
        name=name.strip(),
        total_minor=invoice.total_minor,
        accepted_at=context.now,
        mutation_id=context.mutation_id,
    )
