"""Card surcharges: beside the payment that a processor took by credit card, never above the limit, never gone
twice.
"""

from stagebill.check.invariant import Invariant

INVARIANTS = (
    Invariant(
        id="M25",
        claim="A surcharge came by card through a processor, as was asked, of at most 3 % of what was paid.",
        sql="""
SELECT t.organization_id, t.id FROM surcharge t
  LEFT JOIN payment p ON p.organization_id = t.organization_id AND p.id = t.payment_id
 WHERE t.amount_minor <= 0 OR p.id IS NULL OR p.source <> 'gateway' OR p.method <> 'card'
UNION ALL
SELECT c.organization_id, c.id FROM checkout c
 WHERE c.surcharge_minor < 0 OR (c.surcharge_minor > 0 AND (c.method <> 'card' OR c.lead_id IS NOT NULL
    OR c.surcharge_minor * 10000 > 300 * (c.amount_minor + COALESCE((
      SELECT SUM(s.amount_minor) FROM checkout s
       WHERE s.organization_id = c.organization_id AND s.lead_id = c.id), 0))))
UNION ALL
SELECT c.organization_id, c.id FROM checkout c
  JOIN payment p ON p.organization_id = c.organization_id AND p.gateway = c.gateway
   AND p.gateway_ref = c.gateway_ref AND p.currency = c.currency
 WHERE c.state = 'settled' AND c.lead_id IS NULL
   AND c.surcharge_minor <> COALESCE((SELECT SUM(t.amount_minor) FROM surcharge t
        WHERE t.organization_id = p.organization_id AND t.payment_id = p.id
          AND t.mutation_id = p.mutation_id), 0)
""",
    ),
    Invariant(
        id="M26",
        claim="Of a surcharge no more goes back, or is asked about, than came; all with all of its payment.",
        sql="""
SELECT s.organization_id, s.payment_id
  FROM (SELECT t.organization_id, t.payment_id, p.amount_minor AS whole, SUM(t.amount_minor) AS came,
               SUM(CASE WHEN t.mutation_id = p.mutation_id THEN t.amount_minor ELSE 0 END) AS first
          FROM surcharge t JOIN payment p ON p.organization_id = t.organization_id AND p.id = t.payment_id
         GROUP BY t.organization_id, t.payment_id, p.amount_minor) s
  JOIN (SELECT organization_id, payment_id, SUM(amount_minor) AS paid, SUM(surcharge_minor) AS back,
               MIN(surcharge_minor) AS least
          FROM (SELECT organization_id, payment_id, amount_minor, surcharge_minor FROM refund UNION ALL
                SELECT organization_id, payment_id, amount_minor, surcharge_minor FROM reversal) r
         GROUP BY organization_id, payment_id) b
    ON b.organization_id = s.organization_id AND b.payment_id = s.payment_id
 WHERE b.least < 0 OR b.back > s.came OR (b.paid >= s.whole AND b.back < s.first)
UNION ALL
SELECT r.organization_id, r.payment_id
  FROM (SELECT organization_id, payment_id FROM refund WHERE surcharge_minor <> 0 UNION ALL
        SELECT organization_id, payment_id FROM reversal WHERE surcharge_minor <> 0) r
 WHERE NOT EXISTS (SELECT 1 FROM surcharge t
    WHERE t.organization_id = r.organization_id AND t.payment_id = r.payment_id)
UNION ALL
SELECT d.organization_id, d.payment_id
  FROM (SELECT organization_id, payment_id, SUM(amount_minor) AS waits FROM decision
         WHERE reason = 'surcharge_refund_failed' AND resolved_at IS NULL
         GROUP BY organization_id, payment_id) d
 WHERE d.waits > COALESCE((SELECT SUM(t.amount_minor) FROM surcharge t
        WHERE t.organization_id = d.organization_id AND t.payment_id = d.payment_id), 0)
     - COALESCE((SELECT SUM(b.surcharge_minor)
          FROM (SELECT organization_id, payment_id, surcharge_minor FROM refund UNION ALL
                SELECT organization_id, payment_id, surcharge_minor FROM reversal) b
         WHERE b.organization_id = d.organization_id AND b.payment_id = d.payment_id), 0)
""",
    ),
)
