"""Where jobs, their lines, assignments, visits and notes are kept, and who hears of a change."""

from stagebill.jobs.assignment import Assignment
from stagebill.jobs.checklist import Item
from stagebill.jobs.contract import Discount, TaxLine
from stagebill.jobs.job import Job
from stagebill.jobs.line_item import LineItem
from stagebill.jobs.note import JobNote
from stagebill.jobs.retainage_terms import RetainageTerms
from stagebill.jobs.visit import Visit
from stagebill.kernel.database.fields import (
    DayField,
    FlagField,
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
from stagebill.sync.effect import Audience, Touched


class JobRow(Row):
    """One contract with one customer, and the price it came to."""

    record = Job
    entity = "job"

    organization_id = IdField()
    id = IdField(primary_key=True)
    number = TextField()
    customer_id = IdField()
    title = TextField()
    site = TextField(null=True)
    progress_invoicing = FlagField()
    discount = JsonField(Discount, null=True)
    subtotal_minor = MinorField()
    discount_minor = MinorField()
    tax_minor = MinorField()
    total_minor = MinorField()
    taxes = JsonField(tuple[TaxLine, ...])
    retainage = JsonField(RetainageTerms, null=True)
    tax_mode = TextField()
    revision = IntField()
    changed_at = InstantField(null=True)
    changed_by = IdField(null=True)
    canceled_at = InstantField(null=True)
    canceled_by = IdField(null=True)
    cancel_reason = TextField(null=True)
    starts_on = DayField(null=True)
    completes_on = DayField(null=True)
    purchase_order = TextField(null=True)
    created_by = IdField(null=True)
    created_at = InstantField()

    class Meta:
        table = "job"

    @classmethod
    def seen_by(cls, record: Record) -> Audience:
        return Audience("job", record.id)


class LineItemRow(Row):
    """A priced line of a job; it travels inside its job."""

    record = LineItem

    organization_id = IdField()
    id = IdField(primary_key=True)
    job_id = IdField()
    position = IntField()
    description = TextField()
    quantity_milli = IntField()
    unit_price_minor = MinorField()
    tax_rate_ppm = IntField()
    amount_minor = MinorField()
    group_title = TextField(null=True)
    exempt = FlagField()
    removed_at = InstantField(null=True)
    change_order_id = IdField(null=True)

    class Meta:
        table = "line_item"

    @classmethod
    def touches(cls, record: Record) -> list[Touched]:
        assert isinstance(record, LineItem)
        return [Touched("job", record.job_id, Audience("job", record.job_id))]


class AssignmentRow(Row):
    """Which technician works on which job; the job comes into, or leaves, that technician's sight."""

    record = Assignment
    entity = "assignment"

    organization_id = IdField()
    id = IdField(primary_key=True)
    job_id = IdField()
    member_id = IdField()
    active = FlagField()
    changed_at = InstantField()

    class Meta:
        table = "assignment"

    @classmethod
    def seen_by(cls, record: Record) -> Audience:
        assert isinstance(record, Assignment)
        return Audience("member", record.member_id)

    @classmethod
    def touches(cls, record: Record) -> list[Touched]:
        assert isinstance(record, Assignment)
        return [Touched("job", record.job_id, Audience("job", record.job_id))]


class VisitRow(Row):
    """An appointment on a job. The job's own days follow from it, so it touches the job."""

    record = Visit
    entity = "visit"

    organization_id = IdField()
    id = IdField(primary_key=True)
    job_id = IdField()
    starts_at = InstantField()
    ends_at = InstantField()
    starts_on = DayField()
    ends_on = DayField()
    technician_ids = JsonField(tuple[Id, ...])
    note = TextField()
    state = TextField()
    done_at = InstantField(null=True)
    done_by = IdField(null=True)
    created_by = IdField(null=True)
    created_at = InstantField()
    checklist = JsonField(tuple[Item, ...])

    class Meta:
        table = "visit"

    @classmethod
    def seen_by(cls, record: Record) -> Audience:
        assert isinstance(record, Visit)
        return Audience("job", record.job_id)

    @classmethod
    def touches(cls, record: Record) -> list[Touched]:
        assert isinstance(record, Visit)
        return [Touched("job", record.job_id, Audience("job", record.job_id))]


class NoteRow(Row):
    """What somebody wrote down about a job."""

    record = JobNote
    entity = "note"
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    job_id = IdField()
    text = TextField()
    noted_at = InstantField()
    created_by = IdField(null=True)
    created_at = InstantField()

    class Meta:
        table = "note"

    @classmethod
    def seen_by(cls, record: Record) -> Audience:
        assert isinstance(record, JobNote)
        return Audience("job", record.job_id)
