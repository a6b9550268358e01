"""Where webhooks are kept. Devices do not see them: they are the owner's, read on one screen."""

from stagebill.kernel.database.fields import IdField, InstantField, IntField, JsonField, TextField
from stagebill.kernel.database.row import Row
from stagebill.webhooks.webhook import Event, Webhook

BEGIN_TO_LOOK = """
INSERT INTO webhook_cursor (organization_id, rev) SELECT organization_id, rev FROM feed_head
WHERE organization_id = $1
ON CONFLICT (organization_id) DO UPDATE SET rev = CASE WHEN EXISTS (SELECT 1 FROM webhook w
  WHERE w.organization_id = $1 AND w.removed_at IS NULL) THEN webhook_cursor.rev ELSE excluded.rev END
"""
"""A new webhook hears of what happens from now on; where there was one already, the looking goes on."""

LOOKED = "UPDATE webhook_cursor SET rev = $3 WHERE organization_id = $1 AND rev = $2"
"""A follower's own cursor: no record of the feed."""


class WebhookRow(Row):
    """An address of another program."""

    record = Webhook

    organization_id = IdField()
    id = IdField(primary_key=True)
    url = TextField()
    events = JsonField(tuple[Event, ...])
    created_at = InstantField()
    created_by = IdField(null=True)
    paused_at = InstantField(null=True)
    paused_because = TextField(null=True)
    removed_at = InstantField(null=True)
    secret_n = IntField()
    secret_renewed_at = InstantField(null=True)

    class Meta:
        table = "webhook"


class WebhookCursorRow(Row):
    """How far an organization's feed was looked through for its webhooks."""

    organization_id = IdField(primary_key=True)
    rev = IntField()

    class Meta:
        table = "webhook_cursor"
