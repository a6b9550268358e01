"""Where invoices and their pay links are kept, and who hears of a change."""

from typing import Literal

from stagebill.invoices.allowance import Allowance
from stagebill.invoices.as_issued import AsIssued, Said
from stagebill.invoices.credit_note import CreditNote
from stagebill.invoices.due_terms import DueTerms
from stagebill.invoices.invoice import Invoice
from stagebill.invoices.line_billing import InvoiceLine
from stagebill.invoices.pay_link import PayLink
from stagebill.invoices.progress import Share
from stagebill.invoices.retainage import Retained
from stagebill.invoices.stored_material import Installation
from stagebill.jobs.contract import TaxLine
from stagebill.jobs.credited_lines import CreditedLine
from stagebill.kernel.database.fields import (
    DayField,
    IdField,
    InstantField,
    IntField,
    JsonField,
    MinorField,
    TextField,
)
from stagebill.kernel.database.row import Row
from stagebill.kernel.ids import Id
from stagebill.kernel.records import Record
from stagebill.settings.payment_terms import PaymentOptions
from stagebill.settings.visible_fields import VisibleFields
from stagebill.sync.effect import Audience, Touched


class InvoiceRow(Row):
    """A draft, or an issued document with every figure it printed. `status` copies what the ledger says."""

    record = Invoice
    entity = "invoice"
    deletable = True  # a draft; `invoices/invoice.py: discard` refuses everything else

    organization_id = IdField()
    id = IdField(primary_key=True)
    job_id = IdField()
    customer_id = IdField()
    kind = TextField()
    replaces_id = IdField(null=True)
    stage_id = IdField(null=True)
    status = TextField()
    title = TextField()
    series = TextField(null=True)
    number = TextField(null=True)
    number_seq = IntField(null=True)
    share = JsonField(Share)
    percent_ppm = IntField()
    total_minor = MinorField()
    base_minor = MinorField()
    tax_minor = MinorField()
    taxes = JsonField(tuple[TaxLine, ...])
    held_minor = MinorField()
    released_minor = MinorField()
    credited_minor = MinorField()
    unheld_minor = MinorField()
    retained = JsonField(tuple[Retained, ...])
    lines_digest = TextField(null=True)
    due_terms = JsonField(DueTerms)
    due_on = DayField(null=True)
    payment_options = JsonField(PaymentOptions)
    visible_fields = JsonField(VisibleFields)
    message = TextField()
    attachment_ids = JsonField(tuple[Id, ...])
    digest = TextField(null=True)
    created_by = IdField(null=True)
    created_at = InstantField()
    issued_at = InstantField(null=True)
    issued_on = DayField(null=True)
    sent_at = InstantField(null=True)
    voided_at = InstantField(null=True)
    voided_by = IdField(null=True)
    void_reason = TextField(null=True)
    reminded_at = InstantField(null=True)
    reminder_count = IntField()
    canceled_at = InstantField(null=True)
    customer_name = TextField(null=True)

    class Meta:
        table = "invoice"

    @classmethod
    def seen_by(cls, record: Record) -> Audience:
        assert isinstance(record, Invoice)
        return Audience("job", record.job_id)

    @classmethod
    def touches(cls, record: Record) -> list[Touched]:
        assert isinstance(record, Invoice)
        job = Audience("job", record.job_id)
        touched = [Touched("job", record.job_id, job)]
        if record.replaces_id is not None:
            touched.append(Touched("invoice", record.replaces_id, job))
        return touched


class InvoiceLineRow(Row):
    """What an issued invoice bills of one line; it travels inside its invoice."""

    record = InvoiceLine

    organization_id = IdField()
    id = IdField(primary_key=True)
    invoice_id = IdField()
    job_id = IdField()
    line_item_id = IdField()
    position = IntField()
    goods = TextField()
    description = TextField()
    base_minor = MinorField()
    percent_ppm = IntField(null=True)
    quantity_milli = IntField(null=True)
    note = TextField()
    attachment_id = IdField(null=True)
    held_rate_ppm = IntField(null=True)

    class Meta:
        table = "invoice_line"

    @classmethod
    def touches(cls, record: Record) -> list[Touched]:
        assert isinstance(record, InvoiceLine)
        return [Touched("invoice", record.invoice_id, Audience("job", record.job_id))]


class InstallationRow(Row):
    """Stored material that became work."""

    record = Installation

    organization_id = IdField()
    id = IdField(primary_key=True)
    invoice_line_id = IdField()
    job_id = IdField()
    line_item_id = IdField()
    amount_minor = MinorField()
    installed_on = DayField()
    created_at = InstantField()
    created_by = IdField(null=True)
    mutation_id = IdField()

    class Meta:
        table = "installation"

    @classmethod
    def touches(cls, record: Record) -> list[Touched]:
        assert isinstance(record, Installation)
        return [Touched("job", record.job_id, Audience("job", record.job_id))]


class PayLinkRow(Row):
    """The digest of an invoice's secret link."""

    record = PayLink

    organization_id = IdField()
    id = IdField(primary_key=True)
    invoice_id = IdField()
    job_id = IdField()
    token_digest = TextField()
    created_at = InstantField()
    expires_at = InstantField(null=True)
    revoked_at = InstantField(null=True)

    class Meta:
        table = "pay_link"


class AsIssuedRow(Row):
    """What an invoice said around its figures on the day it was issued."""

    record = AsIssued
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    said = JsonField(Said)
    created_at = InstantField()

    class Meta:
        table = "as_issued"


class CreditNoteRow(Row):
    """What was taken off an issued invoice: a document of its own, with a number of its own."""

    record = CreditNote
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    invoice_id = IdField()
    job_id = IdField()
    customer_id = IdField()
    series = TextField()
    number = TextField()
    number_seq = IntField()
    reason = TextField()
    total_minor = MinorField()
    base_minor = MinorField()
    tax_minor = MinorField()
    taxes = JsonField(tuple[TaxLine, ...])
    unheld_minor = MinorField()
    retained = JsonField(tuple[Retained, ...])
    lines = JsonField(tuple[CreditedLine, ...])
    issued_on = DayField()
    created_at = InstantField()
    created_by = IdField(null=True)
    mutation_id = IdField()

    class Meta:
        table = "credit_note"

    @classmethod
    def seen_by(cls, record: Record) -> Audience:
        assert isinstance(record, CreditNote)
        return Audience("job", record.job_id)

    @classmethod
    def touches(cls, record: Record) -> list[Touched]:
        assert isinstance(record, CreditNote)
        audience = Audience("job", record.job_id)
        return [Touched("invoice", record.invoice_id, audience), Touched("job", record.job_id, audience)]


class AllowanceRow(Row):
    """What a device may invoice of a job. The office sees all of them, a technician those of their
    devices.
    """

    record = Allowance

    organization_id = IdField()
    id = IdField(primary_key=True)
    job_id = IdField()
    device_id = IdField()
    member_id = IdField()
    amount_minor = MinorField()
    lent_at = InstantField()
    expires_at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        table = "allowance"

    @classmethod
    def touches(cls, record: Record) -> list[Touched]:
        """Devices forget one that has ended; the row stays for the next time."""
        assert isinstance(record, Allowance)
        op: Literal["put", "del"] = "put" if record.ended_at is None else "del"
        return [Touched("allowance", record.id, Audience("member", record.member_id), op)]
