"""Plans of stages, and invoices that took the place of others."""

from stagebill.check.invariant import Invariant

INVARIANTS = (
    Invariant(
        id="R1",
        claim="An invoice replaces one void invoice of its job and kind, and is its only successor.",
        sql="""
SELECT i.organization_id, i.id FROM invoice i
  LEFT JOIN invoice o ON o.organization_id = i.organization_id AND o.id = i.replaces_id
 WHERE i.replaces_id IS NOT NULL
   AND (o.id IS NULL OR o.job_id <> i.job_id OR o.kind <> i.kind OR o.voided_at IS NULL OR o.issued_at IS NULL
        OR o.voided_at > i.issued_at)
UNION ALL
SELECT organization_id, replaces_id FROM invoice WHERE replaces_id IS NOT NULL
 GROUP BY organization_id, replaces_id HAVING COUNT(*) > 1
""",
    ),
    Invariant(
        id="P1",
        claim="An invoice of a stage is of the stage's job and kind, and a stage has one live invoice.",
        sql="""
SELECT i.organization_id, CAST(i.id AS TEXT) FROM invoice i
  LEFT JOIN stage s ON s.organization_id = i.organization_id AND s.id = i.stage_id
 WHERE i.stage_id IS NOT NULL AND (s.id IS NULL OR s.job_id <> i.job_id OR s.kind <> i.kind)
UNION ALL
SELECT organization_id, CAST(stage_id AS TEXT) FROM invoice
 WHERE stage_id IS NOT NULL AND status <> 'void' GROUP BY organization_id, stage_id HAVING COUNT(*) > 1
UNION ALL
SELECT s.organization_id, CAST(s.id AS TEXT) FROM stage s
  JOIN invoice i ON i.organization_id = s.organization_id AND i.stage_id = s.id
 WHERE s.dropped_at IS NOT NULL AND i.status IN ('open', 'paid')
""",
    ),
    Invariant(
        id="P2",
        claim="The stages of a plan have their places, ask for at most 100%, and only the last is the rest.",
        sql="""
SELECT organization_id, CAST(job_id AS TEXT) FROM stage WHERE dropped_at IS NULL
 GROUP BY organization_id, job_id
HAVING COUNT(DISTINCT position) <> COUNT(*) OR SUM(percent_ppm) > 1000000
UNION ALL
SELECT s.organization_id, CAST(s.id AS TEXT) FROM stage s
  JOIN stage l ON l.organization_id = s.organization_id AND l.job_id = s.job_id AND l.dropped_at IS NULL
   AND l.position > s.position
 WHERE s.dropped_at IS NULL AND s.percent_ppm IS NULL AND s.amount_minor IS NULL
UNION ALL
SELECT s.organization_id, CAST(s.id AS TEXT) FROM stage s
  LEFT JOIN schedule c ON c.organization_id = s.organization_id AND c.id = s.job_id
 WHERE c.id IS NULL
""",
    ),
)
