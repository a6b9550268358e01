"""Signing in and out, and reading who is there, over HTTP."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, patch, post
from litestar.handlers import BaseRouteHandler
from litestar.params import FromHeader, FromPath, HeaderParameter, JSONBody, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED, HTTP_204_NO_CONTENT, HTTP_303_SEE_OTHER
from msgspec import UNSET, Meta, UnsetType

from stagebill.identity import queries
from stagebill.identity.authentication import (
    OPEN,
    OPTIONAL,
    OWN_SITE,
    SignedIn,
    end_session,
    expired_cookie,
    presented_token,
    session_cookie,
)
from stagebill.identity.link_page import POLICY, expired_page, link_page, preferred
from stagebill.identity.member import MemberRole
from stagebill.identity.mutations import COMMANDS
from stagebill.identity.password import LENGTH_MAX, check_new_password
from stagebill.identity.queries import DeviceView, Me, MemberView
from stagebill.identity.rate_limit import SignInLimit
from stagebill.identity.sign_in import Entry, enter_by_link, hashed, salt_of, sign_in
from stagebill.identity.sign_in_link import LinkExpired
from stagebill.kernel.context import Language
from stagebill.kernel.ids import Id
from stagebill.kernel.text import Email, Line, Name
from stagebill.sync.apply import apply
from stagebill.sync.command import Command, Scope
from stagebill.sync.mutation import Mutation
from stagebill.sync.reading import (
    ID_PATTERN,
    PAGE,
    Page,
    PageCursor,
    PageSize,
    PathId,
    answer_read,
    page,
    place_of,
)
from stagebill.sync.rest import answer, context_of, mutation_id_of, services_of

BODY_BYTES_MAX = 16 * 1024

Anyone = Request[Any, Any, Any]
Key = FromHeader[Annotated[str | None, HeaderParameter(name="Idempotency-Key")]]
DeviceId = Annotated[str | None, QueryParameter(pattern=ID_PATTERN)]
Password = Annotated[str, Meta(min_length=1, max_length=LENGTH_MAX)]

_add_member, _change_member = COMMANDS[:2]


class SignIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An address and its password."""

    email: Line
    password: Password


class SignedInAs(msgspec.Struct, frozen=True, kw_only=True):
    """Who has just signed in."""

    member: MemberView


class AuthState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether this browser is signed in, as whom, and whether this installation has a company yet."""

    signed_in: bool
    needs_founding: bool
    me: Me | None = None


class NewMember(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person to add. Without a password they sign in with a link."""

    name: Name
    email: Email
    role: MemberRole
    language: Language | UnsetType = UNSET
    password: Password | None = None


class MemberChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change about a member; what is left out stays."""

    name: Name | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    role: MemberRole | UnsetType = UNSET
    language: Language | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    password: Password | UnsetType = UNSET


def _limit(request: Anyone) -> SignInLimit:
    limit: SignInLimit = request.app.state.setdefault("sign_in_limit", SignInLimit())
    return limit


def _own_token(request: Anyone) -> str | None:
    """The session that this browser had before it signed in again."""
    presented = presented_token(request.scope["headers"], services_of(request).config)
    return presented.token if presented and presented.kind == "cookie" else None


def entered(request: Anyone, entry: Entry, status: int) -> Response[SignedInAs]:
    """The answer to a sign-in: who it is, and the cookie."""
    member = entry.signed_in.member
    cookie = session_cookie(services_of(request).config, entry.token, member.role)
    return Response(SignedInAs(member=member), status_code=status, cookies=[cookie])


@post(
    "/auth/sign-in",
    operation_id="auth.sign_in",
    summary="Sign in with a password",
    tags=["auth"],
    status_code=HTTP_200_OK,
    request_max_body_size=BODY_BYTES_MAX,
    opt={OPEN: True, OWN_SITE: True},
)
async def sign_in_with_password(request: Anyone, data: JSONBody[SignIn]) -> Response[SignedInAs]:
    """A new session each time; the browser's previous one ends. At most 5 tries in 15 minutes per name."""
    entry = await sign_in(
        services_of(request),
        _limit(request),
        email=data.email,
        password=data.password,
        address=request.client.host if request.client else "",
        ends=_own_token(request),
    )
    return entered(request, entry, HTTP_200_OK)


@post("/auth/sign-out", operation_id="auth.sign_out", summary="Sign out", tags=["auth"], status_code=204)
async def sign_out(request: Anyone) -> Response[None]:
    """Ends this session. What the device has not sent yet stays on it."""
    signed_in: SignedIn = request.user
    await end_session(services_of(request), signed_in.session)
    cookie = expired_cookie(services_of(request).config)
    return Response(None, status_code=HTTP_204_NO_CONTENT, cookies=[cookie])


@get(
    "/auth/state",
    operation_id="auth.state",
    summary="Whether anybody is signed in here",
    tags=["auth"],
    opt={OPEN: True, OPTIONAL: True},
)
async def state_of_sign_in(request: Anyone) -> AuthState:
    """What a page needs to know before it can ask for anything."""
    needs_founding = await queries.needs_founding(services_of(request).database.reader)
    signed_in: SignedIn | None = request.user
    me = Me(signed_in.member, signed_in.organization) if signed_in else None
    return AuthState(signed_in=me is not None, needs_founding=needs_founding, me=me)


@get("/auth/link/{token:str}", include_in_schema=False, opt={OPEN: True})
async def show_link(request: Anyone, token: FromPath[str]) -> Response[str]:
    """The page with the button; opening it does not use up the link."""
    return _html(link_page(_language(request)), HTTP_200_OK)


@post(
    "/auth/link/{token:str}",
    include_in_schema=False,
    opt={OPEN: True, OWN_SITE: True},
    request_max_body_size=BODY_BYTES_MAX,
)
async def use_link(request: Anyone, token: FromPath[str]) -> Response[Any]:
    """Signs in and goes to the app."""
    services = services_of(request)
    try:
        entry = await enter_by_link(services, token, _own_token(request))
    except LinkExpired as expired:
        return _html(expired_page(_language(request)), expired.status)
    cookie = session_cookie(services.config, entry.token, entry.signed_in.member.role)
    return Redirect("/", status_code=HTTP_303_SEE_OTHER, cookies=[cookie])


def _language(request: Anyone) -> Language:
    return preferred(request.headers.get("accept-language", ""))


def _html(content: str, status: int) -> Response[str]:
    headers = {"content-security-policy": POLICY}
    return Response(content, status_code=status, media_type="text/html", headers=headers)


@get("/api/me", operation_id="identity.me", summary="Who is signed in", tags=["identity"])
async def read_me(request: Anyone, device_id: DeviceId = None) -> Me:
    """The member and their company; with `device_id` also that device, if it is registered and theirs."""
    signed_in: SignedIn = request.user
    scope = Scope.of(context_of(request))
    devices = await queries.device_views(_reader(request), scope, [device_id]) if device_id else []
    own = [device for device in devices if device.member_id == signed_in.member.id]
    me = Me(signed_in.member, signed_in.organization, own[0] if own else None)
    return answer_read(request, me)


def _reader(request: Anyone) -> Any:
    return services_of(request).database.reader


@get("/api/members", operation_id="identity.list_members", summary="Members", tags=["identity"])
async def list_members(
    request: Anyone, limit: PageSize = PAGE, cursor: PageCursor = None
) -> Page[MemberView]:
    """Everyone in the company, in the order they joined."""
    scope = Scope.of(context_of(request))
    found = await queries.member_page(_reader(request), scope, limit=limit, after=place_of(cursor, 1))
    return answer_read(request, page(found, limit, ("id",)))


@get(
    "/api/members/{member_id:str}",
    operation_id="identity.read_member",
    summary="One member",
    tags=["identity"],
)
async def read_member(request: Anyone, member_id: PathId) -> MemberView:
    """A person of the company."""
    member = await queries.member_view(_reader(request), Scope.of(context_of(request)), member_id)
    return answer_read(request, member)


@get("/api/devices", operation_id="identity.list_devices", summary="Devices", tags=["identity"])
async def list_devices(
    request: Anyone, limit: PageSize = PAGE, cursor: PageCursor = None
) -> Page[DeviceView]:
    """Installed apps, with what they have not sent yet; a technician gets their own."""
    scope = Scope.of(context_of(request))
    found = await queries.device_page(_reader(request), scope, limit=limit, after=place_of(cursor, 1))
    return answer_read(request, page(found, limit, ("id",)))


@get(
    "/api/devices/{device_id:str}",
    operation_id="identity.read_device",
    summary="One device",
    tags=["identity"],
)
async def read_device(request: Anyone, device_id: PathId) -> DeviceView:
    """An installed app."""
    device = await queries.device_view(_reader(request), Scope.of(context_of(request)), device_id)
    return answer_read(request, device)


@post(
    "/api/members",
    operation_id="identity.add_member",
    summary=_add_member.summary,
    tags=["identity"],
    status_code=HTTP_201_CREATED,
    request_max_body_size=BODY_BYTES_MAX,
)
async def add_member(request: Anyone, data: JSONBody[NewMember], idempotency_key: Key = None) -> MemberView:
    """The password is hashed before the mutation is made: nothing else is ever stored."""
    mutation_id = mutation_id_of(idempotency_key)
    body = msgspec.to_builtins(data)
    body["password_hash"] = await _hash(request, mutation_id, body.pop("password"), data.email)
    mutation = Mutation(id=mutation_id, type=_add_member.name, body=body)
    return await _apply(request, _add_member, mutation)  # type: ignore[return-value]


@patch(
    "/api/members/{member_id:str}",
    operation_id="identity.change_member",
    summary=_change_member.summary,
    tags=["identity"],
    request_max_body_size=BODY_BYTES_MAX,
)
async def change_member(
    request: Anyone, member_id: PathId, data: JSONBody[MemberChanges], idempotency_key: Key = None
) -> MemberView:
    """Whoever loses a right or gets another password is signed out."""
    mutation_id = mutation_id_of(idempotency_key)
    # Litestar has read the body already, but it takes 1 for true.
    strict = msgspec.json.decode(await request.body(), type=MemberChanges)
    body = {**msgspec.to_builtins(strict), "member_id": member_id}
    if "password" in body:
        email = data.email if isinstance(data.email, str) else ""
        body["password_hash"] = await _hash(request, mutation_id, body.pop("password"), email)
    mutation = Mutation(id=mutation_id, type=_change_member.name, body=body)
    return await _apply(request, _change_member, mutation)  # type: ignore[return-value]


async def _apply(request: Anyone, command: Command, mutation: Mutation) -> Response[bytes]:
    services, context = services_of(request), context_of(request)
    return answer(services, command, context, await apply(services, mutation, context))


async def _hash(request: Anyone, mutation_id: Id, password: str | None, email: str) -> str | None:
    if password is None:
        return None
    check_new_password(password, email=email)
    return await hashed(password, salt_of(services_of(request).config, mutation_id))


ROUTES: tuple[BaseRouteHandler, ...] = (
    sign_in_with_password,
    sign_out,
    state_of_sign_in,
    show_link,
    use_link,
    read_me,
    list_members,
    read_member,
    list_devices,
    read_device,
    add_member,
    change_member,
)
