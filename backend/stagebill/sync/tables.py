"""The write path's own tables, described for the catalogue test and for reads; written with SQL in
feed.py.
"""

from stagebill.kernel.database.fields import IdField, InstantField, IntField, JsonField, TextField
from stagebill.kernel.database.row import Row


class MutationRow(Row):
    """Every mutation ever settled: its id is claimed forever."""

    insert_only = True

    organization_id = IdField()
    id = IdField(primary_key=True)
    type = TextField()
    v = IntField()
    device_id = IdField(null=True)
    seq = IntField(null=True)
    member_id = IdField(null=True)
    role = TextField()
    fingerprint = TextField()
    state = TextField()
    code = TextField(null=True)
    outcome = TextField()
    body = TextField(null=True)
    rev = IntField(null=True)
    received_at = InstantField()

    class Meta:
        table = "mutation"


class FeedHeadRow(Row):
    """Per organization: the newest rev and the end of the audit chain. Its lock makes commit order
    rev order.
    """

    organization_id = IdField(primary_key=True)
    rev = IntField()
    audit_n = IntField()
    audit_hash = TextField()

    class Meta:
        table = "feed_head"


class ChangeRow(Row):
    """The feed: which record changed at which rev, and who may see it."""

    insert_only = True

    organization_id = IdField()
    rev = IntField(primary_key=True)
    entity = TextField()
    record_id = IdField()
    op = TextField()
    audience = TextField()
    scope_id = IdField(null=True)
    mutation_id = IdField()
    at = InstantField()

    class Meta:
        table = "change"


class AuditRow(Row):
    """Who did what, chained by hash."""

    insert_only = True

    organization_id = IdField()
    n = IntField(primary_key=True)
    rev = IntField()
    mutation_id = IdField()
    actor = TextField()
    action = TextField()
    object_id = IdField(null=True)
    at = InstantField()
    payload_digest = TextField()
    prev = TextField()
    hash = TextField()

    class Meta:
        table = "audit"


class OutboxRow(Row):
    """What is still to be done in the outside world."""

    id = IdField(primary_key=True)
    organization_id = IdField()
    kind = TextField()
    dedupe_key = TextField()
    payload = JsonField(dict)
    run_at = InstantField()
    lease_until = InstantField(null=True)
    attempts = IntField()
    state = TextField()
    last_error = TextField(null=True)
    created_at = InstantField()
    done_at = InstantField(null=True)

    class Meta:
        table = "outbox"
