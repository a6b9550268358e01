"""The ledger: caps, payments, allocations and reversals. An undo is a row of its own."""

from stagebill.check.invariant import Invariant

_NET_OF_PAYMENT = """
SELECT organization_id, payment_id, SUM(amount_minor) AS net FROM allocation
 GROUP BY organization_id, payment_id
"""
_NET_OF_INVOICE = """
SELECT organization_id, invoice_id, SUM(amount_minor) AS net FROM allocation
 GROUP BY organization_id, invoice_id
"""

_GIVEN_BACK = """
SELECT organization_id, payment_id, SUM(amount_minor) AS back
  FROM (SELECT organization_id, payment_id, amount_minor FROM reversal UNION ALL
        SELECT organization_id, payment_id, amount_minor FROM refund) b
 GROUP BY organization_id, payment_id
"""

INVARIANTS = (
    Invariant(
        id="M1",
        claim="The live invoices of a job, less their credits, never come to more than the job.",
        sql="""
SELECT j.organization_id, j.id FROM job j
  JOIN (SELECT organization_id, job_id, SUM(total_minor - released_minor - credited_minor) AS invoiced
          FROM invoice
         WHERE issued_at IS NOT NULL AND voided_at IS NULL AND canceled_at IS NULL
         GROUP BY organization_id, job_id) i
    ON i.organization_id = j.organization_id AND i.job_id = j.id
 WHERE i.invoiced > j.total_minor
""",
    ),
    Invariant(
        id="M2",
        claim="A job's figures are those of its lines: subtotal, less discount, plus tax, is the total.",
        sql="""
SELECT j.organization_id, j.id FROM job j
  LEFT JOIN (SELECT organization_id, job_id, SUM(amount_minor) AS lines FROM line_item
              WHERE removed_at IS NULL GROUP BY organization_id, job_id) l
    ON l.organization_id = j.organization_id AND l.job_id = j.id
 WHERE j.subtotal_minor <> COALESCE(l.lines, 0)
    OR j.total_minor <> j.subtotal_minor - j.discount_minor + j.tax_minor
    OR j.discount_minor < 0 OR j.total_minor < 0
""",
    ),
    Invariant(
        id="M5",
        claim="What a payment settles and gave back is never more than its amount, nor less than nothing.",
        sql=f"""
SELECT p.organization_id, p.id FROM payment p
  LEFT JOIN ({_NET_OF_PAYMENT}) a ON a.organization_id = p.organization_id AND a.payment_id = p.id
  LEFT JOIN ({_GIVEN_BACK}) r
    ON r.organization_id = p.organization_id AND r.payment_id = p.id
 WHERE COALESCE(a.net, 0) < 0 OR COALESCE(a.net, 0) + COALESCE(r.back, 0) > p.amount_minor
""",
    ),
    Invariant(
        id="M6",
        claim="Money on a live invoice is at most what is owed on it; on any other there is none.",
        sql=f"""
SELECT i.organization_id, i.id FROM invoice i
  JOIN ({_NET_OF_INVOICE}) a ON a.organization_id = i.organization_id AND a.invoice_id = i.id
 WHERE a.net < 0
    OR a.net > CASE WHEN i.issued_at IS NULL OR i.voided_at IS NOT NULL OR i.canceled_at IS NOT NULL THEN 0
                     ELSE i.total_minor - i.held_minor + i.unheld_minor - i.credited_minor END
""",
    ),
    Invariant(
        id="M7",
        claim="A payment settles invoices in its own currency, of its own job or its own customer.",
        sql="""
SELECT a.organization_id, a.id FROM allocation a
  JOIN payment p ON p.organization_id = a.organization_id AND p.id = a.payment_id
  JOIN invoice i ON i.organization_id = a.organization_id AND i.id = a.invoice_id
  JOIN organization o ON o.id = a.organization_id
  JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
  LEFT JOIN customer c ON c.organization_id = p.organization_id AND c.id = p.matched_customer_id
 WHERE p.currency <> o.currency
    OR (p.matched_job_id IS NOT NULL AND p.matched_job_id <> i.job_id
        AND COALESCE(c.merged_into, c.id) <> j.customer_id)
UNION ALL
SELECT i.organization_id, i.id FROM invoice i
  JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
  JOIN customer c ON c.organization_id = i.organization_id AND c.id = i.customer_id
 WHERE j.customer_id <> COALESCE(c.merged_into, c.id)
""",
    ),
    Invariant(
        id="M8",
        claim="A reversed payment settles nothing any more, and gave back no more than it brought.",
        sql=f"""
SELECT r.organization_id, r.id FROM reversal r
  JOIN payment p ON p.organization_id = r.organization_id AND p.id = r.payment_id
  LEFT JOIN ({_NET_OF_PAYMENT}) a ON a.organization_id = r.organization_id AND a.payment_id = r.payment_id
 WHERE r.amount_minor > p.amount_minor OR r.amount_minor <= 0 OR COALESCE(a.net, 0) <> 0
    OR TRIM(r.reason) = ''
""",
    ),
    Invariant(
        id="M10",
        claim="An allocation is undone at most once, by a row of the same size the other way.",
        sql="""
SELECT u.organization_id, u.id FROM allocation u
  LEFT JOIN allocation a ON a.organization_id = u.organization_id AND a.id = u.undoes
 WHERE (u.amount_minor < 0) <> (u.undoes IS NOT NULL)
    OR (u.undoes IS NOT NULL AND (a.id IS NULL OR a.amount_minor <> -u.amount_minor
        OR a.payment_id <> u.payment_id OR a.invoice_id <> u.invoice_id))
UNION ALL
SELECT organization_id, undoes FROM allocation WHERE undoes IS NOT NULL
 GROUP BY organization_id, undoes HAVING COUNT(*) > 1
""",
    ),
    Invariant(
        id="M16",
        claim="Money that found no place, or lies on a canceled job, is a decision; an open one has money.",
        sql=f"""
SELECT p.organization_id, p.id FROM payment p
  LEFT JOIN (SELECT organization_id, payment_id, COUNT(*) AS n FROM decision
              GROUP BY organization_id, payment_id) d
    ON d.organization_id = p.organization_id AND d.payment_id = p.id
 WHERE p.unapplied_reason NOT IN ('advance', 'whole_invoices_only') AND COALESCE(d.n, 0) = 0
UNION ALL
SELECT d.organization_id, d.id FROM decision d
  JOIN payment p ON p.organization_id = d.organization_id AND p.id = d.payment_id
  LEFT JOIN ({_NET_OF_PAYMENT}) a ON a.organization_id = d.organization_id AND a.payment_id = d.payment_id
  LEFT JOIN ({_GIVEN_BACK}) r ON r.organization_id = d.organization_id AND r.payment_id = d.payment_id
 WHERE d.resolved_at IS NULL AND d.reason NOT IN ('disputed', 'tip_refund_failed', 'surcharge_refund_failed')
   AND p.amount_minor - COALESCE(r.back, 0) - COALESCE(a.net, 0)
       + CASE WHEN d.reason = 'job_canceled' THEN COALESCE((SELECT SUM(k.amount_minor) FROM allocation k
           JOIN invoice i ON i.organization_id = k.organization_id AND i.id = k.invoice_id
          WHERE k.organization_id = d.organization_id AND k.payment_id = d.payment_id
            AND i.job_id = d.job_id), 0) ELSE 0 END <= d.kept_minor
UNION ALL
SELECT p.organization_id, p.id FROM payment p
  JOIN job j ON j.organization_id = p.organization_id AND j.id = p.matched_job_id
  LEFT JOIN ({_NET_OF_PAYMENT}) a ON a.organization_id = p.organization_id AND a.payment_id = p.id
  LEFT JOIN ({_GIVEN_BACK}) r ON r.organization_id = p.organization_id AND r.payment_id = p.id
 WHERE j.canceled_at IS NOT NULL AND p.amount_minor - COALESCE(r.back, 0) - COALESCE(a.net, 0) > 0
   AND NOT EXISTS (SELECT 1 FROM decision d
        WHERE d.organization_id = p.organization_id AND d.payment_id = p.id)
""",
    ),
    Invariant(
        id="M22",
        claim="A refund says why, and was asked of its processor; together they are at most what came in.",
        sql="""
SELECT f.organization_id, f.id FROM refund f
  JOIN payment p ON p.organization_id = f.organization_id AND p.id = f.payment_id
 WHERE TRIM(f.reason) = ''
    OR (p.source = 'gateway' AND f.method IN ('card', 'ach', 'financing') AND TRIM(f.reference) = ''
        AND NOT EXISTS (SELECT 1 FROM sending s WHERE s.organization_id = f.organization_id AND s.id = f.id))
UNION ALL
SELECT p.organization_id, p.id FROM payment p
  JOIN (SELECT organization_id, payment_id, SUM(amount_minor) AS refunded FROM refund
         GROUP BY organization_id, payment_id) f
    ON f.organization_id = p.organization_id AND f.payment_id = p.id
 WHERE f.refunded > p.amount_minor
""",
    ),
)
