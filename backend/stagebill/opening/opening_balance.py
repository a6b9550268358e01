"""An opening balance says where a running job stands when it is entered here: once, signed, and marked
(D-72).
"""

from datetime import date, datetime
from typing import Final, NewType

from stagebill.invoices.invoice import Invoice, digest_of
from stagebill.invoices.reckoning import Billed
from stagebill.invoices.retainage import Retained
from stagebill.invoices.status import status_of
from stagebill.invoices.stored_material import Goods
from stagebill.jobs.job import JobId
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record, replace

OpeningBalanceId = NewType("OpeningBalanceId", Id)

# Its document is counted apart: it was not issued here, and leaves no gap in the invoices that are.
OPENINGS: Final = "opening"
PREFIX: Final = "OB-"


class OpeningBalance(Record, frozen=True, kw_only=True):
    """What a member vouches for with their name. The invoice and the payment carry the money."""

    organization_id: Id
    id: OpeningBalanceId
    job_id: JobId
    invoice_id: Id
    payment_id: Id | None = None
    billed_minor: Minor
    held_minor: Minor
    paid_minor: Minor
    as_of: date
    signed_name: str
    note: str = ""
    created_at: datetime
    created_by: Id
    mutation_id: Id


class AlreadyBegun(Refusal):
    """A job takes one opening balance, before its first invoice; void what is issued to enter it."""

    kind = Kind.STALE


class NotSigned(Refusal):
    """Whoever enters an opening balance signs it with their name."""


class HeldTooHigh(Refusal):
    """What is held back must be less than what is billed before tax."""


class PaidTooHigh(Refusal):
    """At most what is billed and not held back can have been paid; record money beyond that as a payment."""


class InTheFuture(Refusal):
    """An opening balance cannot be dated in the future."""


def check_opening(before: Billed, *, as_of: date, today: date, signed_name: str) -> None:
    """Raises AlreadyBegun, NotSigned, InTheFuture. What depends on the amount is checked by `opened`."""
    if before.by_line is not None:
        raise AlreadyBegun(invoiced_minor=before.invoiced_minor)
    if not signed_name.strip():
        raise NotSigned()
    if as_of > today:
        raise InTheFuture(as_of=as_of.isoformat(), today=today.isoformat())


def opened(issued: Invoice, *, held_minor: Minor, paid_minor: Minor) -> Invoice:
    """The balance's document: it consumes what is billed of the cap, and asks for what is not paid.

    Held money continues under the job's terms if it is what they would hold; otherwise it stands by itself.
    Raises HeldTooHigh, PaidTooHigh.
    """
    if held_minor >= issued.base_minor:
        raise HeldTooHigh(held_minor=held_minor, base_minor=issued.base_minor)
    if issued.held_minor != held_minor:
        issued = replace(issued, held_minor=held_minor, retained=_by_itself(issued, held_minor))
    if paid_minor > issued.owed_minor:
        raise PaidTooHigh(paid_minor=paid_minor, owed_minor=issued.owed_minor)
    status = status_of(issued=True, voided=False, owed_minor=issued.owed_minor, settled_minor=paid_minor)
    return replace(issued, digest=digest_of(issued), status=status)


def _by_itself(issued: Invoice, held_minor: Minor) -> tuple[Retained, ...]:
    return (Retained(Goods.BEFORE, 0, issued.base_minor, held_minor),) if held_minor else ()
