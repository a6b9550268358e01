"""Accounts at processors over HTTP. Keys come in here, are tried, and sealed before anything is written."""

from typing import Annotated, Any, Final

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
    RightsMissing,
    label_of,
)
from stagebill.paypage.accounts.mutations import CONNECT
from stagebill.paypage.accounts.queries import GatewayAccountView, standing_views
from stagebill.paypage.gateway import Unreachable
from stagebill.paypage.gateways import stripe, stripe_wire
from stagebill.paypage.gateways.configured import KEY, WEBHOOK_SECRET, purpose
from stagebill.paypage.gateways.stripe import StripeGateway
from stagebill.sync.apply import apply
from stagebill.sync.command import OWNER
from stagebill.sync.mutation import Mutation, NotAllowed
from stagebill.sync.reading import answer_read
from stagebill.sync.rest import answer, context_of, mutation_id_of, office_of
from stagebill.sync.services import Services

BODY_BYTES_MAX: Final = 4096
SECRET_CHARACTERS_MAX: Final = 500

Key = FromHeader[Annotated[str | None, HeaderParameter(name="Idempotency-Key")]]
Secret = Annotated[str, Meta(min_length=1, max_length=SECRET_CHARACTERS_MAX)]


class StripeKeys(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A secret or, better, a restricted key of Stripe; and what the webhook to here is signed with."""

    secret_key: Secret
    webhook_secret: Secret | None = None


class GatewayAccounts(msgspec.Struct, frozen=True, kw_only=True):
    """The processors that the company has an account at."""

    items: list[GatewayAccountView]


@get(
    "/api/gateways",
    operation_id="paypage.list_gateways",
    summary="Who takes online payments",
    tags=["paypage"],
)
async def list_gateways(request: Request[Any, Any, Any]) -> GatewayAccounts:
    """For the office. No key is ever read back."""
    services: Services = request.app.state.services
    context = office_of(request)
    items = await standing_views(services.database.reader, services.config, context.organization_id)
    return answer_read(request, GatewayAccounts(items=items))  # type: ignore[return-value]


@post(
    "/api/gateways/stripe",
    operation_id="paypage.connect_stripe",
    summary="Take payments by an account at Stripe",
    tags=["paypage"],
    status_code=HTTP_200_OK,
    request_max_body_size=BODY_BYTES_MAX,
)
async def connect_stripe(
    request: Request[Any, Any, Any], data: JSONBody[StripeKeys], idempotency_key: Key = None
) -> GatewayAccountView:
    """The owner's. The key is tried by real calls that change nothing; then it is sealed, and never shown."""
    services: Services = request.app.state.services
    context = context_of(request)
    if context.role not in OWNER:
        raise NotAllowed(role=context.role)
    keys = StripeKeys(
        secret_key=data.secret_key.strip(), webhook_secret=(data.webhook_secret or "").strip() or None
    )
    mode = _mode_of(services, context, keys)
    await _try(services, context, keys, mode)
    body = _sealed(services, context, keys, mode)
    mutation = Mutation(id=mutation_id_of(idempotency_key), type=CONNECT.name, body=body)
    as_server = msgspec.structs.replace(context, role="system")
    answered = await apply(services, mutation, as_server)
    return answer(services, CONNECT, as_server, answered)  # type: ignore[return-value]


ROUTES: Final[tuple[BaseRouteHandler, ...]] = (list_gateways, connect_stripe)


def _mode_of(services: Services, context: Context, keys: StripeKeys) -> Mode:
    if not keys.secret_key.startswith(stripe_wire.KEYS) or not keys.secret_key.isascii():
        raise NotAKey()
    if keys.webhook_secret is not None and not keys.webhook_secret.startswith(stripe_wire.WEBHOOK_SECRET):
        raise NotAWebhookSecret()
    if context.currency in stripe_wire.OTHER_UNITS:
        raise CurrencyNotTaken(currency=context.currency)
    mode: Mode = "live" if "_live_" in keys.secret_key[:8] else "test"
    if mode == "live" and not is_https(services.config):
        raise LiveNeedsHttps()
    return mode


async def _try(services: Services, context: Context, keys: StripeKeys, mode: Mode) -> None:
    gateway = StripeGateway(
        services.config.stripe_api,
        keys.secret_key,
        keys.webhook_secret,
        currency=context.currency,
        is_live=mode == "live",
    )
    try:
        verdict = await gateway.verdict()
    except Unreachable as silent:
        raise KeyNotTried(gateway=stripe.SLUG) from silent
    if verdict == "key_refused":
        raise KeyRefused()
    if verdict == "rights_missing":
        raise RightsMissing()


def _sealed(services: Services, context: Context, keys: StripeKeys, mode: Mode) -> dict[str, Any]:
    from stagebill.kernel.sealing import seal

    def sealed(part: str, text: str) -> str:
        return seal(services.config.secret_key, purpose(context.organization_id, stripe.SLUG, part), text)

    body = {
        "gateway": stripe.SLUG,
        "mode": mode,
        "label": label_of(keys.secret_key),
        "sealed_key": sealed(KEY, keys.secret_key),
    }
    if keys.webhook_secret is not None:
        body["sealed_webhook_secret"] = sealed(WEBHOOK_SECRET, keys.webhook_secret)
    return body
