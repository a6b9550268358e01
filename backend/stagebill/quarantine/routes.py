"""The back door for devices out of service: whatever comes in through it is kept, and nothing is
disclosed.
"""

from typing import Annotated, Any

import msgspec
from litestar import Request, post
from litestar.handlers import BaseRouteHandler
from litestar.params import JSONBody

from stagebill.identity.authentication import OPEN, OWN_SITE, presented_token
from stagebill.identity.session import NotSignedIn
from stagebill.kernel.ids import Id, derived_id
from stagebill.kernel.secrets import digest
from stagebill.quarantine.handed_in import HandedIn, Sender
from stagebill.quarantine.queries import sender_of, waiting_of
from stagebill.sync.apply import apply
from stagebill.sync.command import Scope
from stagebill.sync.mutation import IdReused, Mutation, Outcome, refused
from stagebill.sync.push import PUSH_MAX, PushOutcome, not_settled, outcome_told, read
from stagebill.sync.queries import fate, system_context
from stagebill.sync.routes import PUSH_BYTES_MAX
from stagebill.sync.services import Services

WAITING_MAX = 1_000
"""Of one member: whoever kept a removed phone can leave no more than the office could ever read."""


class HandIn(msgspec.Struct, kw_only=True):
    """What a device out of service still holds. Unknown fields are ignored, as in a push."""

    device_id: Id
    mutations: Annotated[tuple[dict[str, Any], ...], msgspec.Meta(max_length=PUSH_MAX)] = ()


class HandedOver(msgspec.Struct, kw_only=True):
    """One outcome for each, in order: refused here means kept in full for the office."""

    outcomes: list[PushOutcome]


@post(
    "/api/sync/hand-in",
    operation_id="sync.hand_in",
    summary="Leave with the office what a device that was shut out holds",
    tags=["sync"],
    status_code=200,
    opt={OPEN: True, OWN_SITE: True},
    request_max_body_size=PUSH_BYTES_MAX,
)
async def hand_in(request: Request[Any, Any, Any], data: JSONBody[HandIn]) -> HandedOver:
    """For a removed member, or a revoked device: an ended session is enough for this and for nothing else.
    Everyone else is told to sign in.
    """
    services: Services = request.app.state.services
    presented = presented_token(request.scope["headers"], services.config)
    reader = services.database.reader
    sender = await sender_of(reader, digest(presented.token), data.device_id) if presented else None
    if sender is None or not sender.may_hand_in:
        raise NotSignedIn()
    room = WAITING_MAX - await waiting_of(reader, sender)
    outcomes = [
        await _kept(services, sender, data.device_id, sent, has_room=place < room)
        for place, sent in enumerate(data.mutations)
    ]
    return HandedOver(outcomes=outcomes)


async def _kept(
    services: Services, sender: Sender, device_id: Id, sent: dict[str, Any], *, has_room: bool
) -> PushOutcome:
    mutation = read(sent)
    if isinstance(mutation, PushOutcome):
        return mutation
    try:
        return await _keep(services, sender, device_id, sent, mutation, has_room=has_room)
    except Exception as reason:
        return not_settled(mutation, reason)


async def _keep(
    services: Services,
    sender: Sender,
    device_id: Id,
    sent: dict[str, Any],
    mutation: Mutation,
    *,
    has_room: bool,
) -> PushOutcome:
    reader, organization_id = services.database.reader, sender.organization_id
    known = (await fate(reader, Scope(organization_id, sender.member_id, False), [mutation.id]))[mutation.id]
    if known is not None:  # its answer was lost before the device was shut out
        return PushOutcome(
            id=mutation.id, state="duplicate", original=outcome_told(msgspec.json.decode(known, type=Outcome))
        )
    context = await system_context(reader, organization_id, services.clock.now())
    if context is None or not has_room:
        return PushOutcome(id=mutation.id, state="deferred")
    kept = Mutation(
        id=derived_id("handed_in", organization_id, mutation.id),
        type="quarantine.keep",
        body={
            "mutation_id": mutation.id,
            "type": mutation.type,
            "sent": sent,
            "member_id": sender.member_id,
            "device_id": device_id if sender.device_known else None,
        },
    )
    answered = await apply(services, kept, context)
    is_other = answered.outcome.state == "rejected"
    refusal = IdReused(mutation_id=mutation.id) if is_other else HandedIn()
    return outcome_told(refused(mutation.id, refusal))


ROUTES: tuple[BaseRouteHandler, ...] = (hand_in,)
