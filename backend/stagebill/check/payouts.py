"""Payouts: what is in each comes to its sum, and every movement is in one, as it is written down here."""

from stagebill.check.invariant import Invariant

# A payout whose money did not come back.
_STANDS = """NOT EXISTS (SELECT 1 FROM payout_end e WHERE e.organization_id = o.organization_id
  AND e.payout_id = o.id AND e.ending IN ('failed', 'canceled'))"""
_ITEMS = """payout_item i
  JOIN payout o ON o.organization_id = i.organization_id AND o.id = i.payout_id"""

INVARIANTS = (
    Invariant(
        id="PO1",
        claim="What is in a payout comes to its amount, and no movement is in two that stand.",
        sql=f"""
SELECT o.organization_id, CAST(o.id AS TEXT) FROM payout o
  JOIN payout_item i ON i.organization_id = o.organization_id AND i.payout_id = o.id
 GROUP BY o.organization_id, o.id, o.amount_minor HAVING SUM(i.amount_minor - i.fee_minor) <> o.amount_minor
UNION ALL
SELECT i.organization_id, i.gateway_ref FROM {_ITEMS} WHERE {_STANDS}
 GROUP BY i.organization_id, o.gateway, i.gateway_ref HAVING COUNT(*) > 1
""",
    ),
    Invariant(
        id="PO2",
        claim="A payment is in at most one payout that stands, with its own amount and the fee kept of it.",
        sql=f"""
SELECT i.organization_id, CAST(i.payment_id AS TEXT) FROM {_ITEMS}
 WHERE i.kind = 'charge' AND i.payment_id IS NOT NULL AND {_STANDS}
 GROUP BY i.organization_id, i.payment_id HAVING COUNT(*) > 1
UNION ALL
SELECT i.organization_id, CAST(i.id AS TEXT) FROM {_ITEMS}
  JOIN payment p ON p.organization_id = i.organization_id AND p.id = i.payment_id
  LEFT JOIN capture k ON k.organization_id = i.organization_id AND k.id = i.payment_id
 WHERE k.id IS NULL OR k.gateway <> o.gateway OR k.payment_ref <> i.payment_ref
    OR (i.kind = 'charge' AND o.currency = p.currency
      AND (i.amount_minor <> p.amount_minor + COALESCE((SELECT SUM(t.amount_minor) FROM tip t
          WHERE t.organization_id = p.organization_id AND t.payment_id = p.id
            AND t.mutation_id = p.mutation_id), 0) + COALESCE((SELECT SUM(s.amount_minor) FROM surcharge s
          WHERE s.organization_id = p.organization_id AND s.payment_id = p.id
            AND s.mutation_id = p.mutation_id), 0)
        OR i.fee_minor <> COALESCE(k.fee_minor, -1)))
""",
    ),
    Invariant(
        id="PO3",
        claim="A dispute gives back no more than it took, and a payout has what it took and cost.",
        sql=f"""
SELECT m.organization_id, CAST(m.dispute_id AS TEXT) FROM dispute_move m
 GROUP BY m.organization_id, m.dispute_id HAVING SUM(m.amount_minor) > 0
UNION ALL
SELECT m.organization_id, CAST(m.id AS TEXT) FROM dispute_move m
  JOIN dispute d ON d.organization_id = m.organization_id AND d.id = m.dispute_id
 WHERE d.payment_id <> m.payment_id
UNION ALL
SELECT i.organization_id, CAST(i.id AS TEXT) FROM {_ITEMS}
  JOIN dispute_move m ON m.organization_id = i.organization_id AND m.gateway_ref = i.gateway_ref
 WHERE i.kind <> 'dispute' OR i.amount_minor <> m.amount_minor OR i.fee_minor <> m.fee_minor
    OR i.payment_id <> m.payment_id
""",
    ),
    Invariant(
        id="PO4",
        claim="Payouts take back of a payment no more than what is written down as given back of it.",
        sql=f"""
SELECT i.organization_id, CAST(i.payment_id AS TEXT) FROM {_ITEMS}
  JOIN payment p ON p.organization_id = i.organization_id AND p.id = i.payment_id
 WHERE i.kind IN ('refund', 'refund_failed') AND o.currency = p.currency AND {_STANDS}
 GROUP BY i.organization_id, i.payment_id HAVING -SUM(i.amount_minor) > COALESCE((
   SELECT SUM(f.amount_minor + f.tip_minor + f.surcharge_minor) FROM refund f
    WHERE f.organization_id = i.organization_id AND f.payment_id = i.payment_id), 0) + COALESCE((
   SELECT SUM(r.amount_minor + r.tip_minor + r.surcharge_minor) FROM reversal r
    WHERE r.organization_id = i.organization_id AND r.payment_id = i.payment_id), 0)
""",
    ),
    Invariant(
        id="PO5",
        claim="A payout that came back did so once, and was not paid after that.",
        sql="""
SELECT e.organization_id, CAST(e.payout_id AS TEXT) FROM payout_end e
  JOIN payout_end x ON x.organization_id = e.organization_id AND x.payout_id = e.payout_id
   AND x.ending IN ('failed', 'canceled')
 WHERE e.id <> x.id AND (e.ending <> 'paid' OR e.created_at > x.created_at)
UNION ALL
SELECT e.organization_id, CAST(e.payout_id AS TEXT) FROM payout_end e
 WHERE e.ending = 'paid' AND e.problem IS NOT NULL
""",
    ),
)
