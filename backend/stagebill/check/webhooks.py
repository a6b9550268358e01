"""Webhooks: where they go, and that each delivery is of one."""

from stagebill.check.invariant import Invariant

INVARIANTS = (
    Invariant(
        id="WH1",
        claim="A webhook has an address and events; one that was removed or paused says since when and why.",
        sql="""
SELECT organization_id, CAST(id AS TEXT) FROM webhook
 WHERE url NOT LIKE 'http%://%' OR CAST(events AS TEXT) IN ('[]', 'null')
    OR (paused_at IS NULL) <> (paused_because IS NULL) OR removed_at < created_at OR paused_at < created_at
""",
    ),
    Invariant(
        id="WH2",
        claim="What is sent to a webhook is of one that there is, and under its own key.",
        sql="""
SELECT o.organization_id, CAST(o.id AS TEXT) FROM outbox o
 WHERE o.kind = 'webhook.send' AND NOT EXISTS (
   SELECT 1 FROM webhook w WHERE w.organization_id = o.organization_id
      AND o.dedupe_key LIKE CAST(w.id AS TEXT) || ':%')
""",
    ),
)
