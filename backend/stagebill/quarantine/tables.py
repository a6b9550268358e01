"""How what was handed in is stored."""

from typing import Any

from stagebill.kernel.database.fields import IdField, InstantField, JsonField, TextField
from stagebill.kernel.database.row import Row
from stagebill.kernel.records import Record
from stagebill.quarantine.handed_in import Arrival
from stagebill.sync.effect import OFFICE, Audience


class ArrivalRow(Row):
    record = Arrival
    entity = "handed_in"

    organization_id = IdField()
    id = IdField(primary_key=True)
    type = TextField()
    sent = JsonField(dict[str, Any])
    member_id = IdField()
    device_id = IdField(null=True)
    received_at = InstantField()
    state = TextField()
    reason = TextField()
    decided_by = IdField(null=True)
    decided_at = InstantField(null=True)
    outcome = TextField(null=True)
    code = TextField(null=True)

    class Meta:
        table = "handed_in"

    @classmethod
    def seen_by(cls, record: Record) -> Audience:
        return OFFICE
