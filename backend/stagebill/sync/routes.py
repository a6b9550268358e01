"""Sync over HTTP: push what a device did, pull what changed, begin afresh, ask for the fate of a mutation."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import BaseRouteHandler
from litestar.params import FromQuery, JSONBody, QueryParameter
from litestar.response import ServerSentEvent
from litestar.response.sse import ServerSentEventMessage

from stagebill.kernel import wire
from stagebill.kernel.database.tx import Reader
from stagebill.kernel.ids import Id
from stagebill.kernel.text import LINE_PATTERN
from stagebill.sync import queries
from stagebill.sync.change import Pulled, Snapshot
from stagebill.sync.command import Scope
from stagebill.sync.epoch import read_feed
from stagebill.sync.push import Push, Pushed, push_all
from stagebill.sync.reading import answer_json
from stagebill.sync.report import Report, note
from stagebill.sync.rest import context_of, services_of
from stagebill.sync.services import Services

PUSH_BYTES_MAX = 1024 * 1024
PING_S = 15.0
FATE_MAX = 100

AppVersion = Annotated[str, QueryParameter(pattern=LINE_PATTERN, max_length=40)]
Limit = Annotated[int, QueryParameter(ge=1, le=queries.PULL_MAX)]


@post(
    "/api/sync/push",
    operation_id="sync.push",
    summary="Send what a device did; one outcome each",
    tags=["sync"],
    status_code=200,
    request_max_body_size=PUSH_BYTES_MAX,
)
async def push(request: Request[Any, Any, Any], data: JSONBody[Push]) -> Pushed:
    """Each mutation is its own transaction; the answer is 200 whenever the batch could be read."""
    pushed = await push_all(services_of(request), context_of(request), data)
    return answer_json(request, wire.encode(pushed))  # type: ignore[return-value]


@get("/api/sync/pull", operation_id="sync.pull", summary="What changed since a cursor", tags=["sync"])
async def pull(  # noqa: PLR0913, PLR0917 - one argument for each word of the contract
    request: Request[Any, Any, Any],
    cursor: FromQuery[str] = "",
    limit: Limit = queries.PULL_MAX,
    member_id: FromQuery[Id | None] = None,
    device_id: FromQuery[Id | None] = None,
    unsent_count: FromQuery[int] = 0,
    unsent_minor: FromQuery[int] = 0,
    oldest_unsent_at: FromQuery[datetime | None] = None,
    app_version: AppVersion = "",
) -> Pulled:
    """The newest version of each record that changed and that this member may see."""
    services = services_of(request)
    said = Report(
        member_id=member_id,
        device_id=device_id,
        unsent_count=max(unsent_count, 0),
        unsent_minor=max(unsent_minor, 0),
        oldest_unsent_at=oldest_unsent_at,
        app_version=app_version,
    )
    await note(services, context_of(request), said)
    context = context_of(request)

    async def page(reader: Reader) -> bytes:
        # As JSON from where it was read: the event loop has other callers, and would free 500 rows besides.
        return wire.encode(await queries.pull(reader, services.registry, context, cursor, limit))

    body = await read_feed(services, context, page)
    return answer_json(request, body)  # type: ignore[return-value]


@get("/api/sync/snapshot", operation_id="sync.snapshot", summary="Everything a member may see", tags=["sync"])
async def snapshot(request: Request[Any, Any, Any]) -> Snapshot:
    """All tables, columnar, with the cursor to pull on from."""
    services = services_of(request)
    async with services.feeds:
        taken = await queries.snapshot(services.database.reader, services.registry, context_of(request))
    return answer_json(request, wire.encode(taken))  # type: ignore[return-value]


@get("/api/sync/fate", operation_id="sync.fate", summary="What became of mutations", tags=["sync"])
async def fate(request: Request[Any, Any, Any], ids: FromQuery[str]) -> Response[bytes]:
    """`ids` are up to 100 mutation ids, separated by commas; an id that never arrived answers null."""
    wanted = msgspec.convert(ids.split(",")[:FATE_MAX], list[Id])
    scope = Scope.of(context_of(request))
    found = await queries.fate(services_of(request).database.reader, scope, wanted)
    return Response(msgspec.json.encode({"fates": found}), media_type="application/json")


@get("/api/events", operation_id="sync.events", summary="Hints that the feed moved", tags=["sync"])
async def events(request: Request[Any, Any, Any]) -> ServerSentEvent:
    """Server-sent events `rev` with the newest rev; they carry no data, a lost one costs nothing."""
    return ServerSentEvent(_hints(services_of(request), context_of(request).organization_id))


async def _hints(services: Services, organization_id: Id) -> AsyncIterator[ServerSentEventMessage]:
    with services.hub.listening(organization_id) as moved:
        yield ServerSentEventMessage(comment="listening", retry=2000)
        while not services.hub.ended.is_set():
            try:
                rev = await asyncio.wait_for(moved.get(), PING_S)
            except TimeoutError:
                yield ServerSentEventMessage(comment="ping")
            else:
                if services.hub.ended.is_set():
                    return
                yield ServerSentEventMessage(event="rev", data=msgspec.json.encode({"rev": rev}).decode())


ROUTES: tuple[BaseRouteHandler, ...] = (push, pull, snapshot, fate, events)
