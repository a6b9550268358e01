"""What a browser needs before it can ask to be told."""

from typing import Any

import msgspec
from litestar import Request, get
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery

from stagebill.kernel import wire
from stagebill.kernel.ids import Id
from stagebill.notifications.push.queries import wants_of
from stagebill.notifications.push.subscription import Wants
from stagebill.sync.reading import answer_json
from stagebill.sync.rest import context_of
from stagebill.sync.services import Services


class PushState(msgspec.Struct, frozen=True):
    """The key that browsers subscribe with, and what this member is told of on the device that asks."""

    public_key: str
    wants: Wants | None


@get("/api/push", operation_id="notifications.push", summary="What is told here", tags=["notifications"])
async def read_push(request: Request[Any, Any, Any], device_id: FromQuery[Id]) -> PushState:
    """`wants` is null on a device that is told of nothing."""
    # Only who asks for it pays for the ciphers.
    from stagebill.notifications.push import encryption

    services: Services = request.app.state.services
    wants = await wants_of(services.database.reader, context_of(request), device_id)
    key = encryption.public_text(encryption.vapid_key(services.config.secret_key))
    return answer_json(request, wire.encode(PushState(key, wants)))  # type: ignore[return-value]


ROUTES: tuple[BaseRouteHandler, ...] = (read_push,)
