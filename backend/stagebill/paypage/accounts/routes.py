"""Accounts at processors over HTTP. Keys come in here, are tried, and sealed before anything is written."""

from collections.abc import Awaitable, Mapping
from typing import Annotated, Any, Final, Literal

import msgspec
from litestar import Request, get, post
from litestar.handlers import BaseRouteHandler
from litestar.params import FromHeader, HeaderParameter, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta

from stagebill.identity.authentication import is_https
from stagebill.kernel.context import Context
from stagebill.paypage.accounts.account import (
    CurrencyNotTaken,
    KeyNotTried,
    KeyRefused,
    LiveNeedsHttps,
    Mode,
    NotAKey,
    NotAWebhookSecret,
    Payouts,
    RightsMissing,
    label_of,
)
from stagebill.paypage.accounts.mutations import CONNECT
from stagebill.paypage.accounts.queries import GatewayAccountView, standing_views
from stagebill.paypage.gateway import Unreachable
from stagebill.paypage.gateways.configured import KEY, WEBHOOK_SECRET, purpose, same_key, webhook_secret_of
from stagebill.paypage.gateways.stripe import gateway as stripe
from stagebill.paypage.gateways.stripe import wire as stripe_wire
from stagebill.paypage.gateways.stripe.gateway import StripeGateway
from stagebill.paypage.gateways.wisetack import gateway as wisetack
from stagebill.paypage.gateways.wisetack import wire as wisetack_wire
from stagebill.paypage.gateways.wisetack.gateway import WisetackGateway
from stagebill.sync.apply import apply
from stagebill.sync.command import OWNER
from stagebill.sync.mutation import Mutation, NotAllowed
from stagebill.sync.reading import answer_read
from stagebill.sync.rest import answer, context_of, mutation_id_of, office_of
from stagebill.sync.services import Services

BODY_BYTES_MAX: Final = 4096
SECRET_CHARACTERS_MAX: Final = 500

AnyRequest = Request[Any, Any, Any]
Key = FromHeader[Annotated[str | None, HeaderParameter(name="Idempotency-Key")]]
Secret = Annotated[str, Meta(min_length=1, max_length=SECRET_CHARACTERS_MAX)]
MerchantId = Annotated[str, Meta(pattern="^ *[0-9A-Za-z-]{1,64} *$")]


class StripeKeys(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A secret or, better, a restricted key of Stripe; and what the webhook to here is signed with."""

    secret_key: Secret
    webhook_secret: Secret | None = None


class WisetackKeys(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What Wisetack gives a partner: an application token, its secret, and the company's id there."""

    token: Secret
    secret: Secret
    merchant_id: MerchantId


class GatewayAccounts(msgspec.Struct, frozen=True, kw_only=True):
    """The processors that the company has an account at."""

    items: list[GatewayAccountView]


class _Tried(msgspec.Struct, frozen=True, kw_only=True):
    """Keys that were found good, as they are sealed: `parts` by what each is for."""

    gateway: str
    mode: Mode
    label: str
    parts: Mapping[str, str]
    payouts: Payouts | None = None


@get(
    "/api/gateways",
    operation_id="paypage.list_gateways",
    summary="Who takes online payments",
    tags=["paypage"],
)
async def list_gateways(request: AnyRequest) -> GatewayAccounts:
    """For the office. No key is ever read back."""
    services: Services = request.app.state.services
    context = office_of(request)
    views = await standing_views(services.database.reader, services.config, context.organization_id)
    items = [await _with_old_secret(services, context, each) for each in views]
    return answer_read(request, GatewayAccounts(items=items))


@post(
    "/api/gateways/stripe",
    operation_id="paypage.connect_stripe",
    summary="Take payments by an account at Stripe",
    tags=["paypage"],
    status_code=HTTP_200_OK,
    request_max_body_size=BODY_BYTES_MAX,
)
async def connect_stripe(
    request: AnyRequest, data: JSONBody[StripeKeys], idempotency_key: Key = None
) -> GatewayAccountView:
    """The owner's. The key is tried by real calls that change nothing; then it is sealed, and never shown."""
    services, context = _owner(request)
    key, secret = data.secret_key.strip(), (data.webhook_secret or "").strip()
    if not key.startswith(stripe_wire.KEYS) or not key.isascii():
        raise NotAKey(gateway=stripe.SLUG)
    if secret and not secret.startswith(stripe_wire.WEBHOOK_SECRET):
        raise NotAWebhookSecret()
    if context.currency in stripe_wire.OTHER_UNITS:
        raise CurrencyNotTaken(gateway=stripe.SLUG, currency=context.currency)
    mode = _allowed(services, "live" if "_live_" in key[:8] else "test")
    gateway = StripeGateway(
        services.config.stripe_api, key, secret, currency=context.currency, is_live=mode == "live"
    )
    await _good(stripe.SLUG, gateway.verdict())
    parts = {KEY: key}
    if secret:
        stored = await webhook_secret_of(services, context.organization_id, stripe.SLUG)
        parts[WEBHOOK_SECRET] = stripe_wire.renewed(stored, secret, context.now)
    payouts: Payouts | None = await gateway.payouts_right()
    tried = _Tried(gateway=stripe.SLUG, mode=mode, label=label_of(key), parts=parts, payouts=payouts)
    return await _kept(services, context, tried, idempotency_key)


@post(
    "/api/gateways/wisetack",
    operation_id="paypage.connect_wisetack",
    summary="Let customers pay over time by an account at Wisetack",
    tags=["paypage"],
    status_code=HTTP_200_OK,
    request_max_body_size=BODY_BYTES_MAX,
)
async def connect_wisetack(
    request: AnyRequest, data: JSONBody[WisetackKeys], idempotency_key: Key = None
) -> GatewayAccountView:
    """The owner's. Built from public descriptions of Wisetack and not yet verified against it. The keys are
    tried by a real call that changes nothing; then they are sealed, and never shown.
    """
    services, context = _owner(request)
    keys = wisetack.Keys(
        token=data.token.strip(), secret=data.secret.strip(), merchant_id=data.merchant_id.strip()
    )
    modes = [mode for prefix, mode in wisetack_wire.TOKENS.items() if keys.token.startswith(prefix)]
    if not modes or not (keys.token + keys.secret).isascii():
        raise NotAKey(gateway=wisetack.SLUG)
    if context.currency != wisetack_wire.CURRENCY:
        raise CurrencyNotTaken(gateway=wisetack.SLUG, currency=context.currency)
    mode = _allowed(services, modes[0])
    gateway = WisetackGateway(
        services.config.wisetack_api,
        keys,
        "",
        organization_id=context.organization_id,
        currency=context.currency,
        is_live=mode == "live",
    )
    await _good(wisetack.SLUG, gateway.verdict())
    parts = {KEY: msgspec.json.encode(keys).decode()}
    tried = _Tried(gateway=wisetack.SLUG, mode=mode, label=label_of(keys.token), parts=parts)
    return await _kept(services, context, tried, idempotency_key)


ROUTES: Final[tuple[BaseRouteHandler, ...]] = (list_gateways, connect_stripe, connect_wisetack)


def _owner(request: AnyRequest) -> tuple[Services, Context]:
    context = context_of(request)
    if context.role not in OWNER:
        raise NotAllowed(role=context.role)
    return request.app.state.services, context


def _allowed(services: Services, mode: Mode) -> Mode:
    if mode == "live" and not is_https(services.config):
        raise LiveNeedsHttps()
    return mode


async def _with_old_secret(
    services: Services, context: Context, view: GatewayAccountView
) -> GatewayAccountView:
    if view.gateway != stripe.SLUG or not view.has_webhook_secret:
        return view
    stored = await webhook_secret_of(services, context.organization_id, stripe.SLUG)
    until = stripe_wire.old_until(stored, context.now)
    return msgspec.structs.replace(view, old_webhook_secret_until=until)


async def _good(gateway: str, asked: Awaitable[Literal["good", "key_refused", "rights_missing"]]) -> None:
    try:
        verdict = await asked
    except Unreachable as silent:
        raise KeyNotTried(gateway=gateway) from silent
    if verdict == "key_refused":
        raise KeyRefused(gateway=gateway)
    if verdict == "rights_missing":
        raise RightsMissing(gateway=gateway)


async def _kept(
    services: Services, context: Context, tried: _Tried, idempotency_key: str | None
) -> GatewayAccountView:
    from stagebill.kernel.sealing import seal

    sealed = {
        f"sealed_{part}": seal(
            services.config.secret_key, purpose(context.organization_id, tried.gateway, part), text
        )
        for part, text in tried.parts.items()
    }
    body = {
        "gateway": tried.gateway,
        "mode": tried.mode,
        "label": tried.label,
        **sealed,
        "payouts": tried.payouts,
        "same_as": await same_key(services, context.organization_id, tried.gateway, tried.parts[KEY]),
    }
    mutation = Mutation(id=mutation_id_of(idempotency_key), type=CONNECT.name, body=body)
    as_server = msgspec.structs.replace(context, role="system")
    answered = await apply(services, mutation, as_server)
    return answer(services, CONNECT, as_server, answered)  # type: ignore[return-value]
