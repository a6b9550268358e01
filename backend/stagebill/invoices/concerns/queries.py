"""Questions, disputes, payments taken back or failed, promised days, acceptances: one query for a whole list.

They are few, like debits on their way, and lie in tables of their own: a column in each list would ask for
them invoice by invoice.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from stagebill.invoices.concern import Concern
from stagebill.kernel.clock import instant_of
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.sync.scoped import Where, among

# What a dispute is about is the money of its payment that lies on an invoice, at most what is disputed.
_DISPUTED: Final = """
SELECT a.invoice_id AS invoice_id, d.id AS id, 'disputed' AS kind,
  CAST(CASE WHEN sum(a.amount_minor) < d.amount_minor THEN sum(a.amount_minor) ELSE d.amount_minor END
    AS BIGINT) AS amount_minor,
  CAST(NULL AS DATE) AS day, d.due_by AS moment, '' AS name
FROM dispute d JOIN allocation a ON a.organization_id = d.organization_id AND a.payment_id = d.payment_id
WHERE d.organization_id = $1 AND d.state = 'open'
GROUP BY a.invoice_id, d.id, d.amount_minor, d.due_by HAVING sum(a.amount_minor) > 0
"""
# The payments that are one charge at the processor with one that a lost dispute is about: money of it that
# came in again, of a refund that failed or a dispute that was won, is named by what had gone.
_CHARGE: Final = """(WITH RECURSIVE charge(id, closed_at, gateway, payment_id) AS (
  SELECT d.id, d.closed_at, p.gateway, p.id FROM dispute d
  JOIN payment p ON p.organization_id = d.organization_id AND p.id = d.payment_id
  WHERE d.organization_id = $1 AND d.state = 'lost'
  UNION SELECT c.id, c.closed_at, c.gateway, p.id FROM charge c
  JOIN (SELECT payment_id, 'refund:' || CAST(id AS TEXT) AS name FROM refund WHERE organization_id = $1
    UNION ALL SELECT payment_id, 'refund:' || CAST(id AS TEXT) FROM reversal WHERE organization_id = $1
    UNION ALL SELECT payment_id, 'dispute:' || CAST(id AS TEXT) FROM dispute WHERE organization_id = $1) n
    ON n.payment_id = c.payment_id
  JOIN payment p ON p.organization_id = $1 AND p.gateway = c.gateway AND p.gateway_ref = n.name)
  SELECT id, closed_at, payment_id FROM charge)"""
# A bank debit that came back after it was paid, or a dispute that was lost; what the company gave back at the
# processor is none. Money that came for the invoice since then makes it old news, as on the customer's page.
TAKEN_BACK: Final = f"""FROM {_CHARGE} d
JOIN allocation a ON a.organization_id = $1 AND a.payment_id = d.payment_id AND a.created_at = d.closed_at
WHERE NOT EXISTS (SELECT 1 FROM allocation n
  WHERE n.organization_id = $1 AND n.invoice_id = a.invoice_id AND n.amount_minor > 0
    AND n.created_at > d.closed_at)
GROUP BY a.invoice_id, d.id, d.closed_at HAVING sum(a.amount_minor) < 0"""
"""What lost disputes took off invoices: rows of the unit that closed them, less what it put back."""
_TAKEN_BACK: Final = f"""
SELECT t.invoice_id, t.id, 'taken_back', t.amount_minor, CAST(NULL AS DATE), t.closed_at, '' FROM (
  SELECT a.invoice_id AS invoice_id, d.id AS id, CAST(-sum(a.amount_minor) AS BIGINT) AS amount_minor,
    d.closed_at AS closed_at {TAKEN_BACK}) t
JOIN invoice v ON v.organization_id = $1 AND v.id = t.invoice_id AND v.status = 'open'
"""
# A bank debit that failed after its customer was told that it is on its way: until another try came to
# something, or money comes in another way. A page that they only opened changes nothing here, and is no news.
_FAILED: Final = """
SELECT k.invoice_id, k.id, 'debit_failed', k.amount_minor, CAST(NULL AS DATE), k.ended_at, '' FROM checkout k
JOIN invoice v ON v.organization_id = $1 AND v.id = k.invoice_id AND v.status = 'open'
WHERE k.organization_id = $1 AND k.state = 'failed' AND k.method = 'ach'
  AND NOT EXISTS (SELECT 1 FROM checkout m WHERE m.organization_id = $1 AND m.invoice_id = k.invoice_id
    AND m.attempt > k.attempt AND m.state NOT IN ('open', 'canceled', 'expired'))
  AND NOT EXISTS (SELECT 1 FROM allocation n WHERE n.organization_id = $1 AND n.invoice_id = k.invoice_id
    AND n.amount_minor > 0 AND n.created_at > k.ended_at)
"""
_CONCERNS: Final = f"""
SELECT c.invoice_id, c.kind, c.amount_minor, c.day, c.moment, c.name, o.zone FROM (
  SELECT q.invoice_id AS invoice_id, q.id AS id, 'question' AS kind, q.questioned_minor AS amount_minor,
    CAST(NULL AS DATE) AS day, CAST(NULL AS TIMESTAMPTZ) AS moment, '' AS name
  FROM question q WHERE q.organization_id = $1 AND q.ended_at IS NULL
  UNION ALL SELECT h.invoice_id, h.id, 'promised', 0, h.until, CAST(NULL AS TIMESTAMPTZ), ''
  FROM reminder_hold h WHERE h.organization_id = $1 AND h.is_on AND h.why = 'promised'
    AND h.invoice_id IS NOT NULL
  UNION ALL SELECT k.invoice_id, k.id, 'pending', k.amount_minor, CAST(NULL AS DATE), k.created_at, ''
  FROM checkout k WHERE k.organization_id = $1 AND k.state IN ('open', 'pending') AND k.state = 'pending'
  UNION ALL SELECT k.invoice_id, k.id, 'in_doubt', k.amount_minor, CAST(NULL AS DATE), k.created_at, ''
  FROM checkout k WHERE k.organization_id = $1 AND k.state IN ('open', 'pending') AND k.problem = 'unknown'
  UNION ALL SELECT a.id, a.id, 'accepted', a.total_minor, CAST(NULL AS DATE), a.accepted_at, a.name
  FROM acceptance a WHERE a.organization_id = $1 AND {{which_accepted}}
  UNION ALL {_DISPUTED} UNION ALL {_TAKEN_BACK} UNION ALL {_FAILED}) c JOIN organization o ON o.id = $1
WHERE {{which}} ORDER BY c.kind, c.id
"""
DISPUTED_INVOICES: Final = """i.id IN (SELECT a.invoice_id FROM dispute d JOIN allocation a
    ON a.organization_id = d.organization_id AND a.payment_id = d.payment_id
    WHERE d.organization_id = $1 AND d.state = 'open'
    GROUP BY a.invoice_id HAVING sum(a.amount_minor) > 0)"""
"""Of invoices `i`, those with money on them that the customer's bank may take back."""

TAKEN_BACK_INVOICES: Final = f"i.id IN (SELECT a.invoice_id {TAKEN_BACK})"
"""Of invoices `i`, those whose money the customer's bank took back, and nothing came since."""
DOUBTED_INVOICES: Final = """i.id IN (SELECT k.invoice_id FROM checkout k
    WHERE k.organization_id = $1 AND k.state IN ('open', 'pending') AND k.problem = 'unknown')"""
"""Of invoices `i`, those that may have been paid, and nobody here can ask."""
QUESTIONED_INVOICES: Final = """i.id IN (SELECT q.invoice_id FROM question q
    WHERE q.organization_id = $1 AND q.ended_at IS NULL)"""
"""Of invoices `i`, those about which somebody asks."""
PROMISED_INVOICES: Final = """i.id IN (SELECT h.invoice_id FROM reminder_hold h
    WHERE h.organization_id = $1 AND h.is_on AND h.why = 'promised' AND h.invoice_id IS NOT NULL)"""
"""Of invoices `i`, those of which a day was promised, kept or not."""


async def concerns_of(
    reader: Reader, organization_id: Id, ids: Sequence[Id] | None
) -> dict[Id, list[Concern]]:
    """The concerns about these invoices, or about all; invoices without any are left out."""
    ours = Where("TRUE", (organization_id,))
    which = ours if ids is None else among(reader, ours, "c.invoice_id", ids)
    found: defaultdict[Id, list[Concern]] = defaultdict(list)
    # Of what was accepted there are many: the ids are asked for where an index leads to them.
    which_accepted = which.sql.replace("c.invoice_id", "a.id")
    sql = _CONCERNS.format(which=which.sql, which_accepted=which_accepted)
    rows = await reader.rows(sql, *which.args)
    for invoice_id, kind, amount_minor, day, moment, name, zone in rows:
        on = (
            instant_of(moment).astimezone(ZoneInfo(zone)).date()
            if moment
            else day and date.fromisoformat(day)
        )
        found[invoice_id].append(Concern(kind, amount_minor, on, name))
    return dict(found)
