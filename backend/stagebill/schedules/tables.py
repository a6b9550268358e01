"""Where plans, their stages and the company's templates are kept, and who hears of a change."""

from stagebill.jobs.stage import BillWhen, Stage
from stagebill.kernel.database.fields import (
    IdField,
    InstantField,
    IntField,
    JsonField,
    MinorField,
    TextField,
)
from stagebill.kernel.database.row import Row
from stagebill.kernel.records import Record
from stagebill.schedules.schedule import Schedule
from stagebill.schedules.template import ScheduleTemplate, TemplateStage
from stagebill.settings.payment_terms import DueTerms
from stagebill.sync.effect import OFFICE, Audience, Touched


class ScheduleRow(Row):
    """That a job has a plan; it travels inside its job."""

    record = Schedule

    organization_id = IdField()
    id = IdField(primary_key=True)
    consent = TextField()
    planned_at = InstantField()
    planned_by = IdField(null=True)

    class Meta:
        table = "schedule"

    @classmethod
    def touches(cls, record: Record) -> list[Touched]:
        assert isinstance(record, Schedule)
        return [Touched("job", record.id, Audience("job", record.id))]


class StageRow(Row):
    """A planned stage of a job; it travels inside its job."""

    record = Stage

    organization_id = IdField()
    id = IdField(primary_key=True)
    job_id = IdField()
    position = IntField()
    kind = TextField()
    title = TextField()
    percent_ppm = IntField(null=True)
    amount_minor = MinorField(null=True)
    bill_when = JsonField(BillWhen)
    due_terms = JsonField(DueTerms, null=True)
    ready_at = InstantField(null=True)
    ready_by = IdField(null=True)
    created_at = InstantField()
    dropped_at = InstantField(null=True)

    class Meta:
        table = "stage"

    @classmethod
    def touches(cls, record: Record) -> list[Touched]:
        assert isinstance(record, Stage)
        return [Touched("job", record.job_id, Audience("job", record.job_id))]


class ScheduleTemplateRow(Row):
    """A plan that the company uses again."""

    record = ScheduleTemplate
    entity = "schedule_template"

    organization_id = IdField()
    id = IdField(primary_key=True)
    name = TextField()
    stages = JsonField(tuple[TemplateStage, ...])
    created_at = InstantField()
    dropped_at = InstantField(null=True)

    class Meta:
        table = "schedule_template"

    @classmethod
    def seen_by(cls, record: Record) -> Audience:
        return OFFICE
