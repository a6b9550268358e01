"""An invoice bills part of a job. Once issued, its money and due date never change; it can only be voided."""

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final, Literal, NewType

import msgspec
from msgspec import Struct

from stagebill.invoices.display import shown_percent
from stagebill.invoices.due_terms import due_on, due_on_when_sent
from stagebill.invoices.line_billing import InvoiceLine, lines_digest, rows
from stagebill.invoices.progress import Amount, Percent, Share, check_stages
from stagebill.invoices.reckoning import Billed, chosen, reckoned
from stagebill.invoices.retainage import Retained, check_release, held_of, held_rate_of
from stagebill.invoices.status import Status, owed_minor
from stagebill.jobs.carried import taken_back
from stagebill.jobs.contract import TaxLine
from stagebill.jobs.job import Job, JobId
from stagebill.kernel.errors import Kind, Refusal
from stagebill.kernel.ids import Id
from stagebill.kernel.money import PPM, Minor, share
from stagebill.kernel.records import Record, replace
from stagebill.settings.number_series import DEPOSITS, INVOICES, TakenNumber
from stagebill.settings.payment_terms import DueTerms, PaymentOptions, Receipt
from stagebill.settings.visible_fields import VisibleFields

InvoiceId = NewType("InvoiceId", Id)
InvoiceKind = Literal["progress", "deposit"]

# What an issued document says. The rest (message, attachments, options, visible fields) may still be edited.
FROZEN_FIELDS: Final = (
    "id", "job_id", "customer_id", "series", "number", "number_seq", "title", "percent_ppm", "total_minor",
    "base_minor", "tax_minor", "taxes", "due_terms", "due_on", "issued_on",
)  # fmt: skip
# Said only by documents of which it is true, so that the digests of those issued before stay right: what
# stands here beside a name is never said.
FROZEN_IF_SAID: Final = {
    "held_minor": 0, "released_minor": 0, "retained": (), "lines_digest": None,
    "kind": "progress", "replaces_id": None,
}  # fmt: skip
# Rates are numbers here as they are where they are stored, or the digest could not be taken again.
_CANONICAL: Final = msgspec.json.Encoder(order="sorted", decimal_format="number")
WAYS_OUT_OF_MONEY: Final = ("move_to_unapplied", "credit_note")
WAYS_OUT_OF_PENDING: Final = ("wait",)


class Invoice(Record, frozen=True, kw_only=True):
    organization_id: Id
    id: InvoiceId
    job_id: JobId
    customer_id: Id
    kind: InvoiceKind = "progress"
    replaces_id: InvoiceId | None = None
    stage_id: Id | None = None
    status: Status = Status.DRAFT
    title: str = ""
    series: str | None = None
    number: str | None = None
    number_seq: int | None = None
    share: Share
    percent_ppm: int = 0
    total_minor: Minor = 0
    base_minor: Minor = 0
    tax_minor: Minor = 0
    taxes: tuple[TaxLine, ...] = ()
    # Retainage that the customer holds back of this invoice; and what this one asks for of all that is held.
    held_minor: Minor = 0
    released_minor: Minor = 0
    credited_minor: Minor = 0  # a copy of what its credit notes say
    unheld_minor: Minor = 0  # so is this: what of the held money was credited with its work
    retained: tuple[Retained, ...] = ()
    lines_digest: str | None = None  # of an issued invoice that bills chosen lines
    due_terms: DueTerms
    due_on: date | None = None
    payment_options: PaymentOptions
    visible_fields: VisibleFields
    message: str = ""
    attachment_ids: tuple[Id, ...] = ()
    digest: str | None = None
    created_by: Id | None = None
    created_at: datetime
    issued_at: datetime | None = None
    issued_on: date | None = None
    sent_at: datetime | None = None
    voided_at: datetime | None = None
    voided_by: Id | None = None
    void_reason: str | None = None
    customer_name: str | None = None  # whom it is made out to, as the document says it; none on a draft
    reminded_at: datetime | None = None
    reminder_count: int = 0
    canceled_at: datetime | None = None  # with its job

    @property
    def holds_minor(self) -> Minor:
        """What is held back of it now: what it printed, less what was credited along with its work."""
        return self.held_minor - self.unheld_minor

    @property
    def owed_minor(self) -> Minor:
        held_minor, credited_minor = self.holds_minor, self.credited_minor
        return owed_minor(total_minor=self.total_minor, held_minor=held_minor, credited_minor=credited_minor)

    @property
    def billed_minor(self) -> Minor:
        """What it takes of the job's total. Held money was billed before, so a release takes nothing."""
        return self.total_minor - self.released_minor - self.credited_minor


class Number(Struct, frozen=True, kw_only=True):
    """The next number of a series, taken by the server in the transaction that issues the invoice."""

    series: str
    number: str
    number_seq: int

    @classmethod
    def of(cls, taken: TakenNumber) -> "Number":
        return cls(series=taken.series, number=taken.number, number_seq=taken.number_seq)


class NotDraft(Refusal):
    """Only a draft can be issued or discarded."""

    kind = Kind.STALE


class NotIssued(Refusal):
    """A draft has to be issued before it can be sent, paid or voided."""

    kind = Kind.STALE


class AlreadyVoid(Refusal):
    """A void invoice stays void: it cannot be sent, edited, paid or voided again."""

    kind = Kind.STALE


class Frozen(Refusal):
    """The amount, the due date and the other figures of an issued invoice do not change."""


class ReasonMissing(Refusal):
    """Voiding or crediting an invoice, or moving money off it, needs a reason that people can read later."""


class NoAddress(Refusal):
    """An invoice can be mailed only to a customer who has an e-mail address."""

    kind = Kind.STALE


class AlreadyCanceled(Refusal):
    """An invoice that was canceled with its job stays canceled."""

    kind = Kind.STALE


class HasCredit(Refusal):
    """A partly credited invoice cannot be voided; credit the rest of it instead."""

    kind = Kind.STALE


class NotReplaceable(Refusal):
    """An invoice that releases retainage or carries an opening balance cannot be corrected; void it and make
    a new one.
    """

    kind = Kind.STALE


class HasMoney(Refusal):
    """An invoice cannot be voided while money is on it or on its way to it."""

    kind = Kind.STALE


def is_live(invoice: Invoice) -> bool:
    """Whether it consumes the contract total: issued, sent or not, and not void."""
    return invoice.status in {Status.OPEN, Status.PAID}


def made_out(draft: Invoice, customer_id: Id, customer_name: str) -> Invoice:
    """The draft as it is about to be issued: made out to the job's current customer, under their current
    name.
    """
    return replace(draft, customer_id=customer_id, customer_name=customer_name)


def billed(invoices: Iterable[Invoice], credited: Iterable[TaxLine] = ()) -> Billed:
    """What it bills. Drafts and void invoices bill nothing: a voided amount is free at once. `credited` is
    what credit notes took off the live ones.
    """
    live = [invoice for invoice in invoices if is_live(invoice)]
    # A release bills no work, and neither does an invoice of the last of the tax.
    work = [invoice for invoice in live if invoice.base_minor > invoice.released_minor]
    return Billed(
        sum(invoice.billed_minor for invoice in live),
        (*(tax for invoice in live for tax in invoice.taxes), *taken_back(credited)),
        any(invoice.lines_digest for invoice in work) if work else None,
        sum(invoice.holds_minor - invoice.released_minor for invoice in live),
        tuple(line for invoice in live for line in invoice.retained),
    )


def check_replaceable(invoice: Invoice) -> None:
    """Raises NotReplaceable for an invoice that bills no work counted by this company."""
    is_of_our_count = invoice.series is None or invoice.series.partition(":")[0] in {INVOICES, DEPOSITS}
    if invoice.released_minor or not is_of_our_count:
        raise NotReplaceable(invoice_id=invoice.id)


def share_again(old: Invoice, job: Job) -> Share:
    """The share of an invoice that replaces another without asking for a new amount: the same money, to the
    unit.

    A percent is kept where it still comes to that; after the job's total changed it would be different money.
    """
    if (
        isinstance(old.share, Percent)
        and share(job.total_minor, old.share.percent_ppm, PPM) == old.total_minor
    ):
        return old.share
    return Amount(old.total_minor)


def priced(draft: Invoice, job: Job, before: Billed) -> Invoice:
    """The draft with its current figures. They become binding only at issue, when they are computed again."""
    if draft.kind != "deposit":  # a deposit comes before the one invoice of a job without stages
        check_stages(draft.share, job.total_minor, progress_invoicing=job.progress_invoicing)
    total_minor, taxes, held = reckoned(draft.share, job, before)
    typed = draft.share.percent_ppm if isinstance(draft.share, Percent) else None
    return replace(
        draft,
        percent_ppm=typed or shown_percent(total_minor, job.total_minor),
        total_minor=total_minor,
        base_minor=sum(tax.base_minor for tax in taxes),
        tax_minor=sum(tax.tax_minor for tax in taxes),
        taxes=taxes,
        held_minor=held_of(held),
        retained=held,
    )


def issue(
    draft: Invoice, job: Job, before: Billed, number: Number, *, issued_at: datetime, issued_on: date
) -> Invoice:
    """The binding invoice: numbered, fitted under the cap, its due date fixed, its digest taken."""
    if draft.status != Status.DRAFT:
        raise NotDraft(invoice_id=draft.id, status=draft.status)
    lines = lines_of(draft, job, before)
    issued = replace(priced(draft, job, before), lines_digest=lines_digest(lines))
    return _numbered(issued, job, number, issued_at=issued_at, issued_on=issued_on)


def lines_of(draft: Invoice, job: Job, before: Billed) -> tuple[InvoiceLine, ...]:
    """The lines that the issued invoice prints and keeps."""
    found = chosen(draft.share, before)
    return rows(found, draft.id, job.id, draft.organization_id, held_rate_of(job.retainage))


def _numbered(draft: Invoice, job: Job, number: Number, *, issued_at: datetime, issued_on: date) -> Invoice:
    issued = replace(
        draft,
        status=Status.OPEN,
        series=number.series,
        number=number.number,
        number_seq=number.number_seq,
        due_on=due_on(draft.due_terms, issued_on, job.starts_on, job.completes_on),
        issued_at=issued_at,
        issued_on=issued_on,
    )
    return replace(issued, digest=digest_of(issued))


def release(
    draft: Invoice, job: Job, before: Billed, number: Number, *, issued_at: datetime, issued_on: date
) -> Invoice:
    """An invoice for held money (D-66). It was billed before: no work, no tax, no cap."""
    asked_minor = draft.share.amount_minor if isinstance(draft.share, Amount) else None
    released_minor = check_release(asked_minor, before.held_minor)
    issued = replace(
        draft, total_minor=released_minor, base_minor=released_minor, released_minor=released_minor
    )
    return _numbered(issued, job, number, issued_at=issued_at, issued_on=issued_on)


def discard(draft: Invoice) -> None:
    """Discard a draft; an issued invoice is voided instead. Raises NotDraft."""
    if draft.status != Status.DRAFT:
        raise NotDraft(invoice_id=draft.id, status=draft.status)


def send(invoice: Invoice, *, sent_at: datetime, sent_on: date) -> Invoice:
    """The first sending dates a due-on-receipt invoice; sending it again changes nothing."""
    check_issued(invoice)
    if invoice.sent_at is not None:
        return invoice
    due = due_on_when_sent(invoice.due_terms, invoice.due_on, sent_on)
    return replace(invoice, sent_at=sent_at, due_on=due)


def edit(
    invoice: Invoice,
    *,
    message: str | None = None,
    payment_options: PaymentOptions | None = None,
    visible_fields: VisibleFields | None = None,
    attachment_ids: tuple[Id, ...] | None = None,
) -> Invoice:
    """Change what stays open after issue; None leaves a field as it is."""
    _check_stands(invoice)
    asked = {
        "message": message,
        "payment_options": payment_options,
        "visible_fields": visible_fields,
        "attachment_ids": attachment_ids,
    }
    return replace(invoice, **{name: value for name, value in asked.items() if value is not None})


def check_frozen(fields: Iterable[str]) -> None:
    """Raises Frozen if somebody tries to change what an issued document says."""
    if names := sorted(fields):
        raise Frozen(fields=names)


def void(
    invoice: Invoice,
    *,
    paid_minor: Minor,
    pending_minor: Minor,
    reason: str,
    voided_at: datetime,
    voided_by: Id | None,
) -> Invoice:
    """Final: the number and the document stay, the amount is free again."""
    check_reason(reason)
    check_issued(invoice)
    if invoice.credited_minor:
        raise HasCredit(invoice_id=invoice.id, credited_minor=invoice.credited_minor)
    if paid_minor or pending_minor:
        ways_out = WAYS_OUT_OF_MONEY * bool(paid_minor) + WAYS_OUT_OF_PENDING * bool(pending_minor)
        raise HasMoney(paid_minor=paid_minor, pending_minor=pending_minor, ways_out=list(ways_out))
    return replace(
        invoice, status=Status.VOID, voided_at=voided_at, voided_by=voided_by, void_reason=reason.strip()
    )


def credited(invoice: Invoice, amount_minor: Minor, unheld_minor: Minor) -> Invoice:
    """The invoice with its copies of the credit notes' figures brought up to date."""
    credited_minor = invoice.credited_minor + amount_minor
    return replace(invoice, credited_minor=credited_minor, unheld_minor=invoice.unheld_minor + unheld_minor)


def canceled(invoice: Invoice, canceled_at: datetime) -> Invoice:
    """An open invoice ends with its job: it was not wrong, but nobody asks for it any more. So does a paid
    one that asked for money held back only by canceled invoices.
    """
    assert is_live(invoice)
    return replace(invoice, status=Status.CANCELED, canceled_at=canceled_at)


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing()


def settled(invoice: Invoice, status: Status) -> Invoice:
    """The invoice with the status that the ledger gives it now."""
    return invoice if invoice.status == status else replace(invoice, status=status)


def digest_of(invoice: Invoice) -> str:
    """SHA-256 of what the document says, in one canonical form."""
    said: dict[str, Any] = {name: getattr(invoice, name) for name in FROZEN_FIELDS}
    for name, unsaid in FROZEN_IF_SAID.items():
        if (value := getattr(invoice, name)) != unsaid:
            said[name] = value
    if isinstance(invoice.due_terms, Receipt):
        said["due_on"] = None  # not known when the document is issued
    return sha256(_CANONICAL.encode(said)).hexdigest()


def check_issued(invoice: Invoice) -> None:
    """Raises NotIssued, AlreadyVoid, AlreadyCanceled."""
    if invoice.status == Status.DRAFT:
        raise NotIssued(invoice_id=invoice.id)
    _check_stands(invoice)


def _check_stands(invoice: Invoice) -> None:
    if invoice.status == Status.VOID:
        raise AlreadyVoid(invoice_id=invoice.id)
    if invoice.status == Status.CANCELED:
        raise AlreadyCanceled(invoice_id=invoice.id)
