"""A new epoch: an earlier state was put back, and devices send again what they hold of what was lost."""

from typing import Final, TypeVar

import structlog

from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import ReadUnit, Tx
from stagebill.kernel.ids import Id, new_id
from stagebill.sync.queries import FeedLost
from stagebill.sync.services import Services

# Outside the feed, which has lost what it told (decision 0097). Of many devices that show it, the first does.
BEGIN_EPOCH: Final = "UPDATE organization SET epoch = $3 WHERE id = $1 AND epoch = $2"

T = TypeVar("T")
log = structlog.get_logger()


async def read_feed(services: Services, context: Context, unit: ReadUnit[T]) -> T:
    """Read the feed when it is this caller's turn; where it shows that a backup was put back, in a new epoch.

    Nobody has to remember to say so: each device knows how far it was, and without a new epoch it would never
    send again the money that it was told had arrived.
    """
    try:
        async with services.feeds:
            return await services.database.read(unit)
    except FeedLost as lost:
        log.warning("feed.lost", organization_id=context.organization_id, epoch=lost.epoch)
        await _begin(services, context.organization_id, lost.epoch)
    async with services.feeds:
        return await services.database.read(unit)


async def _begin(services: Services, organization_id: Id, ended: Id) -> None:
    async def unit(tx: Tx) -> None:
        await tx.run(BEGIN_EPOCH, organization_id, ended, new_id())

    await services.database.write(unit)
    services.hub.publish(organization_id, 0)
