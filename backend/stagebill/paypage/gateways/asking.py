"""Asking a gateway, and writing down what it says as the server itself."""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any, Final, TypeVar

from stagebill.kernel.ids import Id, derived_id, new_id
from stagebill.paypage.accounts.queries import account
from stagebill.paypage.attempts.queries import checkout as attempt_of
from stagebill.paypage.checkout import Checkout
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


async def noted(
    services: Services, checkout: Checkout, name: str, body: Mapping[str, Any] | None = None
) -> Checkout:
    """A mutation of an attempt whose id is made of its content: whoever else heard the same has already
    written it. A refusal means that the attempt has moved on meanwhile; what it is now is read again.
    """
    content = {"checkout_id": checkout.id, **(body or {})}
    mutation_id = derived_id(name, *(str(value) for value in content.values()))
    await applied(services, checkout.organization_id, f"paypage.{name}", mutation_id, content)
    return await read_again(services, checkout)


async def read_again(services: Services, checkout: Checkout) -> Checkout:
    """The attempt as it is now."""
    found = await attempt_of(services.database.reader, checkout.organization_id, checkout.id)
    assert found is not None
    return found


async def note_problem(services: Services, checkout: Checkout, reason: str | None) -> None:
    """What the owner reads where the keys are set; written only when it changes."""
    known = await account(services.database.reader, checkout.organization_id, checkout.gateway)
    problem = reason if reason in (None, "key_refused", "rights_missing") else "refused"
    if known is None or known.removed_at is not None or known.problem == problem:
        return
    body = {"gateway": checkout.gateway, "problem": problem}
    await applied(services, checkout.organization_id, "paypage.note_gateway_problem", new_id(), body)
