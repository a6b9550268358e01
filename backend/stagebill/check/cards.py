"""Cards on file: agreed to by their customer, charged for nobody else, and for nothing once removed."""

from stagebill.check.invariant import Invariant

INVARIANTS = (
    Invariant(
        id="CF1",
        claim="A card on file was agreed to, pays only for who agreed, and nothing begins after its removal.",
        sql="""
SELECT c.organization_id, CAST(c.id AS TEXT) FROM checkout c
  JOIN invoice i ON i.organization_id = c.organization_id AND i.id = c.invoice_id
  JOIN job j ON j.organization_id = i.organization_id AND j.id = i.job_id
  LEFT JOIN kept_card k ON k.organization_id = c.organization_id AND k.id = c.card_id
 WHERE c.card_id IS NOT NULL AND (k.id IS NULL OR c.gateway <> k.gateway OR c.method <> 'card'
    OR c.lead_id IS NOT NULL OR c.tip_minor <> 0
    OR (j.customer_id <> k.customer_id AND NOT EXISTS (
      SELECT 1 FROM customer m WHERE m.organization_id = k.organization_id AND m.id = k.customer_id
         AND m.merged_into = j.customer_id)))
UNION ALL
SELECT c.organization_id, CAST(c.id AS TEXT) FROM checkout c
  JOIN card_removal r ON r.organization_id = c.organization_id AND r.id = c.card_id
 WHERE c.created_at > r.removed_at
UNION ALL
SELECT k.organization_id, CAST(k.id AS TEXT) FROM kept_card k
  LEFT JOIN card_agreement a ON a.organization_id = k.organization_id AND a.id = k.id
  LEFT JOIN checkout c ON c.organization_id = k.organization_id AND c.id = k.id
 WHERE a.id IS NULL OR a.words = '' OR a.customer_id <> k.customer_id OR c.id IS NULL
    OR c.keeps_card = FALSE OR c.state <> 'settled' OR c.gateway <> k.gateway
""",
    ),
)
