"""Customers: who was merged stands for somebody, and documents go on saying whom they are made out to."""

from stagebill.check.invariant import Invariant

INVARIANTS = (
    Invariant(
        id="K1",
        claim="A merged customer stands for one who is not merged, and has no job of their own any more.",
        sql="""
SELECT c.organization_id, c.id FROM customer c
  LEFT JOIN customer k ON k.organization_id = c.organization_id AND k.id = c.merged_into
 WHERE c.merged_into IS NOT NULL AND (k.id IS NULL OR k.merged_into IS NOT NULL OR k.id = c.id)
UNION ALL
SELECT c.organization_id, c.id FROM customer c
  JOIN job j ON j.organization_id = c.organization_id AND j.customer_id = c.id
 WHERE c.merged_into IS NOT NULL
UNION ALL
SELECT organization_id, id FROM customer
 WHERE merged_into IS NOT NULL AND TRIM(COALESCE(merge_reason, '')) = ''
""",
    ),
    Invariant(
        id="K2",
        claim="An issued invoice says whom it is made out to; a draft does not yet.",
        sql="""
SELECT organization_id, id FROM invoice WHERE (issued_at IS NULL) <> (customer_name IS NULL)
""",
    ),
)
