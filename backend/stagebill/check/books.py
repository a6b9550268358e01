"""The journal: what it posts as owed and held is what the lists say, reckoned from the facts themselves."""

from stagebill.check.invariant import Invariant

_LIVE = "i.issued_at IS NOT NULL AND i.voided_at IS NULL AND i.canceled_at IS NULL"

INVARIANTS = (
    Invariant(
        id="M9",
        claim="Documents less money, by job, are what its invoices say is due and held back.",
        sql=f"""
WITH billed AS (SELECT i.organization_id, i.job_id, SUM(i.total_minor - i.held_minor) AS owed,
    SUM(i.held_minor - i.released_minor) AS held
  FROM invoice i WHERE {_LIVE} GROUP BY i.organization_id, i.job_id),
credited AS (SELECT i.organization_id, i.job_id, SUM(k.total_minor - k.unheld_minor) AS owed,
    SUM(k.unheld_minor) AS held
  FROM credit_note k JOIN invoice i ON i.organization_id = k.organization_id AND i.id = k.invoice_id
  WHERE {_LIVE} GROUP BY i.organization_id, i.job_id),
settled AS (SELECT i.organization_id, i.job_id, SUM(a.amount_minor) AS paid
  FROM allocation a JOIN invoice i ON i.organization_id = a.organization_id AND i.id = a.invoice_id
  GROUP BY i.organization_id, i.job_id),
listed AS (SELECT i.organization_id, i.job_id,
    SUM(i.total_minor - i.held_minor + i.unheld_minor - i.credited_minor - COALESCE(
      (SELECT SUM(a.amount_minor) FROM allocation a
        WHERE a.organization_id = i.organization_id AND a.invoice_id = i.id), 0)) AS due,
    SUM(i.held_minor - i.unheld_minor - i.released_minor) AS held
  FROM invoice i WHERE i.status IN ('open', 'paid') GROUP BY i.organization_id, i.job_id)
SELECT j.organization_id, CAST(j.id AS TEXT) FROM job j
  LEFT JOIN billed b ON b.organization_id = j.organization_id AND b.job_id = j.id
  LEFT JOIN credited c ON c.organization_id = j.organization_id AND c.job_id = j.id
  LEFT JOIN settled s ON s.organization_id = j.organization_id AND s.job_id = j.id
  LEFT JOIN listed l ON l.organization_id = j.organization_id AND l.job_id = j.id
 WHERE COALESCE(b.owed, 0) - COALESCE(c.owed, 0) - COALESCE(s.paid, 0) <> COALESCE(l.due, 0)
    OR COALESCE(b.held, 0) - COALESCE(c.held, 0) <> COALESCE(l.held, 0)
""",
    ),
)
