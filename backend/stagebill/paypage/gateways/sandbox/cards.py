"""The sandbox processor's side that keeps cards: what each of its three cards does is told by its digits."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id, derived_id
from stagebill.paypage.cards.gateway import CardCharge, CardSeen
from stagebill.paypage.gateway import Status
from stagebill.sync.services import Services

SLUG: Final = "sandbox"
# As the numbers of Stripe's own cards for tests end: one is good, one declined later, one asks its customer.
GOOD, DECLINES, ASKS = "4242", "0341", "3184"
_STATES: Final[dict[str, Status]] = {GOOD: "succeeded", DECLINES: "failed", ASKS: "failed"}
_PROBLEMS: Final = {DECLINES: "insufficient_funds", ASKS: "authentication_required"}
_CHARGE: Final = """
INSERT INTO sandbox_checkout (id, our_ref, amount_minor, currency, method, state, return_url, webhook_url,
  description, created_at, updated_at, tip_minor, keeps_card, card)
VALUES ($1, $2, $3, $4, 'card', 'open', '/pay', '/hooks/sandbox', $5, $6, $6, 0, FALSE, $7)
ON CONFLICT DO NOTHING
"""
_MADE: Final = "SELECT id FROM sandbox_checkout WHERE our_ref = $1"

Turn = Callable[[Services, Id, Status, Status], Awaitable[None]]
"""Turns a page of the sandbox's book and tells of it."""


def seen(card: str) -> CardSeen:
    """A card of the sandbox as it would describe it."""
    return CardSeen(customer_ref=SLUG, method_ref=card, brand="visa", last_four=card, expires="2031-08")


def problem_of(card: str | None, state: Status) -> str | None:
    """Why a charge of it failed."""
    return _PROBLEMS.get(card or "") if state == "failed" else None


class SandboxCards:
    """Kept cards are known by their digits alone, so that each plays what it is for."""

    def __init__(self, services: Services, turn: Turn) -> None:
        self._services = services
        self._turn = turn

    async def charge(self, charge: CardCharge) -> str:
        entry_id = derived_id(SLUG, charge.key)
        await self._services.database.write(partial(_open, entry_id, charge, self._services))
        await self._turn(self._services, entry_id, "open", _STATES[charge.method_ref])
        return entry_id

    async def made(self, customer_ref: str, key: str) -> str | None:
        rows = await self._services.database.reader.rows(_MADE, key)
        return str(rows[0][0]) if rows else None

    async def forget(self, customer_ref: str, method_ref: str) -> None:
        """It keeps nothing."""


async def _open(entry_id: Id, charge: CardCharge, services: Services, tx: Tx) -> None:
    await tx.run(
        _CHARGE, entry_id, charge.key, charge.amount_minor, charge.currency, charge.description,
        services.clock.now(), charge.method_ref,
    )  # fmt: skip
