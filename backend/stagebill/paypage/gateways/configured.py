"""Which gateways a company has. Without any account it is the sandbox; each keeps what was begun at it."""

from stagebill.kernel.ids import Id
from stagebill.paypage.accounts.account import GatewayAccount
from stagebill.paypage.accounts.queries import account, taking_account
from stagebill.paypage.gateway import Gateway
from stagebill.paypage.gateways import sandbox, stripe
from stagebill.paypage.gateways.sandbox import SandboxGateway
from stagebill.paypage.gateways.stripe import StripeGateway
from stagebill.sync.queries import system_context
from stagebill.sync.services import Services

KEY, WEBHOOK_SECRET = "key", "webhook_secret"


async def gateway_of(services: Services, organization_id: Id, slug: str) -> Gateway | None:
    """The gateway of that name as this company has it; None where it has none, or its keys were removed."""
    if slug == sandbox.SLUG:
        return SandboxGateway(services)
    known = await account(services.database.reader, organization_id, slug)
    return await _opened(services, known) if known is not None and known.removed_at is None else None


async def taking(services: Services, organization_id: Id) -> Gateway:
    """The gateway that new payments start at."""
    known = await taking_account(services.database.reader, organization_id)
    return await _opened(services, known) if known is not None else SandboxGateway(services)


def purpose(organization_id: Id, gateway: str, part: str) -> str:
    """What a sealed key is bound to: copied to another company's row, it cannot be opened."""
    return f"{gateway}:{part}:{organization_id}"


async def _opened(services: Services, known: GatewayAccount) -> Gateway:
    from stagebill.kernel.sealing import unseal

    secret_key, sealed_secret = services.config.secret_key, known.sealed_webhook_secret
    context = await system_context(services.database.reader, known.organization_id, services.clock.now())
    assert context is not None
    assert known.gateway == stripe.SLUG
    return StripeGateway(
        services.config.stripe_api,
        unseal(secret_key, purpose(known.organization_id, known.gateway, KEY), known.sealed_key),
        unseal(secret_key, purpose(known.organization_id, known.gateway, WEBHOOK_SECRET), sealed_secret)
        if sealed_secret
        else None,
        currency=context.currency,
        is_live=known.mode == "live",
    )
