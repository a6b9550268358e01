"""Where handovers are kept. Devices never see them: the office reads them in a report."""

from stagebill.kernel.database.fields import IdField, InstantField, IntField, MinorField, TextField
from stagebill.kernel.database.row import Row
from stagebill.takings.handover import HandedPayment, Handover


class HandoverRow(Row):
    """What one member gave at one time."""

    record = Handover

    organization_id = IdField()
    id = IdField(primary_key=True)
    member_id = IdField()
    cash_minor = MinorField()
    check_minor = MinorField()
    payment_count = IntField()
    handed_at = InstantField()
    received_by = IdField(null=True)
    note = TextField()
    undone_at = InstantField(null=True)
    undone_by = IdField(null=True)
    mutation_id = IdField()

    class Meta:
        table = "handover"


class HandedPaymentRow(Row):
    """A payment in a handover."""

    record = HandedPayment

    organization_id = IdField()
    id = IdField(primary_key=True)
    handover_id = IdField()
    payment_id = IdField()
    amount_minor = MinorField()
    undone_at = InstantField(null=True)

    class Meta:
        table = "handed_payment"
