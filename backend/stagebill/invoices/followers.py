"""What happens after commit: the hours of an allowance are over."""

from collections.abc import Mapping

from stagebill.kernel.ids import derived_id
from stagebill.sync.apply import apply
from stagebill.sync.dispatcher import Errand, Handler
from stagebill.sync.mutation import Mutation
from stagebill.sync.queries import system_context
from stagebill.sync.services import Services

END = "invoices.end_allowances"


async def end_allowances(errand: Errand, services: Services) -> None:
    """The mutation id derives from device and hour, so a repeat is a replay."""
    context = await system_context(services.database.reader, errand.organization_id, services.clock.now())
    if context is None:
        return
    mutation = Mutation(
        id=derived_id("end_allowances", errand.organization_id, errand.dedupe_key),
        type=END,
        body={"device_id": errand.payload["device_id"]},
    )
    await apply(services, mutation, context)


HANDLERS: Mapping[str, Handler] = {END: end_allowances}
