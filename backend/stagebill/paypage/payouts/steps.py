"""The errand that looks for payouts, asked for wherever there is a reason to look."""

from datetime import date
from functools import partial
from typing import Final

from stagebill.kernel.database.tx import Tx
from stagebill.kernel.ids import Id
from stagebill.sync import feed
from stagebill.sync.effect import Outgoing
from stagebill.sync.services import Services

LOOK: Final = "paypage.look_for_payouts"


def look_for(gateway: str, occasion: str) -> Outgoing:
    """One look for each occasion: a day, a new key, a payout with a gap before it."""
    return Outgoing(kind=LOOK, dedupe_key=f"{gateway}:{occasion}", payload={"gateway": gateway})


async def look_once_a_day(services: Services, organization_id: Id, gateway: str, today: date) -> None:
    """Payments are looked after for some months, so that this finds the payouts of each without any event."""
    await services.database.write(partial(_post, services, organization_id, gateway, today.isoformat()))


async def look_for_missing(services: Services, organization_id: Id, gateway: str, ref: str) -> None:
    """Before the payout of this name there may be some of which no event came."""
    await services.database.write(partial(_post, services, organization_id, gateway, ref))


async def _post(services: Services, organization_id: Id, gateway: str, occasion: str, tx: Tx) -> None:
    tx.scope(organization_id)
    await feed.post(tx, (look_for(gateway, occasion),), services.clock.now())
