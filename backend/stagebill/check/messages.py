"""What is said to customers: asked for, written once, carried once, with an end that is known or said to be
unknown.
"""

from stagebill.check.invariant import Invariant

INVARIANTS = (
    Invariant(
        id="W4",
        claim="A message has left at a moment, or says why not; one sent again repeats a message that ended.",
        sql="""
SELECT organization_id, CAST(id AS TEXT) FROM message
 WHERE state NOT IN ('written', 'handed', 'sent', 'refused', 'unknown')
    OR (state = 'sent') <> (delivered_at IS NOT NULL) OR (state IN ('refused', 'unknown') AND words = '')
    OR state_at < created_at
UNION ALL
SELECT a.organization_id, CAST(a.id AS TEXT) FROM message a
  LEFT JOIN message m ON m.organization_id = a.organization_id AND m.id = a.again_of
 WHERE a.again_of IS NOT NULL AND (m.id IS NULL OR m.state IN ('written', 'handed'))
""",
    ),
    Invariant(
        id="W5",
        claim="Each message has one errand that carries it, done not before the message has its end.",
        sql="""
WITH carried AS MATERIALIZED (SELECT organization_id, dedupe_key, state FROM outbox
                               WHERE kind = 'mail.deliver')
SELECT m.organization_id, CAST(m.id AS TEXT) FROM message m
  LEFT JOIN carried o ON o.organization_id = m.organization_id AND o.dedupe_key = CAST(m.id AS TEXT)
 GROUP BY m.organization_id, m.id HAVING COUNT(o.dedupe_key) <> 1
UNION ALL
SELECT m.organization_id, CAST(m.id AS TEXT) FROM message m
  JOIN carried o ON o.organization_id = m.organization_id AND o.dedupe_key = CAST(m.id AS TEXT)
 WHERE o.state = 'done' AND m.state IN ('written', 'handed')
UNION ALL
SELECT o.organization_id, o.dedupe_key FROM carried o
  LEFT JOIN message m ON m.organization_id = o.organization_id AND CAST(m.id AS TEXT) = o.dedupe_key
 WHERE m.id IS NULL
""",
    ),
    Invariant(
        id="W6",
        claim="No message is written unasked: each was promised by an errand, or repeats one that was.",
        sql="""
WITH asked AS MATERIALIZED (SELECT organization_id, kind || ':' || dedupe_key AS key FROM outbox
                             WHERE kind LIKE 'mail.%' OR kind IN ('text.invoice', 'text.statement'))
SELECT m.organization_id, CAST(m.id AS TEXT) FROM message m
  LEFT JOIN asked o ON o.organization_id = m.organization_id
   AND o.key = substr(m.dedupe_key, 1, length(m.kind) + 37)
 WHERE m.again_of IS NULL AND o.key IS NULL
""",
    ),
    Invariant(
        id="W7",
        claim="Each reminder by plan is one mail, of invoices that were sent; no reminder is sent unasked.",
        sql="""
WITH mailed AS MATERIALIZED (SELECT organization_id, dedupe_key FROM outbox WHERE kind = 'mail.reminder'),
planned AS MATERIALIZED (SELECT organization_id, id FROM mutation
                          WHERE type = 'notifications.remind_by_plan' AND state <> 'rejected'),
sent AS MATERIALIZED (SELECT organization_id, mutation_id, id, invoice_id FROM reminder WHERE state = 'sent')
SELECT p.organization_id, CAST(p.id AS TEXT) FROM planned p
  LEFT JOIN mailed o ON o.organization_id = p.organization_id AND o.dedupe_key = CAST(p.id AS TEXT)
  LEFT JOIN sent r ON r.organization_id = p.organization_id AND r.mutation_id = p.id
 WHERE o.dedupe_key IS NULL OR r.id IS NULL
UNION ALL
SELECT r.organization_id, CAST(r.id AS TEXT) FROM sent r
  LEFT JOIN planned p ON p.organization_id = r.organization_id AND p.id = r.mutation_id
  LEFT JOIN invoice i ON i.organization_id = r.organization_id AND i.id = r.invoice_id
 WHERE p.id IS NULL OR i.sent_at IS NULL
UNION ALL
SELECT o.organization_id, o.dedupe_key FROM mailed o
  LEFT JOIN mutation m ON m.organization_id = o.organization_id AND CAST(m.id AS TEXT) = o.dedupe_key
   AND m.type IN ('notifications.remind_customer', 'notifications.remind_by_plan')
 WHERE m.id IS NULL
""",
    ),
    Invariant(
        id="W9",
        claim="A weekly mail is for a member and was asked for; all other messages are for customers.",
        sql="""
SELECT organization_id, CAST(id AS TEXT) FROM message WHERE (kind = 'mail.weekly') <> (member_id IS NOT NULL)
UNION ALL
SELECT m.organization_id, CAST(m.id AS TEXT) FROM message m
  LEFT JOIN member p ON p.organization_id = m.organization_id AND p.id = m.member_id
 WHERE m.member_id IS NOT NULL AND p.id IS NULL
UNION ALL
SELECT o.organization_id, o.dedupe_key FROM outbox o
  LEFT JOIN mutation a ON a.organization_id = o.organization_id AND CAST(a.id AS TEXT) = o.dedupe_key
   AND a.type = 'notifications.ask_weekly'
 WHERE o.kind = 'mail.weekly' AND a.id IS NULL
""",
    ),
    Invariant(
        id="W8",
        claim="Nobody is texted who had not agreed by then; what was said of a number is whole and in order.",
        sql="""
SELECT m.organization_id, CAST(m.id AS TEXT) FROM message m
 WHERE m.kind LIKE 'text.%' AND NOT EXISTS (SELECT 1 FROM text_consent c
   WHERE c.organization_id = m.organization_id AND c.number = m.to_address
     AND c.said IN ('given', 'started') AND c.said_at <= m.created_at)
UNION ALL
SELECT organization_id, number FROM text_consent
 GROUP BY organization_id, number HAVING COUNT(*) <> MAX(place) OR MIN(place) <> 1
UNION ALL
SELECT g.organization_id, CAST(g.id AS TEXT) FROM text_consent g
  JOIN text_consent s ON s.organization_id = g.organization_id AND s.number = g.number
   AND s.place = g.place - 1 AND s.said = 'stopped'
 WHERE g.said <> 'started'
""",
    ),
)
