"""What is known of money that a processor took, as followers and the pay page need it."""

from typing import Any, NamedTuple

from stagebill.invoices.concerns.queries import TAKEN_BACK
from stagebill.kernel.clock import instant_of
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.paypage.afterwards.setback import Setback, shown_of

_TAKEN = """
SELECT p.id, p.gateway, p.gateway_ref, c.payment_ref, c.fee_minor FROM payment p
  LEFT JOIN capture c ON c.organization_id = p.organization_id AND c.id = p.id
 WHERE p.organization_id = $1 AND p.gateway = $2 AND p.gateway_ref = $3
"""
_SENDING = "SELECT state FROM sending WHERE organization_id = $1 AND id = $2"
_REFUND_REFS = "SELECT DISTINCT reference FROM refund WHERE organization_id = $1 AND payment_id = $2"
_DISPUTES = """
SELECT gateway_ref, state, closed_at, lost_at FROM dispute WHERE organization_id = $1 AND payment_id = $2
"""
_MOVES = "SELECT gateway_ref FROM dispute_move WHERE organization_id = $1 AND payment_id = $2"
_ORDER = """
SELECT s.state, s.gateway, p.gateway_ref, f.amount_minor + f.tip_minor + f.surcharge_minor, s.asked_at
  FROM sending s
  JOIN refund f ON f.organization_id = s.organization_id AND f.id = s.id
  JOIN payment p ON p.organization_id = s.organization_id AND p.id = s.payment_id
 WHERE s.organization_id = $1 AND s.id = $2
"""
_KEY_NO = """
SELECT k.key_no FROM checkout k WHERE k.organization_id = $1 AND k.gateway = $2 AND k.gateway_ref = $3
UNION ALL SELECT a.key_no FROM gateway_account a WHERE a.organization_id = $1 AND a.gateway = $2
"""
# Money that came in again, of a refund that failed or a dispute that was won, is known to the processor by
# the name of the payment that it once was.
_BEFORE = """
SELECT p.gateway_ref FROM payment p WHERE p.organization_id = $1 AND p.id IN (
  SELECT f.payment_id FROM refund f WHERE f.organization_id = $1 AND f.id = $2
  UNION ALL SELECT r.payment_id FROM reversal r WHERE r.organization_id = $1 AND r.id = $2
  UNION ALL SELECT d.payment_id FROM dispute d WHERE d.organization_id = $1 AND d.id = $2)
"""
_AFTER = ("refund:", "dispute:")
_CAME_AGAIN = """
SELECT p.id FROM payment p WHERE p.organization_id = $1 AND p.gateway_ref IN (
  SELECT 'refund:' || CAST(f.id AS TEXT) FROM refund f WHERE f.organization_id = $1 AND f.payment_id = $2
  UNION ALL SELECT 'refund:' || CAST(r.id AS TEXT) FROM reversal r
   WHERE r.organization_id = $1 AND r.payment_id = $2
  UNION ALL SELECT 'dispute:' || CAST(d.id AS TEXT) FROM dispute d
   WHERE d.organization_id = $1 AND d.payment_id = $2)
"""
_APPLIED = "SELECT 1 FROM mutation m WHERE m.organization_id = $1 AND m.id = $2"
_CHECKOUT_OF = """
SELECT k.organization_id, k.id FROM capture c
  JOIN checkout k ON k.organization_id = c.organization_id AND k.gateway = c.gateway
   AND k.gateway_ref = c.gateway_ref
 WHERE c.gateway = $1 AND c.payment_ref = $2 AND c.organization_id = $3
"""
# Money that came for the invoice since then makes the news old: the customer has paid in another way.
_NOTHING_SINCE = """NOT EXISTS (SELECT 1 FROM allocation n WHERE n.organization_id = $1 AND n.invoice_id = $2
    AND n.amount_minor > 0 AND n.created_at > {since})"""
_SETBACKS = f"""
SELECT 'debit_failed', k.amount_minor, k.ended_at FROM checkout k
WHERE k.organization_id = $1 AND k.invoice_id = $2 AND k.state = 'failed' AND k.method = 'ach'
  AND NOT EXISTS (SELECT 1 FROM checkout m WHERE m.organization_id = $1 AND m.invoice_id = $2
    AND m.attempt > k.attempt AND m.state NOT IN ('canceled', 'expired'))
  AND {_NOTHING_SINCE.format(since="k.ended_at")}
UNION ALL
SELECT 'taken_back', t.amount_minor, t.closed_at FROM (
  SELECT a.invoice_id AS invoice_id, CAST(-sum(a.amount_minor) AS BIGINT) AS amount_minor,
    d.closed_at AS closed_at {TAKEN_BACK}) t WHERE t.invoice_id = $2
UNION ALL
SELECT 'disputed', CAST(CASE WHEN sum(a.amount_minor) < d.amount_minor THEN sum(a.amount_minor)
  ELSE d.amount_minor END AS BIGINT), d.opened_at FROM allocation a
JOIN dispute d ON d.organization_id = a.organization_id AND d.payment_id = a.payment_id AND d.state = 'open'
WHERE a.organization_id = $1 AND a.invoice_id = $2
GROUP BY d.id, d.amount_minor, d.opened_at HAVING sum(a.amount_minor) > 0
"""


class Taken(NamedTuple):
    """A payment that a processor took."""

    payment_id: Id
    gateway: str
    gateway_ref: str
    payment_ref: str | None
    fee_minor: int | None


async def taken(reader: Reader, organization_id: Id, gateway: str, gateway_ref: str) -> Taken | None:
    """The payment of that name."""
    rows = await reader.rows(_TAKEN, organization_id, gateway, gateway_ref)
    return Taken(*rows[0]) if rows else None


async def sending_state(reader: Reader, organization_id: Id, refund_id: Id) -> str | None:
    """What is known of a refund through the processor, if it is one."""
    rows = await reader.rows(_SENDING, organization_id, refund_id)
    return rows[0][0] if rows else None


async def refund_references(reader: Reader, organization_id: Id, payment_id: Id) -> set[str]:
    """What refunds made at the processor itself were recorded under, also on money that came in again."""
    payments, found = [payment_id], set[str]()
    for each in payments:
        found |= {row[0] for row in await reader.rows(_REFUND_REFS, organization_id, each)}
        payments += [row[0] for row in await reader.rows(_CAME_AGAIN, organization_id, each)]
    return found


async def is_written(reader: Reader, organization_id: Id, mutation_id: Id) -> bool:
    """Whether a mutation of this id was made."""
    return bool(await reader.rows(_APPLIED, organization_id, mutation_id))


class DisputeKnown(NamedTuple):
    """A dispute's last word, and the moment that tells it from the same word said before: none while it has
    never been lost and won, so that its first words are the same for whoever hears them.
    """

    state: str
    since: str


async def dispute_states(reader: Reader, organization_id: Id, payment_id: Id) -> dict[str, DisputeKnown]:
    """Disputes that are known, by the processor's name for them."""
    rows = await reader.rows(_DISPUTES, organization_id, payment_id)
    return {
        ref: DisputeKnown(state, instant_of(closed_at).isoformat() if closed_at and lost_at else "")
        for ref, state, closed_at, lost_at in rows
    }


async def dispute_moves(reader: Reader, organization_id: Id, payment_id: Id) -> set[str]:
    """What disputes took or gave back, as far as it is written down."""
    return {row[0] for row in await reader.rows(_MOVES, organization_id, payment_id)}


async def refund_order(reader: Reader, organization_id: Id, refund_id: Id) -> tuple[Any, ...] | None:
    """State, gateway, the payment's name there, amount, and when it was asked for, as it is stored."""
    rows = await reader.rows(_ORDER, organization_id, refund_id)
    if not rows:
        return None
    state, gateway, gateway_ref, *rest = rows[0]
    while gateway_ref.startswith(_AFTER):
        after_id = gateway_ref.partition(":")[2]
        ((gateway_ref,),) = await reader.rows(_BEFORE, organization_id, after_id)
    return (state, gateway, gateway_ref, *rest)


async def key_no_of(reader: Reader, organization_id: Id, gateway: str, gateway_ref: str) -> int:
    """With which of the account's keys a payment was begun; today's where nothing says that."""
    rows = await reader.rows(_KEY_NO, organization_id, gateway, gateway_ref)
    return int(rows[0][0]) if rows else 1


async def checkout_of_payment(
    reader: Reader, gateway: str, payment_ref: str, organization_id: Id
) -> tuple[Id, Id] | None:
    """The attempt that an event means which names only the processor's payment."""
    rows = await reader.rows(_CHECKOUT_OF, gateway, payment_ref, organization_id)
    return (rows[0][0], rows[0][1]) if rows else None


async def setback_of(reader: Reader, organization_id: Id, invoice_id: Id) -> Setback | None:
    """What a bank did last to a payment for this invoice, while nothing came since."""
    rows = await reader.rows(_SETBACKS, organization_id, invoice_id)
    return shown_of([Setback(kind, amount, instant_of(at)) for kind, amount, at in rows])
