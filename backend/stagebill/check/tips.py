"""Tips: beside the payment that a processor took by card, and never gone twice."""

from stagebill.check.invariant import Invariant

INVARIANTS = (
    Invariant(
        id="M23",
        claim="A tip came by card through a processor, beside what was asked for the invoices, to the cent.",
        sql="""
SELECT t.organization_id, t.id FROM tip t
  LEFT JOIN payment p ON p.organization_id = t.organization_id AND p.id = t.payment_id
 WHERE t.amount_minor <= 0 OR p.id IS NULL OR p.source <> 'gateway' OR p.method <> 'card'
UNION ALL
SELECT c.organization_id, c.id FROM checkout c
 WHERE c.tip_minor < 0 OR (c.tip_minor > 0 AND (c.method <> 'card' OR c.lead_id IS NOT NULL))
UNION ALL
SELECT c.organization_id, c.id FROM checkout c
  JOIN payment p ON p.organization_id = c.organization_id AND p.gateway = c.gateway
   AND p.gateway_ref = c.gateway_ref AND p.currency = c.currency
 WHERE c.state = 'settled' AND c.lead_id IS NULL
   AND c.tip_minor <> COALESCE((SELECT SUM(t.amount_minor) FROM tip t
        WHERE t.organization_id = p.organization_id AND t.payment_id = p.id
          AND t.mutation_id = p.mutation_id), 0)
""",
    ),
    Invariant(
        id="M24",
        claim="Of a tip no more goes back, or waits for a decision, than came; whatever goes back is a sum.",
        sql="""
SELECT b.organization_id, b.payment_id
  FROM (SELECT organization_id, payment_id, SUM(tip_minor) AS back, MIN(tip_minor) AS least,
               MIN(amount_minor + tip_minor + surcharge_minor) AS given
          FROM (SELECT organization_id, payment_id, amount_minor, tip_minor, surcharge_minor FROM refund
                UNION ALL
                SELECT organization_id, payment_id, amount_minor, tip_minor, surcharge_minor FROM reversal) r
         GROUP BY organization_id, payment_id) b
 WHERE b.least < 0 OR b.given <= 0
    OR b.back > COALESCE((SELECT SUM(t.amount_minor) FROM tip t
        WHERE t.organization_id = b.organization_id AND t.payment_id = b.payment_id), 0)
UNION ALL
SELECT d.organization_id, d.payment_id
  FROM (SELECT organization_id, payment_id, SUM(amount_minor) AS waits FROM decision
         WHERE reason = 'tip_refund_failed' AND resolved_at IS NULL
         GROUP BY organization_id, payment_id) d
 WHERE d.waits > COALESCE((SELECT SUM(t.amount_minor) FROM tip t
        WHERE t.organization_id = d.organization_id AND t.payment_id = d.payment_id), 0)
     - COALESCE((SELECT SUM(b.tip_minor)
          FROM (SELECT organization_id, payment_id, tip_minor FROM refund UNION ALL
                SELECT organization_id, payment_id, tip_minor FROM reversal) b
         WHERE b.organization_id = d.organization_id AND b.payment_id = d.payment_id), 0)
""",
    ),
)
