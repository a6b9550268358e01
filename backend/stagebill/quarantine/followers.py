"""What follows once the office has accepted what was handed in."""

from collections.abc import Mapping
from typing import Any

import msgspec

from stagebill.identity.queries import member_view
from stagebill.kernel.context import Context
from stagebill.kernel.ids import Id, derived_id
from stagebill.quarantine.queries import arrival_views
from stagebill.sync.apply import apply
from stagebill.sync.command import Scope
from stagebill.sync.dispatcher import Errand, Handler
from stagebill.sync.mutation import Mutation
from stagebill.sync.queries import system_context
from stagebill.sync.services import Services

APPLY = "quarantine.apply"


async def apply_accepted(errand: Errand, services: Services) -> None:
    """Applied under the id that its author gave it, and as them: once, however often it comes, here or by
    sync.

    Its dependencies are dropped: what it built on may have been declined, and its own rule decides then.
    """
    reader, now = services.database.reader, services.clock.now()
    system = await system_context(reader, errand.organization_id, now)
    if system is None:
        return
    arrival_id: Id = errand.payload["mutation_id"]
    scope = Scope(errand.organization_id, arrival_id, False)
    (arrival,) = await arrival_views(reader, scope, [arrival_id])
    member = await member_view(reader, scope, arrival.member_id)
    author = msgspec.structs.replace(
        system, member_id=member.id, role=member.role, device_id=arrival.device_id, language=member.language
    )
    sent = msgspec.json.decode(arrival.sent, type=Mutation)
    answered = await apply(services, msgspec.structs.replace(sent, deps=[]), author)
    told = {"outcome": answered.outcome.state, "code": answered.outcome.code}
    await _note(services, system, arrival_id, told)


async def _note(services: Services, context: Context, arrival_id: Id, told: dict[str, Any]) -> None:
    mutation = Mutation(
        id=derived_id("handed_in_outcome", context.organization_id, arrival_id),
        type="quarantine.note_outcome",
        body={"mutation_id": arrival_id, **told},
    )
    await apply(services, mutation, context)


HANDLERS: Mapping[str, Handler] = {APPLY: apply_accepted}
