"""Founding the company on the first visit, and reading its settings."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import BaseRouteHandler
from litestar.params import JSONBody
from msgspec import Meta

from stagebill.identity.authentication import OPEN, OWN_SITE, session_cookie
from stagebill.identity.organization import Currency, Zone
from stagebill.identity.password import LENGTH_MAX, SALT_BYTES, check_new_password
from stagebill.identity.queries import MemberView, needs_founding
from stagebill.identity.sign_in import enter, hashed
from stagebill.kernel.context import Language
from stagebill.kernel.secrets import random_token
from stagebill.kernel.text import Email, Name
from stagebill.settings.mutations import AlreadyFounded, FoundCompany, found, founding_context, owner_id
from stagebill.settings.queries import (
    NumberSeriesView,
    SettingsView,
    number_series_views,
    settings_view,
)
from stagebill.sync.command import Scope
from stagebill.sync.reading import answer_read
from stagebill.sync.rest import context_of
from stagebill.sync.services import Services

BODY_BYTES_MAX = 16 * 1024


class Founding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The company and its owner, as typed on the first visit."""

    company: Name
    currency: Currency
    zone: Zone
    language: Language
    name: Name
    email: Email
    password: Annotated[str, Meta(min_length=1, max_length=LENGTH_MAX)]


class FoundedBy(msgspec.Struct, frozen=True, kw_only=True):
    """The owner, who is signed in from now on."""

    member: MemberView


@post(
    "/auth/found",
    operation_id="auth.found",
    summary="Found the company",
    tags=["auth"],
    status_code=201,
    request_max_body_size=BODY_BYTES_MAX,
    opt={OPEN: True, OWN_SITE: True},
)
async def found_here(request: Request[Any, Any, Any], data: JSONBody[Founding]) -> Response[FoundedBy]:
    """Only while there is none: creates the company, its settings and its owner, and signs the owner in."""
    services: Services = request.app.state.services
    # Before the password is hashed: a founded installation must not do that work for anybody who asks.
    if not await needs_founding(services.database.reader):
        raise AlreadyFounded()
    check_new_password(data.password, email=data.email)
    typed = msgspec.to_builtins(data)
    typed["password_hash"] = await hashed(typed.pop("password"), random_token().encode()[:SALT_BYTES])
    company = msgspec.convert(typed, FoundCompany)
    context = founding_context(company, services.clock.now())
    await found(services, company, context)
    entry = await enter(services, context.organization_id, owner_id(context.organization_id), None)
    cookie = session_cookie(services.config, entry.token, "owner")
    return Response(FoundedBy(member=entry.signed_in.member), status_code=201, cookies=[cookie])


@get("/api/settings", operation_id="settings.read", summary="The company's settings", tags=["settings"])
async def read_settings(request: Request[Any, Any, Any]) -> SettingsView:
    """What new jobs and invoices start with."""
    services: Services = request.app.state.services
    view = await settings_view(services.database.reader, Scope.of(context_of(request)))
    return answer_read(request, view)


class AllNumberSeries(msgspec.Struct, frozen=True, kw_only=True):
    """Every series of the company."""

    items: list[NumberSeriesView]


@get(
    "/api/number-series",
    operation_id="settings.list_number_series",
    summary="How documents are numbered",
    tags=["settings"],
)
async def list_number_series(request: Request[Any, Any, Any]) -> AllNumberSeries:
    """Invoices, deposits and credit notes, with the number that each will print next."""
    services: Services = request.app.state.services
    views = await number_series_views(services.database.reader, context_of(request))
    return answer_read(request, AllNumberSeries(items=views))


ROUTES: tuple[BaseRouteHandler, ...] = (found_here, read_settings, list_number_series)
