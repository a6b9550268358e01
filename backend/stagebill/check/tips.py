"""Tips: beside the payment that a processor took by card, and never gone twice."""

from stagebill.check.beside import asked_about_too_much, not_as_asked, not_by_card
from stagebill.check.invariant import Invariant

INVARIANTS = (
    Invariant(
        id="M23",
        claim="A tip came by card through a processor, for jobs that were paid with it, beside what was "
        "asked for the invoices, to the cent.",
        sql=f"""
{not_by_card("tip")}
UNION ALL
SELECT c.organization_id, c.id FROM checkout c
 WHERE c.tip_minor < 0 OR (c.tip_minor > 0 AND (c.method <> 'card' OR c.lead_id IS NOT NULL))
UNION ALL
{not_as_asked("tip")}
UNION ALL
SELECT t.organization_id, t.id FROM tip t
  JOIN payment p ON p.organization_id = t.organization_id AND p.id = t.payment_id
   AND p.mutation_id = t.mutation_id
  JOIN checkout c ON c.organization_id = p.organization_id AND c.gateway = p.gateway
   AND c.gateway_ref = p.gateway_ref
 WHERE t.job_id IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM checkout k
     JOIN invoice i ON i.organization_id = k.organization_id AND i.id = k.invoice_id
      WHERE k.organization_id = c.organization_id AND k.id = c.id AND i.job_id = t.job_id)
   AND NOT EXISTS (SELECT 1 FROM checkout k
     JOIN invoice i ON i.organization_id = k.organization_id AND i.id = k.invoice_id
      WHERE k.organization_id = c.organization_id AND k.lead_id = c.id AND i.job_id = t.job_id)
UNION ALL
SELECT t.organization_id, t.id FROM tip t
 WHERE t.job_id IS NOT NULL AND NOT EXISTS (
   SELECT 1 FROM job j WHERE j.organization_id = t.organization_id AND j.id = t.job_id)
""",
    ),
    Invariant(
        id="M24",
        claim="Of a tip no more goes back, or waits for a decision, than came; whatever goes back is a sum.",
        sql=f"""
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
{asked_about_too_much("tip")}
""",
    ),
)
