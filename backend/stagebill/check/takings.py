"""Cash and checks that were handed over: once, by who took them, and no more than there was."""

from stagebill.check.invariant import Invariant

INVARIANTS = (
    Invariant(
        id="HO1",
        claim="A handover holds cash and checks that its member recorded, and sums up what they were.",
        sql="""
SELECT t.organization_id, CAST(t.id AS TEXT) FROM handed_payment t
  LEFT JOIN handover h ON h.organization_id = t.organization_id AND h.id = t.handover_id
  LEFT JOIN payment p ON p.organization_id = t.organization_id AND p.id = t.payment_id
 WHERE h.id IS NULL OR p.id IS NULL OR p.recorded_by IS NULL OR p.recorded_by <> h.member_id
    OR p.method NOT IN ('cash', 'check') OR t.amount_minor > p.amount_minor
    OR (t.undone_at IS NULL) <> (h.undone_at IS NULL)
UNION ALL
SELECT h.organization_id, CAST(h.id AS TEXT) FROM handover h
  LEFT JOIN (SELECT organization_id, handover_id, SUM(amount_minor) AS amount, COUNT(*) AS n
               FROM handed_payment GROUP BY organization_id, handover_id) t
    ON t.organization_id = h.organization_id AND t.handover_id = h.id
 WHERE COALESCE(t.amount, 0) <> h.cash_minor + h.check_minor OR COALESCE(t.n, 0) <> h.payment_count
UNION ALL
SELECT organization_id, MIN(CAST(payment_id AS TEXT)) FROM handed_payment WHERE undone_at IS NULL
 GROUP BY organization_id, payment_id HAVING COUNT(*) > 1
""",
    ),
)
