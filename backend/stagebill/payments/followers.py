"""What payments do after other slices' commits."""

from collections.abc import Mapping

from stagebill.kernel.ids import derived_id
from stagebill.sync.apply import apply
from stagebill.sync.dispatcher import Errand, Handler
from stagebill.sync.mutation import Mutation
from stagebill.sync.queries import system_context
from stagebill.sync.services import Services


async def draw_credit(errand: Errand, services: Services) -> None:
    """An invoice was issued: its job's credit settles it. The mutation id is derived, so a repeat is a
    replay.
    """
    reader, now = services.database.reader, services.clock.now()
    context = await system_context(reader, errand.organization_id, now)
    if context is None:
        return
    invoice_id = errand.payload["invoice_id"]
    mutation = Mutation(
        id=derived_id("draw_credit", errand.organization_id, invoice_id),
        type="payments.draw_credit",
        body={"invoice_id": invoice_id},
    )
    await apply(services, mutation, context)


HANDLERS: Mapping[str, Handler] = {"payments.draw_credit": draw_credit}
