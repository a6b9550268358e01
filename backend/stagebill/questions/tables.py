"""Where questions are kept."""

from stagebill.kernel.database.fields import IdField, InstantField, JsonField, MinorField, TextField
from stagebill.kernel.database.row import Row
from stagebill.questions.acceptance import Acceptance
from stagebill.questions.question import Question, QuestionedLine


class QuestionRow(Row):
    """A question about an invoice. Devices see that there is one by the invoice's concerns."""

    record = Question

    organization_id = IdField()
    id = IdField(primary_key=True)
    invoice_id = IdField()
    job_id = IdField()
    text = TextField()
    lines = JsonField(tuple[QuestionedLine, ...])
    questioned_minor = MinorField()
    asked_at = InstantField()
    asked_by = IdField(null=True)
    answer = TextField()
    ended_at = InstantField(null=True)
    ended_by = IdField(null=True)
    ending = TextField(null=True)

    class Meta:
        table = "question"


class AcceptanceRow(Row):
    """A stage that its customer accepted. Devices see it by the invoice's concerns."""

    record = Acceptance
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    job_id = IdField()
    name = TextField()
    total_minor = MinorField()
    accepted_at = InstantField()
    mutation_id = IdField()

    class Meta:
        table = "acceptance"
