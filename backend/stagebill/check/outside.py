"""What came from outside and what is to leave: deliveries of gateways, the outbox, messages, checkouts."""

from stagebill.check.invariant import Invariant

INVARIANTS = (
    Invariant(
        id="M15",
        claim="Money from a gateway carries the gateway's own number, and is recorded once for each.",
        sql="""
SELECT organization_id, id FROM payment
 WHERE (source = 'gateway') <> (gateway IS NOT NULL AND gateway_ref IS NOT NULL)
UNION ALL
SELECT organization_id, MIN(CAST(id AS TEXT)) FROM payment WHERE gateway_ref IS NOT NULL
 GROUP BY organization_id, gateway, gateway_ref HAVING COUNT(*) > 1
UNION ALL
SELECT c.organization_id, c.id FROM checkout c
 WHERE c.state = 'settled' AND NOT EXISTS (
   SELECT 1 FROM payment p WHERE p.organization_id = c.organization_id AND p.gateway = c.gateway
      AND p.gateway_ref = c.gateway_ref AND p.amount_minor = c.amount_minor)
UNION ALL
SELECT organization_id, invoice_id FROM checkout WHERE state IN ('open', 'pending')
 GROUP BY organization_id, invoice_id HAVING COUNT(*) > 1
""",
    ),
    Invariant(
        id="W1",
        claim="A gateway's event is stored once, and is processed or has a next try.",
        sql="""
SELECT '-', event_id FROM delivery WHERE processed_at IS NULL AND run_at IS NULL
UNION ALL
SELECT '-', event_id FROM delivery GROUP BY gateway, event_id HAVING COUNT(*) > 1
""",
    ),
    Invariant(
        id="W2",
        claim="What leaves is posted once for each thing that promised it.",
        sql="""
SELECT organization_id, dedupe_key FROM outbox
 GROUP BY organization_id, kind, dedupe_key HAVING COUNT(*) > 1
UNION ALL
SELECT organization_id, dedupe_key FROM message GROUP BY organization_id, dedupe_key HAVING COUNT(*) > 1
""",
    ),
    Invariant(
        id="W3",
        claim="An outgoing message is done, has a next try, or is dead with its reason.",
        sql="""
SELECT organization_id, id FROM outbox
 WHERE state NOT IN ('waiting', 'done', 'dead') OR (state = 'waiting' AND run_at IS NULL)
    OR (state = 'done') <> (done_at IS NOT NULL AND state = 'done')
    OR (state = 'dead' AND COALESCE(last_error, '') = '')
""",
    ),
)
