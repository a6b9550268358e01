"""Asking a gateway, and writing down what it says as the server itself."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeVar

from stagebill.kernel.ids import Id, derived_id, new_id
from stagebill.paypage.accounts.queries import account
from stagebill.paypage.attempts.queries import checkout as attempt_of
from stagebill.paypage.checkout import OPEN_AT_MOST, UNKNOWN, Checkout, is_live
from stagebill.paypage.gateway import Gateway, KeyDead, NobodyKnows, NotThere, UnknownPayment, Unreachable
from stagebill.paypage.gateways.configured import ways_to
from stagebill.sync.apply import apply
from stagebill.sync.mutation import Mutation
from stagebill.sync.queries import system_context
from stagebill.sync.services import Services

GATEWAY_SECONDS_MAX: Final = 10
T = TypeVar("T")


async def reached(services: Services, checkout: Checkout) -> Gateway:
    """The gateway that a payment was begun at, with the key of then, to do something there. Raises
    Unreachable where it is not set up any more, or that key is gone.
    """
    gateway = (await ways_to(services, checkout.organization_id, checkout.gateway, checkout.key_no)).own
    if gateway is None:
        raise Unreachable(f"{checkout.gateway} is not set up here any more")
    return gateway


async def told(services: Services, checkout: Checkout, ask: Callable[[Gateway], Awaitable[T]]) -> T:
    """What the gateway that an attempt was begun at says of it."""
    return await told_of(services, checkout.organization_id, checkout.gateway, checkout.key_no, ask)


async def told_of(
    services: Services, organization_id: Id, slug: str, key_no: int, ask: Callable[[Gateway], Awaitable[T]]
) -> T:
    """What a gateway says of what was begun with the key of that number: asked with that key, and where it is
    no good any more with today's, which may be of the same account. Raises Unreachable; NobodyKnows.
    """
    own, today = await ways_to(services, organization_id, slug, key_no)
    if own is None and today is None:
        raise Unreachable(f"{slug} is not set up here any more")
    if own is not None:
        try:
            return await asked(ask(own))
        except KeyDead:
            if today is None:
                raise
    assert today is not None
    try:
        return await asked(ask(today))
    except (NotThere, UnknownPayment) as unknown:
        raise NobodyKnows(f"the key before is no good, and today's account has none: {unknown}") from unknown


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


async def told_or_doubted(
    services: Services, checkout: Checkout, ask: Callable[[Gateway], Awaitable[T]]
) -> T | Checkout:
    """What the gateway says of an attempt, or the attempt, which is in doubt: nobody can answer any more. Its
    own account has nothing of that name after a day where keys were changed before they were counted.
    """
    try:
        return await told(services, checkout, ask)
    except NobodyKnows as silent:
        return await doubted(services, checkout, silent)
    except UnknownPayment as silent:
        if services.clock.now() - checkout.created_at < OPEN_AT_MOST:
            raise
        return await doubted(services, checkout, silent)


async def doubted(services: Services, checkout: Checkout, silent: Exception) -> Checkout:
    """An attempt that may have become money which nobody here can see: a person looks, at the processor. It
    may be heard of after all, and be in doubt again later.
    """
    if not is_live(checkout):
        raise silent
    if checkout.problem == UNKNOWN:
        return checkout
    mutation_id = derived_id("doubt_checkout", checkout.id, checkout.updated_at.isoformat())
    body = {"checkout_id": checkout.id}
    await applied(services, checkout.organization_id, "paypage.doubt_checkout", mutation_id, body)
    return await read_again(services, checkout)


async def note_problem(services: Services, checkout: Checkout, reason: str | None) -> None:
    """What the owner reads where the keys are set; written only when it changes."""
    known = await account(services.database.reader, checkout.organization_id, checkout.gateway)
    if known is not None and known.key_no != checkout.key_no:
        return  # today's keys have another
    problem = reason if reason in (None, "key_refused", "rights_missing") else "refused"
    if known is None or known.removed_at is not None or known.problem == problem:
        return
    body = {"gateway": checkout.gateway, "problem": problem}
    await applied(services, checkout.organization_id, "paypage.note_gateway_problem", new_id(), body)
