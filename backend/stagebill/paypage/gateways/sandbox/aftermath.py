"""What the sandbox processor does with money that it had: gives it back, or loses it to a bank that asks."""

from datetime import datetime, timedelta
from typing import Any, Final, Literal

from stagebill.kernel.clock import instant_of
from stagebill.kernel.database.tx import Reader, Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.paypage.gateway import Aftermath, DisputeMoveSeen, DisputeSeen, RefundSeen
from stagebill.paypage.gateways.sandbox.payouts import of_dispute

ANSWER_WITHIN: Final = timedelta(days=9)
Play = Literal["dispute", "come_back", "dispute_won", "dispute_lost", "refund_fails"]

_ROWS: Final = """
SELECT id, kind, our_ref, amount_minor, state, reason, due_by FROM sandbox_aftermath
 WHERE checkout_id = $1 ORDER BY created_at, id
"""
_ADD: Final = """
INSERT INTO sandbox_aftermath
  (id, checkout_id, kind, our_ref, amount_minor, state, reason, due_by, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
"""
_MOVE: Final = "UPDATE sandbox_aftermath SET state = $3 WHERE id = $1 AND state = $2"
_GIVEN: Final = """
SELECT CAST(coalesce(sum(amount_minor), 0) AS BIGINT) FROM sandbox_aftermath
 WHERE checkout_id = $1 AND kind = 'refund' AND state = 'sent' AND our_ref <> $2
"""


async def seen(reader: Reader, checkout_id: Id, method: str) -> Aftermath:
    """All of it."""
    rows = await reader.rows(_ROWS, checkout_id)
    return Aftermath(
        payment_ref=checkout_id,
        refunds=tuple(_refund(row) for row in rows if row[1] == "refund"),
        disputes=tuple(_dispute(row, method) for row in rows if row[1] == "dispute"),
    )


async def playable(reader: Reader, checkout_id: Id, method: str) -> tuple[Play, ...]:
    """What may befall a payment that is there, by what already has."""
    after = await seen(reader, checkout_id, method)
    plays: list[Play] = ["refund_fails"] if any(each.state == "sent" for each in after.refunds) else []
    if not after.disputes:
        return ("come_back" if method == "ach" else "dispute", *plays)
    is_open = after.disputes[-1].state == "open"
    return ("dispute_won", "dispute_lost", *plays) if is_open else tuple(plays)


async def give_back(
    checkout_id: Id, taken_minor: int, amount_minor: int, key: str, now: datetime, tx: Tx
) -> RefundSeen | None:
    """A refund, once for each key; None when it would be more than there was."""
    ((given,),) = await tx.rows(_GIVEN, checkout_id, key)
    if given + amount_minor > taken_minor:
        return None
    refund_id = derived_id("sandbox", "refund", key)
    await tx.run(_ADD, refund_id, checkout_id, "refund", key, amount_minor, "sent", "", None, now)
    return RefundSeen(gateway_ref=refund_id, key=key, amount_minor=amount_minor, state="sent")


async def play(checkout_id: Id, amount_minor: int, what: Play, now: datetime, tx: Tx) -> Id | None:
    """Turn the book; the id of the line that changed, if one did."""
    rows = await tx.rows(_ROWS, checkout_id)
    if what in ("dispute", "come_back"):
        line = derived_id("sandbox", "dispute", checkout_id)
        is_lost = what == "come_back"
        state, reason = ("lost", "insufficient funds") if is_lost else ("open", "fraudulent")
        due_by = None if is_lost else now + ANSWER_WITHIN
        added = await tx.run(_ADD, line, checkout_id, "dispute", "", amount_minor, state, reason, due_by, now)
        return line if added else None
    kind = "refund" if what == "refund_fails" else "dispute"
    before, after = {
        "refund_fails": ("sent", "failed"), "dispute_won": ("open", "won"), "dispute_lost": ("open", "lost"),
    }[what]  # fmt: skip
    line_id = next((row[0] for row in reversed(rows) if row[1] == kind and row[4] == before), None)
    if line_id is None or not await tx.run(_MOVE, line_id, before, after):
        return None
    return str(line_id)


def _refund(row: tuple[Any, ...]) -> RefundSeen:
    refund_id, _, key, amount_minor, state, _, _ = row
    problem = "the customer's account is closed" if state == "failed" else None
    return RefundSeen(gateway_ref=refund_id, key=key, amount_minor=amount_minor, state=state, problem=problem)


def _dispute(row: tuple[Any, ...], method: str) -> DisputeSeen:
    line, _, _, amount_minor, state, reason, due_by = row
    return DisputeSeen(
        gateway_ref=line,
        amount_minor=amount_minor,
        reason=reason,
        state=state,
        due_by=instant_of(due_by) if due_by else None,
        moves=tuple(
            DisputeMoveSeen(gateway_ref=ref, amount_minor=taken, fee_minor=fee)
            for ref, taken, fee in of_dispute(line, method, amount_minor, state)
        ),
    )
