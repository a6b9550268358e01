"""A reminder asks for money that is owed: sent, not paid, not on its way (D-48). One mail for a customer
lists all that it is about (D-49). Whether the job is finished plays no part: a stage is due when it is due.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal

from stagebill.invoices.concern import Concern
from stagebill.invoices.invoice import Invoice
from stagebill.invoices.status import Status
from stagebill.kernel.context import Context
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import replace
from stagebill.sync.effect import Outgoing

REMINDERS_MAX: Final = 10

Hindrance = Literal["not_open", "not_sent", "nothing_due", "on_its_way", "too_often", "question", "disputed"]


class NothingToRemind(Refusal):
    """A reminder asks for money on a sent invoice that is still due and not on its way."""

    kind = Kind.STALE


class Unsubscribed(Refusal):
    """A customer who stopped reminders gets none, not even by hand, until the office lifts that."""

    kind = Kind.STALE


class MailComesBack(Refusal):
    """Nobody is reminded at an address that mail comes back from: correct it, or send a message to it again
    first.
    """

    kind = Kind.STALE


class OtherCustomer(Refusal):
    """A reminder lists invoices of one customer."""


def hindrance(
    invoice: Invoice, *, paid_minor: Minor, pending_minor: Minor, concerns: Iterable[Concern] = ()
) -> Hindrance | None:
    """Why nobody is reminded of this invoice now. A promised day is the office's to wait for."""
    if invoice.status != Status.OPEN:
        return "not_open"
    if invoice.sent_at is None:
        return "not_sent"
    due_minor = invoice.owed_minor - paid_minor
    if due_minor <= 0:
        return "nothing_due"
    if pending_minor >= due_minor:
        return "on_its_way"
    for concern in concerns:
        if concern.kind == "question" or concern.kind == "disputed":
            return concern.kind
    return "too_often" if invoice.reminder_count >= REMINDERS_MAX else None


def reminded(invoice: Invoice, now: datetime) -> Invoice:
    """The invoice after one more reminder."""
    return replace(invoice, reminded_at=now, reminder_count=invoice.reminder_count + 1)


def asking(customer_id: Id, invoices: Iterable[Invoice], context: Context) -> Outgoing:
    """The errand that writes one mail of these invoices to their customer (D-49)."""
    return Outgoing(
        kind="mail.reminder",
        dedupe_key=context.mutation_id,
        payload={
            "organization_id": context.organization_id,
            "customer_id": customer_id,
            "invoice_ids": [invoice.id for invoice in invoices],
        },
    )
