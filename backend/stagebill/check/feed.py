"""Mutations, what they did, and the change feed that tells of it."""

from stagebill.check.invariant import Invariant

# The table in which a kind of mutation leaves its main record.
_ROOTS = {
    "customers.create_customer": "customer",
    "jobs.create_job": "job",
    "invoices.create_invoice": "invoice",
    "payments.record_payment": "payment",
    "change_orders.create_change_order": "change_order",
    "payments.reverse_payment": "reversal",
}
# A synced table, and the entity under which the feed names its rows.
_SYNCED = {"customer": "customer", "job": "job", "invoice": "invoice", "payment": "payment",
           "decision": "decision", "member": "member", "device": "device",
           "attachment": "attachment", "visit": "visit", "note": "note",
           "change_order": "change_order", "handed_in": "handed_in"}  # fmt: skip

# Materialized, or SQLite would search the audit by its organization alone, a million rows for each mutation.
_AUDITED = """
WITH audited AS MATERIALIZED (SELECT organization_id, mutation_id, rev, object_id FROM audit)"""
_ROOT_MISSING = "\nUNION ALL\n".join(
    f"""
SELECT m.organization_id, CAST(m.id AS TEXT) FROM mutation m
  LEFT JOIN audited a ON a.organization_id = m.organization_id AND a.mutation_id = m.id
  LEFT JOIN {table} r ON r.organization_id = a.organization_id AND r.id = a.object_id
 WHERE m.type = '{kind}' AND m.state IN ('applied', 'conflict') AND r.id IS NULL
   AND (a.object_id IS NULL
        OR a.object_id NOT IN (SELECT record_id FROM change WHERE entity = '{table}' AND op = 'del'))"""
    for kind, table in _ROOTS.items()
    if table != "reversal"
)
_NO_CHANGE = "\nUNION ALL\n".join(
    f"""
SELECT r.organization_id, r.id FROM {table} r
  LEFT JOIN (SELECT organization_id, record_id, MAX(rev) AS rev FROM change WHERE entity = '{entity}'
              GROUP BY organization_id, record_id) c
    ON c.organization_id = r.organization_id AND c.record_id = r.id
 WHERE c.rev IS NULL"""
    for table, entity in _SYNCED.items()
)
_NO_RECORD = "\nUNION ALL\n".join(
    f"""
SELECT c.organization_id, c.record_id FROM change c
  LEFT JOIN {table} r ON r.organization_id = c.organization_id AND r.id = c.record_id
 WHERE c.entity = '{entity}' AND c.op = 'put' AND r.id IS NULL
   AND c.record_id NOT IN (SELECT record_id FROM change WHERE entity = '{entity}' AND op = 'del')
UNION ALL
SELECT c.organization_id, c.record_id FROM change c
  JOIN {table} r ON r.organization_id = c.organization_id AND r.id = c.record_id
 WHERE c.entity = '{entity}' AND c.op = 'del'"""
    for table, entity in _SYNCED.items()
)

INVARIANTS = (
    Invariant(
        id="S1",
        claim="A mutation has one outcome, of a known state, with the print of its content.",
        sql="""
SELECT organization_id, id FROM mutation
 WHERE state NOT IN ('applied', 'conflict', 'rejected') OR LENGTH(fingerprint) <> 64
    OR (state = 'rejected') <> (rev IS NULL) OR (state = 'rejected' AND (code IS NULL OR body IS NULL))
""",
    ),
    Invariant(
        id="S2",
        claim="An accepted mutation left its record, a refused one left none, and no money came without one.",
        sql=f"""{_AUDITED}{_ROOT_MISSING}
UNION ALL
SELECT p.organization_id, CAST(p.id AS TEXT) FROM payment p
  LEFT JOIN mutation m ON m.organization_id = p.organization_id AND m.id = p.mutation_id
 WHERE m.id IS NULL OR m.state = 'rejected'
UNION ALL
SELECT a.organization_id, CAST(a.id AS TEXT) FROM allocation a
  LEFT JOIN mutation m ON m.organization_id = a.organization_id AND m.id = a.mutation_id
 WHERE m.id IS NULL OR m.state = 'rejected'
UNION ALL
SELECT r.organization_id, CAST(r.id AS TEXT) FROM reversal r
  LEFT JOIN mutation m ON m.organization_id = r.organization_id AND m.id = r.mutation_id
 WHERE m.id IS NULL OR m.state = 'rejected'
UNION ALL
SELECT f.organization_id, CAST(f.id AS TEXT) FROM refund f
  LEFT JOIN mutation m ON m.organization_id = f.organization_id AND m.id = f.mutation_id
 WHERE m.id IS NULL OR m.state = 'rejected'
UNION ALL
SELECT organization_id, MIN(CAST(id AS TEXT)) FROM payment
 GROUP BY organization_id, mutation_id HAVING COUNT(*) > 1
""",
    ),
    Invariant(
        id="S3",
        claim="Mutation, changes and audit row carry one commit number.",
        sql=f"""{_AUDITED}
SELECT m.organization_id, m.id FROM mutation m
  LEFT JOIN (SELECT organization_id, mutation_id, MAX(rev) AS rev FROM change
              GROUP BY organization_id, mutation_id) c
    ON c.organization_id = m.organization_id AND c.mutation_id = m.id
  LEFT JOIN audited a ON a.organization_id = m.organization_id AND a.mutation_id = m.id
 WHERE (m.state <> 'rejected' AND (a.rev IS NULL OR a.rev <> m.rev OR (c.rev IS NOT NULL AND c.rev <> m.rev)))
    OR (m.state = 'rejected' AND (a.rev IS NOT NULL OR c.rev IS NOT NULL))
""",
    ),
    Invariant(
        id="S4",
        claim="What a device sent is numbered 1, 2, 3 …; a gap is flagged on the device, or was handed in.",
        sql="""
SELECT m.organization_id, m.device_id FROM mutation m
  LEFT JOIN device d ON d.organization_id = m.organization_id AND d.id = m.device_id
 WHERE m.device_id IS NOT NULL AND m.seq IS NOT NULL
 GROUP BY m.organization_id, m.device_id, d.gap_seq, d.last_seq
HAVING (MAX(m.seq) <> COUNT(*) AND d.gap_seq IS NULL AND NOT EXISTS (
         SELECT 1 FROM handed_in h WHERE h.organization_id = m.organization_id AND h.device_id = m.device_id))
    OR COUNT(DISTINCT m.seq) <> COUNT(*) OR COALESCE(d.last_seq, -1) < MAX(m.seq)
""",
    ),
    Invariant(
        id="S5",
        claim="The feed of an organization is numbered 1 to its head without gap, and its time never falls.",
        sql="""
SELECT h.organization_id, CAST(h.rev AS TEXT) FROM feed_head h
  LEFT JOIN change c ON c.organization_id = h.organization_id
 GROUP BY h.organization_id, h.rev
HAVING h.rev <> COUNT(c.rev) OR (h.rev > 0 AND (MIN(c.rev) <> 1 OR MAX(c.rev) <> h.rev))
UNION ALL
SELECT o.id, 'no head' FROM organization o
  LEFT JOIN feed_head h ON h.organization_id = o.id WHERE h.rev IS NULL
UNION ALL
SELECT c.organization_id, CAST(c.rev AS TEXT) FROM change c
  JOIN change b ON b.organization_id = c.organization_id AND b.rev = c.rev - 1 WHERE b.at > c.at
""",
    ),
    Invariant(
        id="S6",
        claim="Every record that devices hold was told in the feed, and what the feed tells of is there.",
        sql=f"{_NO_CHANGE}\nUNION ALL\n{_NO_RECORD}",
    ),
    Invariant(
        id="S7",
        claim="What was handed in and accepted has the outcome of its mutation; what was declined says why.",
        sql="""
SELECT h.organization_id, CAST(h.id AS TEXT) FROM handed_in h
  LEFT JOIN mutation m ON m.organization_id = h.organization_id AND m.id = h.id
 WHERE (h.outcome IS NOT NULL AND (h.state <> 'accepted' OR m.state IS NULL OR m.state <> h.outcome))
    OR (h.state = 'declined' AND TRIM(h.reason) = '') OR (h.state = 'open') <> (h.decided_at IS NULL)
""",
    ),
    Invariant(
        id="S10",
        claim="A change is told to those tied to the job it belongs to, and to no other job's crew.",
        sql="""
SELECT c.organization_id, c.record_id FROM change c
  JOIN invoice i ON i.organization_id = c.organization_id AND i.id = c.record_id
 WHERE c.entity = 'invoice' AND (c.audience <> 'job' OR c.scope_id IS NULL OR c.scope_id <> i.job_id)
UNION ALL
SELECT c.organization_id, c.record_id FROM change c
  JOIN payment p ON p.organization_id = c.organization_id AND p.id = c.record_id
 WHERE c.entity = 'payment' AND c.audience = 'job'
   AND (p.matched_job_id IS NULL OR c.scope_id IS NULL OR c.scope_id <> p.matched_job_id)
UNION ALL
SELECT c.organization_id, c.record_id FROM change c
  JOIN attachment f ON f.organization_id = c.organization_id AND f.id = c.record_id
 WHERE c.entity = 'attachment' AND (c.audience <> 'job' OR c.scope_id IS NULL OR c.scope_id <> f.job_id)
UNION ALL
SELECT c.organization_id, c.record_id FROM change c
  JOIN visit v ON v.organization_id = c.organization_id AND v.id = c.record_id
 WHERE c.entity = 'visit' AND (c.audience <> 'job' OR c.scope_id IS NULL OR c.scope_id <> v.job_id)
UNION ALL
SELECT c.organization_id, c.record_id FROM change c
  JOIN note n ON n.organization_id = c.organization_id AND n.id = c.record_id
 WHERE c.entity = 'note' AND (c.audience <> 'job' OR c.scope_id IS NULL OR c.scope_id <> n.job_id)
UNION ALL
SELECT c.organization_id, c.record_id FROM change c
 WHERE c.entity = 'decision' AND c.audience <> 'office'
UNION ALL
SELECT c.organization_id, c.record_id FROM change c
 WHERE c.entity IN ('job', 'invoice', 'payment', 'customer') AND c.audience = 'everyone'
""",
    ),
)
