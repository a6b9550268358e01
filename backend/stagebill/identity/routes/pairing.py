"""Pairing a phone: the office shows a sign-in link as a code, the member's phone scans it and is in."""

from datetime import datetime
from typing import Any

import msgspec
import structlog
from litestar import Request, Response, post
from litestar.handlers import BaseRouteHandler

from stagebill.identity.queries import member_view
from stagebill.identity.sign_in import UnknownMember, link_for
from stagebill.identity.sign_in_link import MayNotPair, check_pairing
from stagebill.kernel import wire
from stagebill.sync.command import Scope
from stagebill.sync.reading import PathId
from stagebill.sync.rest import context_of
from stagebill.sync.services import Services

_log = structlog.get_logger()


class Pairing(msgspec.Struct, frozen=True):
    """A link that signs a member in once, on the phone that opens it first."""

    url: str
    expires_at: datetime


@post(
    "/api/members/{member_id:str}/pairing",
    operation_id="identity.pair_phone",
    summary="A link that signs a member in on their phone",
    tags=["identity"],
    status_code=201,
)
async def pair_phone(request: Request[Any, Any, Any], member_id: PathId) -> Pairing:
    """It works once and for ten minutes. Owners make it for anybody, dispatchers for technicians."""
    services: Services = request.app.state.services
    context = context_of(request)
    if context.role == "technician":
        raise MayNotPair()
    member = await member_view(services.database.reader, Scope.of(context), member_id)
    check_pairing(by_role=context.role, is_self=member.id == context.member_id, role=member.role)
    if not member.active:
        raise UnknownMember()
    link = await link_for(
        services.database,
        services.config,
        context.organization_id,
        member.id,
        reusable=False,
        clock=services.clock,
    )
    _log.info("pairing_link_made", member_id=member.id, by=context.member_id)
    body = wire.encode(Pairing(link.url, link.expires_at))
    return Response(  # type: ignore[return-value]
        body, status_code=201, media_type="application/json", headers={"Cache-Control": "no-store"}
    )


ROUTES: tuple[BaseRouteHandler, ...] = (pair_phone,)
