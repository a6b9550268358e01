"""The timer that records that a change order has expired. Reads already show it before that."""

from collections.abc import Mapping
from typing import Final

from stagebill.change_orders.mutations import EXPIRE
from stagebill.kernel.ids import derived_id
from stagebill.sync.apply import apply
from stagebill.sync.dispatcher import Errand, Handler
from stagebill.sync.mutation import Mutation
from stagebill.sync.queries import system_context
from stagebill.sync.services import Services


async def write_down_end(errand: Errand, services: Services) -> None:
    """Nothing happens if it was answered, or sent again, meanwhile."""
    context = await system_context(services.database.reader, errand.organization_id, services.clock.now())
    assert context is not None
    mutation_id = derived_id("expire", errand.organization_id, errand.dedupe_key)
    body = {"change_order_id": errand.payload["change_order_id"]}
    mutation = Mutation(id=mutation_id, type="change_orders.expire_change_order", body=body)
    await apply(services, mutation, context)


HANDLERS: Final[Mapping[str, Handler]] = {EXPIRE: write_down_end}
