"""What happens to a plan after commit: the day that a stage waits for arrives."""

from collections.abc import Mapping

from stagebill.kernel.ids import derived_id
from stagebill.sync.apply import apply
from stagebill.sync.dispatcher import Errand, Handler
from stagebill.sync.mutation import Mutation
from stagebill.sync.queries import system_context
from stagebill.sync.services import Services


async def reach_day(errand: Errand, services: Services) -> None:
    """The mutation id derives from stage and day, so a repeat is a replay."""
    context = await system_context(services.database.reader, errand.organization_id, services.clock.now())
    if context is None:
        return
    mutation = Mutation(
        id=derived_id("reach_day", errand.organization_id, errand.dedupe_key),
        type="schedules.reach_day",
        body={"stage_id": errand.payload["stage_id"]},
    )
    await apply(services, mutation, context)


HANDLERS: Mapping[str, Handler] = {"schedules.reach_day": reach_day}
