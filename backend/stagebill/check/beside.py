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


def alone_again(kind: Kind) -> str:
    """Payments of which less came again than failed to go back alone, or more than that and what went back
    alone elsewhere than on our word. By sums: a moment may be that of several refunds.
    """
    return f"""SELECT g.organization_id, CAST(g.payment_id AS TEXT)
  FROM (SELECT b.organization_id, b.payment_id, SUM(b.failed) AS failed, SUM(b.elsewhere) AS elsewhere,
               SUM(b.again) AS again
          FROM (SELECT f.organization_id, f.payment_id,
                       CASE WHEN s.state = 'failed' THEN f.{kind}_minor ELSE 0 END AS failed,
                       CASE WHEN s.id IS NULL THEN f.{kind}_minor ELSE 0 END AS elsewhere, 0 AS again
                  FROM refund f
                  LEFT JOIN sending s ON s.organization_id = f.organization_id AND s.id = f.id
                 WHERE f.amount_minor = 0
                UNION ALL
                SELECT t.organization_id, t.payment_id, 0, 0, t.amount_minor FROM {kind} t
                  JOIN payment p ON p.organization_id = t.organization_id AND p.id = t.payment_id
                 WHERE t.mutation_id <> p.mutation_id) b
         GROUP BY b.organization_id, b.payment_id) g
 WHERE g.again < g.failed OR g.again > g.failed + g.elsewhere"""
