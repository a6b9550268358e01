"""Where opening balances are kept."""

from stagebill.kernel.database.fields import DayField, IdField, InstantField, MinorField, TextField
from stagebill.kernel.database.row import Row
from stagebill.kernel.records import Record
from stagebill.opening.opening_balance import OpeningBalance
from stagebill.sync.effect import Audience, Touched


class OpeningBalanceRow(Row):
    """Where a running job stood when it was entered here; it travels inside its job."""

    record = OpeningBalance

    organization_id = IdField()
    id = IdField(primary_key=True)
    job_id = IdField()
    invoice_id = IdField()
    payment_id = IdField(null=True)
    billed_minor = MinorField()
    held_minor = MinorField()
    paid_minor = MinorField()
    as_of = DayField()
    signed_name = TextField()
    note = TextField()
    created_at = InstantField()
    created_by = IdField()
    mutation_id = IdField()

    class Meta:
        table = "opening_balance"

    @classmethod
    def touches(cls, record: Record) -> list[Touched]:
        assert isinstance(record, OpeningBalance)
        return [Touched("job", record.job_id, Audience("job", record.job_id))]
