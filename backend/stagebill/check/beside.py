"""What lies beside a payment, its tip or its surcharge, as SQL that both are checked by."""

from typing import Literal

Kind = Literal["tip", "surcharge"]


def not_by_card(kind: Kind) -> str:
    """Rows that no card paid through a processor."""
    return f"""SELECT t.organization_id, t.id FROM {kind} t
  LEFT JOIN payment p ON p.organization_id = t.organization_id AND p.id = t.payment_id
 WHERE t.amount_minor <= 0 OR p.id IS NULL OR p.source <> 'gateway' OR p.method <> 'card'"""


def not_as_asked(kind: Kind) -> str:
    """Settled checkouts of which something else came than was asked for."""
    return f"""SELECT c.organization_id, c.id FROM checkout c
  JOIN payment p ON p.organization_id = c.organization_id AND p.gateway = c.gateway
   AND p.gateway_ref = c.gateway_ref AND p.currency = c.currency
 WHERE c.state = 'settled' AND c.lead_id IS NULL
   AND c.{kind}_minor <> COALESCE((SELECT SUM(t.amount_minor) FROM {kind} t
        WHERE t.organization_id = p.organization_id AND t.payment_id = p.id
          AND t.mutation_id = p.mutation_id), 0)"""


def asked_about_too_much(kind: Kind) -> str:
    """Payments of which more is to be decided on than came and did not go back."""
    return f"""SELECT d.organization_id, d.payment_id
  FROM (SELECT organization_id, payment_id, SUM(amount_minor) AS waits FROM decision
         WHERE reason = '{kind}_refund_failed' AND resolved_at IS NULL
         GROUP BY organization_id, payment_id) d
 WHERE d.waits > COALESCE((SELECT SUM(t.amount_minor) FROM {kind} t
        WHERE t.organization_id = d.organization_id AND t.payment_id = d.payment_id), 0)
     - COALESCE((SELECT SUM(b.{kind}_minor)
          FROM (SELECT organization_id, payment_id, {kind}_minor FROM refund UNION ALL
                SELECT organization_id, payment_id, {kind}_minor FROM reversal) b
         WHERE b.organization_id = d.organization_id AND b.payment_id = d.payment_id), 0)"""
