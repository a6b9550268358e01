"""Who is asking: a request's cookie or bearer token becomes a session, a member and a context, or a 401."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, BeforeMessageSendHookHandler, Message, Receive, Scope, Send

from stagebill.identity import headers, origin
from stagebill.identity.queries import MemberView, OrganizationView
from stagebill.identity.session import (
    NotSignedIn,
    Session,
    SessionKind,
    expires_at,
    lifetime,
    needs_refresh,
    refreshed,
)
from stagebill.identity.tables import END_SESSION, FORGET_EXPIRED, REFRESH_SESSION, SIGNED_IN
from stagebill.kernel.clock import instant_of
from stagebill.kernel.config import Config
from stagebill.kernel.context import Context
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.errors import Busy, Unavailable
from stagebill.kernel.ids import Id
from stagebill.kernel.secrets import digest, random_token
from stagebill.sync.services import Services

KNOWN_SECONDS = 5.0
"""How long another process's revocation may go unnoticed here; this one's own is noticed at once."""

KNOWN_MAX = 10_000
OPEN = "exclude_from_auth"
"""The opt of routes that anybody may call."""

OPTIONAL = "may_be_signed_in"
"""The opt of open routes that like to know who is asking."""

OWN_SITE = "own_site_only"
"""The opt of open routes whose form or script must be our own page's; judged before the body is read."""

# Writes below these may sign somebody out or change what they may do.
_PLAIN_COOKIE, _SECURE_COOKIE = "stagebill", "__Host-stagebill"
_PUSH = "/api/sync/push"
_CHANGES_SESSIONS = ("/auth/", "/api/me", "/api/members", "/api/devices", _PUSH)


class SignedIn(msgspec.Struct, frozen=True):
    """A session, and whose it is."""

    session: Session
    member: MemberView
    organization: OrganizationView


class Presented(NamedTuple):
    """The token that came with a request, and how it came."""

    token: str
    kind: SessionKind


class Authentication(ASGIMiddleware):
    """Puts the context into `request.auth` and the session into `request.user`; open routes get None."""

    scopes = (ScopeType.HTTP,)

    def __init__(self) -> None:
        self._known: dict[str, tuple[SignedIn, float]] = {}
        self._forgotten = 0  # how often; what was read before the latest time is not kept

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        services: Services = scope["litestar_app"].state.services
        opt = scope["route_handler"].opt
        is_open = bool(opt.get(OPEN))
        if opt.get(OWN_SITE):
            origin.check_own_site(decoded(scope["headers"]))
        if is_open and not opt.get(OPTIONAL):
            scope["user"] = scope["auth"] = None
        else:
            signed_in = await self._signed_in(scope, services, required=not is_open)
            scope["user"] = signed_in
            scope["auth"] = context_of(signed_in, services) if signed_in else None
        await next_app(scope, receive, send)
        if method_of(scope) not in origin.SAFE_METHODS and _may_change_sessions(scope):
            self._forget()

    def _forget(self) -> None:
        self._known.clear()
        self._forgotten += 1

    async def _signed_in(self, scope: Scope, services: Services, *, required: bool) -> SignedIn | None:
        presented = presented_token(scope["headers"], services.config)
        if presented is None:
            if required:
                raise NotSignedIn()
            return None
        if presented.kind == "cookie":
            method = method_of(scope)
            if method not in origin.SAFE_METHODS:
                origin.check_cookie_request(method, decoded(scope["headers"]))
        found = await self._find(presented, services)
        if found is None and required:
            raise NotSignedIn()
        return found

    async def _find(self, presented: Presented, services: Services) -> SignedIn | None:
        token_digest = digest(presented.token)
        now, moment = services.clock.now(), services.clock.monotonic()
        found, known_at = self._known.get(token_digest, (None, 0.0))
        if found is None or moment - known_at > KNOWN_SECONDS:
            forgotten = self._forgotten
            found = await read_session(services, token_digest)
            if found is None:
                return None
            if len(self._known) >= KNOWN_MAX:
                self._known.clear()
            if forgotten == self._forgotten:
                self._known[token_digest] = (found, moment)
        if found.session.expires_at <= now or found.session.kind != presented.kind:
            return None
        if needs_refresh(found.session, now):
            await _refresh(services, refreshed(found.session, found.member.role, now))
            self._known.pop(token_digest, None)
        return found


def _may_change_sessions(scope: Scope) -> bool:
    """Whether this request may change sessions; a technician's phone pushes often, and never changes who may
    sign in.
    """
    context = scope["auth"]
    pushed_by_crew = scope["path"] == _PUSH and context is not None and context.role == "technician"
    return scope["path"].startswith(_CHANGES_SESSIONS) and not pushed_by_crew


def method_of(scope: Scope) -> str:
    """The method of an HTTP request."""
    method: str = scope["method"]  # type: ignore[typeddict-item]
    return method


def presented_token(raw_headers: Any, config: Config) -> Presented | None:
    """A request's session token: a bearer token before a cookie."""
    cookies = b""
    for name, value in raw_headers:
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            return Presented(value[7:].strip().decode("latin-1"), "bearer")
        if name == b"cookie":
            cookies = value
    wanted = cookie_name(config).encode() + b"="
    for cookie in cookies.split(b";"):
        stripped = cookie.strip()
        if stripped.startswith(wanted):
            return Presented(stripped[len(wanted) :].decode("latin-1"), "cookie")
    return None


def decoded(raw_headers: Any) -> dict[str, str]:
    """Headers by lower-case name, as the rules in origin.py read them."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in raw_headers}


async def read_session(services: Services, token_digest: str) -> SignedIn | None:
    """A token's session with its member and company; None if it has ended or its member is inactive."""
    rows = await services.database.reader.rows(SIGNED_IN, token_digest)
    if not rows:
        return None
    (organization_id, member_id, kind, device_id, created, used, ends, name, email, role, language, company,
     currency, zone, company_language) = rows[0]  # fmt: skip
    session = Session(
        token_digest=token_digest,
        organization_id=organization_id,
        member_id=member_id,
        kind=kind,
        device_id=device_id,
        created_at=instant_of(created),
        last_used_at=instant_of(used),
        expires_at=instant_of(ends),
    )
    return SignedIn(
        session,
        MemberView(member_id, name, email, role, language, True),
        OrganizationView(organization_id, company, currency, zone, company_language),
    )


async def _refresh(services: Services, session: Session) -> None:
    async def unit(tx: Tx) -> None:
        await tx.run(REFRESH_SESSION, session.token_digest, session.last_used_at, session.expires_at)

    try:
        await services.database.write(unit)
    except (Busy, Unavailable):
        return  # A full disk must not keep anybody from reading; the next request tries again.


def context_of(signed_in: SignedIn, services: Services) -> Context:
    """Who acts, for the write path, which sets the mutation id and the time again for each mutation."""
    organization, member = signed_in.organization, signed_in.member
    return Context(
        organization_id=organization.id,
        member_id=member.id,
        role=member.role,
        device_id=signed_in.session.device_id,
        mutation_id="",
        now=services.clock.now(),
        zone=organization.zone,
        currency=organization.currency,
        language=member.language,
        name=organization.name,
        link_key=services.config.secret_key,
    )


class Opened(NamedTuple):
    """A new session, and the token that only its holder will have."""

    token: str
    session: Session


def opened(organization_id: Id, member_id: Id, role: str, kind: SessionKind, now: datetime) -> Opened:
    """A new session; the caller saves it."""
    token = random_token()
    return Opened(
        token,
        Session(
            token_digest=digest(token),
            organization_id=organization_id,
            member_id=member_id,
            kind=kind,
            device_id=None,
            created_at=now,
            last_used_at=now,
            expires_at=expires_at(now, now, lifetime(kind, role)),
        ),
    )


async def replace_session(tx: Tx, begun: Session, ends: str | None) -> None:
    """Save a session; the token that it replaces is worthless from now on."""
    now = begun.created_at
    if ends is not None:
        await tx.run(END_SESSION, digest(ends), now)
    await tx.run(FORGET_EXPIRED, begun.organization_id, begun.member_id, now)
    await tx.save(begun)


async def end_session(services: Services, session: Session) -> None:
    """Sign out: the token is worthless from now on."""
    now = services.clock.now()

    async def unit(tx: Tx) -> None:
        await tx.run(END_SESSION, session.token_digest, now)

    await services.database.write(unit)


def cookie_name(config: Config) -> str:
    """`__Host-` binds a cookie to this very host over HTTPS; browsers refuse it on plain HTTP."""
    return _SECURE_COOKIE if is_https(config) else _PLAIN_COOKIE


def carries_session(cookies: Mapping[str, str]) -> bool:
    """Whether a session is named at all; nothing about it is verified."""
    return _SECURE_COOKIE in cookies or _PLAIN_COOKIE in cookies


def is_https(config: Config) -> bool:
    """Whether people reach this server over HTTPS."""
    return config.base_url.startswith("https://")


def session_cookie(config: Config, token: str, role: str) -> Cookie:
    """The cookie that holds a session; the server ends an unused session earlier."""
    return _cookie(config, token, int(lifetime("cookie", role).absolute.total_seconds()))


def expired_cookie(config: Config) -> Cookie:
    """The cookie that makes a browser forget its session."""
    return _cookie(config, "", 0)


def _cookie(config: Config, value: str, max_age: int) -> Cookie:
    return Cookie(
        key=cookie_name(config),
        value=value,
        path="/",
        max_age=max_age,
        secure=is_https(config),
        httponly=True,
        samesite="lax",
    )


def security_headers(config: Config) -> BeforeMessageSendHookHandler:
    """The `before_send` hook that completes the headers of every answer, errors included."""
    https = is_https(config)

    async def complete(message: Message, scope: Scope) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = headers.completed(message["headers"], scope["path"], https=https)

    return complete
