"""Asking a gateway, and writing down what it says as the server itself."""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any, Final, TypeVar

from stagebill.kernel.ids import Id
from stagebill.paypage.gateway import Gateway, Unreachable
from stagebill.paypage.gateways.configured import gateway_of
from stagebill.sync.apply import apply
from stagebill.sync.mutation import Mutation
from stagebill.sync.queries import system_context
from stagebill.sync.services import Services

GATEWAY_SECONDS_MAX: Final = 10
T = TypeVar("T")


async def reached(services: Services, organization_id: Id, slug: str) -> Gateway:
    """The gateway that a payment was begun at. Raises Unreachable where it is not set up any more."""
    gateway = await gateway_of(services, organization_id, slug)
    if gateway is None:
        raise Unreachable(f"{slug} is not set up here any more")
    return gateway


async def asked(call: Awaitable[T]) -> T:
    """A gateway that does not answer in time has not failed: what it did is unknown."""
    try:
        async with asyncio.timeout(GATEWAY_SECONDS_MAX):
            return await call
    except TimeoutError as error:
        raise Unreachable("no answer in time") from error


async def applied(
    services: Services, organization_id: Id, name: str, mutation_id: Id, body: Mapping[str, Any]
) -> str | None:
    """Apply a mutation as the server itself; the code of its refusal, if any."""
    context = await system_context(services.database.reader, organization_id, services.clock.now())
    assert context is not None
    answered = await apply(services, Mutation(id=mutation_id, type=name, body=dict(body)), context)
    return answered.outcome.code if answered.outcome.state == "rejected" else None
