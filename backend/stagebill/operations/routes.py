"""Health and figures over HTTP."""

import asyncio
from typing import Any, Final

from litestar import Request, Response, get
from litestar.handlers import BaseRouteHandler

from stagebill.identity.authentication import OPEN
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.errors import Refusal
from stagebill.operations.queries import figures
from stagebill.operations.room import NoRoom, prove_room
from stagebill.sync.command import OWNER
from stagebill.sync.mutation import NotAllowed
from stagebill.sync.rest import context_of
from stagebill.sync.services import Services

ROOM_SECONDS: Final = 5

AnyRequest = Request[Any, Any, Any]


@get("/healthz", include_in_schema=False, opt={OPEN: True})
async def healthz() -> Response[str]:
    """The event loop answers; the database is not asked."""
    return Response("ok\n", media_type="text/plain")


@get("/readyz", include_in_schema=False, opt={OPEN: True})
async def readyz(request: AnyRequest) -> Response[str]:
    """A real transaction through the one writer, and room on its disk: with a stuck writer, `healthz` still
    answers.
    """
    services: Services = request.app.state.services
    try:
        await services.database.write(_nothing)
        if services.config.dialect == "sqlite":
            await _prove_room(request, services)
    except Refusal as refusal:
        return Response(f"{refusal.code}\n", status_code=503, media_type="text/plain")
    except NoRoom:
        return Response("operations.no_room\n", status_code=503, media_type="text/plain")
    return Response("ready\n", media_type="text/plain")


async def _prove_room(request: AnyRequest, services: Services) -> None:
    """At most once every few seconds, whoever asks: a flush is work for the disk that takes the payments."""
    now = services.clock.monotonic()
    if now < request.app.state.get("room_until", 0.0):
        return
    await asyncio.to_thread(prove_room, services.config.sqlite_file.parent)
    request.app.state["room_until"] = now + ROOM_SECONDS


async def _nothing(tx: Tx) -> None:
    await tx.rows("SELECT 1")


@get("/metrics", include_in_schema=False)
async def metrics(request: AnyRequest) -> Response[bytes]:
    """What is waiting, for Prometheus. Needs an owner's bearer token: the figures are nobody else's."""
    context = context_of(request)
    if context.role not in OWNER:
        raise NotAllowed(role=context.role)
    # Its library is a thirtieth of a cold start, and few are ever asked for figures.
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    from stagebill.operations.figures import registry_of

    services: Services = request.app.state.services
    found = await figures(services.database.reader, context.organization_id)
    body = generate_latest(registry_of(found, services.clock.now()))
    return Response(body, headers={"Content-Type": CONTENT_TYPE_LATEST})


ROUTES: tuple[BaseRouteHandler, ...] = (healthz, readyz, metrics)
