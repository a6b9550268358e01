"""Where messages are kept as they were written."""

from stagebill.kernel.database.fields import IdField, InstantField, TextField
from stagebill.kernel.database.row import Row
from stagebill.notifications.message import Message


class MessageRow(Row):
    """A mail, and when it left. Devices do not see it."""

    record = Message

    organization_id = IdField()
    id = IdField(primary_key=True)
    kind = TextField()
    to_address = TextField()
    subject = TextField()
    body_text = TextField()
    body_html = TextField()
    invoice_id = IdField(null=True)
    payment_id = IdField(null=True)
    change_order_id = IdField(null=True)
    dedupe_key = TextField()
    created_at = InstantField()
    delivered_at = InstantField(null=True)

    class Meta:
        table = "message"
