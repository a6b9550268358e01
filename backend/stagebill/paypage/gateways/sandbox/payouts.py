"""What the sandbox processor sends to a bank of its own: all that moved since the last payout, less its fees.

Real processors pay out every day or week; this one a few minutes after something moved, so that a payout can
be seen while one looks. What it keeps is about what a real one keeps.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from stagebill.kernel.clock import instant_of
from stagebill.kernel.database.tx import Reader, Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.money import Minor, share
from stagebill.paypage.checkout import Method
from stagebill.paypage.gateway import UnknownPayment
from stagebill.paypage.payouts.gateway import ItemPage, ItemSeen, PayoutPage, PayoutSeen
from stagebill.paypage.payouts.payout import ItemKind

PAYS_OUT_AFTER: Final = timedelta(minutes=2)
DISPUTE_FEE: Final[Minor] = 1_500
RETURN_FEE: Final[Minor] = 400
PAGE: Final = 100
_PER_MILLE: Final[dict[Method, tuple[int, Minor]]] = {"card": (29, 30), "ach": (8, 0), "financing": (60, 30)}
_ACH_FEE_MAX: Final[Minor] = 500

_CHARGES: Final = """
SELECT id, method, amount_minor, currency FROM sandbox_checkout
 WHERE our_ref LIKE $1 AND state = 'succeeded' ORDER BY updated_at, id
"""
_AFTER: Final = """
SELECT a.id, a.checkout_id, k.method, a.kind, a.amount_minor, a.state, k.currency FROM sandbox_aftermath a
  JOIN sandbox_checkout k ON k.id = a.checkout_id WHERE k.our_ref LIKE $1 ORDER BY a.created_at, a.id
"""
_FAILED: Final = """
SELECT id, amount_minor, currency FROM sandbox_payout
 WHERE company_id = $1 AND state = 'failed' ORDER BY created_at, id
"""
_BROUGHT: Final = """
SELECT i.id FROM sandbox_payout_item i JOIN sandbox_payout p ON p.id = i.payout_id
 WHERE p.company_id = $1
"""
_ADD: Final = """
INSERT INTO sandbox_payout (id, company_id, currency, amount_minor, state, created_at)
VALUES ($1, $2, $3, $4, 'paid', $5)
"""
_ADD_ITEM: Final = """
INSERT INTO sandbox_payout_item (id, payout_id, kind, checkout_id, amount_minor, fee_minor, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
"""
_MADE: Final = """
SELECT id, amount_minor, currency, state, created_at FROM sandbox_payout
 WHERE company_id = $1 AND {which} ORDER BY created_at DESC, id DESC
"""
_ITEMS: Final = """
SELECT i.id, i.kind, i.checkout_id, i.amount_minor, i.fee_minor, i.created_at, k.our_ref
  FROM sandbox_payout_item i LEFT JOIN sandbox_checkout k ON k.id = i.checkout_id
 WHERE i.payout_id = $1 AND i.id > $2 ORDER BY i.id LIMIT $3
"""
_OF_CHECKOUT: Final = """
SELECT p.id FROM sandbox_payout p JOIN sandbox_payout_item i ON i.payout_id = p.id
 WHERE i.checkout_id = $1 AND i.kind = 'charge' AND p.state = 'paid'
"""
_FAIL: Final = "UPDATE sandbox_payout SET state = 'failed' WHERE id = $1 AND state = 'paid'"


class Movement(NamedTuple):
    """One change of the balance that the sandbox keeps for a company."""

    id: str
    kind: ItemKind
    checkout_id: Id | None
    amount_minor: Minor
    fee_minor: Minor
    currency: str


class SandboxPayouts:
    """One company's payouts at the sandbox."""

    def __init__(self, reader: Reader, organization_id: Id) -> None:
        self._reader = reader
        self._organization_id = organization_id

    async def made_since(self, since: datetime, after: str | None) -> PayoutPage:
        sql = _MADE.format(which="created_at >= $2")
        rows = await self._reader.rows(sql, self._organization_id, since)
        return PayoutPage(tuple(_payout(row) for row in rows))

    async def made(self, gateway_ref: str) -> PayoutSeen:
        rows = await self._reader.rows(_MADE.format(which="id = $2"), self._organization_id, gateway_ref)
        if not rows:
            raise UnknownPayment(gateway_ref)
        return _payout(rows[0])

    async def items(self, gateway_ref: str, after: str | None) -> ItemPage:
        rows = await self._reader.rows(_ITEMS, gateway_ref, after or "", PAGE)
        return ItemPage(tuple(_item(row) for row in rows), rows[-1][0] if len(rows) == PAGE else None)

    async def key_of(self, payment_ref: str) -> str | None:
        rows = await self._reader.rows("SELECT our_ref FROM sandbox_checkout WHERE id = $1", payment_ref)
        return rows[0][0] if rows else None


def fee_minor(method: Method, amount_minor: Minor) -> Minor:
    """What the sandbox keeps of a payment; never more than there is."""
    per_mille, fixed = _PER_MILLE[method]
    fee = share(amount_minor, per_mille, 1000) + fixed
    return min(fee, amount_minor, _ACH_FEE_MAX) if method == "ach" else min(fee, amount_minor)


def of_dispute(line: Id, method: str, amount_minor: Minor, state: str) -> list[tuple[str, Minor, Minor]]:
    """What a dispute took, and gave back when it was won: name, amount and fee of each. The fee for having
    one stays, as it does at real processors.
    """
    fee = RETURN_FEE if method == "ach" else DISPUTE_FEE
    taken = (f"dispute:{line}", -amount_minor, fee)
    return [taken, (f"won:{line}", amount_minor, 0)] if state == "won" else [taken]


async def pay_out(organization_id: Id, now: datetime, tx: Tx) -> list[Id]:
    """Send all that moved since the last time, a payout for each currency; their ids."""
    brought = {row[0] for row in await tx.rows(_BROUGHT, organization_id)}
    left = [each for each in await _movements(tx, organization_id) if each.id not in brought]
    made = []
    for currency in sorted({each.currency for each in left}):
        items = [each for each in left if each.currency == currency]
        amount = sum(each.amount_minor - each.fee_minor for each in items)
        payout_id = derived_id("sandbox", "payout", organization_id, *(each.id for each in items))
        await tx.run(_ADD, payout_id, organization_id, currency, amount, now)
        for each in items:
            row = (each.id, payout_id, each.kind, each.checkout_id, each.amount_minor, each.fee_minor, now)
            await tx.run(_ADD_ITEM, *row)
        made.append(payout_id)
    return made


async def can_fail(reader: Reader, checkout_id: Id) -> Id | None:
    """The payout that brought this payment, while it is at the bank."""
    rows = await reader.rows(_OF_CHECKOUT, checkout_id)
    return rows[0][0] if rows else None


async def fail(payout_id: Id, tx: Tx) -> bool:
    """The bank sends it back."""
    return bool(await tx.run(_FAIL, payout_id))


async def _movements(tx: Tx, organization_id: Id) -> list[Movement]:
    ours = f"checkout:{organization_id}:%"
    found = [
        Movement(f"charge:{checkout_id}", "charge", checkout_id, amount, fee_minor(method, amount), currency)
        for checkout_id, method, amount, currency in await tx.rows(_CHARGES, ours)
    ]
    for row in await tx.rows(_AFTER, ours):
        found += _after(row)
    for payout_id, amount, currency in await tx.rows(_FAILED, organization_id):
        found.append(Movement(f"returned:{payout_id}", "returned", None, amount, 0, currency))
    return found


def _after(row: Sequence[Any]) -> list[Movement]:
    line, checkout_id, method, kind, amount, state, currency = row
    if kind == "dispute":
        moves = of_dispute(line, method, amount, state)
        return [Movement(ref, "dispute", checkout_id, taken, fee, currency) for ref, taken, fee in moves]
    went = Movement(f"refund:{line}", "refund", checkout_id, -amount, 0, currency)
    back = Movement(f"refund_failed:{line}", "refund_failed", checkout_id, amount, 0, currency)
    return [went, back] if state == "failed" else [went]


def _payout(row: Sequence[Any]) -> PayoutSeen:
    payout_id, amount, currency, state, created_at = row
    made_at = instant_of(created_at)
    return PayoutSeen(
        gateway_ref=payout_id,
        amount_minor=amount,
        currency=currency,
        arrival_on=made_at.date(),
        made_at=made_at,
        is_told=True,
        is_itemized=True,
        ending=state,
        problem="account closed" if state == "failed" else None,
    )


def _item(row: Sequence[Any]) -> ItemSeen:
    ref, kind, checkout_id, amount, fee, created_at, our_ref = row
    return ItemSeen(
        gateway_ref=ref,
        kind=kind,
        amount_minor=amount,
        fee_minor=fee,
        made_at=instant_of(created_at),
        source_ref=ref.partition(":")[2],
        payment_ref=checkout_id,
        key=our_ref,
    )
