"""Where change orders are kept, and who hears of a change."""

from stagebill.change_orders.approval import Approval
from stagebill.change_orders.change_order import ChangeLine, ChangeOrder
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.database.fields import IdField, InstantField, IntField, JsonField, MinorField, TextField
from stagebill.kernel.database.row import Row
from stagebill.kernel.records import Record
from stagebill.sync.effect import Audience


class ChangeOrderRow(Row):
    """One change order with its lines and, once the customer said yes, all that they said yes to."""

    record = ChangeOrder
    entity = "change_order"

    organization_id = IdField()
    id = IdField(primary_key=True)
    job_id = IdField()
    number = IntField()
    title = TextField()
    words = TextField()
    state = TextField()
    lines = JsonField(tuple[ChangeLine, ...])
    subtotal_minor = MinorField()
    tax_minor = MinorField()
    total_minor = MinorField()
    taxes = JsonField(tuple[TaxLine, ...])
    seen_total_minor = MinorField()
    valid_days = IntField()
    link_digest = TextField()
    created_by = IdField(null=True)
    created_at = InstantField()
    sent_at = InstantField(null=True)
    expires_at = InstantField(null=True)
    ended_at = InstantField(null=True)
    ended_by = IdField(null=True)
    end_reason = TextField(null=True)
    approval = JsonField(Approval, null=True)
    stale_approval = JsonField(Approval, null=True)
    digest = TextField(null=True)

    class Meta:
        table = "change_order"

    @classmethod
    def seen_by(cls, record: Record) -> Audience:
        assert isinstance(record, ChangeOrder)
        return Audience("job", record.job_id)
