"""The ledger of payouts: what was sent to the bank, what was in it, and how that ended."""

from stagebill.kernel.database.fields import DayField, IdField, InstantField, MinorField, TextField
from stagebill.kernel.database.row import Row
from stagebill.paypage.payouts.payout import Payout, PayoutEnd, PayoutItem


class PayoutRow(Row):
    """Money that a processor sends to the company's bank."""

    record = Payout
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    gateway = TextField()
    gateway_ref = TextField()
    amount_minor = MinorField()
    currency = TextField()
    arrival_on = DayField()
    made_at = InstantField()
    created_at = InstantField()
    mutation_id = IdField()

    class Meta:
        table = "payout"


class PayoutItemRow(Row):
    """One movement at the processor that a payout brings."""

    record = PayoutItem
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    payout_id = IdField()
    gateway_ref = TextField()
    kind = TextField()
    source_ref = TextField(null=True)
    payment_ref = TextField(null=True)
    payment_id = IdField(null=True)
    amount_minor = MinorField()
    fee_minor = MinorField()
    made_at = InstantField()
    told_at = InstantField(null=True)

    class Meta:
        table = "payout_item"


class PayoutEndRow(Row):
    """A payout is at the bank, or its money came back."""

    record = PayoutEnd
    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    payout_id = IdField()
    ending = TextField()
    problem = TextField(null=True)
    created_at = InstantField()
    mutation_id = IdField()

    class Meta:
        table = "payout_end"
