"""Reads that look over all slices; this file may read any table."""

from typing import Any

import msgspec

from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.reporting.timeline import Happening, Subject, actor_of, changed_between
from stagebill.sync.command import Scope
from stagebill.sync.scoped import Where, among

# Whatever hangs on a job, under the id by which the audit chain names it.
_SUBJECTS = """
WITH subject (id, entity, name, amount_minor, starts_at) AS (
  SELECT j.id, 'job', j.title, CAST(NULL AS BIGINT), CAST(NULL AS TIMESTAMPTZ)
    FROM job j WHERE j.organization_id = $1 AND j.id = $2
  UNION ALL SELECT i.id, 'invoice', coalesce(i.number, ''), i.total_minor, NULL
    FROM invoice i WHERE i.organization_id = $1 AND i.job_id = $2
  UNION ALL SELECT p.id, 'payment', p.method, p.amount_minor, NULL
    FROM payment p WHERE p.organization_id = $1 AND p.matched_job_id = $2
  UNION ALL SELECT p.id, 'payment', p.method, CAST(coalesce(sum(CASE WHEN l.mutation_id = p.mutation_id
      THEN l.amount_minor END), sum(l.amount_minor)) AS BIGINT), NULL
    FROM payment p JOIN allocation l ON l.organization_id = p.organization_id AND l.payment_id = p.id
    JOIN invoice i ON i.organization_id = l.organization_id AND i.id = l.invoice_id
    WHERE p.organization_id = $1 AND i.job_id = $2 AND (p.matched_job_id IS NULL OR p.matched_job_id <> $2)
    GROUP BY p.id, p.method
  UNION ALL SELECT g.id, 'change_order', g.title, g.total_minor, NULL
    FROM change_order g WHERE g.organization_id = $1 AND g.job_id = $2
  UNION ALL SELECT k.id, 'credit_note', k.number, k.total_minor, NULL
    FROM credit_note k WHERE k.organization_id = $1 AND k.job_id = $2
  UNION ALL SELECT d.id, 'decision', d.reason, d.amount_minor, NULL
    FROM decision d WHERE d.organization_id = $1 AND d.job_id = $2
  UNION ALL SELECT v.id, 'visit', v.note, NULL, v.starts_at
    FROM visit v WHERE v.organization_id = $1 AND v.job_id = $2
  UNION ALL SELECT n.id, 'note', n.text, NULL, NULL
    FROM note n WHERE n.organization_id = $1 AND n.job_id = $2
  UNION ALL SELECT f.id, f.kind, CASE WHEN f.caption <> '' THEN f.caption ELSE f.name END, NULL, NULL
    FROM attachment f WHERE f.organization_id = $1 AND f.job_id = $2
  UNION ALL SELECT w.id, 'message', w.to_address, NULL, NULL
    FROM message w JOIN invoice i ON i.organization_id = w.organization_id AND i.id = w.invoice_id
    WHERE w.organization_id = $1 AND i.job_id = $2
  UNION ALL SELECT w.id, 'message', w.to_address, NULL, NULL
    FROM message w JOIN change_order g ON g.organization_id = w.organization_id AND g.id = w.change_order_id
    WHERE w.organization_id = $1 AND g.job_id = $2
  UNION ALL SELECT q.id, 'question', coalesce(i.number, ''), NULL, NULL
    FROM question q JOIN invoice i ON i.organization_id = q.organization_id AND i.id = q.invoice_id
    WHERE q.organization_id = $1 AND q.job_id = $2
  UNION ALL SELECT h.id, 'reminder_hold', coalesce(i.number, ''), NULL, NULL
    FROM reminder_hold h JOIN invoice i ON i.organization_id = h.organization_id AND i.id = h.invoice_id
    WHERE h.organization_id = $1 AND i.job_id = $2
  UNION ALL SELECT c.id, 'charge', upper(substr(k.brand, 1, 1)) || substr(k.brand, 2) || ' ••' || k.last_four,
      c.amount_minor, NULL
    FROM checkout c JOIN kept_card k ON k.organization_id = c.organization_id AND k.id = c.card_id
    JOIN invoice i ON i.organization_id = c.organization_id AND i.id = c.invoice_id
    WHERE c.organization_id = $1 AND i.job_id = $2
  UNION ALL SELECT w.id, 'message', w.to_address, NULL, NULL
    FROM message w WHERE w.organization_id = $1 AND w.job_id = $2
  UNION ALL SELECT coalesce(c.lead_id, c.id), 'debit', 'ach', CAST(sum(c.amount_minor) AS BIGINT), NULL
    FROM checkout c JOIN invoice i ON i.organization_id = c.organization_id AND i.id = c.invoice_id
    WHERE c.organization_id = $1 AND i.job_id = $2 AND c.method = 'ach' GROUP BY coalesce(c.lead_id, c.id)
)
"""
# What came or was kept of a payment for several jobs is no single job's.
_OF_ONE_JOB = """EXISTS (SELECT 1 FROM payment p
      WHERE p.organization_id = $1 AND p.id = s.id AND p.matched_job_id IS NOT NULL)"""
# Every new invoice looks for credit of its job; where there was none, nothing happened. Of a message its end
# is news, not the steps on the way. What was given back off another job's invoice is that one's.
_TIMELINE = f"""
{_SUBJECTS}
SELECT a.n, a.at, a.action, a.actor, s.entity, s.id, s.name, s.amount_minor, s.starts_at,
  CASE WHEN a.action IN ('jobs.report_visit', 'notifications.settle_message',
    'notifications.note_arrival', 'invoices.edit_invoice', 'invoices.create_invoice',
    'schedules.issue_stage') THEN m.outcome END,
  CASE WHEN a.action = 'invoices.edit_invoice' THEN (SELECT w.outcome FROM audit b
    JOIN mutation w ON w.organization_id = b.organization_id AND w.id = b.mutation_id
    WHERE b.organization_id = $1 AND b.object_id = s.id AND b.n < a.n AND (
      b.action IN ('invoices.create_invoice', 'invoices.edit_invoice', 'invoices.send_invoice',
        'invoices.issue_invoice', 'invoices.replace_invoice', 'schedules.issue_stage'))
    ORDER BY b.n DESC LIMIT 1) END,
  CASE WHEN a.action = 'paypage.settle_checkout' THEN (SELECT CAST(sum(t.amount_minor) AS BIGINT) FROM tip t
    WHERE t.organization_id = $1 AND t.payment_id = s.id AND t.mutation_id = a.mutation_id
      AND (t.job_id IS NULL OR t.job_id = $2)) END,
  CASE WHEN a.action = 'paypage.settle_checkout' AND EXISTS (SELECT 1 FROM payment p
    JOIN checkout c ON c.organization_id = p.organization_id AND c.gateway = p.gateway
      AND c.gateway_ref = p.gateway_ref
    WHERE p.organization_id = $1 AND p.id = s.id AND c.card_id IS NOT NULL) THEN 'on_file'
    WHEN s.entity = 'debit' AND a.action = 'paypage.end_checkout' THEN 'failed'
    WHEN a.action = 'payments.note_dispute' THEN (SELECT CASE WHEN d.closed_at = a.at THEN d.state
        WHEN d.lost_at = a.at THEN 'lost' ELSE 'open' END FROM dispute d
      WHERE d.organization_id = $1 AND d.payment_id = s.id
        AND (d.opened_at = a.at OR d.closed_at = a.at OR d.lost_at = a.at)
      ORDER BY d.closed_at DESC LIMIT 1) END,
  CASE WHEN a.action = 'paypage.settle_checkout' THEN (SELECT t.amount_minor FROM surcharge t
    WHERE t.organization_id = $1 AND t.payment_id = s.id AND t.mutation_id = a.mutation_id
      AND {_OF_ONE_JOB}) END,
  CASE WHEN a.action IN ('payments.refund_payment', 'scope.refund_with_credit') THEN
      (SELECT CAST(sum(f.amount_minor + f.tip_minor + f.surcharge_minor) AS BIGINT) FROM refund f
        WHERE f.organization_id = $1 AND f.payment_id = s.id AND f.mutation_id = a.mutation_id)
    WHEN a.action = 'paypage.note_capture' THEN
      (SELECT k.fee_minor FROM capture k WHERE k.organization_id = $1 AND k.id = s.id AND {_OF_ONE_JOB})
    WHEN a.action = 'payments.note_dispute_move' THEN
      (SELECT CAST(sum(w.amount_minor - w.fee_minor) AS BIGINT) FROM dispute_move w
        WHERE w.organization_id = $1 AND w.payment_id = s.id AND w.mutation_id = a.mutation_id) END,
  CASE WHEN s.entity = 'message' THEN (SELECT w.kind FROM message w
    WHERE w.organization_id = $1 AND w.id = s.id) END
FROM subject s JOIN audit a ON a.organization_id = $1 AND a.object_id = s.id
LEFT JOIN mutation m ON m.organization_id = $1 AND m.id = a.mutation_id
WHERE {{where}} AND (a.action <> 'payments.draw_credit' OR EXISTS (SELECT 1 FROM allocation l
    WHERE l.organization_id = $1 AND l.invoice_id = s.id AND l.mutation_id = a.mutation_id))
  AND (a.action <> 'payments.refund_payment' OR NOT EXISTS (SELECT 1 FROM refund f
    JOIN invoice i ON i.organization_id = f.organization_id AND i.id = f.invoice_id
    WHERE f.organization_id = $1 AND f.payment_id = s.id AND f.mutation_id = a.mutation_id
      AND i.job_id <> $2))
  AND a.action NOT IN ('notifications.write_message', 'notifications.hand_over', 'paypage.bind_checkout')
  AND (a.action <> 'paypage.wait_checkout' OR s.entity = 'debit')
  AND (s.entity <> 'debit' OR a.action = 'paypage.wait_checkout' OR (a.action = 'paypage.end_checkout'
    AND EXISTS (SELECT 1 FROM checkout c
      WHERE c.organization_id = $1 AND c.id = s.id AND c.state = 'failed')))
ORDER BY a.n DESC LIMIT {{limit}}
"""


class _Report(msgspec.Struct):
    state: str | None = None
    arrival: str | None = None
    sent_at: str | None = None


class _Outcome(msgspec.Struct):
    effect: _Report


class _Told(msgspec.Struct):
    effect: dict[str, Any] = {}


_told = msgspec.json.Decoder(_Told)
_reported = msgspec.json.Decoder(_Outcome)
EDIT = "invoices.edit_invoice"
MADE = frozenset({"invoices.create_invoice", "schedules.issue_stage"})
ARRIVAL = "notifications.note_arrival"
_NAMES = "SELECT m.id, m.name FROM member m WHERE {where}"


async def timeline(
    reader: Reader, scope: Scope, job_id: Id, *, limit: int, before: int | None
) -> list[Happening]:
    """What was done on a job, the newest first: so many, and one more. The caller has judged who may."""
    where = Where("a.organization_id = $1", (scope.organization_id, job_id))
    if before is not None:
        where = where.also("a.n < {0}", before)
    rows = await reader.rows(_TIMELINE.format(where=where.sql, limit=limit + 1), *where.args)
    names = await _names(reader, scope, {row[3].partition(":")[2] for row in rows} - {"-"})
    return [_happening(row, names) for row in rows]


def _happening(row: tuple[Any, ...], names: dict[Id, str]) -> Happening:
    n, at, action, actor, entity, subject_id, name, amount_minor, starts_at, outcome, before, *more = row
    tip_minor, then, surcharge_minor, moved_minor, message_kind = more
    is_edit = action == EDIT
    report = _reported.decode(outcome).effect if outcome and not is_edit else None
    changed = changed_between(_told.decode(before).effect, _told.decode(outcome).effect) if before else ()
    subject = Subject(
        entity=entity,
        id=subject_id,
        name=name,
        amount_minor=amount_minor,
        tip_minor=tip_minor,
        surcharge_minor=surcharge_minor,
        starts_at=starts_at,
        state=_state(action, report) if report else then,
        changed=changed,
        moved_minor=moved_minor,
        message_kind=message_kind,
    )
    return Happening(n=n, at=at, action=action, actor=actor_of(actor, names), subject=subject)


def _state(action: str, report: _Report) -> str | None:
    """An invoice that was mailed as it was made has no sending of its own to tell of."""
    if action in MADE:
        return "sent" if report.sent_at else None
    return report.arrival if action == ARRIVAL else report.state


async def _names(reader: Reader, scope: Scope, ids: set[Id]) -> dict[Id, str]:
    where = among(reader, Where("m.organization_id = $1", (scope.organization_id,)), "m.id", sorted(ids))
    rows = await reader.rows(_NAMES.format(where=where.sql), *where.args)
    return {row[0]: row[1] for row in rows}
