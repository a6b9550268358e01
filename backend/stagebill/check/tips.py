"""Tips: beside the payment that a processor took by card, and never gone twice."""

from stagebill.check.beside import asked_about_too_much, not_as_asked, not_by_card
from stagebill.check.invariant import Invariant

INVARIANTS = (
    Invariant(
        id="M23",
        claim="A tip came by card through a processor, beside what was asked for the invoices, to the cent.",
        sql=f"""
{not_by_card("tip")}
UNION ALL
SELECT c.organization_id, c.id FROM checkout c
 WHERE c.tip_minor < 0 OR (c.tip_minor > 0 AND (c.method <> 'card' OR c.lead_id IS NOT NULL))
UNION ALL
{not_as_asked("tip")}
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
