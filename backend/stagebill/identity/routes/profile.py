"""One's own account over HTTP: name and language, password, and where one is signed in."""

from typing import Annotated, Any

import msgspec
from litestar import Request, get, patch, post
from litestar.handlers import BaseRouteHandler
from litestar.params import FromHeader, HeaderParameter, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import UNSET, Meta, UnsetType

from stagebill.identity import queries
from stagebill.identity.authentication import SignedIn, session_cookie
from stagebill.identity.mutations import CHANGE_PASSWORD, CHANGE_PROFILE
from stagebill.identity.password import LENGTH_MAX, check_new_password
from stagebill.identity.queries import MemberView, SessionView
from stagebill.identity.rate_limit import NAME_TRIES, TooManyTries, TryLimit
from stagebill.identity.sign_in import check_own_password, enter, hashed, salt_of
from stagebill.identity.tables import END_SESSION, END_SESSIONS_BUT
from stagebill.kernel.context import Language
from stagebill.kernel.database.tx import Tx
from stagebill.kernel.errors import Missing
from stagebill.kernel.text import Name
from stagebill.sync.apply import apply
from stagebill.sync.mutation import Mutation
from stagebill.sync.reading import PathId, answer_read
from stagebill.sync.rest import answer, context_of, mutation_id_of, services_of

BODY_BYTES_MAX = 16 * 1024

Anyone = Request[Any, Any, Any]
Key = FromHeader[Annotated[str | None, HeaderParameter(name="Idempotency-Key")]]
Password = Annotated[str, Meta(min_length=1, max_length=LENGTH_MAX)]


class OwnProfile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change of oneself; what is left out stays."""

    name: Name | UnsetType = UNSET
    language: Language | UnsetType = UNSET


class NewPassword(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The current password, and the new one. Whoever has none yet sends null for the current one."""

    old_password: Password | None
    new_password: Password


class Sessions(msgspec.Struct, frozen=True, kw_only=True):
    """Where one is signed in, most recently used first."""

    items: list[SessionView]


def _limit(request: Anyone) -> TryLimit:
    limit: TryLimit = request.app.state.setdefault("password_limit", TryLimit(NAME_TRIES))
    return limit


@patch(
    "/api/me",
    operation_id="identity.change_profile",
    summary="Change one's own name or language",
    tags=["identity"],
    request_max_body_size=BODY_BYTES_MAX,
)
async def change_profile(
    request: Anyone, data: JSONBody[OwnProfile], idempotency_key: Key = None
) -> MemberView:
    """For everybody; role and address are changed by an owner."""
    strict = msgspec.json.decode(await request.body(), type=OwnProfile)
    body = msgspec.to_builtins(strict)
    mutation = Mutation(id=mutation_id_of(idempotency_key), type=CHANGE_PROFILE.name, body=body)
    services, context = services_of(request), context_of(request)
    answered = await apply(services, mutation, context)
    return answer(services, CHANGE_PROFILE, context, answered)  # type: ignore[return-value]


@post(
    "/api/me/password",
    operation_id="identity.change_password",
    summary="Change one's own password",
    tags=["identity"],
    status_code=HTTP_200_OK,
    request_max_body_size=BODY_BYTES_MAX,
)
async def change_password(
    request: Anyone, data: JSONBody[NewPassword], idempotency_key: Key = None
) -> MemberView:
    """Asks for the old one, at most five times in fifteen minutes. Every other device is signed out; this one
    gets a new session.
    """
    services, signed_in = services_of(request), request.user
    await _prove(request, data.old_password)
    check_new_password(data.new_password, email=signed_in.member.email)
    mutation_id = mutation_id_of(idempotency_key)
    fresh = await hashed(data.new_password, salt_of(services.config, mutation_id))
    body = {"member_id": signed_in.member.id, "password_hash": fresh}
    mutation = Mutation(id=mutation_id, type=CHANGE_PASSWORD.name, body=body)
    context = msgspec.structs.replace(context_of(request), role="system")
    response = answer(services, CHANGE_PASSWORD, context, await apply(services, mutation, context))
    if signed_in.session.kind == "cookie":
        entry = await enter(services, signed_in.organization.id, signed_in.member.id, None)
        response.set_cookie(session_cookie(services.config, entry.token, signed_in.member.role))
    return response  # type: ignore[return-value]


async def _prove(request: Anyone, old: str | None) -> None:
    """Counted before it is checked, so that many tries at once cannot slip through."""
    services, member_id = services_of(request), request.user.member.id
    limit, now = _limit(request), services.clock.monotonic()
    if wait := limit.wait_or_count(member_id, now):
        raise TooManyTries(retry_after_seconds=wait)
    await check_own_password(services, context_of(request).organization_id, member_id, old)
    limit.forgive(member_id, entirely=True)


@get("/api/me/sessions", operation_id="identity.list_sessions", summary="Where one is signed in",
     tags=["identity"])  # fmt: skip
async def list_sessions(request: Anyone) -> Sessions:
    """One's own sessions only, nobody else's."""
    found = await _own_sessions(request)
    return answer_read(request, Sessions(items=[view for _, view in found]))


async def _own_sessions(request: Anyone) -> list[tuple[str, SessionView]]:
    signed_in: SignedIn = request.user
    services = services_of(request)
    return await queries.sessions_of(services.database.reader, signed_in.session, services.clock.now())


@post(
    "/api/me/sessions/{session_id:str}/end",
    operation_id="identity.end_session",
    summary="Sign out one of one's own devices",
    tags=["identity"],
    status_code=HTTP_204_NO_CONTENT,
)
async def end_one_session(request: Anyone, session_id: PathId) -> None:
    """What that device has not sent yet stays on it."""
    digests = {view.id: digest for digest, view in await _own_sessions(request)}
    if session_id not in digests:
        raise Missing.of(SessionView)
    now = services_of(request).clock.now()

    async def unit(tx: Tx) -> None:
        await tx.run(END_SESSION, digests[session_id], now)

    await services_of(request).database.write(unit)


@post(
    "/api/me/sessions/end-others",
    operation_id="identity.end_other_sessions",
    summary="Sign out everywhere else",
    tags=["identity"],
    status_code=HTTP_204_NO_CONTENT,
)
async def end_other_sessions(request: Anyone) -> None:
    """All of one's own sessions except the one asking."""
    own = request.user.session
    now = services_of(request).clock.now()

    async def unit(tx: Tx) -> None:
        await tx.run(END_SESSIONS_BUT, own.organization_id, own.member_id, now, own.token_digest)

    await services_of(request).database.write(unit)


ROUTES: tuple[BaseRouteHandler, ...] = (
    change_profile,
    change_password,
    list_sessions,
    end_one_session,
    end_other_sessions,
)
