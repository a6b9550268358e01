"""Changed totals: credit notes stay within their invoices, are numbered without gap, and end with the job."""

from stagebill.check.invariant import Invariant

INVARIANTS = (
    Invariant(
        id="M18",
        claim="What an invoice says is credited is what its credit notes say, and no more than it bills.",
        sql="""
SELECT i.organization_id, i.id FROM invoice i
  LEFT JOIN (SELECT organization_id, invoice_id, SUM(total_minor) AS credited, SUM(unheld_minor) AS unheld
               FROM credit_note
              GROUP BY organization_id, invoice_id) c
    ON c.organization_id = i.organization_id AND c.invoice_id = i.id
 WHERE i.credited_minor <> COALESCE(c.credited, 0) OR i.unheld_minor <> COALESCE(c.unheld, 0)
    OR i.credited_minor > i.total_minor - i.released_minor
    OR (i.credited_minor > 0 AND (i.issued_at IS NULL OR i.voided_at IS NOT NULL))
UNION ALL
SELECT c.organization_id, c.id FROM credit_note c
  LEFT JOIN invoice i ON i.organization_id = c.organization_id AND i.id = c.invoice_id
 WHERE i.id IS NULL OR i.job_id <> c.job_id OR i.customer_id <> c.customer_id OR c.total_minor <= 0
    OR c.unheld_minor > c.total_minor OR TRIM(c.reason) = '' OR c.issued_on < i.issued_on
""",
    ),
    Invariant(
        id="M19",
        claim="Numbers of credit notes run on without gap or repeat, but for those that were skipped.",
        sql="""
SELECT c.organization_id, c.series FROM credit_note c
  LEFT JOIN number_series s ON s.organization_id = c.organization_id AND s.series = c.series
  LEFT JOIN (SELECT organization_id, series, SUM(to_number - from_number + 1) AS skipped FROM number_skip
              GROUP BY organization_id, series) k
    ON k.organization_id = c.organization_id AND k.series = c.series
 GROUP BY c.organization_id, c.series, s.next_number, k.skipped
HAVING MIN(c.number_seq) < 1 OR MAX(c.number_seq) >= s.next_number
    OR COUNT(DISTINCT c.number_seq) <> COUNT(*)
    OR s.next_number IS NULL OR s.next_number <> COUNT(*) + COALESCE(k.skipped, 0) + 1
UNION ALL
SELECT k.organization_id, k.series FROM number_skip k
  JOIN credit_note c ON c.organization_id = k.organization_id AND c.series = k.series
   AND c.number_seq BETWEEN k.from_number AND k.to_number
UNION ALL
SELECT organization_id, number FROM credit_note GROUP BY organization_id, number HAVING COUNT(*) > 1
""",
    ),
    Invariant(
        id="M20",
        claim="Invoices are canceled with their job alone, and a canceled job is billed no more.",
        sql="""
SELECT i.organization_id, i.id FROM invoice i
  JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
 WHERE (i.canceled_at IS NOT NULL AND (j.canceled_at IS NULL OR i.issued_at IS NULL
        OR i.voided_at IS NOT NULL))
    OR (j.canceled_at IS NOT NULL AND i.issued_at > j.canceled_at)
UNION ALL
SELECT organization_id, id FROM job
 WHERE (canceled_at IS NULL) <> (cancel_reason IS NULL) OR TRIM(cancel_reason) = ''
""",
    ),
)
