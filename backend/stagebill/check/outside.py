"""What came from outside and what is to leave: deliveries of gateways, the outbox, messages, checkouts."""

from stagebill.check.beside import alone_again
from stagebill.check.invariant import Invariant

INVARIANTS = (
    Invariant(
        id="M15",
        claim="Money from a gateway carries its number there, once; a joint attempt is of one customer.",
        sql="""
SELECT organization_id, CAST(id AS TEXT) FROM payment
 WHERE (source = 'gateway') <> (gateway IS NOT NULL AND gateway_ref IS NOT NULL)
UNION ALL
SELECT organization_id, MIN(CAST(id AS TEXT)) FROM payment WHERE gateway_ref IS NOT NULL
 GROUP BY organization_id, gateway, gateway_ref HAVING COUNT(*) > 1
UNION ALL
SELECT c.organization_id, CAST(c.id AS TEXT) FROM checkout c
 WHERE c.state = 'settled' AND c.lead_id IS NULL AND NOT EXISTS (
   SELECT 1 FROM payment p WHERE p.organization_id = c.organization_id AND p.gateway = c.gateway
      AND p.gateway_ref = c.gateway_ref AND (p.amount_minor = c.amount_minor
        + COALESCE((SELECT SUM(s.amount_minor) FROM checkout s
            WHERE s.organization_id = c.organization_id AND s.lead_id = c.id), 0)
        OR (c.method = 'financing' AND p.amount_minor < c.amount_minor)))
UNION ALL
SELECT s.organization_id, CAST(s.id AS TEXT) FROM checkout s
  LEFT JOIN checkout c ON c.organization_id = s.organization_id AND c.id = s.lead_id
 WHERE s.lead_id IS NOT NULL AND (c.id IS NULL OR c.lead_id IS NOT NULL OR c.state <> s.state
    OR c.method <> s.method OR s.gateway_ref IS NOT NULL)
UNION ALL
SELECT s.organization_id, CAST(s.id AS TEXT) FROM checkout s
  JOIN checkout c ON c.organization_id = s.organization_id AND c.id = s.lead_id
  JOIN invoice i ON i.organization_id = s.organization_id AND i.id = s.invoice_id
  JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
  JOIN invoice l ON l.organization_id = c.organization_id AND l.id = c.invoice_id
  JOIN job k ON k.organization_id = l.organization_id AND k.id = l.job_id
 WHERE j.customer_id <> k.customer_id
UNION ALL
SELECT organization_id, CAST(invoice_id AS TEXT) FROM checkout WHERE state IN ('open', 'pending')
 GROUP BY organization_id, invoice_id HAVING COUNT(*) > 1
""",
    ),
    Invariant(
        id="G1",
        claim="A refund through a processor has its number once it is sent; one that failed came in again.",
        sql=f"""
SELECT s.organization_id, CAST(s.id AS TEXT) FROM sending s
  JOIN refund f ON f.organization_id = s.organization_id AND f.id = s.id
 WHERE (s.state = 'sent' AND COALESCE(s.gateway_ref, '') = '') OR s.payment_id <> f.payment_id
    OR (f.amount_minor > 0 AND (s.state = 'failed') <> EXISTS (
      SELECT 1 FROM payment p WHERE p.organization_id = s.organization_id AND p.gateway = s.gateway
         AND p.gateway_ref = 'refund:' || CAST(s.id AS TEXT) AND p.amount_minor = f.amount_minor
         AND f.tip_minor = COALESCE((SELECT SUM(t.amount_minor) FROM tip t
            WHERE t.organization_id = p.organization_id AND t.payment_id = p.id
              AND t.mutation_id = p.mutation_id), 0)
         AND f.surcharge_minor = COALESCE((SELECT SUM(t.amount_minor) FROM surcharge t
            WHERE t.organization_id = p.organization_id AND t.payment_id = p.id
              AND t.mutation_id = p.mutation_id), 0)))
UNION ALL
{alone_again("tip")}
UNION ALL
{alone_again("surcharge")}
UNION ALL
SELECT k.organization_id, CAST(k.id AS TEXT) FROM capture k
  JOIN payment p ON p.organization_id = k.organization_id AND p.id = k.id
 WHERE p.source <> 'gateway' OR p.gateway <> k.gateway OR p.gateway_ref <> k.gateway_ref
    OR k.fee_minor > p.amount_minor + COALESCE((SELECT SUM(t.amount_minor) FROM tip t
        WHERE t.organization_id = p.organization_id AND t.payment_id = p.id
          AND t.mutation_id = p.mutation_id), 0)
      + COALESCE((SELECT SUM(t.amount_minor) FROM surcharge t
        WHERE t.organization_id = p.organization_id AND t.payment_id = p.id
          AND t.mutation_id = p.mutation_id), 0)
""",
    ),
    Invariant(
        id="G2",
        claim="What a processor has not said yet is asked for again; an open dispute is a decision.",
        sql="""
SELECT k.organization_id, CAST(k.id AS TEXT) FROM checkout k
 WHERE k.state IN ('open', 'pending') AND k.lead_id IS NULL AND NOT EXISTS (
   SELECT 1 FROM outbox o WHERE o.organization_id = k.organization_id AND o.kind = 'paypage.poll'
      AND o.dedupe_key = CAST(k.id AS TEXT) AND o.state <> 'done')
UNION ALL
SELECT s.organization_id, CAST(s.id AS TEXT) FROM sending s
 WHERE s.state = 'asked' AND NOT EXISTS (
   SELECT 1 FROM outbox o WHERE o.organization_id = s.organization_id AND o.kind = 'paypage.send_refund'
      AND o.dedupe_key = CAST(s.id AS TEXT) AND o.state <> 'done')
UNION ALL
SELECT d.organization_id, CAST(d.id AS TEXT) FROM dispute d
 WHERE (d.state = 'open') <> (d.closed_at IS NULL)
    OR (d.state = 'open' AND NOT EXISTS (SELECT 1 FROM decision w WHERE w.organization_id = d.organization_id
          AND w.payment_id = d.payment_id AND w.reason = 'disputed' AND w.resolved_at IS NULL))
""",
    ),
    Invariant(
        id="G3",
        claim="Keys of a processor are sealed, a removed account has none; doubt is of live attempts.",
        sql="""
SELECT organization_id, CAST(id AS TEXT) FROM gateway_account
 WHERE (removed_at IS NULL AND sealed_key NOT LIKE '1.%') OR (removed_at IS NOT NULL AND sealed_key <> '')
    OR (sealed_webhook_secret IS NOT NULL AND sealed_webhook_secret NOT LIKE '1.%')
    OR (removed_at IS NOT NULL AND takes_payments = TRUE)
UNION ALL
SELECT f.organization_id, CAST(f.id AS TEXT) FROM former_key f
  LEFT JOIN gateway_account a ON a.organization_id = f.organization_id AND a.gateway = f.gateway
 WHERE a.id IS NULL OR f.key_no >= a.key_no OR f.sealed_key NOT LIKE '1.%' AND f.sealed_key <> ''
    OR (a.removed_at IS NOT NULL AND f.sealed_key <> '')
UNION ALL
SELECT k.organization_id, CAST(k.id AS TEXT) FROM checkout k
  JOIN gateway_account a ON a.organization_id = k.organization_id AND a.gateway = k.gateway
 WHERE k.key_no > a.key_no
UNION ALL
SELECT k.organization_id, CAST(k.id AS TEXT) FROM checkout k
 WHERE k.problem = 'unknown' AND k.state NOT IN ('open', 'pending')
UNION ALL
SELECT organization_id, MIN(CAST(id AS TEXT)) FROM gateway_account WHERE takes_payments = TRUE
 GROUP BY organization_id, role HAVING COUNT(*) > 1
""",
    ),
    Invariant(
        id="W1",
        claim="A gateway's event is processed, or says why not yet.",
        sql="""
SELECT '-', event_id FROM delivery
 WHERE (processed_at IS NULL AND attempts > 0 AND COALESCE(last_error, '') = '') OR processed_at < received_at
""",
    ),
    Invariant(
        id="W2",
        claim="An invoice that was sent has its one mail in the outbox, and no mail is there unasked.",
        sql="""
WITH sent AS MATERIALIZED (SELECT organization_id, CAST(id AS TEXT) AS id FROM mutation
                            WHERE type = 'invoices.send_invoice' AND state <> 'rejected'),
made AS MATERIALIZED (SELECT organization_id, CAST(id AS TEXT) AS id FROM mutation
                       WHERE type IN ('invoices.create_invoice', 'schedules.issue_stage')
                         AND state <> 'rejected')
SELECT m.organization_id, m.id FROM sent m
  LEFT JOIN outbox o ON o.organization_id = m.organization_id AND o.kind = 'mail.invoice'
   AND o.dedupe_key = m.id
 GROUP BY m.organization_id, m.id HAVING COUNT(o.id) <> 1
UNION ALL
SELECT o.organization_id, o.dedupe_key FROM outbox o
  LEFT JOIN sent m ON m.organization_id = o.organization_id AND m.id = o.dedupe_key
  LEFT JOIN made n ON n.organization_id = o.organization_id AND n.id = o.dedupe_key
 WHERE o.kind = 'mail.invoice' AND m.id IS NULL AND n.id IS NULL
""",
    ),
    Invariant(
        id="W3",
        claim="An outgoing message waits for its next try, is done, or is dead with its reason.",
        sql="""
SELECT organization_id, CAST(id AS TEXT) FROM outbox
 WHERE state NOT IN ('waiting', 'done', 'dead') OR (state = 'waiting') <> (done_at IS NULL)
    OR (state = 'dead' AND COALESCE(last_error, '') = '')
""",
    ),
)
