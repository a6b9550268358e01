"""A credit note takes part of an issued invoice off it: a document of its own; the invoice stays as it is."""

from datetime import date, datetime
from typing import NewType

from stagebill.invoices.invoice import InvoiceId
from stagebill.jobs.contract import TaxLine
from stagebill.jobs.job import JobId
from stagebill.kernel.ids import Id
from stagebill.kernel.money import Minor
from stagebill.kernel.records import Record

CreditNoteId = NewType("CreditNoteId", Id)


class CreditNote(Record, frozen=True, kw_only=True):
    organization_id: Id
    id: CreditNoteId
    invoice_id: InvoiceId
    job_id: JobId
    customer_id: Id
    series: str
    number: str
    number_seq: int
    reason: str
    total_minor: Minor
    base_minor: Minor
    tax_minor: Minor
    taxes: tuple[TaxLine, ...]
    issued_on: date
    created_at: datetime
    created_by: Id | None = None
    mutation_id: Id
