"""What customers ask about invoices."""

from stagebill.check.invariant import Invariant

INVARIANTS = (
    Invariant(
        id="Q1",
        claim="A question is about an issued invoice of its job; an answered one has words and a moment.",
        sql="""
SELECT q.organization_id, CAST(q.id AS TEXT) FROM question q
  LEFT JOIN invoice i ON i.organization_id = q.organization_id AND i.id = q.invoice_id
 WHERE i.id IS NULL OR i.job_id <> q.job_id OR i.issued_at IS NULL OR q.questioned_minor > i.total_minor
    OR trim(q.text) = '' OR (q.ending IS NULL) <> (q.ended_at IS NULL) OR q.ended_at < q.asked_at
    OR (trim(q.answer) <> '') <> coalesce(q.ending = 'answered', FALSE)
""",
    ),
    Invariant(
        id="Q2",
        claim="While a question about an invoice is open, nobody is reminded of that invoice.",
        sql="""
SELECT q.organization_id, CAST(q.id AS TEXT) FROM question q
  JOIN reminder r ON r.organization_id = q.organization_id AND r.invoice_id = q.invoice_id
   AND r.state = 'sent' AND r.created_at > q.asked_at AND (q.ended_at IS NULL OR r.created_at < q.ended_at)
""",
    ),
    Invariant(
        id="Q3",
        claim="A stage that was accepted is an issued invoice of its job, at the total that it still says.",
        sql="""
SELECT a.organization_id, CAST(a.id AS TEXT) FROM acceptance a
  LEFT JOIN invoice i ON i.organization_id = a.organization_id AND i.id = a.id
 WHERE i.id IS NULL OR i.job_id <> a.job_id OR i.issued_at IS NULL OR i.total_minor <> a.total_minor
    OR trim(a.name) = ''
""",
    ),
)
