"""The ledgers of money received, where it went, and what was taken back; and what waits for a decision."""

from stagebill.kernel.database.fields import (
    FlagField,
    IdField,
    InstantField,
    JsonField,
    MinorField,
    TextField,
)
from stagebill.kernel.database.row import Row
from stagebill.kernel.records import Record
from stagebill.payments.allocation import Allocation
from stagebill.payments.decision import Decision
from stagebill.payments.dispute import Dispute, DisputeMove
from stagebill.payments.payment import Payment
from stagebill.payments.received import audience_of
from stagebill.payments.refund import Refund
from stagebill.payments.reversal import Reversal
from stagebill.payments.sending import Sending
from stagebill.payments.surcharge import Surcharged
from stagebill.payments.tip import Tip
from stagebill.sync.effect import OFFICE, Audience, Touched


class PaymentRow(Row):
    """Money received, as it was recorded. What the author named (job, customer, invoice) may not
    exist here.
    """

    record = Payment
    entity = "payment"
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    job_id = IdField(null=True)
    customer_id = IdField(null=True)
    invoice_id = IdField(null=True)
    matched_job_id = IdField(null=True)
    matched_customer_id = IdField(null=True)
    method = TextField()
    amount_minor = MinorField()
    currency = TextField()
    taken_at = InstantField()
    taken_at_adjusted = InstantField()
    received_at = InstantField()
    clock_flag = FlagField()
    reference = TextField()
    note = TextField()
    receipt = TextField()
    source = TextField()
    gateway = TextField(null=True)
    gateway_ref = TextField(null=True)
    recorded_by = IdField(null=True)
    device_id = IdField(null=True)
    unapplied_reason = TextField(null=True)
    suspect_duplicate = FlagField()
    mutation_id = IdField()

    class Meta:
        table = "payment"

    @classmethod
    def seen_by(cls, record: Record) -> Audience:
        assert isinstance(record, Payment)
        return audience_of(record)

    @classmethod
    def touches(cls, record: Record) -> list[Touched]:
        assert isinstance(record, Payment)
        job_id = record.matched_job_id
        return [Touched("job", job_id, Audience("job", job_id))] if job_id else []


class AllocationRow(Row):
    """Which part of a payment settles which invoice; a negative row takes an earlier one back."""

    record = Allocation
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    payment_id = IdField()
    invoice_id = IdField()
    amount_minor = MinorField()
    undoes = IdField(null=True)
    created_at = InstantField()
    created_by = IdField(null=True)
    mutation_id = IdField()
    reason = TextField(null=True)

    class Meta:
        table = "allocation"


class TipRow(Row):
    """What a customer added to a card payment for the crew."""

    record = Tip
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    payment_id = IdField()
    amount_minor = MinorField()
    crew = JsonField(tuple[str, ...])
    created_at = InstantField()
    mutation_id = IdField()
    job_id = IdField(null=True)

    class Meta:
        table = "tip"


class SurchargeRow(Row):
    """What a customer paid on top for paying by credit card."""

    record = Surcharged
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    payment_id = IdField()
    amount_minor = MinorField()
    created_at = InstantField()
    mutation_id = IdField()

    class Meta:
        table = "surcharge"


class ReversalRow(Row):
    """A payment that was entered wrongly, or bounced."""

    record = Reversal
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    payment_id = IdField()
    amount_minor = MinorField()
    reason = TextField()
    created_at = InstantField()
    created_by = IdField(null=True)
    mutation_id = IdField()
    tip_minor = MinorField()
    surcharge_minor = MinorField()

    class Meta:
        table = "reversal"


class RefundRow(Row):
    """Money that was given back to the customer."""

    record = Refund
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    payment_id = IdField()
    invoice_id = IdField(null=True)
    method = TextField()
    amount_minor = MinorField()
    reason = TextField()
    reference = TextField()
    created_at = InstantField()
    created_by = IdField(null=True)
    mutation_id = IdField()
    tip_minor = MinorField()
    surcharge_minor = MinorField()

    class Meta:
        table = "refund"


class DecisionRow(Row):
    """Unapplied money that a person must decide on; only for the office."""

    record = Decision
    entity = "decision"

    organization_id = IdField()
    id = IdField(primary_key=True)
    payment_id = IdField()
    job_id = IdField(null=True)
    invoice_id = IdField(null=True)
    reason = TextField()
    amount_minor = MinorField()
    opened_at = InstantField()
    resolved_at = InstantField(null=True)
    resolved_by = IdField(null=True)
    resolution = TextField(null=True)
    resolution_note = TextField(null=True)
    due_by = InstantField(null=True)
    kept_minor = MinorField()

    class Meta:
        table = "decision"

    @classmethod
    def seen_by(cls, record: Record) -> Audience:
        return OFFICE


class SendingRow(Row):
    """A refund on its way through a processor."""

    record = Sending

    organization_id = IdField()
    id = IdField(primary_key=True)
    payment_id = IdField()
    gateway = TextField()
    gateway_ref = TextField(null=True)
    state = TextField()
    problem = TextField(null=True)
    asked_at = InstantField()
    updated_at = InstantField()

    class Meta:
        table = "sending"


class DisputeRow(Row):
    """A payment that the customer's bank takes back, or asks to."""

    record = Dispute

    organization_id = IdField()
    id = IdField(primary_key=True)
    payment_id = IdField()
    gateway_ref = TextField()
    amount_minor = MinorField()
    reason = TextField()
    state = TextField()
    due_by = InstantField(null=True)
    opened_at = InstantField()
    closed_at = InstantField(null=True)
    lost_at = InstantField(null=True)

    class Meta:
        table = "dispute"


class DisputeMoveRow(Row):
    """What a dispute took from the balance at the processor, gave back, and cost."""

    record = DisputeMove
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    dispute_id = IdField()
    payment_id = IdField()
    gateway_ref = TextField()
    amount_minor = MinorField()
    fee_minor = MinorField()
    created_at = InstantField()
    mutation_id = IdField()

    class Meta:
        table = "dispute_move"
