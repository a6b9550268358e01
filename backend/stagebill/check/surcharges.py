"""Card surcharges: beside the payment that a processor took by credit card, never above the limit, never gone
twice.
"""

from stagebill.check.beside import asked_about_too_much, not_as_asked, not_by_card
from stagebill.check.invariant import Invariant

INVARIANTS = (
    Invariant(
        id="M25",
        claim="A surcharge came by card through a processor, as was asked, of at most 3 % of what was paid.",
        sql=f"""
{not_by_card("surcharge")}
UNION ALL
SELECT c.organization_id, c.id FROM checkout c
 WHERE c.surcharge_minor < 0 OR (c.surcharge_minor > 0 AND (c.method <> 'card' OR c.lead_id IS NOT NULL
    OR c.surcharge_minor * 10000 > 300 * (c.amount_minor + COALESCE((
      SELECT SUM(s.amount_minor) FROM checkout s
       WHERE s.organization_id = c.organization_id AND s.lead_id = c.id), 0))))
UNION ALL
{not_as_asked("surcharge")}
""",
    ),
    Invariant(
        id="M26",
        claim="Of a surcharge no more goes back, or is asked about, than came; all with all of its payment.",
        sql=f"""
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
{asked_about_too_much("surcharge")}
""",
    ),
)
